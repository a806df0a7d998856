// @ts-check
// One door: who is home, what came of it, what was recorded here.
import { ofHousehold, record } from './entries.js';
import { after, paint, point, row, stateWord, street, total } from './list.js';
import * as talk from './talk.js';
import { $, el, say, t, when } from './text.js';

/** @type {HTMLElement} the row of the door that is open */ let li;
/** @type {PageData} */ let data;
/** @type {() => void} */ let changed;
/** Whom the language card is for. @type {{household: string, person: string}|null} */
let cardFor = null;
let saving = false;

const household = () => /** @type {string} */ (li.dataset.h);

/** @param {PageData} d @param {() => void} onChange something was recorded */
export function begin(d, onChange) {
  data = d;
  changed = onChange;
  talk.begin(d, save);
  for (const b of $('card-form').children) $('new-lang').append(el('option', { value: b.value, lang: b.lang }, b.textContent));
  for (const f of ['nobody', 'results']) $(f).addEventListener('submit', (/** @type {SubmitEvent} */ e) => result(e, ''));
  $('person-results').addEventListener('submit', (/** @type {SubmitEvent} */ e) => result(e, talk.person()));
  $('add-form').addEventListener('submit', addPerson);
  $('note-form').addEventListener('submit', addNote);
  $('card-form').addEventListener('submit', pointed);
  $('card-unknown').addEventListener('click', pointed);
}

/** @param {number} n @returns {boolean} whether there is such a door */
export function open(n) {
  if (!row(n)) return false;
  const other = li !== row(n);
  li = row(n);
  $('door-n').textContent = t('door.position', { n, total: total() });
  $('door-h').replaceChildren(el('bdi', { lang: 'en' }, li.querySelector('.ad')?.textContent ?? ''));
  $('door-place').replaceChildren(el('bdi', { lang: 'en' }, street(li)));
  if (other) {
    for (const f of ['add-form', 'note-form']) $(f).reset();
    for (const d of ['add', 'note']) $(d).open = false;
    leaveTalk();
  }
  refresh();
  return true;
}

/** Draws what may have changed while the door is open. */
export function refresh() {
  if (!li) return;
  const why = li.dataset.x;
  $('door').toggleAttribute('data-x', !!why);
  $('door-warn').replaceChildren(why ? el('b', {}, why) : '', ...copies(li.closest('.b') ?? li, 'summary .wn'), ...copies(li, '.wn'));
  drawLog();
  drawPeople();
  const next = after(li);
  $('door-next').hidden = !next;
  if (next) point($('door-next'), next);
}

/** @typedef {{id: string, names: Node[], language: string}} Resident */

/** The people of the list and those who were added at the door. @returns {Resident[]} */
function residents() {
  /** @type {Resident[]} */
  const out = Array.from(/** @type {NodeListOf<HTMLElement>} */ (li.querySelectorAll('[data-p]:not([data-x])')), (s) => ({
    id: s.dataset.p ?? '',
    names: Array.from(s.children, (n) => n.cloneNode(true)),
    language: s.dataset.l ?? '',
  }));
  for (const e of ofHousehold(household())) {
    if (e.kind === 'person_added') out.push({ id: 'new:' + e.id, names: [el('bdi', { lang: e.detail?.language ?? '' }, e.detail?.name ?? '')], language: e.detail?.language ?? '' });
  }
  return out;
}

/** Real spaces between the writings of a name: a space inside an isolated name stands on its wrong side in Urdu. @param {Node[]} names */
const spaced = (names) => names.flatMap((n) => [' ', n]);

/** @param {Element} of @param {string} what @returns {Node[]} */
const copies = (of, what) => Array.from(of.querySelectorAll(what), (n) => n.cloneNode(true));

function drawPeople() {
  $('people').replaceChildren(
    ...residents().map((p) => {
      const b = el('button', { className: 'person' }, el('span', { className: 'nm' }, ...spaced(p.names)), p.language ? el('bdi', { className: 'lg', lang: p.language }, talk.languageName(p.language)) : null);
      b.addEventListener('click', () => startTalk(p));
      return el('li', {}, b);
    }),
    ...copies(li, '[data-p][data-x]').map((s) => el('li', {}, s)),
  );
}

function drawLog() {
  const log = ofHousehold(household());
  $('log-box').hidden = !log.length;
  $('log').replaceChildren(...log.reverse().map(logLine));
}

