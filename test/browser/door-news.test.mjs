// What comes while one is out: announcements, whom nobody should visit any more, what stands about a door; and what makes the day
// easier: the own position on the sketch, large type, rest for the battery.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { allSent, door, kept, online, open, PACKET, quiet, ready, result, visit } from './door.mjs';
import { axe, misfits, PHONE, screenshot, until } from './lib.mjs';

let d;
let n = 0;
before(async () => { d = await door(); });
after(() => d.end());
beforeEach(() => d.set({ fault: '', n: 0, closed: '', epoch: 'n' + ++n, ends: 12 * 3600e3 }));

const tell = (news) => d.set({ news: JSON.stringify(news) });
const over = (news) => tell({ ...news, over: true });
/** The second module is there. */
const extra = (page) => page.waitForSelector('html[data-extra]');
const household = (page, n) => page.evaluate((n) => document.querySelector('#d' + n).dataset.h, n);
const person = (page, n) => page.evaluate((n) => document.querySelector(`#d${n} [data-p]`).dataset.p, n);

test('an announcement comes within seconds, stays until it is read, outlives a page without signal, and can be read again', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await kept(page);
  await extra(page);
  const rain = { kind: 'say', id: 's1', at: Date.now(), text: 'Rain at 4. Come back.', lang: 'en', warn: true };
  const start = Date.now();
  await tell(rain);
  await page.waitForSelector('#said .urgent');
  console.log(`# an announcement was on the phone after ${Date.now() - start} ms`);
  assert.match(await page.textContent('#said'), /Urgent.*Rain at 4/s);
  assert.match(await page.textContent('#say'), /Urgent: Rain at 4/);
  await visit(page, 3);
  assert.ok(await page.isVisible('#said .urgent'), 'it is seen at a door too');
  await phone.setOffline(true);
  await page.reload();
  await ready(page);
  await page.waitForSelector('#said .urgent');
  await page.click('#said button');
  await page.waitForFunction(() => !document.querySelector('#said').firstChild);
  await page.reload();
  await extra(page);
  assert.equal(await page.locator('#said .alert').count(), 0, 'who has read it is not asked again');
  await page.evaluate(() => { location.hash = ''; });
  await page.click('#said-all summary');
  assert.match(await page.textContent('#said-all'), /Rain at 4/);
  await phone.setOffline(false);
  await online(page);
  await allSent(page);
  const seen = (await d.entries()).filter((e) => e.event.kind === 'seen');
  assert.deepEqual(seen.map((e) => e.event.detail.text), ['s1']);
  await over(rain);
  await page.waitForFunction(() => !document.querySelector('#said-all'));
  quiet(page);
  await phone.close();
});

test('who is struck vanishes from the door with the reason; a struck door counts as done; taken back, all is as before', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await kept(page);
  await extra(page);
  const count = () => page.textContent('#count');
  const whole = { kind: 'strike', id: '11', at: Date.now(), of: [await household(page, 5)], why: 'asked' };
  const n = await page.evaluate(() => Number([...document.querySelectorAll('li.d')].find((e) => e.querySelectorAll('[data-p]').length > 1).id.slice(1)));
  const one = { kind: 'strike', id: '12', at: Date.now(), of: [await person(page, n)], why: 'ballot_returned' };
  const before = await count();
  await tell(whole);
  await tell(one);
  await page.waitForSelector('#d5[data-x]');
  await page.waitForSelector(`#d${n} [data-p][data-x]`);
  assert.match(await page.textContent('#d5 .st'), /Asked not to be visited/);
  assert.notEqual(await count(), before, 'it counts as done');
  await visit(page, n);
  const people = await page.locator(`#d${n} [data-p]`).count();
  assert.equal(await page.locator('#people button').count(), people - 1);
  assert.match(await page.evaluate(() => getComputedStyle(document.querySelector('#people [data-x]'), '::after').content), /Ballot returned/);
  await visit(page, 5);
  assert.ok(!(await page.isVisible('#nobody button')), 'nothing is asked of a volunteer there');
  assert.match(await page.textContent('#door-warn'), /Asked not/);
  await phone.setOffline(true);
  await page.reload();
  await extra(page);
  assert.ok(await page.getAttribute('#d5', 'data-x'), 'and without a signal too');
  await phone.setOffline(false);
  await over(whole);
  await over(one);
  await page.waitForFunction(() => !document.querySelector('[data-x]'));
  assert.equal(await count(), before);
  quiet(page);
  await phone.close();
});

test('what is struck when the page is loaded is struck without the second module', async () => {
  const phone = await d.phone({ serviceWorkers: 'block' });
  const page = await phone.newPage();
  await page.goto(d.page);
  const items = [{ kind: 'strike', id: '21', at: 1, of: [await household(page, 7)], why: 'gone' }, { kind: 'warning', id: 'w9', at: 1, of: [await household(page, 8)], why: 'dog', text: 'two of them' }];
  for (const i of items) await tell(i);
  await phone.route('**/a/volunteer/**', (r) => r.abort());
  await page.reload();
  await ready(page);
  assert.match(await page.textContent('#d7 .st'), /Moved or died/);
  assert.match(await page.textContent('#d8 .wn'), /Dog.*two of them/s);
  await visit(page, 8);
  assert.match(await page.textContent('#door-warn'), /two of them/);
  for (const i of items) await over(i);
  await phone.close();
});

