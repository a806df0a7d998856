// @ts-check
// The conversation: the script in the language of who opens, switched with one tap; answers stay when it is switched.
import { readDraft, saveDraft } from './entries.js';
import { $, el, t } from './text.js';

/** @type {PageData} */ let data;
/** @type {(what: Partial<Entry>) => Promise<boolean>} */ let save;
/** @typedef {{household: string, person: string, language: string, tag: string, answers: Record<string, string[]>}} Draft */
/** @type {Draft|null} */ let draft = null;

/** @param {PageData} d @param {(what: Partial<Entry>) => Promise<boolean>} s */
export function begin(d, s) {
  data = d;
  save = s;
  $('talk-form').addEventListener('submit', finish);
  $('script').addEventListener('input', gather);
  $('talk-cancel').addEventListener('click', () => {
    close();
    saveDraft(null);
    $('visit').hidden = false;
    $('door-h').focus();
  });
}

export const person = () => draft?.person ?? '';

/** @param {string} household @param {{id: string, language: string}} who */
export async function open(household, who) {
  const kept = await readDraft().catch(() => null);
  const tag = ownTag(who.language) || (data.languages[document.documentElement.lang]?.script ?? data.source);
  draft = kept?.household === household && kept.person === who.id ? kept : { household, person: who.id, language: who.language, tag, answers: {} };
  $('talk').hidden = false;
  draw();
  $('talk-h').focus({ preventScroll: true });
  scrollTo(0, 0);
}

export function close() {
  draft = null;
  $('talk').hidden = true;
}

/**
 * A text in a language, or in the script's own; and in which it is.
 * @param {Record<string, string>} text @param {string} tag @returns {[string, string]}
 */
export const inLanguage = (text, tag) => (text[tag] ? [text[tag], tag] : [text[data.source] ?? '', data.source]);

/**
 * What the script speaks with somebody of this language. Where it lacks the language, that is the language itself, in the
 * script's own words: a talk counts under the button that is pressed, and nobody has to press English for a talk in Bangla.
 * @param {string} language
 */
function ownTag(language) {
  const tag = data.languages[language]?.script;
  return !tag || (tag === data.source && language.split('-')[0] !== tag) ? language : tag;
}

/** @param {string} code */
export const languageName = (code) => data.languages[code]?.name ?? [...$('new-lang').options].find((o) => o.value === code)?.textContent ?? code;

function draw() {
  if (!draft) return;
  const { tag, language } = draft;
  // One button a language of the script that this page has; who is at the door first.
  const own = ownTag(language);
  const tags = [...new Set([own, ...data.items.flatMap((i) => Object.keys(i.text))])].filter((x) => x);
  $('chips').replaceChildren(
    ...tags.map((x) => {
      const b = el('button', { type: 'button', lang: x, 'aria-pressed': String(x === tag) }, languageName(x));
      b.addEventListener('click', () => choose(x));
      return b;
    }),
  );
  $('untranslated').hidden = !language || !!data.items[0]?.text[own];
  $('script').replaceChildren(...data.items.map(drawItem));
}

/** @param {string} tag */
function choose(tag) {
  if (!draft) return;
  draft.tag = tag;
  draw();
  $('chips').querySelector('[aria-pressed=true]')?.focus();
  saveDraft(draft);
}

/** @param {Item} item */
function drawItem(item) {
  const [text, lang] = inLanguage(item.text, /** @type {Draft} */ (draft).tag);
  const given = /** @type {Draft} */ (draft).answers[item.id] ?? [];
  if (item.kind === 'say') return el('p', { lang, dir: 'auto', className: 'speech' }, text);
  if (item.kind === 'text') {
    return el('label', { lang, dir: 'auto', className: 'ask' }, el('b', {}, text), el('textarea', { name: item.id, rows: 2, maxLength: 500, value: given[0] ?? '', dir: 'auto' }));
  }
  const type = item.kind === 'many' ? 'checkbox' : 'radio';
  const choices = (item.choices ?? []).map((c) => {
    const [label, l] = inLanguage(c.text, /** @type {Draft} */ (draft).tag);
    return el('label', { lang: l, dir: 'auto', className: 'choice' }, el('input', { type, name: item.id, value: c.id, checked: given.includes(c.id) }), el('span', {}, label));
  });
  return el('fieldset', { lang, dir: 'auto', className: 'ask' }, el('legend', {}, text), ...choices);
}

/** Takes the answers out of the form, which is drawn anew in another language. */
function gather() {
  if (!draft) return;
  /** @type {Record<string, string[]>} */ const answers = {};
  for (const [name, value] of new FormData($('talk-form'))) if (String(value).trim()) (answers[name] ??= []).push(String(value).trim());
  draft.answers = answers;
  saveDraft(draft);
}

/** @param {SubmitEvent} e */
async function finish(e) {
  e.preventDefault();
  if (!draft) return;
  gather();
  const { person, language, tag, answers } = draft;
  const held = ownTag(language) === tag ? language : tag.split('-')[0];
  if (await save({ kind: 'attempt', person, result: 'conversation', language: held, answers })) {
    await saveDraft(null);
    $('door-h').focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}
