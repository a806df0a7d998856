// @ts-check
// A shift on this phone: its key, the encrypted list, and how both go away. Used by the page and the service worker.
import * as db from './db.js';
import { decrypt, encrypt, fromBase64, importKey } from './seal.js';
import { meetEpoch } from './outbox.js';

/**
 * The shift came with the page: keeps its key in a form that can be used and not read.
 * @param {string} packet @param {{key: string, server: string, ends: number, epoch: string}} s @returns {Promise<Shift>}
 */
export async function adopt(packet, s) {
  const shift = { key: await importKey(fromBase64(s.key)), ends: s.ends, server: fromBase64(s.server) };
  await db.set({ ['shift:' + packet]: shift, ['closed:' + packet]: null, last: packet });
  await meetEpoch(s.epoch);
  return shift;
}

/** The shift of a packet; null when it has ended. @param {string} packet @returns {Promise<Shift|null>} */
export async function current(packet) {
  /** @type {Shift|undefined} */ const shift = await db.get('shift:' + packet);
  if (!shift) return null;
  if (Date.now() < shift.ends) return shift;
  await close(packet, 'expired');
  return null;
}

/** Ends the shift here: the key and the list go, what was not sent stays sealed. @param {string} packet @param {string} why */
export const close = (packet, why) => db.forget(packet, ['shift:' + packet, 'list:' + packet, 'draft:' + packet, 'news:' + packet], { ['closed:' + packet]: why });

/** Why a packet is closed: 'ended', 'expired', 'wiped'; '' when it is not. @param {string} packet @returns {Promise<string>} */
export const closedWhy = async (packet) => (await db.get('closed:' + packet)) ?? '';

// The server marks where persons begin and end in its page; nothing between the marks is ever stored in clear.
const MARKS = ['<!--private-->', '<!--/private-->', '<!--shift-->', '<!--/shift-->'];

/**
 * Cuts a page into the shell, which has no person in it, and the list.
 * @param {string} html @returns {{shell: string, list: string}|null} null where it is not our page
 */
export function cut(html) {
  const [a, b, c, d] = MARKS.map((m) => html.indexOf(m));
  if (a < 0 || b < a || c < b || d < c) return null;
  return { shell: html.slice(0, a + MARKS[0].length) + html.slice(b, c) + html.slice(d), list: html.slice(a + MARKS[0].length, b) };
}

/**
 * Keeps a page for the next time without signal: the list under the shift's key and the shell that fits it, together.
 * @param {string} packet @param {string} html @param {[string, string][]} headers @param {string|null} etag
 */
export async function keep(packet, html, headers, etag) {
  const parts = cut(html);
  const shift = parts && (await current(packet));
  if (!shift) return;
  const list = { at: Date.now(), ...(await encrypt(shift.key, parts.list)) };
  await db.set({ ['list:' + packet]: list, ['shell:' + packet]: { html: parts.shell, headers, etag } });
}

/** The server says that the list is still as we have it. @param {string} packet */
export async function stillGood(packet) {
  const list = await db.get('list:' + packet);
  if (list) await db.set({ ['list:' + packet]: { ...list, at: Date.now() } });
}

/** @param {string} packet @param {Shift} shift @returns {Promise<{html: string, at: number}|null>} */
export async function openList(packet, shift) {
  const list = await db.get('list:' + packet);
  return list ? { html: await decrypt(shift.key, list), at: list.at } : null;
}
