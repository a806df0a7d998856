// A director's view of a whole shift: the map with its list, quotas and pace, finding one of many people, the page that helps to look
// at how work was recorded, what is said to the phones, and warnings at doors. Once more without a script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk } from './desk.mjs';
import { axe, DESK, misfits, PHONE, screenshot, until } from './lib.mjs';
import { forbidden, shape } from './pages.mjs';

let at; // the director's desk
let page;
let shift;

before(async () => {
  at = await desk('director');
  ({ page } = at);
  await page.goto(at.org + '/shifts?lang=en');
  shift = new URL(await page.locator('.sheets h2 a').first().getAttribute('href'), at.org).href;
});
after(() => at?.end());

test('the map names every turf in its list, and a turf that is pressed opens its card', async () => {
  await page.goto(shift + '/map');
  const turfs = await page.locator('.m-turfs path').count();
  assert.ok(turfs > 5, 'turfs are drawn');
  const said = Number((await page.locator('#turfs').innerText()).match(/\d+/)[0]);
  assert.equal(said, turfs);
  const first = page.locator('.map-list tbody th a').first();
  const name = await first.innerText();
  await first.focus();
  await page.keyboard.press('Enter');
  await page.locator('#card').waitFor();
  assert.equal(await page.locator('#card-name').innerText(), name);
  assert.match(await page.locator('#card').innerText(), /of \d+ doors/);
  await page.locator('.m-turfs path').nth(3).dispatchEvent('click');
  await page.waitForURL(/turf=\d+#card/);
  assert.notEqual(await page.locator('#card-name').innerText(), name);
});

test('the map follows by itself when a turf is handed out', async () => {
  await page.goto(shift + '/map');
  await page.locator('#live-state:not([hidden])').waitFor();
  const out = () => page.locator('#all-out use').count();
  const before = await out();
  const other = await page.context().newPage();
  await other.goto(shift);
  await other.getByRole('button', { name: 'Hand out', exact: true }).first().click();
  await other.waitForLoadState('load');
  await other.close();
  await until('the map shows one more turf that is out', async () => (await out()) > before, 15000);
});

test('somebody is found by a part of their name while it is typed', async () => {
  await page.goto(shift + '?find=sokha');
  await until('one crew is shown', async () => (await page.locator('.crew').count()) === 1);
  await page.locator('#f-find').fill('nobody of that name');
  await page.getByText('Nobody of that name has signed up.').waitFor();
  await page.locator('#f-find').fill('');
  await until('everybody is shown again', async () => (await page.locator('.crew').count()) > 1);
});

test('without a script the list leads to the cards', async () => {
  const context = await at.browser.newContext({ ...PHONE, javaScriptEnabled: false, storageState: await page.context().storageState() });
  const plain = await context.newPage();
  await plain.goto(shift + '/map?state=open');
  await plain.locator('.map-list tbody th a').first().click();
  assert.ok(await plain.locator('#card').isVisible());
  assert.match(await plain.locator('#card').innerText(), /Nobody has this turf/);
  await context.close();
});

/** What is wrong with a page at the width of a desk in English, and of a phone in Urdu and Khmer. */
async function wrongWith(address, name) {
  const wrong = [];
  for (const [lang, size] of [['en', DESK.viewport], ['ur', PHONE.viewport], ['km', PHONE.viewport]]) {
    await page.setViewportSize(size);
    const url = new URL(address);
    url.searchParams.set('lang', lang);
    await page.goto(url.href);
    await screenshot(page, `director${name}-${lang}`, { fullPage: true });
    const found = [...(await shape(page, 44)), ...(await forbidden(page)), ...page.complaints.splice(0)];
    if (lang !== 'km') found.push(...(await axe(page)));
    await page.evaluate(() => document.querySelector('nav.nav')?.remove());
    found.push(...(await misfits(page)));
    wrong.push(...found.map((f) => `${url.pathname} ${lang}: ${f}`));
  }
  await page.setViewportSize(DESK.viewport);
  await page.goto(at.org + '?lang=en');
  return wrong;
}

for (const where of ['', '/map?turf=1', '/pace', '/quality', '/calls']) {
  test(`the page ${where || 'of the board'} is in order`, async () => {
    const wrong = await wrongWith(shift + where, where.replace(/\?.*/, '').replace('/', '-'));
    assert.equal(wrong.length, 0, '\n' + wrong.join('\n'));
  });
}

test('from the board something is said to the phones, and taken back', async () => {
  await page.goto(shift + '?lang=en');
  await page.getByRole('link', { name: 'Announcement' }).click();
  await page.waitForURL(/\/announcements$/);
  const address = page.url();
  await page.getByRole('textbox', { name: 'English' }).fill('Rain at 4. Come back to the church.');
  await page.check('[name=urgent]');
  await page.getByRole('button', { name: 'Send to the phones' }).click();
  await page.locator('ul.rows').getByText('Rain at 4').waitFor();
  const wrong = await wrongWith(address, '-announcements');
  assert.equal(wrong.length, 0, '\n' + wrong.join('\n'));
  await page.goto(address);
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByText('Taken back').first().waitFor();
  assert.equal(await page.getByRole('button', { name: 'Take back' }).count(), 0);
});

test('from the program an organizer comes to the warnings, and writes one', async () => {
  await page.goto(at.org + '/programs?lang=en');
  await page.locator('.sheets h2 a').first().click();
  await page.getByRole('link', { name: 'Warnings at doors' }).click();
  await page.waitForURL(/\/warnings$/);
  const address = page.url();
  await page.fill('#f-address', '290 South Ironwood Street');
  await page.selectOption('[name=kind]', 'dog');
  await page.fill('#f-text', 'two of them');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.locator('ul.rows').getByText('290 South Ironwood Street').first().waitFor();
  const wrong = await wrongWith(address, '-warnings');
  assert.equal(wrong.length, 0, '\n' + wrong.join('\n'));
});
