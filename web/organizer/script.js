// @ts-check
// Comfort for the script's editor: warns before unsaved work is left, and keeps the place on the page.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form[data-editor]'));
let changed = false;
const scrolled = 'banyan-editor-scroll';

form?.addEventListener('input', () => {
  if (changed) return;
  changed = true;
  document.title = '• ' + document.title;
});

form?.addEventListener('submit', () => {
  changed = false;
  sessionStorage.setItem(scrolled, JSON.stringify([location.pathname, window.scrollY]));
});

window.addEventListener('beforeunload', e => { if (changed) e.preventDefault(); });

const kept = sessionStorage.getItem(scrolled);
if (kept) {
  sessionStorage.removeItem(scrolled);
  const [path, y] = JSON.parse(kept);
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLElement) target.focus();
  else if (path === location.pathname) window.scrollTo(0, y);
}

for (const t of document.querySelectorAll('textarea')) {
  const grow = () => { t.style.blockSize = 'auto'; t.style.blockSize = `${t.scrollHeight + 2}px`; };
  t.addEventListener('input', grow);
  grow();
}

export {};
