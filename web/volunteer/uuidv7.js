// @ts-check
let last = 0;
let count = 0;

/**
 * RFC 9562's UUIDv7: 48 bits of milliseconds, a 12-bit counter so that one phone's entries sort as they were made, 62
 * random bits.
 * @param {number} [now] @returns {string}
 */
export function uuidv7(now = Date.now()) {
  if (now > last) {
    last = now;
    count = crypto.getRandomValues(new Uint16Array(1))[0] & 0x3ff;
  } else if (++count > 0xfff) {
    count = 0;
    last++;
  }
  const b = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 5, t = last; i >= 0; i--, t = Math.floor(t / 256)) b[i] = t % 256;
  b[6] = 0x70 | (count >> 8);
  b[7] = count & 255;
  b[8] = 0x80 | (b[8] & 0x3f);
  const hex = Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('');
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
