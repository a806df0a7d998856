// @ts-check
// Going home: what becomes of the doors that are left, and how it went.
import { $, el } from './text.js';
import { w } from './words.js';

const TAGS = ['well', 'time', 'hard'];

/** @param {Link} link */
export function begin(link) {
  const boxes = TAGS.map((tag) => el('label', { className: 'choice' }, el('input', { type: 'checkbox', name: 'tag', value: tag }), el('span', {}, w('home.' + tag))));
  const language = el('select', { id: 'missed' }, el('option', { value: '' }, w('home.none')), ...[...$('card-form').children].map((b) => el('option', { value: b.value, lang: b.lang }, b.textContent)));
  const form = el('fieldset', { className: 'ask', id: 'debrief-tags' }, el('legend', {}, w('home.how')), ...boxes, el('label', { for: 'missed' }, w('home.missed')), language);
  const left = el('p', { id: 'finish-back', className: 'note' });
  $('finish-end').prepend(left, form);
  link.debrief = () => {
    const tags = boxes.map((b) => b.firstChild).filter((b) => b.checked).map((b) => b.value);
    return { ...(tags.length && { tags }), ...(language.value && { language: language.value }) };
  };
  const draw = () => (left.textContent = w('home.back', { n: $('bar').max - $('bar').value }));
  addEventListener('hashchange', draw);
  draw();
}
