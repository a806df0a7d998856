// @ts-check
// Large type: one question at a time with big buttons, read aloud where the phone has a voice of its own for the language, and
// the screen stays on. The choice is remembered on the phone.
import * as db from './db.js';
import { $, el } from './text.js';
import { w } from './words.js';

/** @type {any} */ let lock = null;
let at = 0;

export async function begin() {
  const box = el('input', { type: 'checkbox', id: 'large' });
  $('list').querySelector('.tools').append(el('label', { className: 'check' }, box, ' ', w('large.on')));
  const back = el('button', { type: 'button', className: 'one' }, w('large.back'));
  const next = el('button', { type: 'button', className: 'one next' }, w('large.next'));
  const speak = el('button', { type: 'button', className: 'wide', id: 'speak' }, w('large.speak'));
  const steps = el('p', { className: 'steps', id: 'steps' }, back, next, speak);
  $('script').after(steps);

  const items = () => [...$('script').children];
  const draw = () => {
    const list = items();
    at = Math.max(0, Math.min(at, list.length - 1));
    list.forEach((e, i) => e.classList.toggle('now', i === at));
    back.disabled = at === 0;
    next.disabled = at >= list.length - 1;
    speak.hidden = !voiceFor(list[at]?.lang);
  };
  const go = (/** @type {number} */ by) => {
    at += by;
    draw();
    items()[at]?.querySelector('input, textarea')?.focus({ preventScroll: true });
  };
  back.addEventListener('click', () => go(-1));
  next.addEventListener('click', () => go(1));
  speak.addEventListener('click', () => read(document.documentElement.dataset.large ? [items()[at]] : items()));
  new MutationObserver(() => {
    draw();
    if (box.checked) $('talk-h').scrollIntoView(); // the question stands right below whom it is for
  }).observe($('script'), { childList: true });
  new MutationObserver(() => $('talk').hidden && ((at = 0), globalThis.speechSynthesis?.cancel())).observe($('talk'), { attributes: true });
  globalThis.speechSynthesis?.addEventListener?.('voiceschanged', draw);

  const apply = () => {
    document.documentElement.toggleAttribute('data-large', box.checked);
    if (box.checked) document.documentElement.dataset.large = '1';
    draw();
    stayOn(box.checked);
  };
  box.addEventListener('change', () => {
    apply();
    db.set({ large: box.checked || null });
  });
  document.addEventListener('visibilitychange', () => stayOn(box.checked));
  box.checked = !!(await db.get('large'));
  apply();
}

/** A voice that speaks without a server: what is asked at a door stays on the phone. @param {string|undefined} lang */
function voiceFor(lang) {
  if (!lang || !globalThis.speechSynthesis) return undefined;
  const base = lang.split('-')[0];
  return speechSynthesis.getVoices().find((v) => v.localService && v.lang.replace('_', '-').split('-')[0] === base);
}

/** @param {HTMLElement[]} list */
function read(list) {
  speechSynthesis.cancel();
  for (const e of list) {
    const voice = voiceFor(e?.lang);
    if (!voice) continue;
    const words = new SpeechSynthesisUtterance([...e.querySelectorAll('legend, b, span')].map((x) => x.textContent).join('. ') || (e.textContent ?? ''));
    words.voice = voice;
    words.lang = voice.lang;
    speechSynthesis.speak(words);
  }
}

/** The screen stays on while it is looked at; the browser lets go by itself when it is not. @param {boolean} on */
async function stayOn(on) {
  try {
    if (on && !document.hidden && (!lock || lock.released)) lock = await /** @type {any} */ (navigator).wakeLock?.request('screen');
    if (!on) await lock?.release();
  } catch {
    // the phone decides: its battery may be low
  }
}
