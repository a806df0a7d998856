// @ts-check
// What was recorded on this packet: by this phone (in its database) and by the others (from the server).
import * as db from './db.js';
import { decrypt, encrypt, seal } from './seal.js';
import { uuidv7 } from './uuidv7.js';

/** @type {Map<string, Shown>} */
const entries = new Map();
let packet = '';
/** @type {Shift} */ let shift;

/** @param {string} p @param {Shift} s @param {Entry[]} others what the server had when the list was loaded */
export async function begin(p, s, others) {
  packet = p;
  shift = s;
  merge(others);
  await refresh();
}

/** Entries that the server told us of. @param {Entry[]} list */
export function merge(list) {
  for (const e of list) if (!entries.has(e.id)) entries.set(e.id, { ...e, packet, state: 1 });
}

/** Reads what this phone's other tab or its service worker has changed. */
export async function refresh() {
  for (const s of await db.entriesOf(packet)) {
    const known = entries.get(s.id);
    if (known) Object.assign(known, { state: s.state, why: s.why, mine: true });
    else if (s.copy) entries.set(s.id, { ...JSON.parse(await decrypt(shift.key, s.copy)), state: s.state, why: s.why, mine: true });
  }
}

/**
 * Records an entry; resolves when it is on the disk of the phone, and not before.
 * @param {Partial<Entry>} what @returns {Promise<Shown>}
 */
export async function record(what) {
  /** @type {any} */
  const e = { id: uuidv7(), packet, ...what, at: new Date().toISOString() };
  const text = JSON.stringify(e);
  const [box, copy] = await Promise.all([seal(shift.server, e.id, text), encrypt(shift.key, text)]);
  await db.put({ id: e.id, packet, state: 0, box, copy });
  const shown = { ...e, state: 0, mine: true };
  entries.set(e.id, shown);
  return shown;
}

/** The entries of a household that count, oldest first: ids begin with the time. @param {string} household @returns {Shown[]} */
export function ofHousehold(household) {
  const undone = new Set();
  const out = [];
  for (const e of entries.values()) {
    if (e.kind === 'undo' && e.state !== 2) undone.add(e.undoes);
    else if (e.household === household && e.kind !== 'undo') out.push(e);
  }
  return out.filter((e) => !undone.has(e.id)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A draft outlives a phone that throws the page away while somebody talks. @param {any} d null: there is none any more */
export const saveDraft = async (d) => db.set({ ['draft:' + packet]: d && (await encrypt(shift.key, JSON.stringify(d))) });

/** @returns {Promise<any>} */
export async function readDraft() {
  const d = await db.get('draft:' + packet);
  return d ? JSON.parse(await decrypt(shift.key, d)) : null;
}
