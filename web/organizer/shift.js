// @ts-check
// Keeps the board of a shift fresh, and lets turfs be dragged from one worker to another. The server's stream says only that something
// changed; the board comes as HTML from its own address, where the server looks each time whether this account may still see it.
// Without this script the board is as true as its last load, and turfs move by links and buttons.

const PAUSE = 700; // ms between two loads, however fast changes come
const board = /** @type {HTMLElement} */ (document.getElementById('board'));
const state = /** @type {HTMLElement} */ (document.getElementById('live-state'));
const moved = /** @type {HTMLElement} */ (document.getElementById('moved'));
let loading = false;
let again = false;
/** The turf that is being dragged. @type {HTMLElement | null} */
let dragged = null;

/** @param {boolean} on */
function show(on) {
  state.hidden = false;
  state.classList.toggle('off', !on);
  const text = state.querySelector('.text');
  const words = (on ? state.dataset.on : state.dataset.off) ?? '';
  if (text && text.textContent !== words) text.textContent = words;
}

async function load() {
  if (loading || dragged) { again = true; return; }
  loading = true;
  try {
    const r = await fetch(board.dataset.part ?? '', { headers: { accept: 'text/html' }, redirect: 'error' });
    if (r.status === 401 || r.status === 403 || r.status === 404) { location.reload(); return; }
    if (r.ok && !dragged) swap(new DOMParser().parseFromString(await r.text(), 'text/html').body);
  } catch {
    show(false);
  } finally {
    setTimeout(() => { loading = false; if (again) { again = false; load(); } }, PAUSE);
  }
}

/** Puts the new board in place; the focus stays on the same link or button. @param {HTMLElement} fresh */
function swap(fresh) {
  const focused = document.activeElement?.id;
  const before = new Map([...board.querySelectorAll('[id^="n-"]')].map(e => [e.id, e.textContent]));
  board.replaceChildren(...fresh.childNodes);
  for (const e of board.querySelectorAll('[id^="n-"]')) if (before.get(e.id) !== e.textContent) e.classList.add('grew');
  if (focused && board.querySelector('#' + CSS.escape(focused))) document.getElementById(focused)?.focus({ preventScroll: true });
}

/** Where something is dropped: a worker, or the turfs that nobody has. @param {Event} e @returns {HTMLElement | null} */
const target = e => /** @type {Element} */ (e.target).closest('[data-worker]');

board.addEventListener('dragstart', e => {
  dragged = /** @type {Element} */ (e.target).closest('[data-turf]');
  if (!dragged || !e.dataTransfer) return;
  e.dataTransfer.effectAllowed = 'move';
  e.dataTransfer.setData('text/plain', dragged.dataset.turf ?? '');
  dragged.classList.add('dragged');
});
board.addEventListener('dragend', () => {
  dragged?.classList.remove('dragged');
  dragged = null;
  for (const e of board.querySelectorAll('.over')) e.classList.remove('over');
  if (again) { again = false; load(); }
});
board.addEventListener('dragover', e => {
  const over = target(e);
  if (!dragged || !over || over === dragged.closest('[data-worker]')) return;
  e.preventDefault();
  for (const x of board.querySelectorAll('.over')) if (x !== over) x.classList.remove('over');
  over.classList.add('over');
});
board.addEventListener('drop', async e => {
  const over = target(e);
  if (!dragged || !over) return;
  e.preventDefault();
  const worker = over.dataset.worker ?? '';
  const fields = new URLSearchParams({ turf: dragged.dataset.turf ?? '', worker });
  try {
    const r = await fetch(board.dataset.give ?? '', { method: 'POST', body: fields, redirect: 'manual', headers: { accept: 'text/html' } });
    const went = r.ok || r.type === 'opaqueredirect';
    moved.classList.toggle('vh', went);
    moved.classList.toggle('warning', !went);
    moved.textContent = went ? (worker ? board.dataset.given : board.dataset.taken) ?? '' : await refusal(r);
  } catch {
    show(false);
  }
  dragged = null;
  load();
});

/** Why the server did not do it, in its own words. @param {Response} r */
async function refusal(r) {
  const page = new DOMParser().parseFromString(await r.text(), 'text/html');
  return page.getElementById('problem')?.textContent?.trim() ?? board.dataset.failed ?? '';
}

let last = '';
const events = new EventSource(board.dataset.stream ?? '');
/** @param {MessageEvent<string>} e */
const at = e => { // a stream that was broken may have missed something: its first event says where the board stands
  show(true);
  if (e.data !== last && (last !== '' || e.type === 'changed')) load();
  last = e.data;
};
events.addEventListener('at', at);
events.addEventListener('changed', at);
events.addEventListener('error', () => setTimeout(() => { if (events.readyState !== EventSource.OPEN) show(false); }, 3000));
setInterval(load, 60_000); // who has gone silent changes without anybody's doing anything

export {}; // a module of its own: its names are nobody else's
