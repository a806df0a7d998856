// @ts-check
// What the server tells beyond the entries of others: whom nobody should visit any more, what stands about a door, what the
// director says. It is kept under the shift's key, so that it is there without a signal too.
import * as db from './db.js';
import { decrypt, encrypt } from './seal.js';
import { $, el, say, when } from './text.js';
import { w } from './words.js';

/** @type {Link} */ let link;
/** What holds. @type {Map<string, NewsItem>} */ let items = new Map();
/** Announcements that were read on this phone. @type {Set<string>} */ let seen = new Set();
const key = () => 'news:' + link.packet;

/** @param {Link} l */
export async function begin(l) {
  link = l;
  const data = /** @type {PageData} */ (link.data);
  const kept = await read();
  const page = data.news ?? { cursor: 0, items: [] };
  const best = kept && kept.cursor > page.cursor ? kept : page;
  items = new Map((best.items ?? []).map((n) => [n.kind + n.id, n]));
  link.news = best.cursor;
  seen = new Set(kept?.seen ?? []);
  for (const e of data.entries ?? []) if (e.kind === 'seen' && e.mine) seen.add(e.detail?.text ?? '');
  link.told = told;
  link.over = () => $('said')?.replaceChildren();
  $('sync').before(el('div', { id: 'said' }));
  await keep();
  draw();
}

/** @returns {Promise<{cursor: number, items: NewsItem[], seen: string[]}|null>} */
async function read() {
  const kept = await db.get(key());
  if (!kept || !link.shift) return null;
  return JSON.parse(await decrypt(link.shift.key, kept).catch(() => 'null'));
}

/** Nothing is kept of a shift that has ended. */
async function keep() {
  if (!link.shift || (await db.get('closed:' + link.packet))) return;
  await db.set({ [key()]: await encrypt(link.shift.key, JSON.stringify({ cursor: link.news, items: [...items.values()], seen: [...seen] })) });
}

/** @param {News} news */
async function told(news) {
  if (news.cursor === link.news) return;
  if (news.cursor < /** @type {number} */ (link.news)) items.clear(); // another database: it has told everything again
  for (const n of news.items ?? []) {
    if (n.over) items.delete(n.kind + n.id);
    else {
      if (n.kind === 'say' && !seen.has(n.id)) announce(n);
      items.set(n.kind + n.id, n);
    }
  }
  link.news = news.cursor;
  await keep();
  if (news.items?.length) draw();
}

/** @param {NewsItem} n */
function announce(n) {
  say((n.warn ? w('say.urgent') + ': ' : '') + n.text);
  navigator.vibrate?.(n.warn ? [200, 100, 200] : 80);
}

/** @param {NewsItem['kind']} kind */
const all = (kind) => [...items.values()].filter((n) => n.kind === kind);

function draw() {
  drawDoors();
  drawSaid();
  link.repaint();
}

function drawDoors() {
  /** @type {Record<string, string>} */ const off = {};
  for (const n of all('strike')) for (const target of n.of ?? []) off[target] = w('strike.' + n.why);
  for (const li of /** @type {NodeListOf<HTMLElement>} */ ($('list').querySelectorAll('li.d'))) {
    const here = all('warning').filter((n) => n.of?.includes(li.dataset.h ?? ''));
    const people = /** @type {HTMLElement[]} */ ([...li.querySelectorAll('[data-p]')]);
    for (const p of people) mark(p, off[p.dataset.p ?? '']);
    const alone = people.length > 0 && people.every((p) => p.dataset.x) ? people[0].dataset.x : undefined;
    if (mark(li, off[li.dataset.h ?? ''] ?? (here.some((n) => n.why === 'skip') ? w('warn.skip') : alone))) delete li.dataset.s; // it is painted anew
    warn(li.firstElementChild, here.filter((n) => !n.building || !li.closest('.b')));
    const building = li.closest('.b');
    if (building) warn(building.querySelector('summary .nm'), here.filter((n) => n.building));
  }
}

/** @param {HTMLElement} e @param {string|undefined} why @returns {boolean} whether it has changed */
function mark(e, why) {
  if (e.dataset.x === why) return false;
  if (why) e.dataset.x = why;
  else delete e.dataset.x;
  return true;
}

/** @param {Element|null} row @param {NewsItem[]} list */
function warn(row, list) {
  if (!row) return;
  for (const old of row.querySelectorAll('.wn')) old.remove();
  row.append(...list.map((n) => el('span', { className: 'wn' }, w('warn.' + n.why), n.text ? ' ' : null, n.text ? el('bdi', {}, n.text) : null)));
}

function drawSaid() {
  for (const old of $('list').querySelectorAll('[data-said]')) old.remove();
  const said = all('say').sort((a, b) => b.at - a.at);
  $('said').replaceChildren(...said.filter((n) => !seen.has(n.id)).map(banner));
  $('said').tabIndex = $('said').firstChild ? 0 : -1;
  $('said-all')?.remove();
  if (said.length) $('list').querySelector('.foot')?.prepend(el('details', { id: 'said-all' }, el('summary', {}, w('say.all', { n: said.length })), el('ul', {}, ...said.map((n) => el('li', {}, ...words(n))))));
}

/** @param {NewsItem} n @returns {Node[]} */
const words = (n) => [
  ...(n.warn ? [el('b', { className: 'wn' }, w('say.urgent'))] : []),
  el('p', { lang: n.lang, dir: 'auto' }, n.text ?? ''),
  el('p', { className: 'note' }, el('bdi', {}, when(n.at))),
];

/** It stays until somebody says that they have read it. @param {NewsItem} n */
function banner(n) {
  const done = el('button', {}, w('say.seen'));
  done.addEventListener('click', async () => {
    seen.add(n.id);
    await keep();
    drawSaid();
    await link.record({ kind: 'seen', detail: { text: n.id } });
  });
  return el('div', { className: 'alert' + (n.warn ? ' urgent' : ''), 'data-said': n.id }, ...words(n), done);
}
