// A director's day: people sign up in their own scripts, turfs are proposed with reasons, one is dragged to somebody else and one is
// moved by keyboard, the list is handed out with a code that a phone opens, and everybody is home again. Once more without a script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk } from './desk.mjs';
import { axe, DESK, misfits, PHONE, screenshot, until } from './lib.mjs';
import { forbidden, shape, unmarked } from './pages.mjs';

let at; // the director's desk
let browser;
let page;
let org;
let shift;

before(async () => {
  at = await desk('shift');
  ({ browser, page } = at);
  org = at.org;
});
after(() => at?.end());

const crew = (name) => page.locator('.crew', { has: page.getByRole('link', { name, exact: true }) });
const press = (where, name) => where.getByRole('button', { name }).click();
const loaded = () => page.waitForLoadState('load');

/** What is wrong with a page at a desk and on a phone, in three languages and from the right to the left. */
async function inOrder(address) {
  const wrong = [];
  for (const [lang, size] of [['en', DESK.viewport], ['vi', PHONE.viewport], ['ur', PHONE.viewport], ['en-XA', PHONE.viewport], ['ar-XB', DESK.viewport]]) {
    await page.setViewportSize(size);
    const url = new URL(address, org);
    url.searchParams.set('lang', lang);
    await page.goto(url.href);
    const found = [...(await shape(page, 44)), ...(await forbidden(page)), ...page.complaints.splice(0)];
    if (lang === 'en' || lang === 'ur') found.push(...(await axe(page)));
    if (lang === 'en-XA') found.push(...(await unmarked(page)));
    await page.evaluate(() => document.querySelector('nav.nav')?.remove());
    found.push(...(await misfits(page)));
    wrong.push(...found.map((f) => `${url.pathname} ${lang} ${size.width}: ${f}`));
  }
  await page.setViewportSize(DESK.viewport);
  await page.goto(org + '?lang=en');
  assert.equal(wrong.length, 0, '\n' + wrong.join('\n'));
}

test('a shift is arranged, and people sign up in their own scripts', async () => {
  await page.goto(org + '/shifts?lang=en');
  await page.getByLabel('Meeting place').fill('5575 North 76th Street');
  await press(page, 'Arrange shift');
  await page.waitForURL(/\/workers$/);
  shift = page.url().replace(/\/workers$/, '');
  await page.getByLabel('One person on each line').fill('Pa Houa Vang, 414-555-0130, Hmong English\nមាស សុខា, 414-555-0131, Khmer, first time\nDaniel, 414-555-0132, English, partner\nRosa, unknowable');
  await press(page, 'Sign all up');
  await page.getByText('3 people were signed up.').waitFor();
  assert.equal(await page.getByLabel('One person on each line').inputValue(), 'Rosa, unknowable');
  await page.getByLabel('Name', { exact: false }).and(page.locator('#f-name')).fill('عائشہ خان');
  await page.locator('input[name=language][value=ur]').check();
  await press(page.locator('section', { has: page.locator('#hand') }), 'Sign up');
  await page.getByText('1 person was signed up.').waitFor();
  await page.locator('#f-q').fill('nguyen');
  await press(page, 'Find');
  await press(page.locator('.rows li').first(), 'Sign up');
  await page.getByText('5 people signed up').waitFor();
});

test('turfs are proposed, and the board says why', async () => {
  await page.goto(shift);
  await press(page, 'Propose turfs');
  await page.getByText(/people have turfs/).waitFor();
  assert.match(await crew('Pa Houa Vang').innerText(), /speaks Hmong: \d+ of \d+ doors/);
  assert.equal(await page.locator('.crew', { hasText: 'one is new, one knows how' }).count(), 1, 'who is new goes with somebody who knows how');
});

test('a turf is dragged to somebody else, and another moved by keyboard', async () => {
  const from = crew('Pa Houa Vang').locator('.turf-chip').first();
  const turf = await from.getAttribute('data-turf');
  const to = crew('عائشہ خان');
  await from.dragTo(to.locator('.crew-head'));
  await until('the turf has moved', () => to.locator(`[data-turf="${turf}"]`).count());
  assert.equal(await page.locator('#moved').innerText(), 'The turf was given.');
  await page.locator('#move-' + turf).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/give\?turf=/);
  assert.ok((await page.locator('.fits li').count()) > 1);
  await page.getByRole('radio', { name: /Pa Houa Vang/ }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Give the turf' }).first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/#w-/);
  assert.equal(await crew('Pa Houa Vang').locator(`[data-turf="${turf}"]`).count(), 1);
});

test('a list is handed out with a code that a phone opens, and the board follows by itself', async () => {
  await press(crew('Pa Houa Vang'), 'Check in');
  await loaded();
  await press(crew('Pa Houa Vang'), 'Hand out');
  await page.getByText(/list number/i).first().waitFor();
  assert.match(await crew('Pa Houa Vang').innerText(), /List number \d{4}\s\d{4}/);
  await page.getByRole('link', { name: 'Pa Houa Vang', exact: true }).click();
  const link = await page.getByRole('link', { name: 'Open the list on this device' }).getAttribute('href');
  const phone = await (await browser.newContext(PHONE)).newPage();
  assert.equal((await phone.goto(link)).status(), 200);
  await phone.getByLabel(/name/i).first().waitFor();
  await phone.context().close();
  await page.goto(shift);
  await page.locator('#live-state:not([hidden])').waitFor();
  const other = await page.context().newPage();
  await other.goto(shift);
  await other.locator('.crew', { hasText: 'Daniel' }).getByRole('button', { name: 'Check in' }).click();
  await until('the first page has noticed', async () => (await page.locator('#n-here').innerText()) !== '0', 8000);
  await other.close();
  await press(crew('Pa Houa Vang'), 'Safe home');
  await loaded();
  assert.equal(await page.locator('#n-safe').innerText(), '1');
});

test('without a script, on a phone, everything can be done too', async () => {
  const context = await browser.newContext({ ...PHONE, javaScriptEnabled: false, storageState: await page.context().storageState() });
  const plain = await context.newPage();
  await plain.goto(shift);
  const card = plain.locator('.crew', { hasText: 'Daniel' });
  await card.getByRole('button', { name: 'Hand out' }).click();
  assert.match(await plain.locator('.crew', { hasText: 'Daniel' }).innerText(), /List number \d{4}\s\d{4}/);
  const give = plain.locator('.open-turfs .turf-chip').first().getByRole('link', { name: 'Give to…' });
  if (await give.count()) {
    await give.click();
    await plain.getByRole('button', { name: 'Give the turf' }).first().click();
    await plain.waitForURL(/#w-/);
  }
  await context.close();
});

for (const where of ['', '/workers', '/edit', '/print']) {
  test(`the page ${where || 'of the board'} is in order`, async () => {
    await inOrder(shift + where);
    await page.goto(shift + where);
    await screenshot(page, 'shift' + where.replace('/', '-'), { fullPage: true });
  });
}

test('the page of one worker is in order', async () => {
  await page.goto(shift);
  const address = await page.locator('.crew h4 a').first().getAttribute('href');
  await inOrder(new URL(address, org).href);
});
