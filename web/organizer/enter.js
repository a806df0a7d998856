// @ts-check
// Typing a packet in from paper: the line at hand is at the top, Enter sends it in the background and goes on with the next. What is not sent yet is
// sent again under the same id until the server has it. Without this script the same form takes a line a page.
import { uuidv7 } from '../volunteer/uuidv7.js';

const form = /** @type {HTMLFormElement} */ (document.getElementById('enter'));
const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('line'));
const at = /** @type {HTMLInputElement} */ (form.elements.namedItem('at'));
const atWords = /** @type {HTMLElement} */ (form.querySelector('.enter-at'));
const said = /** @type {HTMLElement} */ (form.querySelector('.enter-said'));
const lines = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.enter-sheet li')]);
const byCode = new Map(lines.map((li) => [li.dataset.code ?? '', li]));

/** @typedef {{event: string, at: string, line: string}} Entry */
/** What is not at the server yet, oldest first. @type {Entry[]} */
const waiting = [];
/** @type {Promise<void>|null} */ let sending = null;
const TRIES = 5; // of a line that the server stumbles over, before those behind it go first

/** Makes a line the one at hand. @param {HTMLElement | undefined} li */
function go(li) {
  document.querySelector('.enter-sheet li.at')?.classList.remove('at');
  at.value = li?.dataset.code ?? '';
  atWords.replaceChildren(...(li?.querySelector('.enter-name')?.cloneNode(true).childNodes ?? [form.dataset.end ?? '']));
  field.value = li?.classList.contains('bad') ? li.dataset.line ?? '' : '';
  li?.classList.add('at');
  li?.scrollIntoView({ block: 'nearest' });
  field.focus();
}

/** The line that follows: after a whole door without a conversation, the next door. @param {HTMLElement} li @param {string} letter */
function after(li, letter) {
  let n = lines.indexOf(li) + 1;
  if ('whole' in li.dataset && letter && letter !== 't') while (lines[n]?.dataset.door === li.dataset.door) n++;
  return lines[n];
}

/** @param {HTMLElement} li @param {string} result @param {string} answers @param {string} state */
function write(li, result, answers, state) {
  /** @type {HTMLElement} */ (li.querySelector('.enter-result')).textContent = result;
  /** @type {HTMLElement} */ (li.querySelector('.enter-answers')).textContent = answers;
  li.classList.remove('bad', 'sending');
  if (state) li.classList.add(state);
}

/** @param {string} words @param {boolean} [bad] */
function say(words, bad = false) {
  said.textContent = words;
  said.classList.toggle('bad', bad);
}

/** Sends what waits, one after the other: they may correct each other. @returns {Promise<void>} when nothing waits any more */
const send = () => (sending ??= sendAll().finally(() => { sending = null; }));

async function sendAll() {
  for (let tries = 1; waiting.length; tries++) {
    const entry = waiting[0];
    let answer;
    let told;
    try {
      answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(entry), headers: { accept: 'application/json' }, redirect: 'error' });
      told = await answer.json();
    } catch { /* no connection, or somebody else's page: a portal, a proxy */ }
    const taken = answer?.ok && typeof told?.code === 'string';
    const stumbles = answer?.status === 500 && tries >= TRIES;
    if (!taken && !stumbles && !(told?.error && [400, 404, 409, 413, 422].includes(answer?.status ?? 0))) { // only our own word lets a line go
      say((told?.error && [401, 403].includes(answer?.status ?? 0) ? told.error.message + ' ' : '') + (form.dataset.failed ?? '').replace('{n}', String(waiting.length)), true);
      await new Promise((done) => { setTimeout(done, 3000); });
      continue;
    }
    waiting.shift();
    tries = 0;
    const li = byCode.get(entry.at);
    if (!taken) {
      const why = told?.error?.message ?? answer?.statusText ?? '';
      if (li) { li.dataset.line = entry.line; write(li, why, entry.line, 'bad'); }
      say(`${entry.at}: ${why}`, true);
    } else {
      const changed = byCode.get(told.code);
      if (changed) write(changed, told.result, told.answers, '');
      if (!said.classList.contains('bad') || !waiting.length) say('');
    }
  }
}

form.addEventListener('submit', (e) => {
  e.preventDefault();
  let typed = field.value.trim();
  const here = byCode.get(at.value);
  if (!typed) {
    if (here) go(after(here, ''));
    return;
  }
  if (typed.toLowerCase() === 'u') { // the server knows which was the newest: what waits is sent first
    waiting.push({ event: uuidv7(), at: at.value, line: typed });
    field.value = '';
    send().then(() => { if (!waiting.length && !said.classList.contains('bad')) location.reload(); });
    return;
  }
  const words = typed.split(/\s+/);
  const named = /^\d/.test(words[0]) ? words[0].toLowerCase() : '';
  const li = named ? byCode.get(named) : here;
  if (named && li) typed = words.slice(1).join(' ');
  if (!li || (named && !typed)) {
    if (li) go(li); // a code alone: that line is at hand now
    else say(`${named || typed}?`, true);
    return;
  }
  write(li, form.dataset.sending ?? '', typed, 'sending');
  waiting.push({ event: uuidv7(), at: li.dataset.code ?? '', line: typed });
  go(after(li, typed[0].toLowerCase()));
  send();
});

/** @type {HTMLElement | null} */ (document.querySelector('.enter-sheet'))?.addEventListener('click', (e) => {
  const li = /** @type {HTMLElement} */ (e.target).closest('li');
  if (!li || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  go(/** @type {HTMLElement} */ (li));
});

field.addEventListener('keydown', (e) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[e.key];
  if (!step) return;
  const to = lines[at.value ? lines.findIndex((li) => li.dataset.code === at.value) + step : lines.length + (step < 0 ? -1 : 0)];
  if (!to) return;
  e.preventDefault();
  go(to);
});

window.addEventListener('beforeunload', (e) => { if (waiting.length) e.preventDefault(); });
if (matchMedia('(min-width: 1000px)').matches) byCode.get(at.value)?.scrollIntoView({ block: 'nearest' }); // the list scrolls by itself there
