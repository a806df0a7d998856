// What a thief of the phone finds: ciphertext. And how a shift ends: by the volunteer, by its hour, by the organizer.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { allSent, door, kept, online, open, PACKET, ready, result, stored, waiting } from './door.mjs';
import { until } from './lib.mjs';

let d;
before(async () => { d = await door(); });
after(() => d.end());
beforeEach(() => d.set({ fault: '', n: 0, closed: '', ends: 12 * 3600e3 }));

/** Everything that the browser keeps for this address, with bytes as text: databases, caches, storages. */
const everything = (page) =>
  page.evaluate(async () => {
    const out = {};
    const text = (v) => {
      if (v instanceof ArrayBuffer) v = new Uint8Array(v);
      if (v instanceof Uint8Array) return new TextDecoder().decode(v);
      if (v instanceof CryptoKey) return 'key extractable=' + v.extractable;
      if (v && typeof v === 'object') return Object.entries(v).map(([k, x]) => k + ':' + text(x)).join('|');
      return String(v);
    };
    const db = await new Promise((ok) => { const r = indexedDB.open('banyan'); r.onsuccess = () => ok(r.result); });
    for (const store of db.objectStoreNames) {
      const keys = await new Promise((ok) => { const r = db.transaction(store).objectStore(store).getAllKeys(); r.onsuccess = () => ok(r.result); });
      const values = await new Promise((ok) => { const r = db.transaction(store).objectStore(store).getAll(); r.onsuccess = () => ok(r.result); });
      keys.forEach((k, i) => { out[`${store} ${k}`] = text(values[i]); });
    }
    db.close();
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) out[`cache ${request.url}`] = await (await cache.match(request)).text();
    }
    for (const storage of [localStorage, sessionStorage]) for (const k of Object.keys(storage)) out['storage ' + k] = storage[k];
    return out;
  });

/** The names, addresses and ids that stand on the page. */
const persons = (page) =>
  page.evaluate(() => {
    const texts = [...document.querySelectorAll('#list .nm bdi, #list h2')].map((e) => e.textContent);
    const ids = [...document.querySelectorAll('[data-p]')].map((e) => e.dataset.p);
    return [...new Set([...texts, ...ids, document.querySelector('#list h1').textContent])];
  });

test('the phone keeps no person, address or answer in clear, and the key can not be read', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await kept(page);
  await phone.setOffline(true);
  await page.evaluate(() => { location.hash = 'd4'; });
  await page.click('#people button');
  await page.fill('#script textarea', 'the street light is broken');
  await page.click('#talk-form button.primary');
  await page.waitForFunction(() => !document.querySelector('#log-box').hidden);
  const secret = [...(await persons(page)), 'street light', 'conversation', 'not_home', 'What matters most'];
  const kept1 = await everything(page);
  assert.ok(Object.keys(kept1).some((k) => k.startsWith('kv list:')) && Object.keys(kept1).some((k) => k.startsWith('kv shell:')));
  for (const [where, text] of Object.entries(kept1)) {
    for (const s of secret) {
      if (where.startsWith('kv shell:') && ['conversation', 'not_home'].includes(s)) continue; // the shell's own buttons
      assert.ok(!text.includes(s), `${where} has '${s}' in clear`);
    }
  }
  assert.match(kept1[`kv shift:${PACKET}`], /key extractable=false/);
  await page.reload();
  await ready(page);
  assert.ok((await persons(page)).length > 100, 'and yet the list opens without signal');
  await phone.close();
});

test('who asks for help is told what happens now, and the organizers are told at once', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await page.evaluate(() => { location.hash = 'finish'; });
  await page.click('#me [value=help]');
  await until('it is sent', async () => (await d.entries()).some((e) => e.event.kind === 'shift' && e.event.detail.state === 'help'));
  assert.ok(await page.isVisible('#asked') && !(await page.isVisible('#me [value=help]')));
  await page.click('#me [value=back]');
  await until('it is taken back', async () => (await d.entries()).some((e) => e.event.detail?.state === 'back'));
  assert.ok(!(await page.isVisible('#asked')) && (await page.isVisible('#me [value=help]')));
  await page.fill('#debrief', 'The dog at the corner is loose.');
  await page.click('#end');
  await until('the last word is sent', async () => (await d.entries()).some((e) => e.event.detail?.state === 'home' && /dog/.test(e.event.detail.text)));
  await phone.close();
});

