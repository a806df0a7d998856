// @ts-check
// What a volunteer writes down for whoever comes to this door later.
import { $, el } from './text.js';
import { w } from './words.js';

/** In the order of warning.go; true where it says nothing without words. */
const KINDS = { dog: false, skip: false, stairs: false, way_in: true, code: true };

export function begin() {
  const text = $('note-text');
  const kind = el('select', { id: 'note-kind' }, el('option', { value: '' }, w('warn.none')), ...Object.keys(KINDS).map((k) => el('option', { value: k }, w('warn.' + k))));
  const hint = el('p', { className: 'note', id: 'warn-hint', hidden: true });
  $('note-hint').before(el('label', { for: 'note-kind' }, w('warn.about')), kind, hint);
  const change = () => {
    const k = /** @type {keyof typeof KINDS|''} */ (kind.value);
    text.required = k === '' || KINDS[k];
    text.maxLength = k === '' ? 500 : 120;
    hint.hidden = k === '';
    hint.textContent = w(k === 'code' ? 'warn.hint_code' : 'warn.hint');
  };
  kind.addEventListener('change', change);
  $('note-form').addEventListener('reset', () => setTimeout(change));
}
