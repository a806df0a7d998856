// @ts-check
// The app at the door. Starts from the page's own HTML: with persons in it when it came from the server, without them
// (the shell) when the service worker had it, and then the list is decrypted here.
import * as db from './db.js';
import * as door from './door.js';
import * as entries from './entries.js';
import * as finish from './finish.js';
import * as list from './list.js';
import { flush } from './outbox.js';
import { adopt, closedWhy, current, openList } from './shift.js';
import { $, t, when } from './text.js';

const packet = /** @type {string} */ ($('turf').dataset.packet);
const DAY = 24 * 3600e3;
const KEEP = 5e3;
const POLL = 120e3;
const LISTENING = 600e3; // between two words of ours while the stream tells us
const VIEWS = ['list', 'door', 'card', 'languages', 'finish', 'closed'];

/** The two places where text becomes code: the list that we encrypted ourselves, and our service worker. */
const trusted = /** @type {any} */ (window).trustedTypes?.createPolicy('banyan', {
  createHTML: (/** @type {string} */ s) => s,
  createScriptURL: (/** @type {string} */ s) => s,
}) ?? { createHTML: (/** @type {string} */ s) => s, createScriptURL: (/** @type {string} */ s) => s };

const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel('banyan') : null;
/** @type {PageData|undefined} */ let data;
let cursor = 0;
let closed = '';
let lastRow = '';
let scrolled = 0;

/** What the second module, which is fetched when the page is live, takes and changes here. @type {Link} */
const link = { packet, calm: !!(/** @type {any} */ (navigator).connection?.saveData), record, hear: () => hear(), repaint, kick: () => kick() };

/** Brings the list into the page. @returns {Promise<{shift: Shift, data: PageData}|null>} null where this phone has none */
async function load() {
  const fresh = $('data');
  /** @type {Shift|null} */ let shift;
  if (fresh) {
    shift = await adopt(packet, JSON.parse($('shift').textContent));
    $('shift').remove();
    history.replaceState(null, '', location.pathname + location.hash);
  } else {
    shift = await current(packet);
    const kept = shift && (await openList(packet, shift).catch(() => null));
    if (!kept) return null;
    $('list').innerHTML = trusted.createHTML(kept.html);
    if (Date.now() - kept.at > DAY) tell(t('app.loaded', { time: when(kept.at) }));
    else if (location.search.includes('lang=')) tell(t('app.language_offline'));
  }
  return shift && { shift, data: JSON.parse($('data').textContent) };
}

async function start() {
  if (!isSecureContext || !crypto.subtle) return tell(t('closed.insecure_title') + '. ' + t('closed.insecure_text'));
  /** @type {Awaited<ReturnType<typeof load>>} */ let loaded;
  const clear = !!$('data');
  try {
    loaded = await load();
  } catch {
    return tell(t('closed.storage_title') + '. ' + t('closed.storage_text'));
  }
  finish.begin(packet, loaded?.data.worker ?? '', send, () => showClosed(), link);
  addEventListener('hashchange', route);
  if (loaded) {
    link.data = data = loaded.data;
    link.shift = loaded.shift;
    cursor = data.cursor;
    list.begin();
    door.begin(data, onRecorded);
    $('turf').addEventListener('click', openRow);
    await entries.begin(packet, loaded.shift, data.entries ?? []);
    list.paint();
    route();
  } else await showClosed();
  await status();
  listen();
  performance.mark('ready');
  document.documentElement.dataset.ready = '1';
  navigator.storage?.persist?.();
  db.tidy();
  if (document.readyState === 'complete') work(clear);
  else addEventListener('load', () => work(clear));
}

/** Says something that stays on the screen. @param {string} s */
function tell(s) {
  $('alert').textContent = s;
  $('alert').hidden = false;
}

/** What is not needed to be live: the second module, sending, and the worker that keeps the page. @param {boolean} clear the page came from the server */
function work(clear) {
  kick();
  import(/** @type {string} */ ($('turf').dataset.extra)).then((m) => data && m.begin(link)).catch(() => {}).then(hear); // the next page brings it
  keep(clear).catch(() => {}); // without a service worker the app works as long as the page stays open; what is recorded is kept all the same
}

/** Since when the worker has been asked to keep this page and has not said that it did; 0 = it need not. */
let asked = 0;

/** @param {boolean} clear */
async function keep(clear) {
  if (clear) asked = Date.now();
  const controlled = !!navigator.serviceWorker?.controller;
  await navigator.serviceWorker?.register(trusted.createScriptURL('/sw.js'), { scope: '/t/', updateViaCache: 'none' });
  const r = await navigator.serviceWorker?.ready;
  if (clear && !closed && !(controlled && (await db.get('shell:' + packet)))) {
    const heard = new MessageChannel();
    heard.port1.onmessage = fill;
    r?.active?.postMessage({ keep: packet }, [heard.port2]);
  } else asked = 0;
}

/** Records what is not about a door. @param {Partial<Entry>} what */
async function record(what) {
  await entries.record(what);
  onRecorded();
}

/** The first page has the script in a few languages; the copy that the worker keeps has all of this walk. */
async function fill() {
  const shift = await current(packet);
  const kept = shift && (await openList(packet, shift));
  if (!kept) return; // something else than our page came
  const full = /id="data">([^<]*)</.exec(kept.html);
  if (full && data) Object.assign(data, { items: JSON.parse(full[1]).items, languages: JSON.parse(full[1]).languages });
  document.documentElement.dataset.kept = '1';
  asked = 0;
}

