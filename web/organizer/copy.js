// @ts-check
// A button beside a read-only field that copies it. Without a script the field can be selected by hand.

for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('input[data-copy]'))) {
  if (!navigator.clipboard) continue;
  const b = document.createElement('button');
  b.type = 'button';
  b.className = 'button';
  b.textContent = field.dataset.copy ?? '';
  b.addEventListener('click', async () => {
    await navigator.clipboard.writeText(field.value);
    b.textContent = field.dataset.copied ?? '';
  });
  field.after(b);
}
