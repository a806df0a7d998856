// Somebody is found while their name is typed: with the keys, in any writing, with the reason, in three languages, and without scripts.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { axe, complaints, DESK, launch, PHONE, screenshot, serve, until } from './lib.mjs';
import { forbidden, shape, watch } from './pages.mjs';
import { temporary } from './story-server.mjs';

let demo;
let browser;
let data;
before(async () => {
  if (process.env.BANYAN_DEMO) demo = JSON.parse(fs.readFileSync(process.env.BANYAN_DEMO, 'utf8').split('\n')[0]);
  else {
    data = temporary('search');
    demo = await serve('./cmd/banyan', ['demo', '--json', '--data', data, '--listen', '127.0.0.1:0']);
  }
  browser = await launch();
});
after(async () => {
  await browser?.close();
  demo?.stop?.();
  if (data) fs.rmSync(data, { recursive: true, force: true });
});

/** The list of people of the demo's first organization, signed in as a director. */
async function people(options, lang = 'en') {
  const context = await browser.newContext({ ...options, serviceWorkers: 'block' });
  await watch(context);
  const page = await context.newPage();
  page.complaints = complaints(page);
  await page.goto(demo.sign_ins.find((s) => s.role === 'director' || s.role === 'organizer').url);
  const list = new URL(page.url()).pathname.match(/^\/o\/[^/]+/)[0] + '/people';
  await page.goto(new URL(`${list}?who=member&lang=${lang}`, page.url()).href); // members have told how they write themselves
  return page;
}

const options = (page) => page.$$eval('.found [role=option]', (all) => all.map((o) => o.innerText.replace(/\s+/g, ' ').trim()));

async function typed(page, text) {
  await page.fill('#f-q', '');
  await page.type('#f-q', text, { delay: 20 });
  await until(`an answer to ${text}`, () => page.$eval('#f-q', (e) => e.getAttribute('aria-expanded') === 'true'));
  await page.waitForTimeout(250); // the last key has been answered
  return options(page);
}

/** Somebody of the list whose name is in another writing too, and how it is spelled in Latin letters. */
const somebody = (page) =>
  page.evaluate(() => {
    const other = /[\u0590-\u1dff\u2e80-\uffff]/;
    for (const link of document.querySelectorAll('.people-table th a')) {
      const writings = [...link.querySelectorAll('bdi')].map((e) => e.textContent);
      const native = writings.find((w) => other.test(w));
      const latin = writings.find((w) => !other.test(w));
      if (native && latin) return { native, latin };
    }
    return null;
  });

test('typing offers people from the second letter on; keys choose one; Escape closes', async () => {
  const page = await people(DESK);
  const box = page.locator('#f-q');
  assert.equal(await box.getAttribute('role'), 'combobox');
  await box.fill('');
  await page.type('#f-q', 'k');
  await page.waitForTimeout(400);
  assert.equal(await box.getAttribute('aria-expanded'), 'false', 'one letter offers nobody');
  await page.type('#f-q', 'im');
  await until('people called Kim', async () => (await options(page)).length > 0);
  assert.ok((await options(page)).length <= 8);
  await page.keyboard.press('ArrowDown');
  assert.equal(await box.getAttribute('aria-activedescendant'), 'found-0');
  assert.equal(await page.getAttribute('#found-0', 'aria-selected'), 'true');
  await page.keyboard.press('ArrowUp');
  const last = (await options(page)).length - 1;
  assert.equal(await box.getAttribute('aria-activedescendant'), `found-${last}`, 'the list goes round');
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('Escape');
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
  await page.keyboard.press('ArrowDown');
  await until('the list again', async () => (await box.getAttribute('aria-expanded')) === 'true');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/people\/[0-9a-z]{13}/);
  assert.deepEqual([...page.complaints, ...(await forbidden(page))], []);
  await page.context().close();
});

test('a name is found by its other writing, with the reason, in English, Vietnamese and Urdu', async () => {
  for (const lang of ['en', 'vi', 'ur']) {
    for (const [size, option] of Object.entries({ desk: DESK, phone: PHONE })) {
      const page = await people(option, lang);
      const who = await somebody(page);
      assert.ok(who, 'the demo lists somebody with a name in another writing');
      for (const text of [who.latin, who.native]) {
        const found = await typed(page, text);
        assert.ok(found.some((line) => line.includes(who.native) || line.includes(who.latin)), `${text} offers ${found.join(' | ')}`);
      }
      await screenshot(page, `search-${lang}-${size}`);
      assert.deepEqual(await axe(page), [], lang);
      assert.deepEqual(await shape(page, 44), [], lang);
      assert.deepEqual([...page.complaints, ...(await forbidden(page))], []);
      await page.context().close();
    }
  }
});

test('a slow old answer never covers a new one', async () => {
  const page = await people(DESK);
  await page.route('**/people/find?q=ki', async (route) => {
    await new Promise((ok) => setTimeout(ok, 1500));
    await route.continue().catch(() => {});
  });
  await page.fill('#f-q', '');
  await page.type('#f-q', 'ki');
  await page.waitForTimeout(200);
  await page.type('#f-q', 'm');
  await until('people called Kim', async () => (await options(page)).length > 0);
  const before = await options(page);
  await page.waitForTimeout(1800);
  assert.deepEqual(await options(page), before);
  await page.context().close();
});

test('without scripts Enter shows the nearest names above the list', async () => {
  const page = await people({ ...DESK, javaScriptEnabled: true });
  const who = await somebody(page);
  const address = page.url();
  const state = await page.context().storageState();
  const context = await browser.newContext({ ...DESK, javaScriptEnabled: false, storageState: state });
  const plain = await context.newPage();
  await plain.goto(address);
  await plain.fill('#f-q', who.native);
  await plain.press('#f-q', 'Enter');
  await plain.waitForURL(/[?&]q=/);
  assert.ok((await plain.textContent('.found-block')).includes(who.native));
  await screenshot(plain, 'search-plain');
  await context.close();
  await page.context().close();
});
