// @ts-check
// The list: which doors are done, what is left, finding one.
import { ofHousehold } from './entries.js';
import { $, fold, t } from './text.js';

/** @type {HTMLElement[]} */ let doors = [];
/** @type {[HTMLElement, string][]|undefined} */ let index;

/** The rows of the list are the page's own HTML. */
export function begin() {
  doors = [...$('list').querySelectorAll('li.d')];
  $('find').addEventListener('input', find);
  $('only').addEventListener('change', find);
  const map = $('list').querySelector('.map');
  if (map && matchMedia('(min-width: 60rem)').matches) map.open = true;
}

export const total = () => doors.length;
export const done = () => doors.filter(isDone).length;

/** @param {number} n the door's number in walking order */
export const row = (n) => $('d' + n);

/** Somebody was there and nobody asked to come back, or nobody should go there any more (data-x says why). @param {HTMLElement} li */
const isDone = (li) => !!(li.dataset.x || (li.dataset.s && li.dataset.s !== 'come_back'));

/** Paints every door's state; rows that have not changed are left alone. */
export function paint() {
  for (const li of doors) paintDoor(li);
  for (const b of $('list').querySelectorAll('li.b')) {
    const of = [...b.querySelectorAll('li.d')];
    const n = of.filter(isDone).length;
    b.dataset.s = n === of.length ? 'all' : '';
    b.querySelector('summary .st').textContent = t('app.some_done', { done: n, total: of.length });
  }
  paintMap();
  const n = done();
  $('count').textContent = t('app.doors_done', { done: n, total: doors.length });
  $('bar').value = n;
  const next = after(null);
  $('next').hidden = !next;
  $('over').hidden = !!next;
  if (next) point($('next'), next);
}

/** Fills the dots of the stops that are done. The way has a corner at each stop; without places for all, it stays as it is. */
function paintMap() {
  const stops = [...$('list').querySelectorAll('.doors > li')];
  /** @type {string[]|null} */ const dots = $('way')?.getAttribute('d').match(/\d+ \d+/g);
  if (dots?.length === stops.length) $('done').setAttribute('d', dots.map((at, i) => (isDone(stops[i]) ? `M${at}h0` : '')).join(''));
}

/** @param {HTMLElement} li */
function paintDoor(li) {
  const last = ofHousehold(/** @type {string} */ (li.dataset.h)).filter((e) => e.kind === 'attempt').pop();
  const s = last?.result ?? '';
  const q = last ? String(last.state) : '';
  if (li.dataset.s === s && li.dataset.q === q) return;
  li.dataset.s = s;
  li.dataset.q = q;
  /** @type {any} */ (li.querySelector('.st')).textContent = s ? t('door.' + s) : (li.dataset.x ?? '');
  const state = li.querySelector('.pill') ?? li.querySelector('a')?.appendChild(document.createElement('span'));
  if (!state) return;
  state.className = 'pill';
  state.setAttribute('data-state', q);
  state.textContent = q && stateWord(Number(q));
}

/** @param {number} state */
export const stateWord = (state) => t(['sync.on_phone', 'sync.sent', 'sync.refused'][state]);

/** The next door that is left after this one, round the walk. @param {HTMLElement|null} li @returns {HTMLElement|null} */
export function after(li) {
  const i = li ? doors.indexOf(li) + 1 : 0;
  return [...doors.slice(i), ...doors.slice(0, i)].find((d) => d !== li && !isDone(d)) ?? null;
}

/** Lets a link lead to a door. @param {HTMLAnchorElement} link @param {HTMLElement} li */
export function point(link, li) {
  link.href = '#' + li.id;
  /** @type {any} */ (link.lastElementChild).textContent = address(li);
}

/** House number and street, as on an envelope. @param {HTMLElement} li */
export const address = (li) => li.querySelector('.ad')?.textContent + ' ' + street(li);

/** @param {HTMLElement} li */
export const street = (li) => /** @type {HTMLElement} */ (li.closest('.doors'))?.previousElementSibling?.textContent ?? '';

function find() {
  index ??= doors.map((li) => [li, fold(address(li) + ' ' + li.querySelector('.nm')?.textContent)]);
  const q = fold($('find').value);
  const only = $('only').checked;
  let shown = 0;
  for (const [li, text] of index) {
    const hit = q.split(/\s+/).every((word) => text.includes(word)) && !(only && isDone(li));
    li.hidden = !hit;
    if (hit) shown++;
  }
  for (const b of $('list').querySelectorAll('li.b')) {
    b.hidden = !b.querySelector('li.d:not([hidden])');
    if (q) b.firstElementChild.open = !b.hidden;
  }
  for (const ul of $('list').querySelectorAll('ul.doors')) ul.previousElementSibling.hidden = ul.hidden = !ul.querySelector('li.d:not([hidden])');
  $('none').hidden = shown > 0;
}
