// @ts-check
// Keeps the board of a shift fresh, and lets turfs be dragged from one worker to another. Without this script turfs move by links and buttons.
import { follow } from './live.js';

const board = /** @type {HTMLElement} */ (document.getElementById('board'));
const moved = /** @type {HTMLElement} */ (document.getElementById('moved'));
/** The turf that is being dragged. @type {HTMLElement | null} */
let dragged = null;
const { load, show } = follow(board, () => dragged !== null, 2000);

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
  load();
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

setInterval(load, 60_000); // who has gone silent changes without anybody's doing anything

// Whoever is looked for is found while their name is typed; the form does the same without a script.
const find = /** @type {HTMLInputElement | null} */ (document.getElementById('f-find'));
let typing = 0;
find?.addEventListener('input', () => {
  clearTimeout(typing);
  typing = window.setTimeout(() => {
    const part = new URL(board.dataset.part ?? '', location.href);
    part.searchParams.delete('group');
    if (find.value.trim()) part.searchParams.set('find', find.value); else part.searchParams.delete('find');
    board.dataset.part = part.pathname + part.search;
    load();
  }, 250);
});
