// @ts-check
// While somebody types a new person, whom it may be: known people who are likely the same are offered before a second record is made.

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll('form[data-likely]'))) watch(form);

/** @param {HTMLFormElement} form */
function watch(form) {
  const box = form.querySelector('.likely-people');
  let timer = 0;
  let last = '';

  async function look() {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string' && value) query.append(name, value);
    const asked = query.toString();
    if (!box || asked === last) return;
    last = asked;
    const answer = await fetch(form.dataset.likely + '?' + asked, { headers: { accept: 'text/html' } }).catch(() => null);
    if (!answer?.ok || asked !== last) return;
    const found = new DOMParser().parseFromString(await answer.text(), 'text/html').body;
    if (found.innerHTML.trim() !== box.innerHTML.trim()) box.replaceChildren(...found.childNodes);
  }

  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(look, 300);
  });
}

export {};
