// @ts-check
// Keeps the figures and the words of the universe builder fresh while somebody chooses. Without it, the button
// "Show who this is" does the same.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form[data-look]'));
const box = /** @type {HTMLElement | null} */ (document.querySelector('[data-figures]'));
/** @type {AbortController | undefined} */
let asking;
let timer = 0;

/** @param {string} id @param {string} text */
function put(id, text) {
  const e = document.getElementById(id);
  if (e) e.textContent = text;
}

async function look() {
  if (!form || !box) return;
  asking?.abort();
  asking = new AbortController();
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
  box.dataset.busy = '';
  try {
    const r = await fetch(form.dataset.look ?? '', { method: 'POST', body, headers: { accept: 'application/json' }, signal: asking.signal });
    if (!r.ok) return;
    const found = await r.json();
    const words = box.querySelector('[data-words]');
    if (words) words.textContent = found.words;
    for (const id of ['people', 'doors', 'located', 'suppressed']) put(id, found.asks ? found[id] : '0');
    delete box.dataset.busy;
  } catch { /* a newer question was asked, or there is no connection: the figures stay dimmed */ }
}

form?.addEventListener('change', () => {
  clearTimeout(timer);
  timer = window.setTimeout(look, 250);
});

export {};
