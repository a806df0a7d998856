// @ts-check
// Sends what waits on the phone; forgets nothing that the server has not said it holds. Used by the page and the service worker.
import * as db from './db.js';
import { toBase64 } from './seal.js';
import { close } from './shift.js';

const BATCH = 50;
const TIMEOUT = 20000;

/**
 * @typedef {{sent: number, left: number, why: string, changes: Entry[], cursor?: number, news?: News}} Flushed
 * why: '' when everything went; 'offline', 'portal', 'signed_out', 'busy' or 'other' (another sender is at it) when not
 * @typedef {{packet?: string, since?: number, news?: number, lang?: string, done?: boolean}} Asking
 */

/** One sender at a time, in whichever tab or worker. @param {Asking} [asking] @returns {Promise<Flushed>} */
export async function flush(asking = {}) {
  if (!navigator.locks) return (alone ??= send(asking).finally(() => (alone = null)));
  return navigator.locks.request('outbox', { ifAvailable: true }, (lock) => (lock ? send(asking) : { sent: 0, left: -1, why: 'other', changes: [] }));
}
/** @type {Promise<Flushed>|null} Without locks two tabs may send at once: the server takes each entry once. */
let alone = null;

/** @param {Asking} asking @returns {Promise<Flushed>} */
async function send(asking) {
  /** @type {Flushed} */ const out = { sent: 0, left: 0, why: '', changes: [] };
  let size = BATCH;
  for (let first = true; ; first = false) {
    const entries = await db.pending(size);
    // A page that is open asks once even with nothing to send: for the entries of others, or to hear that it is closed.
    if (!entries.length && !(first && asking.packet)) break;
    const { body, why } = await post(entries, asking);
    if (why === 'bad' && entries.length > 1) size = 1; // find the one entry that the server can't read
    else if (why === 'bad') await db.mark([[entries[0].id, 2, 'entry.unreadable']]);
    else if (why) return { ...out, left: await db.pendingCount(), why };
    else {
      const acks = acksOf(body, entries);
      if (entries.length && !acks.length) return { ...out, left: await db.pendingCount(), why: 'busy' };
      await db.mark(acks);
      await meetEpoch(body.epoch);
      out.sent += acks.length;
      out.changes.push(...(body.changes ?? []));
      out.news = body.news;
      out.cursor = asking.since = body.cursor ?? asking.since;
      if (asking.packet && (body.wipe || body.expired)) await close(asking.packet, body.wipe ? 'wiped' : 'expired');
    }
  }
  return out;
}

/**
 * @param {Stored[]} entries @param {Asking} asking @returns {Promise<{body?: any, why: string}>}
 * 'bad' means that the server has read the request and can't take it as it is.
 */
async function post(entries, asking) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT);
  try {
    const body = await request(entries, asking);
    const r = await fetch('/api/sync', { method: 'POST', headers: { 'content-type': 'application/json' }, credentials: 'same-origin', redirect: 'error', cache: 'no-store', signal: abort.signal, body });
    const ours = (r.headers.get('content-type') ?? '').startsWith('application/json');
    if (r.status === 401 || r.status === 403) return { why: ours ? 'signed_out' : 'portal' };
    if (entries.length && ours && [400, 413, 422].includes(r.status)) return { why: 'bad' };
    if (!r.ok) return { why: 'busy' };
    // A café's portal answers 200 with a page of its own: only our own JSON is an answer.
    if (!ours) return { why: 'portal' };
    const answer = await r.json();
    return answer?.v === 1 && Array.isArray(answer.acks) ? { body: answer, why: '' } : { why: 'busy' };
  } catch {
    return { why: 'offline' };
  } finally {
    clearTimeout(timer);
  }
}

/** @param {Stored[]} entries @param {Asking} asking */
export async function request(entries, asking) {
  return JSON.stringify({
    v: 1,
    epoch: (await db.get('epoch')) ?? null,
    now: new Date().toISOString(),
    held: await db.pendingCount(),
    events: [],
    sealed: entries.map((e) => ({ id: e.id, box: toBase64(e.box) })),
    ...asking,
  });
}

/** Only ids that we sent count. @param {any} body @param {Stored[]} entries @returns {[string, SendState, string?][]} */
function acksOf(body, entries) {
  const ours = new Set(entries.map((e) => e.id));
  return body.acks.filter((/** @type {any} */ a) => ours.has(a?.id)).map((/** @type {any} */ a) => [a.id, a.ok === true ? 1 : 2, a.why]);
}

/** Another epoch is another database: one restored from a backup lacks what it had acknowledged since. @param {string} epoch */
export async function meetEpoch(epoch) {
  const known = await db.get('epoch');
  if (!epoch || epoch === known) return;
  if (known) await db.offerAgain();
  await db.set({ epoch });
}
