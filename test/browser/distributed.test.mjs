// One code for a whole program: an organizer turns it on, two phones open it and get different doors, one goes home and gets more, the
// organizer takes a list back, and the next pass begins with what is left.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk } from './desk.mjs';
import { ready } from './door.mjs';
import { axe, complaints, DESK, misfits, PHONE, screenshot, until } from './lib.mjs';
import { forbidden, shape, unmarked } from './pages.mjs';

let at; // the organizer's desk
let page;
let program;
let code;

before(async () => {
  at = await desk('distributed');
  ({ page } = at);
});
after(() => at?.end());

/** What is wrong with a page at a desk in English and on a phone in other languages. */
async function inOrder(on, address, langs) {
  const wrong = [];
  for (const lang of langs) {
    const size = lang === 'en' ? DESK.viewport : PHONE.viewport;
    await on.setViewportSize(size);
    const url = new URL(address);
    url.searchParams.set('lang', lang);
    await on.goto(url.href);
    const found = [...(await shape(on, 44)), ...(await forbidden(on) ?? []), ...on.complaints.splice(0)];
    if (lang === 'en' || lang === 'ur') found.push(...(await axe(on)));
    if (lang === 'en-XA') found.push(...(await unmarked(on)));
    await on.evaluate(() => document.querySelector('nav.nav')?.remove());
    found.push(...(await misfits(on)));
    wrong.push(...found.map((f) => `${url.pathname} ${lang} ${size.width}: ${f}`));
    if (['en', 'ur', 'km'].includes(lang)) await screenshot(on, `distributed-${url.pathname.split('/').pop().slice(0, 6)}-${lang}-${size.width}`, { fullPage: true });
  }
  assert.equal(wrong.length, 0, '\n' + wrong.join('\n'));
}

/** A phone of a volunteer that stands somewhere. */
async function phone(geolocation) {
  const context = await at.browser.newContext({ ...PHONE, ...(geolocation && { geolocation, permissions: ['geolocation'] }) });
  const p = await context.newPage();
  p.complaints = complaints(p);
  return p;
}

const households = (p) => p.evaluate(() => [...document.querySelectorAll('[data-h]')].map((e) => e.dataset.h));

test('an organizer turns the code on', async () => {
  await page.goto(at.org + '/programs?lang=en');
  await page.locator('#f-name').fill('Everybody');
  await page.locator('#f-form').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Create program' }).or(page.locator('form button.primary')).first().click();
  await page.waitForURL(/programs\/[0-9a-z]{13}/);
  program = page.url().split(/[?#]/)[0];
  await page.getByRole('link', { name: 'One code for everybody' }).click();
  await page.getByRole('button', { name: 'Turn the code on' }).click();
  await page.getByText('The code is on.').waitFor();
  code = await page.locator('.packet-link a').getAttribute('href');
  assert.match(await page.locator('.packet-number b').innerText(), /\d{4}\s\d{4}/);
  await page.locator('#live-state:not([hidden])').waitFor();
});

test('two phones get different doors, and no person is seen before', async () => {
  const here = { latitude: 43.115, longitude: -87.985 };
  const phones = [];
  for (const name of ['Mai', 'Daniel']) {
    const p = await phone(here);
    await p.goto(code);
    assert.equal(await p.locator('input[name=language][value=en]').isChecked(), true, 'the language of the phone is chosen');
    await p.locator('#f-name').fill(name);
    await p.getByText('30 minutes').click();
    await p.getByRole('button', { name: 'Use my position once' }).click();
    await p.getByText('Your position goes along').waitFor();
    phones.push(p);
  }
  await Promise.all(phones.map(async (p) => {
    await p.getByRole('button', { name: 'Get my doors' }).dblclick(); // a thumb that trembles gets one list
    await p.waitForURL(/\/t\//);
    await ready(p);
  }));
  const [mai, daniel] = await Promise.all(phones.map(households));
  assert.ok(mai.length > 4 && daniel.length > 4, `${mai.length} and ${daniel.length}`);
  const hers = mai.filter((h) => daniel.includes(h));
  assert.deepEqual(hers, [], 'a door is with both');
  await until('the organizer sees both', async () => (await page.locator('.sheets .sheet').count()) === 2);

  // One goes home: the doors are open again, and the phone leads to more.
  const [p] = phones;
  await p.evaluate(() => { location.hash = 'finish'; });
  await p.locator('#end').click();
  await p.getByRole('link', { name: 'More doors' }).click();
  await p.waitForURL(/\/j\//);
  assert.equal(await p.locator('#f-name').inputValue(), 'Mai', 'the phone knows the name');
  await until('one list is out', async () => (await page.locator('.sheets .sheet').count()) === 1);
  await p.getByText('1 hour').click();
  await p.locator('#f-where').fill('No such street');
  await p.getByRole('button', { name: 'Get my doors' }).click();
  await p.getByText('We do not know this place').first().waitFor();
  await p.locator('#f-where').fill('');
  await p.getByRole('button', { name: 'Get my doors' }).click();
  await p.waitForURL(/\/t\//);
  await until('two lists are out', async () => (await page.locator('.sheets .sheet').count()) === 2);

  await page.locator('.sheet', { hasText: 'Daniel' }).getByRole('button', { name: 'Take back' }).click();
  await page.getByText('The doors are open again.', { exact: true }).waitFor();
  assert.equal(await page.locator('.sheets .sheet').count(), 1);
  for (const p of phones) await p.context().close();
});

test('a code is changed only after asking twice, and lists on which nothing is recorded are freed together', async () => {
  const before = await page.locator('.packet-number b').innerText();
  await page.getByText('Make a new code', { exact: true }).click();
  await page.getByText('new ones must be hung up').waitFor();
  assert.equal(await page.locator('.packet-number b').innerText(), before);
  await page.getByRole('button', { name: 'Yes, make a new code' }).click();
  await page.getByText('The program has a new code.').waitFor();
  assert.notEqual(await page.locator('.packet-number b').innerText(), before);
  code = await page.locator('.packet-link a').getAttribute('href');
  await page.getByText('Free 1 list on which nothing is recorded').click();
  await screenshot(page, 'distributed-free-en-1280', { fullPage: true });
  await page.getByRole('button', { name: 'Yes, free them' }).click();
  await page.getByText('Nobody has doors by the code now.').waitFor();
});

test('the pages are in order', async () => {
  const p = await phone();
  await inOrder(p, code, ['en', 'ur', 'km']);
  await p.context().close();
  await inOrder(page, program + '/code', ['en', 'en-XA']);
  await inOrder(page, program + '/pass', ['ur', 'en-XA']);
});

test('the next pass begins with the chosen doors', async () => {
  await page.goto(program + '/pass?lang=en');
  assert.match(await page.locator('label', { hasText: 'Not tried' }).innerText(), /\d+ doors/);
  await page.locator('input[value=come_back]').uncheck();
  await page.getByRole('button', { name: 'Begin pass 2' }).click();
  await page.waitForURL(/#turfs$/);
  assert.match(await page.locator('main').innerText(), /Pass 2/);
  assert.ok((await page.locator('table.stacking tbody tr').count()) > 2);
});