/** While the page is seen, the server says when somebody else has recorded something here. @type {EventSource|undefined} */
let others;

function hear() {
  others?.close();
  if (closed || document.hidden || link.calm) return;
  others = new EventSource(location.pathname + '/stream');
  for (const name of ['at', 'changed']) others.addEventListener(name, (e) => setTimeout(heard, 300, e.data.split('.'))); // our own entries have moved the cursor by then
}

/** @param {string[]} at the newest entry and the newest news */
const heard = ([entry, news]) => (+entry > cursor || +news > (link.news ?? Infinity)) && kick();

function listen() {
  addEventListener('online', kick);
  document.addEventListener('visibilitychange', () => {
    hear();
    if (!document.hidden) kick();
  });
  channel?.addEventListener('message', () => repaint());
}

// --- Views -----------------------------------------------------------------------------------------------------------

/** A row of the list leads to its page when there is no script, and to the door here. @param {MouseEvent} e */
function openRow(e) {
  const a = /** @type {HTMLElement} */ (e.target).closest('li.d > a');
  if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  location.hash = /** @type {HTMLElement} */ (a.parentElement).id;
}

/** Shows what the address says. */
function route() {
  if (closed && location.hash !== '#finish') return void showClosed();
  const name = location.hash.slice(1);
  const n = /^d(\d+)$/.exec(name)?.[1];
  if (!$('list').hidden) scrolled = scrollY;
  if (n && door.open(Number(n))) {
    lastRow = name;
    show('door', $('door-h'));
  } else if (['card', 'languages', 'finish'].includes(name)) {
    if (name === 'card' && lastRow === '') door.cardIsFree();
    if (name === 'finish') finish.draw();
    show(name, $(name).querySelector('h1'));
  } else {
    door.cardIsFree();
    const from = !$('list').hidden ? null : lastRow && $(lastRow)?.querySelector('a');
    show('list', name === 'list' ? $('list') : null);
    if (from) {
      scrollTo(0, scrolled);
      from.focus({ preventScroll: true });
    }
    lastRow = '';
  }
}

/** @param {string} name @param {HTMLElement|null} focus */
function show(name, focus) {
  for (const v of VIEWS) $(v).hidden = v !== name;
  if (!focus) return;
  focus.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** The page without a list. */
async function showClosed() {
  if (!closed && (location.hash || location.search)) history.replaceState(null, '', location.pathname);
  closed = (await closedWhy(packet)) || 'locked';
  others?.close();
  link.over?.();
  const [h, p] = $('closed').children;
  h.textContent = t(`closed.${closed}_title`);
  p.textContent = t(`closed.${closed}_text`);
  $('again').hidden = closed !== 'locked'; // a shift that has ended begins again with the code
  $('list').replaceChildren();
  $('door').replaceChildren();
  $('finish-end').hidden = true;
  document.documentElement.dataset.closed = closed;
  await finish.draw();
  if (location.hash === '#finish') show('finish', $('finish').querySelector('h1'));
  else show('closed', h);
}

// --- Sending ---------------------------------------------------------------------------------------------------------

let timer = 0;
let wait = 0;
/** The server knows that the volunteer has ended the shift. */
let told = false;

function onRecorded() {
  channel?.postMessage('recorded');
  status();
  kick();
}

/** Sends now and again later: at once more often, then less. */
async function kick() {
  clearTimeout(timer);
  const why = await send();
  wait = why ? Math.min((wait || 1000) * 2, 300e3) : 0;
  if (why) background();
  else if (asked && Date.now() - asked > KEEP) keep(true).catch(() => {}); // it was asked when there was no signal
  // Nothing runs on a phone in a pocket: it sends when it is looked at, comes online, or by its service worker.
  if (!document.hidden) timer = window.setTimeout(kick, why ? wait * (0.75 + Math.random() / 2) : others?.readyState === 1 ? LISTENING : POLL);
}

/** @param {boolean} [done] the shift ends @returns {Promise<string>} why something is left; '' when all is sent */
async function send(done) {
  const over = done || (closed === 'ended' && !told);
  const r = await flush(closed && !over ? {} : { packet, since: cursor, news: link.news, lang: document.documentElement.lang, ...(over && { done: true }) });
  if (over && !r.why) told = true;
  cursor = r.cursor ?? cursor;
  entries.merge(r.changes);
  if (r.news) await link.told?.(r.news);
  if (r.sent) channel?.postMessage('sent');
  if (!closed && (await closedWhy(packet))) await showClosed();
  await repaint();
  $('turf').dataset.why = r.why;
  return r.left ? r.why : '';
}

/** The browser sends for us when the page is gone, where it can. */
async function background() {
  try {
    const r = await navigator.serviceWorker.ready;
    await /** @type {any} */ (r).sync?.register('outbox');
  } catch {
    // not on iOS: the page sends when it is opened
  }
}

async function repaint() {
  if (!closed) {
    await entries.refresh();
    list.paint();
    if (!$('door').hidden) door.refresh();
  }
  await status();
}

/** The state of sending, in words and a shape. */
async function status() {
  const n = await db.pendingCount();
  const s = n ? t('sync.waiting', { n }) : t('sync.all_sent');
  $('sync').hidden = false;
  if ($('sync').textContent === s) return;
  $('sync').textContent = s;
  $('sync').dataset.state = n ? 0 : 1;
  $('sync').dataset.n = n;
  if (!$('finish').hidden || !$('closed').hidden) await finish.draw();
}

performance.mark('listening');
start();
