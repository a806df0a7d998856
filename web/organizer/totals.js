// @ts-check
// Keeps the totals fresh. The server's stream says only that something changed; the figures come as HTML from their own
// address, where the server looks each time whether this account may still see them. Without this script the page is as
// true as its last load.

const PAUSE = 700; // ms between two loads, however fast entries come
const box = /** @type {HTMLElement} */ (document.getElementById('figures'));
const state = /** @type {HTMLElement} */ (document.getElementById('live-state'));
let loading = false;
let again = false;

/** @param {boolean} on */
function show(on) {
  state.hidden = false;
  state.classList.toggle('off', !on);
  const text = state.querySelector('.text');
  const words = (on ? state.dataset.on : state.dataset.off) ?? '';
  if (text && text.textContent !== words) text.textContent = words;
}

async function load() {
  if (loading) { again = true; return; }
  loading = true;
  try {
    const r = await fetch(box.dataset.figures ?? '', { headers: { accept: 'text/html' }, redirect: 'error' });
    if (r.status === 401 || r.status === 403 || r.status === 404) { location.reload(); return; }
    if (r.ok) swap(new DOMParser().parseFromString(await r.text(), 'text/html').body);
  } catch {
    show(false);
  } finally {
    setTimeout(() => { loading = false; if (again) { again = false; load(); } }, PAUSE);
  }
}

/** Puts the new figures in place; the focus stays on the same link. @param {HTMLElement} fresh */
function swap(fresh) {
  const focused = document.activeElement?.id;
  const before = new Map([...box.querySelectorAll('[id^="n-"]')].map(e => [e.id, e.textContent]));
  box.replaceChildren(...fresh.childNodes);
  for (const e of box.querySelectorAll('[id^="n-"]')) if (before.get(e.id) !== e.textContent) e.classList.add('grew');
  if (focused && box.querySelector('#' + CSS.escape(focused))) document.getElementById(focused)?.focus({ preventScroll: true });
}

let last = '';
const events = new EventSource(box.dataset.stream ?? '');
/** @param {MessageEvent<string>} e */
const at = e => { // a stream that was broken may have missed something: its first event says where the log stands
  show(true);
  if (e.data !== last && (last !== '' || e.type === 'changed')) load();
  last = e.data;
};
events.addEventListener('at', at);
events.addEventListener('changed', at);
events.addEventListener('error', () => setTimeout(() => { if (events.readyState !== EventSource.OPEN) show(false); }, 3000));
