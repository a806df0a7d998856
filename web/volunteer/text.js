// @ts-check
/** @type {Record<string, string|Record<string, string>>} */
const messages = JSON.parse(document.getElementById('m')?.textContent ?? '{}');
const lang = document.documentElement.lang;

// Numbers are written as on the house and on the server, in every language (internal/platform/i18n/format.go).
const digits = new Intl.NumberFormat('en-US');

/** @template T @param {(tag: string) => T} make @returns {T} a browser may not know Hmong */
function inLanguage(make) {
  try {
    return make(lang);
  } catch {
    return make('en');
  }
}
const plural = inLanguage((l) => new Intl.PluralRules(l));
const clock = inLanguage((l) => new Intl.DateTimeFormat(l, { hour: 'numeric', minute: '2-digit', numberingSystem: 'latn' }));
const day = inLanguage((l) => new Intl.DateTimeFormat(l, { month: 'short', day: 'numeric', numberingSystem: 'latn' }));

/** @param {string|Record<string, string>} m a message with its plural forms @param {Record<string, any>} args @returns {string} */
export function fill(m, args) {
  if (typeof m === 'object') m = m[plural.select(args.n)] ?? m.other;
  return m.replace(/\{(\w+)\}/g, (_, name) => (typeof args[name] === 'number' ? digits.format(args[name]) : args[name] ?? ''));
}

/** A message in the language of the page. @param {string} key @param {Record<string, any>} [args] */
export const t = (key, args = {}) => fill(messages[key] ?? messages['entry.unreadable'], args);

/** The time, with the day when it was not today. @param {string|number} at */
export function when(at) {
  const d = new Date(at);
  if (isNaN(+d)) return '';
  return (d.toDateString() === new Date().toDateString() ? '' : day.format(d) + ', ') + clock.format(d);
}

/** What is typed without marks still finds the neighbour: nguyen finds Nguyễn. @param {string} s */
export const fold = (s) => s.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase().trim();

/** @param {string} id @returns {any} the element of the page; every id that is asked for is in its HTML */
export const $ = (id) => document.getElementById(id);

/**
 * Makes an element. @param {string} tag @param {Record<string, any>} [props] properties; "data-…", "aria-…", lang and dir as attributes
 * @param {...(Node|string|null)} children @returns {any}
 */
export function el(tag, props = {}, ...children) {
  const e = document.createElement(tag);
  for (const k in props) /-|lang|dir|for/.test(k) ? props[k] !== '' && e.setAttribute(k, props[k]) : (/** @type {any} */ (e)[k] = props[k]);
  e.append(...children.filter((c) => c !== null));
  return e;
}

/** Tells a screen reader. @param {string} s */
export const say = (s) => ($('say').textContent = s);
