// @ts-check
// Keeps the progress of a job fresh, and loads the page again when the job is over.

/** @param {HTMLElement} box */
async function watch(box) {
  for (let wait = 500; ;) {
    await new Promise(r => setTimeout(r, wait));
    try {
      const r = await fetch(box.dataset.job ?? '', { headers: { accept: 'application/json' } });
      if (!r.ok) throw new Error(String(r.status));
      const j = await r.json();
      if (j.over) { location.reload(); return; }
      const bar = box.querySelector('progress');
      if (bar && j.total > 0) { bar.max = j.total; bar.value = j.done; }
      say(box, '.job-note', j.note);
      say(box, '.job-pace', j.pace);
      wait = 500;
    } catch { wait = Math.min(wait * 2, 15000); }
  }
}

/** @param {HTMLElement} box @param {string} selector @param {string} text */
function say(box, selector, text) {
  const e = box.querySelector(selector);
  if (e && e.textContent !== text) e.textContent = text;
}

for (const b of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-job]'))) watch(b);
