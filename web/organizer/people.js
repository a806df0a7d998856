// @ts-check
// The list of people narrows while somebody chooses: the page is fetched as the form would fetch it, and only its results
// change. Without this script the button does the same; what is typed into the search box is answered by search.js, and narrows the
// list with Enter. In the table the arrow keys go from person to person.

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll('form[data-instant]'))) instant(form);
document.addEventListener('keydown', walk);

/** @param {HTMLFormElement} form */
function instant(form) {
  const id = form.dataset.instant ?? '';
  let timer = 0;
  let last = 0; // of the requests sent: a slow old answer never covers a new one

  async function refresh() {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== '') query.append(name, String(value));
    const url = form.action + (query.size > 0 ? '?' + query : '');
    const mine = ++last;
    const answer = await fetch(url, { headers: { accept: 'text/html' } }).catch(() => null);
    if (mine !== last) return;
    if (!answer?.ok) { form.submit(); return; }
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.getElementById(id);
    const old = document.getElementById(id);
    if (mine !== last || !fresh || !old) return;
    old.replaceWith(fresh);
    valueOf(page);
    history.replaceState(null, '', url);
  }

  /** Another field asks for its value in another way. @param {Document} page */
  function valueOf(page) {
    const place = form.querySelector('[name=field]')?.closest('.filters');
    const fresh = page.querySelector('form[data-instant] [name=value]')?.closest('.field');
    const old = form.querySelector('[name=value]')?.closest('.field');
    if (old?.contains(document.activeElement)) return;
    old?.remove();
    if (place && fresh) place.append(document.adoptNode(fresh));
  }

  /** @param {number} wait */
  const later = wait => { clearTimeout(timer); timer = window.setTimeout(refresh, wait); };
  form.addEventListener('input', e => {
    if (e.target instanceof HTMLElement && e.target.matches('[data-find]')) return;
    later(e.target instanceof HTMLInputElement && e.target.type !== 'checkbox' ? 150 : 0);
  });
  form.addEventListener('submit', e => { e.preventDefault(); later(0); });
}

/** Up and down go to the same place of the row before and after. @param {KeyboardEvent} e */
function walk(e) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[e.key];
  if (!step || !(e.target instanceof HTMLElement) || !e.target.matches('[data-rows] a, [data-rows] input')) return;
  const rows = [...document.querySelectorAll('[data-rows] tbody tr')];
  const mine = e.target.closest('tr');
  const next = mine && rows[rows.indexOf(mine) + step];
  const kind = e.target.matches('input') ? 'input' : 'a';
  /** @type {HTMLElement | null | undefined} */ (next?.querySelector(kind))?.focus();
  if (next) e.preventDefault();
}
