// @ts-check
// The second module: what makes a day easier, and what comes while one is out. It is fetched once the list is live, kept by the
// service worker, and the app does without it.
import * as home from './home.js';
import * as large from './large.js';
import * as news from './news.js';
import { RULES } from './extra-style.js';
import * as warning from './warning.js';
import * as where from './where.js';

/** @param {Link} link */
export async function begin(link) {
  const sheet = document.styleSheets[0]; // the page's own: its policy allows no other
  for (const rule of RULES) sheet.insertRule(rule, sheet.cssRules.length);
  warning.begin();
  home.begin(link);
  where.begin();
  await large.begin();
  await news.begin(link);
  rest(link);
  document.documentElement.dataset.extra = '1';
}

const LOW = 0.2;

/** With little left in the battery nothing is followed any more; what is recorded is sent as ever. @param {Link} link */
async function rest(link) {
  const battery = await /** @type {any} */ (navigator).getBattery?.().catch(() => null);
  if (!battery) return;
  const saves = link.calm;
  const look = () => {
    const calm = saves || (battery.level <= LOW && !battery.charging);
    if (calm === link.calm) return;
    link.calm = calm;
    link.hear();
  };
  for (const what of ['levelchange', 'chargingchange']) battery.addEventListener(what, look);
  look();
}
