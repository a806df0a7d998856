// @ts-check
// What is written on the phone, nobody else can read: entries are sealed to the server (internal/features/canvass/box.go
// opens them), the list and the readable copies are under the shift's key, which can't be taken out of the browser.

const text = new TextEncoder();
const AES = 'AES-GCM';

/** @param {Uint8Array} b */
export const toBase64 = (b) => btoa(Array.from(b, (x) => String.fromCharCode(x)).join(''));
/** @param {string} s */
export const fromBase64 = (s) => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));

/** The key of a shift, as something that can be used and not read. @param {Uint8Array} raw */
export const importKey = (raw) => crypto.subtle.importKey('raw', /** @type {any} */ (raw), AES, false, ['encrypt', 'decrypt']);

/** @param {CryptoKey} key @param {string} s @returns {Promise<Sealed>} */
export async function encrypt(key, s) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: AES, iv }, key, text.encode(s)) };
}

/** @param {CryptoKey} key @param {Sealed} sealed @returns {Promise<string>} */
export const decrypt = async (key, { iv, data }) => new TextDecoder().decode(await crypto.subtle.decrypt({ name: AES, iv: /** @type {any} */ (iv) }, key, data));

/**
 * Seals an entry to the server's public key: 1 | ephemeral public key | nonce | AES-256-GCM, under the entry's id.
 * @param {Uint8Array} server @param {string} id @param {string} s @returns {Promise<Uint8Array>}
 */
export async function seal(server, id, s) {
  const c = crypto.subtle;
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const own = await c.generateKey(curve, false, ['deriveBits']);
  const ephemeral = new Uint8Array(await c.exportKey('raw', own.publicKey));
  const theirs = await c.importKey('raw', /** @type {any} */ (server), curve, false, []);
  const secret = await c.deriveBits({ name: 'ECDH', public: theirs }, own.privateKey, 256);
  const base = await c.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const key = await c.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: ephemeral, info: text.encode('banyan door entry v1') }, base, { name: AES, length: 256 }, false, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = new Uint8Array(await c.encrypt({ name: AES, iv, additionalData: text.encode(id) }, key, text.encode(s)));
  const box = new Uint8Array(78 + data.length);
  box[0] = 1;
  box.set(ephemeral, 1);
  box.set(iv, 66);
  box.set(data, 78);
  return box;
}