test('a warning is written at the door and is told to the others at that door and building', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await extra(page);
  await visit(page, 10);
  await page.click('#note summary');
  await page.selectOption('#note-kind', 'dog');
  assert.match(await page.textContent('#warn-hint'), /never about the people/);
  await page.click('#note-form button');
  await page.waitForFunction(() => document.querySelectorAll('#log li').length === 1);
  assert.match(await page.textContent('#log'), /Dog/);
  await allSent(page);
  assert.equal((await d.entries()).at(-1).event.detail.warn, 'dog');
  const inside = await page.evaluate(() => [...document.querySelectorAll('li.b li.d')].map((e) => e.dataset.h));
  const way = { kind: 'warning', id: 'w1', at: Date.now(), of: inside, why: 'way_in', text: 'Ring for Ms. Lor', building: true };
  const skip = { kind: 'warning', id: 'w2', at: Date.now(), of: [await household(page, 12)], why: 'skip' };
  await tell(way);
  await tell(skip);
  await page.waitForSelector('li.b summary .wn', { state: 'attached' });
  await page.waitForSelector('#d12[data-x]', { state: 'attached' });
  const n = await page.evaluate(() => Number(document.querySelector('li.b li.d').id.slice(1)));
  await visit(page, n);
  assert.match(await page.textContent('#door-warn'), /How to get in.*Ring for Ms. Lor/s);
  await over(way);
  await over(skip);
  await page.waitForFunction(() => !document.querySelector('.wn'));
  quiet(page);
  await phone.close();
});

test('the own position is drawn on the sketch, and is in no request and nowhere on the phone', async () => {
  const phone = await d.phone({ permissions: ['geolocation'], geolocation: { latitude: 43.0652345, longitude: -87.9412345, accuracy: 12 } });
  const page = await open(phone, d.page);
  await kept(page);
  await extra(page);
  const sent = [];
  page.on('request', (r) => sent.push(r.url() + ' ' + (r.postData() ?? '') + JSON.stringify(r.headers())));
  await page.click('.map summary');
  assert.match(await page.textContent('.where'), /stays on this phone/);
  await page.click('.where button');
  await page.waitForSelector('.map .me');
  const at = await page.evaluate(() => [...document.querySelectorAll('.map .me')].map((c) => [c.getAttribute('cx'), c.getAttribute('cy')]));
  await phone.setGeolocation({ latitude: 43.0662345, longitude: -87.9412345, accuracy: 5 });
  await page.waitForFunction((y) => (document.querySelector('.map .me')?.getAttribute('cy') ?? y) !== y, at[0][1]);
  await result(page, 14, 'not_home');
  await allSent(page);
  assert.equal(await page.locator('.map .me').count(), 0, 'nobody looks at the map: nothing is drawn');
  const stored = await page.evaluate(() => new Promise((ok) => {
    const r = indexedDB.open('banyan');
    r.onsuccess = async () => {
      const out = [];
      for (const s of r.result.objectStoreNames) out.push(await new Promise((k) => { const g = r.result.transaction(s).objectStore(s).getAll(); g.onsuccess = () => k(g.result); }));
      ok(JSON.stringify(out) + JSON.stringify({ ...localStorage }) + document.cookie);
    };
  }));
  for (const where of [...sent, stored, JSON.stringify(await d.entries())]) assert.ok(!/43\.06[56]|87\.941/.test(where), where.slice(0, 200));
  quiet(page);
  await phone.close();
});

test('large type asks one question at a time, reads aloud with the phone\'s own voice alone, and is remembered', async () => {
  const phone = await d.phone();
  await phone.addInitScript(() => {
    globalThis.spoken = [];
    const voices = [{ lang: 'en-US', localService: true }, { lang: 'vi-VN', localService: false }];
    Object.defineProperty(globalThis, 'speechSynthesis', { value: { getVoices: () => voices, speak: (u) => globalThis.spoken.push(u.text), cancel() {}, addEventListener() {} } });
    globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  });
  const page = await open(phone, d.page);
  await kept(page);
  await extra(page);
  await page.check('#large');
  await visit(page, 2);
  await page.click('#people button');
  await page.click('#chips [lang=en]');
  const shown = () => page.evaluate(() => [...document.querySelector('#script').children].filter((e) => e.offsetParent).length);
  assert.equal(await shown(), 1);
  await page.click('#steps .next');
  await page.check('input[name=q1][value=housing]');
  await page.click('#speak');
  assert.match((await page.evaluate(() => globalThis.spoken)).at(-1), /What matters most/);
  await page.waitForSelector('html[data-kept]');
  await page.reload();
  await extra(page);
  assert.equal(await page.getAttribute('html', 'data-large'), '1');
  await page.evaluate(() => { location.hash = ''; });
  await page.uncheck('#large');
  quiet(page);
  await phone.close();
});

