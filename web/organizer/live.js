// @ts-check
// Keeps a part of a page fresh. The server's stream says only that something changed; the part comes as HTML from its own address, where
// the server looks each time whether this account may still see it. Without this the page is as true as its last load.

const PAUSE = 700; // ms between two loads, however fast changes come

/**
 * Follows the stream that box names (data-stream) and loads the part from its address (data-part).
 * @param {HTMLElement} box @param {() => boolean} [held] true while the part must not be changed
 * @param {number} [pause] ms between two loads
 * @returns {{load: () => void, show: (on: boolean) => void}} load loads now, or when nothing holds it any more; show says whether the page is live
 */
export function follow(box, held = () => false, pause = PAUSE) {
  const state = /** @type {HTMLElement} */ (document.getElementById('live-state'));
  let loading = false;
  let again = false;
  let last = '';

  /** @param {boolean} on */
  function show(on) {
    state.hidden = false;
    state.classList.toggle('off', !on);
    const text = state.querySelector('.text');
    const words = (on ? state.dataset.on : state.dataset.off) ?? '';
    if (text && text.textContent !== words) text.textContent = words;
  }

  async function load() {
    if (loading || held()) { again = true; return; }
    loading = true;
    again = false;
    try {
      const r = await fetch(box.dataset.part ?? '', { headers: { accept: 'text/html' }, redirect: 'error' });
      if (r.status === 401 || r.status === 403 || r.status === 404) { location.reload(); return; }
      const text = await r.text();
      if (held()) again = true;
      else if (r.ok) swap(new DOMParser().parseFromString(text, 'text/html').body);
    } catch {
      show(false);
    } finally {
      setTimeout(() => { loading = false; if (again && !held()) load(); }, pause);
    }
  }

  /** Puts the new part in place; the focus stays on the same link or button. @param {HTMLElement} fresh */
  function swap(fresh) {
    const focused = document.activeElement?.id;
    const before = new Map([...box.querySelectorAll('[id^="n-"]')].map(e => [e.id, e.textContent]));
    box.replaceChildren(...fresh.childNodes);
    for (const e of box.querySelectorAll('[id^="n-"]')) if (before.get(e.id) !== e.textContent) e.classList.add('grew');
    if (focused && box.querySelector('#' + CSS.escape(focused))) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  const events = new EventSource(box.dataset.stream ?? '');
  /** @param {MessageEvent<string>} e */
  const at = e => { // a stream that was broken may have missed something: its first event says where things stand
    show(true);
    if (e.data !== last && (last !== '' || e.type === 'changed')) load();
    last = e.data;
  };
  events.addEventListener('at', at);
  events.addEventListener('changed', at);
  events.addEventListener('error', () => setTimeout(() => { if (events.readyState !== EventSource.OPEN) show(false); }, 3000));
  return { load, show };
}
