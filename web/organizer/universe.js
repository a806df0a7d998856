// @ts-check
// Makes the universe builder quick: figures follow every choice, buttons that change the tree change the page in place, and the
// keyboard undoes. Without it, every button is a plain form that shows the page again.

const root = /** @type {HTMLElement | null} */ (document.getElementById('builder'));
/** @type {AbortController | undefined} */
let asking;
let timer = 0;

/** After so many milliseconds figures are asked for again that the server is still counting. */
const again = 3000;

const theForm = () => /** @type {HTMLFormElement | null} */ (document.querySelector('form[data-look]'));
const theBox = () => /** @type {HTMLElement | null} */ (document.querySelector('[data-figures]'));

/** @param {string} id @param {string} text */
function put(id, text) {
  const e = document.getElementById(id);
  if (e) e.textContent = text;
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement | null} [by] */
function posted(form, by) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
  if (by) body.append(by.name, by.value);
  return body;
}

/** @param {HTMLElement} box @param {{name: string, people: string, of: number}[]} shares */
function showShares(box, shares) {
  const list = box.querySelector('[data-languages]');
  const line = /** @type {HTMLTemplateElement | null} */ (box.querySelector('template'));
  if (!list || !line) return;
  list.replaceChildren(...shares.map((s) => {
    const one = /** @type {DocumentFragment} */ (line.content.cloneNode(true));
    const [name, people] = one.querySelectorAll('span');
    name.textContent = s.name;
    people.textContent = s.people;
    /** @type {HTMLMeterElement} */ (one.querySelector('meter')).value = s.of;
    return one;
  }));
}

/** @param {Record<string, string>} problems */
function showProblems(problems) {
  for (const e of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-problem]'))) {
    const text = problems[e.dataset.problem ?? ''] ?? '';
    const words = e.querySelector('span');
    if (words && words.textContent !== text) words.textContent = text;
    e.hidden = text === '';
    e.closest('.condition')?.classList.toggle('bad', text !== '');
  }
}

/**
 * Keeps the way back through the choices, as the server tells it.
 * @param {HTMLFormElement} form @param {string} edits
 */
function remember(form, edits) {
  const field = /** @type {HTMLInputElement | null} */ (form.querySelector('input[name=edits]'));
  if (!field || !edits) return;
  field.value = edits;
  const { p, f } = JSON.parse(edits);
  for (const [name, list] of [['[data-undo]', p], ['[data-redo]', f]]) {
    const button = /** @type {HTMLButtonElement | null} */ (form.querySelector(name));
    if (button) button.disabled = !list?.length;
  }
}

/** @param {HTMLElement} box @param {boolean} late */
function showLate(box, late) {
  const told = /** @type {HTMLElement | null} */ (box.querySelector('[data-late]'));
  if (told) told.hidden = !late;
  if (late) timer = window.setTimeout(look, again);
}

async function look() {
  const form = theForm(), box = theBox();
  if (!form || !box) return;
  asking?.abort();
  asking = new AbortController();
  box.dataset.busy = '';
  try {
    const r = await fetch(form.dataset.look ?? '', { method: 'POST', body: posted(form), headers: { accept: 'application/json' }, signal: asking.signal });
    if (!r.ok) return;
    const found = await r.json();
    const words = box.querySelector('[data-words]');
    if (words) words.textContent = found.words;
    showProblems(found.problems);
    remember(form, found.edits);
    for (const id of ['people', 'doors', 'located', 'phones', 'texts', 'suppressed']) put(id, found.asks ? found.figures[id] : '0');
    const of = box.querySelector('[data-of]');
    if (of && found.asks) of.textContent = found.of;
    showShares(box, found.asks && !found.late ? found.languages : []);
    showLate(box, found.late ?? false);
    delete box.dataset.busy;
  } catch { /* a newer question was asked, or there is no connection: the figures stay dimmed */ }
}

const lookSoon = () => {
  clearTimeout(timer);
  timer = window.setTimeout(look, 250);
};

/**
 * Shows the page that a button's answer is, in place, and puts the focus where the hand goes next.
 * @param {HTMLFormElement} form @param {HTMLButtonElement} by
 */
async function press(form, by) {
  clearTimeout(timer);
  asking?.abort();
  const r = await fetch(form.action || location.href, { method: 'POST', body: posted(form, by), headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await r.text(), 'text/html');
  const next = page.getElementById('builder');
  if (!next || !root) return form.submit();
  const had = new Set([...root.querySelectorAll('.condition, .group')].map((e) => e.id));
  const opened = root.querySelector('details')?.open ?? false;
  root.replaceChildren(...document.importNode(next, true).childNodes);
  const details = root.querySelector('details');
  if (details) details.open = opened;
  focusAfter(by, had);
}

/** @param {HTMLButtonElement} by @param {Set<string>} had */
function focusAfter(by, had) {
  const [verb, path] = by.value.split(':');
  /** @type {HTMLElement | null} */
  let to = null;
  if (verb === 'add') {
    const fresh = [...(root?.querySelectorAll('.condition, .group') ?? [])].filter((e) => !had.has(e.id));
    to = fresh[fresh.length - 1]?.querySelector('input:not([type=hidden]), select') ?? null;
  } else if (verb === 'drop') {
    to = document.getElementById('f-' + path.slice(0, path.lastIndexOf('.')) + '.add');
  } else {
    to = root?.querySelector('button[name=do][value="' + CSS.escape(by.value) + '"]:not([disabled])') ?? null;
  }
  to ??= root?.querySelector('select, input:not([type=hidden])') ?? null;
  to?.focus();
}

document.addEventListener('input', (e) => {
  const at = /** @type {HTMLElement} */ (e.target);
  if (at.closest('form[data-look]') && !at.matches('[name=name], [name$=".add"]')) lookSoon();
});

document.addEventListener('submit', (e) => {
  const form = theForm();
  const by = /** @type {HTMLButtonElement | null} */ (e.submitter);
  if (e.target !== form || !form || !by || by.name !== 'do') return;
  const [verb] = by.value.split(':');
  if (!['add', 'drop', 'undo', 'redo', 'look', 'shuffle'].includes(verb)) return;
  e.preventDefault();
  press(form, by).catch(() => form.requestSubmit());
});

document.addEventListener('keydown', (e) => {
  if (!(e.ctrlKey || e.metaKey) || e.altKey || e.key.toLowerCase() !== 'z') return;
  if (/** @type {HTMLElement} */ (e.target).matches('input[type=text], input:not([type])')) return; // its own undo
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector(e.shiftKey ? '[data-redo]' : '[data-undo]'));
  const form = theForm();
  if (!button || !form) return;
  e.preventDefault();
  if (button.disabled && !e.shiftKey) button.disabled = false; // a choice that the page has not been shown with yet
  form.requestSubmit(button);
});

if (document.querySelector('[data-late]:not([hidden])')) timer = window.setTimeout(look, again);

export {};
