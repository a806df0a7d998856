// @ts-check
// Deciding pairs at the speed of two keys: the next pair is fetched while somebody looks at this one, and a decision is sent without
// loading the page again. Without this script the buttons do the same, a page at a time.

const stage = /** @type {HTMLElement | null} */ (document.getElementById('stage'));
const said = /** @type {HTMLElement | null} */ (document.querySelector('p[data-said]'));
const KEPT = 'banyan-matching-keys';

/** The pairs that have been decided here, newest last, with what an undo takes back. @type {{pair: string, assertion: string}[]} */
const done = [];
/** Decisions travel one after the other. @type {Promise<unknown>} */
let sending = Promise.resolve();
/** @type {Promise<HTMLElement | null>} */
let next = Promise.resolve(null);

const shown = () => /** @type {HTMLElement | null | undefined} */ (stage?.querySelector('[data-pair]'))?.dataset.pair ?? '';

/** Fetches the stage of a page. @param {[string, string][]} query @returns {Promise<HTMLElement | null>} */
async function fetchStage(query) {
  const answer = await fetch(stage?.dataset.queue + '?' + new URLSearchParams(query), { headers: { accept: 'text/html' } });
  if (!answer.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('stage');
}

/** Fetches the pair after those that are on the screen or on their way. */
function prefetch() {
  const out = [shown(), ...done.slice(-2).map((d) => d.pair)].filter(Boolean);
  next = fetchStage(out.map((pair) => ['not', pair])).catch(() => null);
}

/** @param {HTMLElement} fresh @param {string} words */
function show(fresh, words) {
  stage?.replaceChildren(...fresh.childNodes);
  ready();
  if (said) said.textContent = words;
  const heading = stage?.querySelector('h2');
  heading?.focus({ preventScroll: true });
  stage?.scrollIntoView({ block: 'nearest' });
  prefetch();
}

/** Prepares what the page without this script cannot do. */
function ready() {
  const undo = /** @type {HTMLElement | null | undefined} */ (stage?.querySelector('[data-undo-form]'));
  if (undo && done.length) undo.hidden = false;
  const keys = /** @type {HTMLInputElement | null | undefined} */ (stage?.querySelector('[data-shortcuts]'));
  if (keys) {
    keys.checked = localStorage.getItem(KEPT) !== 'off';
    /** @type {HTMLElement} */ (keys.closest('label')).hidden = false;
    keys.addEventListener('change', () => localStorage.setItem(KEPT, keys.checked ? 'on' : 'off'));
  }
}

function fail() {
  alert(stage?.dataset.failed);
  location.assign(stage?.dataset.queue ?? location.href);
}

/** @param {string} url @param {Record<string, string>} fields */
async function post(url, fields) {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers: { accept: 'application/json' }, keepalive: true });
  if (!answer.ok) throw new Error(String(answer.status));
  const { assertion, waiting } = await answer.json();
  const left = stage?.querySelector('[data-waiting]');
  if (left) left.textContent = waiting;
  return assertion;
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement} button */
async function decide(form, button) {
  const pair = shown();
  if (!pair) return;
  const decision = { pair, assertion: '' };
  done.push(decision);
  sending = sending.then(() => post(form.action, { pair, decision: button.value })).then((assertion) => { decision.assertion = assertion; }).catch(fail);
  let fresh = await next;
  if (!fresh?.querySelector('[data-pair]')) { // the last one, or nothing was fetched ahead
    await sending;
    fresh = await fetchStage([]).catch(() => null);
  }
  if (fresh) show(fresh, button.dataset.said ?? '');
  else fail();
}

/** @param {HTMLButtonElement} button */
async function undo(button) {
  await sending;
  const last = done.pop();
  if (!last) return;
  const words = button.dataset.said ?? '';
  if (last.assertion) sending = post(stage?.dataset.undo ?? '', { assertion: last.assertion }).catch(fail);
  await sending;
  const fresh = await fetchStage([['pair', last.pair]]).catch(() => null);
  if (fresh) show(fresh, words);
}

stage?.addEventListener('submit', (e) => {
  const form = /** @type {HTMLFormElement} */ (e.target);
  const button = /** @type {HTMLButtonElement} */ (e.submitter);
  if (form.matches('[data-decide]')) { e.preventDefault(); decide(form, button); }
  else if (form.matches('[data-undo-form]') && done.length) { e.preventDefault(); undo(button); }
});

const [FIRST, SECOND] = document.dir === 'rtl' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight']; // where the buttons are

/** Keys by what they stand for, and by their place where the layout has other letters. @type {Record<string, string>} */
const KEYS = { s: 's', d: 'd', k: 'k', u: 'u', KeyS: 's', KeyD: 'd', KeyK: 'k', KeyU: 'u', [FIRST]: 's', [SECOND]: 'd' };

document.addEventListener('keydown', (e) => {
  const at = /** @type {HTMLElement} */ (e.target);
  if (e.ctrlKey || e.metaKey || e.altKey || e.repeat || at.matches('input:not([type=checkbox]), select, textarea') || localStorage.getItem(KEPT) === 'off') return;
  if (e.key.startsWith('Arrow') && at.closest('.table')) return; // there they scroll
  const key = KEYS[e.key.toLowerCase()] ?? KEYS[e.key] ?? KEYS[e.code];
  const button = key && /** @type {HTMLButtonElement | null | undefined} */ (stage?.querySelector(`[data-key="${key}"]`));
  if (!button || button.closest('[hidden]')) return;
  e.preventDefault();
  button.form?.requestSubmit(button);
});

if (stage) {
  ready();
  if (shown()) prefetch();
}

export {};
