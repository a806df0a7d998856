// @ts-check
// The phone's database: `ev` holds the entries (Stored), `kv` everything else by name.

const NAME = 'banyan';
const KEEP_DONE = 14 * 24 * 3600e3;

/** @type {Promise<IDBDatabase>|null} */
let open = null;

/** iOS and phones short of memory close the connection under the page: it can always be opened again. */
function db() {
  return (open ??= new Promise((ok, no) => {
    const r = indexedDB.open(NAME, 1);
    r.onupgradeneeded = () => {
      const s = r.result.createObjectStore('ev', { keyPath: 'id' });
      s.createIndex('state', 'state');
      s.createIndex('packet', 'packet');
      r.result.createObjectStore('kv');
    };
    r.onsuccess = () => {
      const d = r.result;
      d.onclose = () => (open = null);
      d.onversionchange = () => {
        d.close();
        open = null;
      };
      ok(d);
    };
    r.onerror = r.onblocked = () => {
      open = null;
      no(r.error ?? new Error('blocked'));
    };
  }));
}

/**
 * One transaction; resolves when it is committed, for writes on the disk itself. Tried again once on a dead connection.
 * @template T
 * @param {string[]} stores @param {IDBTransactionMode} mode
 * @param {(t: IDBTransaction, set: (v: T) => void) => void} work @returns {Promise<T>}
 */
async function transact(stores, mode, work, again = true) {
  const d = await db();
  try {
    return await new Promise((ok, no) => {
      const t = d.transaction(stores, mode, { durability: mode === 'readwrite' ? 'strict' : 'default' });
      /** @type {any} */ let out;
      t.oncomplete = () => ok(out);
      t.onabort = t.onerror = () => no(t.error);
      work(t, (v) => (out = v));
    });
  } catch (e) {
    if (!again || /** @type {any} */ (e)?.name !== 'InvalidStateError') throw e;
    open = null;
    return transact(stores, mode, work, false);
  }
}

/**
 * Reads with one request.
 * @param {string} store @param {(s: IDBObjectStore) => IDBRequest} ask @returns {Promise<any>}
 */
const read = (store, ask) =>
  transact([store], 'readonly', (t, set) => {
    const r = ask(t.objectStore(store));
    r.onsuccess = () => set(r.result);
  });

/** @param {(s: IDBObjectStore) => void} work @returns {Promise<void>} */
const writeEntries = (work) => transact(['ev'], 'readwrite', (t) => work(t.objectStore('ev')));

/**
 * Walks the entries of an index and lets `change` say what becomes of each: a new value, null to delete it, undefined
 * to leave it.
 * @param {IDBObjectStore} s @param {string} index @param {IDBValidKey} value @param {(e: Stored) => Stored|null|undefined} change
 */
function walk(s, index, value, change) {
  const cursor = s.index(index).openCursor(value);
  cursor.onsuccess = () => {
    const at = cursor.result;
    if (!at) return;
    const next = change(at.value);
    if (next) at.update(next);
    else if (next === null) at.delete();
    at.continue();
  };
}

/** @param {Stored} e */
export const put = (e) => writeEntries((s) => s.put(e));

/** @param {string} packet @returns {Promise<Stored[]>} */
export const entriesOf = (packet) => read('ev', (s) => s.index('packet').getAll(packet));

/** What waits for the server, oldest first: ids begin with the time. @param {number} [n] @returns {Promise<Stored[]>} */
export const pending = (n) => read('ev', (s) => s.index('state').getAll(0, n));

/** @returns {Promise<Stored[]>} */
export const refused = () => read('ev', (s) => s.index('state').getAll(2));

/** @returns {Promise<number>} */
export const pendingCount = () => read('ev', (s) => s.index('state').count(0));

/** Writes down what the server said of each id. @param {[string, SendState, string?][]} acks */
export const mark = (acks) =>
  writeEntries((s) => {
    for (const [id, state, why] of acks) {
      const r = s.get(id);
      r.onsuccess = () => {
        if (r.result) s.put({ ...r.result, state, why, done: Date.now() });
      };
    }
  });

/** The server was restored from an older backup: everything that is still here is offered again. */
export const offerAgain = () => writeEntries((s) => walk(s, 'state', 1, (e) => ({ ...e, state: 0 })));

/** Forgets what the server has held for two weeks. */
export const tidy = () => writeEntries((s) => walk(s, 'state', 1, (e) => ((e.done ?? 0) < Date.now() - KEEP_DONE ? null : undefined)));

/** @param {string} name @returns {Promise<any>} */
export const get = (name) => read('kv', (s) => s.get(name));

/** Writes several values at once; null deletes. @param {Record<string, any>} values @returns {Promise<void>} */
export const set = (values) =>
  transact(['kv'], 'readwrite', (t) => {
    const s = t.objectStore('kv');
    for (const k in values) values[k] === null ? s.delete(k) : s.put(values[k], k);
  });

/**
 * Takes away everything of a packet that can be read with its key, in one transaction. What was not sent stays, sealed.
 * @param {string} packet @param {string[]} names of the values to delete @param {Record<string, any>} leave values to write
 * @returns {Promise<void>}
 */
export const forget = (packet, names, leave) =>
  transact(['kv', 'ev'], 'readwrite', (t) => {
    const kv = t.objectStore('kv');
    for (const k of names) kv.delete(k);
    for (const k in leave) kv.put(leave[k], k);
    walk(t.objectStore('ev'), 'packet', packet, (e) => ({ ...e, copy: null }));
  });
