// @ts-check
/// <reference lib="webworker" />
// The service worker of /t/: opens the walk list without signal, and sends what waits when the page is gone.
import { flush } from './outbox.js';
import * as db from './db.js';
import { close, closedWhy, current, keep, stillGood } from './shift.js';

const sw = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const CACHE = 'shell-' + BUILD;

sw.addEventListener('install', (e) => e.waitUntil(install()));
async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL_FILES);
  await sw.skipWaiting();
}

sw.addEventListener('activate', (e) => e.waitUntil(activate()));
async function activate() {
  for (const name of await caches.keys()) if (name.startsWith('shell-') && name !== CACHE) await caches.delete(name);
  await sw.clients.claim();
}

sw.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url);
  if (url.origin !== location.origin || e.request.method !== 'GET') return;
  const packet = /^\/t\/([0-9a-z]*)$/.exec(url.pathname)?.[1];
  if (e.request.mode !== 'navigate') {
    if (SHELL_FILES.includes(url.pathname) || url.pathname.startsWith('/a/volunteer/')) e.respondWith(caches.match(url.pathname).then((hit) => hit ?? fetch(e.request)));
  } else if (packet === '') e.respondWith(home(e.request));
  else if (packet) e.respondWith(open(e, packet, url));
  else e.respondWith(fetch(e.request).catch(offline));
});

/** The installed app opens /t/: the list that this phone had last. @param {Request} request */
async function home(request) {
  const last = await db.get('last').catch(() => null);
  return last ? Response.redirect('/t/' + last, 302) : fetch(request).catch(offline);
}

/**
 * What is on the phone comes at once, even where the signal is bad. A question in the address is for the server, and so is
 * a list that is closed here: the volunteer may have joined again.
 * @param {FetchEvent} e @param {string} packet @param {URL} url
 */
async function open(e, packet, url) {
  const kept = await db.get('shell:' + packet).catch(() => null);
  const shell = () => new Response(kept.html, { headers: kept.headers });
  if (kept && !url.search && (await current(packet))) {
    e.waitUntil(refresh(packet, url.pathname, kept.etag).catch(() => {}));
    return shell();
  }
  try {
    const r = await refresh(packet, url.pathname + url.search, null, e);
    if (kept && r.headers.get('banyan-page') !== 'turf') return shell(); // a portal, or the server says that it is closed
    return r.redirected ? Response.redirect(r.url, 302) : r;
  } catch {
    return kept ? shell() : offline();
  }
}

/**
 * Fetches the page and keeps it. Only a page that our server has marked is kept: never a portal, a login page or an error.
 * @param {string} packet @param {string} address @param {string|null} [etag] of the page that is kept: the same one is not sent again
 * @param {ExtendableEvent} [e] the answer need not wait until the page is kept
 */
async function refresh(packet, address, etag, e) {
  const r = await fetch(address, { credentials: 'same-origin', cache: 'no-store', headers: { 'banyan-keep': '1', ...(etag && { 'if-none-match': etag }) } });
  const mark = r.redirected || r.type !== 'basic' ? null : r.headers.get('banyan-page');
  if (mark === 'ended' && !(await closedWhy(packet))) await close(packet, 'expired');
  if (mark === 'turf' && r.status === 304) await stillGood(packet);
  if (mark !== 'turf' || !r.ok) return r;
  const kept = r.clone().text().then(async (html) => {
    await keep(packet, html, headersOf(r), r.headers.get('etag'));
    await keepExtra(html).catch(() => {}); // the app works without it
  });
  if (e) e.waitUntil(kept);
  else await kept;
  return r;
}

/** The page's second module goes with it. @param {string} html */
async function keepExtra(html) {
  const address = / data-extra="([^"]+)"/.exec(html)?.[1];
  if (address && !(await caches.match(address))) await (await caches.open(CACHE)).add(address);
}

/** @param {Response} r @returns {[string, string][]} */
const headersOf = (r) => ['content-type', 'content-language', 'content-security-policy', 'referrer-policy', 'x-content-type-options'].flatMap((k) => (r.headers.has(k) ? [[k, /** @type {string} */ (r.headers.get(k))]] : []));

const offline = async () => (await caches.match('/offline')) ?? Response.error();

sw.addEventListener('sync', (e) => {
  const event = /** @type {any} */ (e);
  if (event.tag === 'outbox') event.waitUntil(send());
});
async function send() {
  const r = await flush();
  new BroadcastChannel('banyan').postMessage('sent');
  if (r.left) throw new Error(r.why); // the browser tries again later
}

sw.addEventListener('message', (e) => {
  if (e.data?.keep) e.waitUntil(refresh(e.data.keep, '/t/' + e.data.keep).then(() => e.ports[0]?.postMessage('kept')).catch(() => {}));
});
