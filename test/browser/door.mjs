// The app at the door as its tests use it: the server that fails on command, and a volunteer's hands.
import assert from 'node:assert/strict';
import { complaints, launch, PHONE, serve, until } from './lib.mjs';

export const PACKET = '00000000000w0';

/** Starts a fresh server and a browser. */
export async function door(args = []) {
  const server = await serve('./internal/testing/doorserver', args);
  const browser = await launch();
  const url = server.url + '/t/' + PACKET;
  return {
    ...server, browser, page: url,
    set: (what) => fetch(server.url + '/__do', { method: 'POST', body: new URLSearchParams(what) }),
    state: async () => (await fetch(server.url + '/__state')).json(),
    entries: async () => (await (await fetch(server.url + '/__state')).json()).entries,
    phone: (options = {}) => browser.newContext({ ...PHONE, ...options }),
    end: async () => {
      await browser.close();
      server.stop();
    },
  };
}

/** Opens the walk list on a phone and waits until it is live. */
export async function open(context, url) {
  const page = await context.newPage();
  page.complaints = complaints(page);
  await page.goto(url);
  await ready(page);
  return page;
}
export const ready = (page) => page.waitForFunction(() => document.documentElement.dataset.ready, null, { timeout: 20000 });

/** The list is on the phone: it opens without signal from now on. */
export const kept = (page, packet = PACKET) =>
  until('the list is kept', () => page.evaluate((p) => new Promise((ok) => {
    const r = indexedDB.open('banyan');
    r.onsuccess = () => {
      const get = r.result.transaction('kv').objectStore('kv').get('shell:' + p);
      get.onsuccess = () => { r.result.close(); ok(!!get.result); };
    };
  }), packet));

export const waiting = (page) => page.evaluate(() => Number(document.querySelector('#sync').dataset.n ?? 0));
/** Nothing waits any more: on the phone's disk, which knows first, and on the page. */
export const allSent = (page) => until('everything is sent', () => page.evaluate(() => new Promise((ok) => {
  const r = indexedDB.open('banyan');
  r.onsuccess = () => {
    const waits = r.result.transaction('ev').objectStore('ev').index('state').count(0);
    waits.onsuccess = () => { r.result.close(); ok(waits.result === 0 && document.querySelector('#sync').dataset.n === '0'); };
  };
})));
export const online = (page) => page.evaluate(() => dispatchEvent(new Event('online')));

/** Opens a door of the list, wherever the page is. */
export async function visit(page, n) {
  await page.evaluate((n) => { location.hash = 'd' + n; }, n);
  await page.waitForFunction((n) => !document.querySelector('#door').hidden && document.querySelector('#door-n').textContent.includes(String(n)), n);
}

/** Presses one of the door's results and waits until the door says that it is on the phone. */
export async function result(page, n, value) {
  await visit(page, n);
  const before = await page.locator('#log li').count();
  await page.waitForTimeout(420); // longer than a thumb that taps twice
  const button = page.locator(`#visit form button[value=${value}]`);
  await (page.zoomed ? button.evaluate((b) => b.click()) : button.click());
  await page.waitForFunction((b) => document.querySelectorAll('#log li').length > b, before);
}

export const rowText = (page, n) => page.evaluate((n) => document.querySelector(`#d${n} .st`).textContent.trim(), n);
export const rowState = (page, n) => page.evaluate((n) => document.querySelector(`#d${n} .pill`)?.textContent ?? '', n);

/** Every entry of the phone's database, as it lies there. */
export const stored = (page) => page.evaluate(() => new Promise((ok) => {
  const r = indexedDB.open('banyan');
  r.onsuccess = () => {
    const get = r.result.transaction('ev').objectStore('ev').getAll();
    get.onsuccess = () => { r.result.close(); ok(get.result.map((e) => ({ ...e, box: e.box.length, copy: !!e.copy }))); };
  };
}));

export function quiet(page) {
  assert.deepEqual(page.complaints, [], 'the page complains');
}
