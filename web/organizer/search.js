// @ts-check
// Finding somebody while their name is typed: the box becomes a combobox (WAI-ARIA Authoring Practices) whose list comes from the
// server. Without this script the box belongs to its form, and Enter asks for the page.

for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('input[data-find]'))) combobox(box);

/** @param {HTMLInputElement} box */
function combobox(box) {
  const pause = 120; // milliseconds without a key before the server is asked
  const popup = document.createElement('div');
  popup.className = 'found';
  popup.hidden = true;
  box.insertAdjacentElement('afterend', popup);
  box.setAttribute('role', 'combobox');
  box.setAttribute('aria-autocomplete', 'list');
  box.setAttribute('aria-haspopup', 'listbox');
  box.setAttribute('aria-expanded', 'false');
  let timer = 0;
  let active = -1;
  /** @type {AbortController | undefined} */
  let asking;

  const options = () => /** @type {HTMLElement[]} */ ([...popup.querySelectorAll('[role=option]')]);

  function close() {
    clearTimeout(timer);
    asking?.abort();
    popup.hidden = true;
    box.setAttribute('aria-expanded', 'false');
    choose(-1);
  }

  /** @param {number} to */
  function choose(to) {
    active = to;
    options().forEach((o, i) => o.setAttribute('aria-selected', String(i === to)));
    const option = options()[to];
    if (option) {
      box.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else box.removeAttribute('aria-activedescendant');
  }

  async function ask() {
    asking?.abort();
    const mine = asking = new AbortController();
    const typed = box.value.trim();
    // One letter of an alphabet finds nobody; one of Han, Hangul or kana is a syllable or a word.
    if ([...typed].length < 2 && !/[\u2e80-\u{3ffff}]/u.test(typed)) return close();
    const url = `${box.dataset.find}?${new URLSearchParams({ q: typed })}`;
    const html = await fetch(url, { signal: mine.signal }).then(answer => (answer.ok && !answer.redirected ? answer.text() : null), () => null);
    if (mine.signal.aborted || html === null) return;
    popup.replaceChildren(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
    const list = popup.querySelector('[role=listbox]');
    if (!list) return close();
    box.setAttribute('aria-controls', list.id);
    box.setAttribute('aria-expanded', 'true');
    popup.hidden = false;
    choose(-1);
  }

  /** @param {HTMLElement | undefined} option */
  const open = option => { if (option?.dataset.href) location.assign(option.dataset.href); };

  box.addEventListener('input', () => { clearTimeout(timer); timer = window.setTimeout(ask, pause); });
  box.addEventListener('keydown', e => {
    if (e.isComposing) return;
    const all = options();
    if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && !popup.hidden && all.length > 0) {
      const step = e.key === 'ArrowDown' ? 1 : -1;
      choose((active + step + (active < 0 && step < 0 ? 1 : 0) + all.length) % all.length);
      e.preventDefault();
    } else if (e.key === 'ArrowDown' && popup.hidden) {
      ask();
      e.preventDefault();
    } else if (e.key === 'Enter' && active >= 0) {
      open(all[active]);
      e.preventDefault();
    } else if (e.key === 'Enter') close();
    else if (e.key === 'Escape' && !popup.hidden) {
      close();
      e.preventDefault();
    }
  });
  box.addEventListener('blur', () => window.setTimeout(close, 150)); // a click on an option comes first
  popup.addEventListener('pointerdown', e => e.preventDefault()); // the box keeps the focus
  popup.addEventListener('click', e => open(/** @type {HTMLElement} */ (e.target).closest?.('[role=option]') ?? undefined));
}
