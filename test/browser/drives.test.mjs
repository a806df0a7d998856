// Drives: a voter registration without a list goes from address points to a phone; a file of the election office strikes somebody off the
// walk list of a phone that is out, and puts them back when the file is taken back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk } from './desk.mjs';
import { allSent, ready, visit } from './door.mjs';
import { axe, DESK, misfits, PHONE, screenshot, until } from './lib.mjs';
import { forbidden, shape } from './pages.mjs';

let at, page, org;

before(async () => {
  at = await desk('drives');
  ({ page, org } = at);
});
after(() => at?.end());

const press = (name) => page.getByRole('button', { name }).first().click();

/** Waits for something on a page of the desk that may load itself anew at any moment. */
const appears = (what, selector, anew = false) => until(what, async () => {
  try {
    if (await page.locator(selector).count()) return true;
    if (anew) await page.reload();
  } catch (e) {
    if (!/interrupted|navigation|destroyed|detached|ERR_ABORTED/i.test(e.message)) throw e;
  }
  return false;
}, 30000);
const jobDone = () => appears('the job is done', '[data-job=done], .badge.leaf');

/** A page in order on a phone in English and in Khmer and at a desk in Urdu, and pictures of it. */
async function inOrder(what, address = page.url()) {
  const wrong = [];
  for (const [lang, { viewport }, judged] of [['en', PHONE, true], ['ur', DESK, true], ['km', PHONE]]) {
    await page.setViewportSize(viewport);
    const url = new URL(address);
    url.searchParams.set('lang', lang);
    await page.goto(url.href);
    const found = [...(await shape(page, 44)), ...(await forbidden(page)), ...page.complaints.splice(0), ...(judged ? await axe(page) : [])];
    await screenshot(page, `drives-${what}-${lang}-${viewport.width}`, { fullPage: true });
    await page.evaluate(() => document.querySelector('nav.nav')?.remove());
    wrong.push(...[...found, ...(await misfits(page))].map((f) => `${what} ${lang} ${viewport.width}: ${f}`));
  }
  await page.setViewportSize(DESK.viewport);
  await page.goto(address + '?lang=en');
  assert.equal(wrong.length, 0, '\n' + wrong.join('\n'));
}