/** @param {Shown} e */
function logLine(e) {
  const who = residents().find((p) => p.id === e.person);
  const line = el('li', {}, el('p', {}, el('b', {}, words(e)), ...(who ? [' – ', .../** @type {Node[]} */ (who.names.slice(0, 1))] : [])));
  const more = [answered(e), e.mine ? t('door.you') : e.by, when(e.at)].filter((x) => x);
  line.append(el('p', { className: 'note' }, ...more.flatMap((x, i) => [i ? ' · ' : '', el('bdi', {}, /** @type {string} */ (x))])));
  line.append(el('p', {}, el('span', { className: 'pill', 'data-state': e.state }, stateWord(e.state) + (e.why ? ': ' + t(e.why) : ''))));
  if (e.mine && e.state !== 2) {
    const undo = el('button', { 'aria-label': t('door.undo') + ': ' + words(e) }, t('door.undo'));
    undo.addEventListener('click', () => takeBack(e));
    line.append(undo);
  }
  return line;
}

/** What an entry says, in words. @param {Shown} e @returns {string} */
function words(e) {
  if (e.kind === 'person_added') return t('door.person_added', { name: e.detail?.name });
  if (e.kind === 'note') return t('door.note_saved', { text: [$('note-kind')?.querySelector(`[value="${e.detail?.warn}"]`)?.text, e.detail?.text].filter((x) => x).join(' ') });
  return t('door.' + e.result) + (e.language ? ' · ' + talk.languageName(e.language) : '');
}

/** The answers, in the language of the page where the script has it. @param {Shown} e */
function answered(e) {
  const out = [];
  for (const item of data.items) {
    for (const a of e.answers?.[item.id] ?? []) {
      const c = item.choices?.find((x) => x.id === a);
      out.push(c ? talk.inLanguage(c.text, document.documentElement.lang)[0] : a);
    }
  }
  return out.join(', ');
}

/** Saves an entry and only then says so. @param {Partial<Entry>} what @returns {Promise<boolean>} */
async function save(what) {
  if (saving) return false; // a thumb that taps twice
  saving = true;
  try {
    const e = await record({ household: household(), ...what });
    say(e.kind === 'undo' ? '' : t('door.saved', { what: words(e) }));
    navigator.vibrate?.(15);
  } catch {
    $('alert').textContent = t('closed.storage_title') + '. ' + t('closed.storage_text');
    $('alert').hidden = false;
    return false;
  } finally {
    setTimeout(() => (saving = false), 400);
  }
  leaveTalk();
  paint();
  refresh();
  changed();
  return true;
}

/** @param {SubmitEvent} e @param {string} person */
async function result(e, person) {
  e.preventDefault();
  const value = /** @type {HTMLButtonElement|null} */ (e.submitter)?.value;
  if (value === 'language_barrier') {
    cardFor = { household: household(), person };
    location.hash = 'card';
  } else if (value && (await save({ kind: 'attempt', person, result: value }))) toLog();
}

/** Somebody pointed to a language on the card. @param {Event} e */
async function pointed(e) {
  e.preventDefault();
  const button = /** @type {any} */ (e).submitter ?? e.currentTarget;
  const about = cardFor;
  cardFor = null;
  if (about) await save({ kind: 'attempt', ...about, result: 'language_barrier', language: button.value });
  location.hash = about ? li.id : '';
}

/** The card was opened from the list, or left. */
export const cardIsFree = () => (cardFor = null);

/** @param {Shown} e */
async function takeBack(e) {
  if (await save({ kind: 'undo', undoes: e.id })) {
    say(t('door.undone', { what: words(e) }));
    $('door-h').focus();
  }
}

/** @param {SubmitEvent} e */
async function addPerson(e) {
  e.preventDefault();
  const name = $('new-name').value.trim();
  if (!name || !(await save({ kind: 'person_added', detail: { name, language: $('new-lang').value } }))) return;
  $('add-form').reset();
  $('add').open = false;
  const added = residents().pop();
  if (added) startTalk(added);
}

/** @param {SubmitEvent} e */
async function addNote(e) {
  e.preventDefault();
  const text = $('note-text').value.trim();
  const warn = $('note-kind')?.value;
  if (!(text || warn) || !(await save({ kind: 'note', detail: { text, warn } }))) return;
  $('note-form').reset();
  $('note').open = false;
  toLog();
}

/** @param {Resident} p */
function startTalk(p) {
  $('visit').hidden = $('log-box').hidden = true;
  $('talk-h').replaceChildren(...spaced(p.names.map((n) => n.cloneNode(true))));
  talk.open(household(), p);
}

/** Back from the questions to the door. */
export function leaveTalk() {
  talk.close();
  $('visit').hidden = false;
}

/** After an entry the eye and the focus go to what was recorded, with its undo. */
function toLog() {
  $('door-h').focus({ preventScroll: true });
  scrollTo(0, 0);
}