test('who goes home says how it was, and hears what becomes of the doors', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await extra(page);
  await result(page, 1, 'not_home');
  await page.evaluate(() => { location.hash = 'finish'; });
  await until('what is left is counted', async () => /^59 doors go to somebody else/.test(await page.textContent('#finish-back')));
  await page.check('#debrief-tags [value=time]');
  await page.selectOption('#missed', 'km');
  await page.click('#end');
  await until('it is sent', async () => (await d.entries()).some((e) => e.event.detail?.state === 'home' && e.event.detail.tags?.[0] === 'time' && e.event.detail.language === 'km'));
  await phone.close();
});

test('a phone in a pocket asks nothing, and one that saves data follows nothing', async () => {
  const phone = await d.phone();
  await phone.addInitScript(() => {
    let hidden = false;
    Object.defineProperty(document, 'hidden', { get: () => hidden });
    Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
    globalThis.pocket = (h) => { hidden = h; document.dispatchEvent(new Event('visibilitychange')); };
    const set = globalThis.setTimeout;
    globalThis.waits = new Set();
    globalThis.setTimeout = (f, ms, ...a) => { const id = set((...x) => { globalThis.waits.delete(id); f(...x); }, ms, ...a); if (ms > 5000) globalThis.waits.add(id); return id; };
    const clear = globalThis.clearTimeout;
    globalThis.clearTimeout = (id) => { globalThis.waits.delete(id); clear(id); };
    const Stream = globalThis.EventSource;
    globalThis.streams = [];
    globalThis.EventSource = class extends Stream { constructor(u) { super(u); globalThis.streams.push(this); } };
  });
  const page = await open(phone, d.page);
  await extra(page);
  await allSent(page);
  const live = () => page.evaluate(() => [globalThis.streams.filter((s) => s.readyState !== 2).length, globalThis.waits.size]);
  await until('one stream, one timer', async () => String(await live()) === '1,1');
  await page.evaluate(() => globalThis.pocket(true));
  await page.evaluate(() => dispatchEvent(new Event('online'))); // it sends, and then rests
  await until('nothing runs', async () => String(await live()) === '0,0');
  await page.evaluate(() => globalThis.pocket(false));
  await until('it follows again', async () => String(await live()) === '1,1');
  await phone.close();

  const saver = await d.phone();
  await saver.addInitScript(() => Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) }));
  const streams = (await d.state()).streams;
  const calm = await open(saver, d.page);
  await extra(calm);
  await result(calm, 20, 'not_home');
  await allSent(calm);
  assert.equal((await d.state()).streams, streams, 'no stream');
  await saver.close();
});

for (const [lang, scheme] of [['en', 'light'], ['ur', 'light'], ['km', 'dark']]) {
  test(`the second module's parts: axe-core finds nothing, nothing sticks out: ${lang}, ${scheme}`, async () => {
    const phone = await d.browser.newContext({ ...PHONE, bypassCSP: true, serviceWorkers: 'block', colorScheme: scheme });
    const page = await open(phone, d.page + '?lang=' + lang);
    await extra(page);
    const inside = await page.evaluate(() => [...document.querySelectorAll('li.b li.d')].map((e) => e.dataset.h));
    const items = [
      { kind: 'say', id: 'a1', at: Date.now(), text: 'Rain at 4. Come back to the church.', lang: 'en', warn: true },
      { kind: 'strike', id: '31', at: 1, of: [await household(page, 1)], why: 'checked_out' }, { kind: 'strike', id: '32', at: 1, of: [await person(page, 2)], why: 'ballot_returned' },
      { kind: 'warning', id: 'w3', at: 1, of: [await household(page, 3)], why: 'dog', text: '' }, { kind: 'warning', id: 'w4', at: 1, of: inside, why: 'code', text: '4711#', building: true },
    ];
    for (const i of items) await tell(i);
    await page.waitForSelector('#d1[data-x]');
    await page.waitForSelector('li.b summary .wn', { state: 'attached' });
    const found = [];
    const look = async (view) => {
      for (const f of [...(await axe(page)), ...(await misfits(page))]) found.push(`${view}: ${f}`);
      await screenshot(page, `extra-${view}-${lang}`, { fullPage: view === 'finish' });
    };
    await page.evaluate(() => { document.querySelector('.map').open = true; });
    await look('list');
    await visit(page, 3);
    await page.evaluate(() => { document.querySelector('#note').open = true; });
    await look('door');
    await page.evaluate(() => { location.hash = 'finish'; });
    await page.waitForSelector('#finish:not([hidden])');
    await look('finish');
    await page.click('#said button');
    await page.evaluate(() => { location.hash = ''; });
    await page.check('#large');
    await visit(page, 4);
    await page.click('#people button');
    await page.waitForSelector('#talk:not([hidden])');
    await look('large');
    for (const i of items) await over(i);
    assert.deepEqual(found, []);
    await phone.close();
  });
}
