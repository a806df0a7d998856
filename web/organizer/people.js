// @ts-check
// The list of people narrows while somebody types or chooses: the page is fetched as the form would fetch it, and only its
// results change. Without this script the button does the same.

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll('form[data-instant]'))) instant(form);

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
    history.replaceState(null, '', url);
  }

  /** @param {number} wait */
  const later = wait => { clearTimeout(timer); timer = window.setTimeout(refresh, wait); };
  form.addEventListener('input', e => later(e.target instanceof HTMLInputElement ? 150 : 0));
  form.addEventListener('submit', e => { e.preventDefault(); later(0); });
}