test('I am done: the list and the key go, unsent entries stay sealed and are sent later', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await kept(page);
  await phone.setOffline(true);
  for (const n of [1, 2, 3]) await result(page, n, 'not_home');
  const names = await persons(page);
  await page.evaluate(() => { location.hash = 'finish'; });
  await until('three are left', async () => /^3 /.test(await page.textContent('#finish-left')));
  await page.click('#end');
  await page.waitForSelector('html[data-closed=ended]');
  assert.match(await page.textContent('#closed h1'), /ended/);
  const left = await everything(page);
  assert.equal(left[`kv shift:${PACKET}`], undefined);
  assert.equal(left[`kv list:${PACKET}`], undefined);
  const body = await page.textContent('body');
  for (const name of names.filter((x) => x.length > 6)) assert.ok(!body.includes(name), name + ' is still on the page');
  assert.deepEqual((await stored(page)).map((e) => [e.state, e.copy]), [[0, false], [0, false], [0, false], [0, false]], 'three doors and that the volunteer went home');
  await page.reload();
  await page.waitForSelector('html[data-closed=ended]');
  await ready(page);
  await phone.setOffline(false);
  await online(page);
  await allSent(page);
  assert.equal((await d.state()).ended, true, 'the server hears of the end when there is signal');
  const sent = (await d.entries()).map((e) => e.event.result ?? e.event.detail.state);
  assert.deepEqual(sent.slice(-4), ['not_home', 'not_home', 'not_home', 'home']);
  await phone.close();
});

test('with signal, I am done tells the server too', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await kept(page);
  await result(page, 8, 'moved');
  await page.evaluate(() => { location.hash = 'finish'; });
  await page.click('#end');
  await page.waitForSelector('html[data-closed=ended]');
  assert.equal((await d.state()).ended, true);
  assert.equal(await waiting(page), 0);
  await page.goto(d.page); // as after scanning the code again
  await ready(page);
  assert.equal(await page.locator('li.d').count(), 60, 'who joins again gets the list again');
  await phone.close();
});

test('the organizer wipes the phone at its next contact; what it holds is still sent', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await kept(page);
  await phone.setOffline(true);
  await result(page, 30, 'inaccessible');
  await d.set({ closed: 'wipe' });
  await phone.setOffline(false);
  await online(page);
  await page.waitForSelector('html[data-closed=wiped]');
  assert.match(await page.textContent('#closed h1'), /removed/);
  assert.equal(await page.locator('li.d').count(), 0);
  const left = await everything(page);
  assert.equal(left[`kv shift:${PACKET}`], undefined);
  assert.equal(left[`kv list:${PACKET}`], undefined);
  await allSent(page);
  assert.ok((await d.entries()).some((e) => e.event.result === 'inaccessible'));
  await phone.close();
});

test('a shift that has run out closes by itself, also without signal', async () => {
  await d.set({ ends: 4000 });
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await kept(page);
  await phone.setOffline(true);
  await until('the hour', async () => {
    await page.reload();
    return page.evaluate(() => document.documentElement.dataset.closed === 'expired');
  });
  assert.match(await page.textContent('#closed h1'), /expired/);
  assert.equal((await everything(page))[`kv shift:${PACKET}`], undefined);
  await phone.close();
});

test('what can not be sent can be saved as a file that only the server opens', async () => {
  const phone = await d.phone({ acceptDownloads: true });
  const page = await open(phone, d.page);
  await kept(page);
  await phone.setOffline(true);
  await result(page, 40, 'refused');
  await page.evaluate(() => { location.hash = 'finish'; });
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save-file')]);
  const file = fs.readFileSync(await download.path(), 'utf8');
  const body = JSON.parse(file);
  assert.equal(body.sealed.length, 1);
  assert.ok(!file.includes('refused') && !file.includes('household'));
  const answer = await fetch(d.url + '/api/sync', { method: 'POST', headers: { 'content-type': 'application/json' }, body: file });
  assert.deepEqual((await answer.json()).acks, [{ id: body.sealed[0].id, ok: true }]);
  await phone.close();
});

test('an address without https says so and stores nothing; every door is still a plain page', async () => {
  const phone = await d.browser.newContext();
  const page = await phone.newPage();
  await page.addInitScript(() => Object.defineProperty(globalThis, 'isSecureContext', { value: false }));
  await page.goto(d.page);
  await page.waitForSelector('#alert:not([hidden])');
  assert.match(await page.textContent('#alert'), /https/);
  assert.deepEqual(await page.evaluate(() => indexedDB.databases()), []);
  await page.click('#d1 a');
  await page.waitForSelector('form [name=kind]', { state: 'attached' });
  await phone.close();
});