/** Begins a program of a kind; gives its address. */
async function begin(kind, name, choose) {
  await page.goto(org + '/programs?lang=en');
  await page.locator(`input[name=kind][value=${kind}]`).check();
  await page.locator('#f-name').fill(name);
  await choose();
  await press('Create program');
  await page.waitForURL(/programs\/[0-9a-z]{13}|jobs\//);
  if (page.url().includes('/jobs/')) {
    await jobDone();
    await page.goto(org + '/programs?lang=en');
    await page.getByRole('link', { name }).click();
    await page.waitForURL(/programs\/[0-9a-z]{13}/);
  }
  return page.url().split(/[?#]/)[0];
}

/** Cuts and publishes a program, and opens its first list on a phone. */
async function walk(program, doors) {
  await page.goto(program + '?lang=en');
  await page.locator('#f-doors').fill(String(doors));
  await page.locator('form[action$="/cut"] button[type=submit]').click();
  await page.waitForURL(/#turfs$/);
  await page.locator('form[action$="/publish"] button').click();
  await page.waitForLoadState();
  await page.goto(program + '/codes?lang=en');
  await page.locator('a[href*="/packets/"]').first().click();
  const link = await page.locator('.packet-link a').getAttribute('href');
  const phone = await (await at.browser.newContext(PHONE)).newPage();
  await phone.goto(new URL(link, org).href);
  await phone.locator('input[name=name]').fill('Pa Houa');
  await phone.locator('main form button').last().click();
  await ready(phone);
  await phone.waitForSelector('html[data-extra]');
  await phone.waitForSelector('html[data-kept]'); // with the script in all languages that may be needed
  return phone;
}

test('a registration without a list goes from address points to the phone, and its answers come back', async () => {
  const rows = ['LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH'];
  for (const [i, street] of ['Acorn Lane', 'Birch Lane', 'Cedar Lane'].entries()) {
    for (let n = 0; n < 6; n++) rows.push(`${-87.99 + n / 4000},${43.12 + i / 1500},${200 + 2 * n},${street},,Milwaukee,,WI,53299,,`);
  }
  await page.goto(org + '/imports?lang=en');
  await page.locator('input[type=file]').setInputFiles({ name: 'points.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n') + '\n') });
  await press('Send the file');
  await page.waitForURL(/imports\/[0-9a-z]{13}/);
  await appears('the look is done', 'form[action$="/do/run"] button', true);
  await page.locator('form[action$="/do/run"] button').click();
  await appears('the points are in', '.badge:has-text("Brought in")', true);

  await inOrder('programs', org + '/programs');
  const program = await begin('registration', 'Register three lanes', async () => {
    await page.locator('details', { hasText: 'Every door of a place' }).locator('summary').click();
    await page.locator('input[name=area][value="zip:53299"]').check();
  });
  const phone = await walk(program, 30);
  assert.equal(await phone.locator('li.d').count(), 18);
  assert.equal(await phone.locator('[data-p]').count(), 0, 'nobody is known there');

  await visit(phone, 1);
  await screenshot(phone, 'drives-phone-door-en-360');
  await phone.getByText('Someone who is not listed').click();
  await phone.locator('#new-name').fill('Chue Vang');
  await phone.locator('#new-lang').selectOption('hmn');
  await phone.locator('#add-form button').click();
  await phone.waitForSelector('#talk:not([hidden])');
  assert.match(await phone.locator('#script').innerText(), /rau npe xaiv tsa/, 'in the language of who opened, though nobody was known there');
  await screenshot(phone, 'drives-phone-talk-hmn-360', { fullPage: true });
  assert.deepEqual(await axe(phone), []);
  assert.deepEqual(await misfits(phone), []);
  await phone.locator('#chips [lang=en]').click();
  await phone.locator('#script label', { hasText: 'Registered or updated today' }).click();
  await phone.locator('#talk-form button.primary').click();
  await phone.waitForFunction(() => document.querySelectorAll('#log li').length === 2);
  await allSent(phone);
  await page.goto(program + '/drive?lang=en');
  assert.equal(await page.locator('#figure-registered').innerText(), '1');
  await inOrder('result');
  await phone.context().close();
});

test('a file of ballots strikes somebody off an open phone by itself; taking it back takes the strike back', async () => {
  await page.goto(org + '/imports?lang=en');
  await screenshot(page, 'drives-imports-en-1280', { fullPage: true });
  await page.getByRole('link', { name: 'Mail ballots from the election office' }).click();
  await page.waitForURL(/\/ballots$/);
  await inOrder('ballots-none');
  const program = await begin('ballot_chase', 'Chase', async () => {
    await page.locator('#f-universe').selectOption({ label: await page.locator('#f-universe option', { hasText: 'Members' }).first().innerText() });
  });
  const phone = await walk(program, 20);
  let person, number;
  for (const id of await phone.locator('[data-p]').evaluateAll((all) => all.map((e) => e.dataset.p))) {
    await page.goto(`${org}/people/${id}?lang=en`);
    number = (await page.locator('main').innerText()).match(/\b\d{8,12}\b(?!-)/)?.[0];
    if (number) {
      person = id;
      break;
    }
  }
  assert.ok(number, 'somebody on the list has a voter number');
  const struck = `[data-p="${person}"][data-x="Ballot returned"]`;
  assert.equal(await phone.locator('[data-x]').count(), 0);
  const done = await phone.textContent('#count');

  const send = async (text) => {
    await page.goto(org + '/ballots?lang=en');
    await page.locator('#f-election').fill('2026-11-03');
    await page.locator('#f-file').setInputFiles({ name: 'ballots.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await press('Bring in');
  };
  const open = async () => {
    await page.goto(org + '/ballots?lang=en');
    await page.locator('.rows a').first().click();
    await page.waitForURL(/ballots\/[0-9a-z]{13}/);
  };
  const takeBack = async () => {
    await press('Take this file back');
    await page.waitForURL(/\/ballots$/);
  };
  await send(`Wahlnr,Stand\n${number},drin\nNOBODY,drin\n,drin\n`);
  await page.locator('#c-voter_id').selectOption('0');
  await page.locator('#c-status').selectOption('1');
  await press('Read the file');
  await page.locator('#w-0').selectOption('returned'); // the words are asked once their column is known
  await press('Read the file');
  await jobDone();
  await phone.waitForSelector(struck, { state: 'attached', timeout: 30000 });
  const door = await phone.locator(struck).first().evaluate((e) => Number(e.closest('li.d').id.slice(1)));
  await visit(phone, door);
  await screenshot(phone, 'drives-phone-struck-en-360');
  assert.equal(await phone.locator('#people button').count(), await phone.locator(`#d${door} [data-p]:not([data-x])`).count());

  await open();
  assert.deepEqual(await Promise.all(['new', 'strangers', 'bad', 'struck'].map((f) => page.locator('#' + f).innerText())), ['1', '1', '1', '1']);
  await inOrder('ballots-file', page.url());
  await inOrder('ballots', org + '/ballots');
  assert.equal(await page.locator('#back-2026-11-03').innerText(), '1');
  await send(`Wahlnr,Stand\n${number},fort\n`); // a new word is asked about; nothing of the file is read
  await page.waitForURL(/ballots\/[0-9a-z]{13}/);
  await inOrder('ballots-ask', page.url());
  await page.getByRole('button', { name: /Throw|Discard/ }).click();
  await page.waitForURL(/\/ballots$/);
  await open();
  await takeBack();
  await phone.waitForFunction(() => !document.querySelector('[data-x]'), null, { timeout: 30000 });
  assert.equal(await phone.textContent('#count'), done);
  await phone.context().close();
});
