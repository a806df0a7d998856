// Reads a QR code as a camera that sees it perfectly: the modules of the picture itself, not the link beside it.
// Byte mode, level M, versions 1 to 10, which is what fits a join link; no error correction, since nothing is dirty.
import assert from 'node:assert/strict';

// For each version: error correction words of a block, data words of each block, centres of the alignment patterns.
const VERSIONS = [
  [10, [16], []], [16, [28], [6, 18]], [26, [44], [6, 22]], [18, [32, 32], [6, 26]], [24, [43, 43], [6, 30]],
  [16, [27, 27, 27, 27], [6, 34]], [18, [31, 31, 31, 31], [6, 22, 38]], [22, [38, 38, 39, 39], [6, 24, 42]],
  [22, [36, 36, 36, 37, 37], [6, 26, 46]], [26, [43, 43, 43, 43, 44], [6, 28, 50]],
];

const MASKS = [
  (y, x) => (y + x) % 2, (y) => y % 2, (y, x) => x % 3, (y, x) => (y + x) % 3, (y, x) => ((y >> 1) + Math.floor(x / 3)) % 2,
  (y, x) => ((y * x) % 2) + ((y * x) % 3), (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2, (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2,
];

/** The dark modules of the SVG path that a page draws: runs of one row, behind a border of four. */
function modules(path, size) {
  const dark = Array.from({ length: size - 8 }, () => new Array(size - 8).fill(0));
  for (const [, x, y, w] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) dark[y - 4].fill(1, x - 4, x - 4 + Number(w));
  return dark;
}

/** Whether a module belongs to a pattern and carries no data. */
function reserved(n, version, y, x) {
  const [, , centres] = VERSIONS[version - 1];
  if ((y < 9 && (x < 9 || x >= n - 8)) || (y >= n - 8 && x < 9) || y === 6 || x === 6) return true;
  if (version >= 7 && ((y < 6 && x >= n - 11) || (x < 6 && y >= n - 11))) return true;
  const last = centres.at(-1);
  return centres.some((cy) => centres.some((cx) => !(cy === 6 && (cx === 6 || cx === last)) && !(cx === 6 && cy === last) && Math.abs(y - cy) < 3 && Math.abs(x - cx) < 3));
}

/** @returns {string} the text of a QR code drawn as a path in a view box of this size */
export function readQR(path, size) {
  const m = modules(path, size);
  const n = m.length;
  const version = (n - 17) / 4;
  assert.ok(VERSIONS[version - 1], 'a QR code of version ' + version);
  const format = [0, 1, 2, 3, 4].reduce((v, x) => (v << 1) | m[8][x], 0) ^ 0b10101;
  assert.equal(format >> 3, 0, 'level M');
  const mask = MASKS[format & 7];
  const bits = [];
  for (let right = n - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right--;
    for (let i = 0; i < n; i++) {
      const y = up ? n - 1 - i : i;
      for (const x of [right, right - 1]) if (!reserved(n, version, y, x)) bits.push(m[y][x] ^ Number(mask(y, x) === 0));
    }
  }
  return text(words(bits, VERSIONS[version - 1][1]), version);
}

/** The data words in their order: blocks are interleaved, the longer ones last. */
function words(bits, blocks) {
  const at = (i) => bits.slice(8 * i, 8 * i + 8).reduce((v, b) => (v << 1) | b, 0);
  const out = blocks.map(() => []);
  for (let i = 0, next = 0; i < Math.max(...blocks); i++) blocks.forEach((size, b) => { if (i < size) out[b].push(at(next++)); });
  return out.flat();
}

function text(data, version) {
  let position = 0;
  const take = (n) => {
    let v = 0;
    for (; n > 0; n--, position++) v = (v << 1) | ((data[position >> 3] >> (7 - (position & 7))) & 1);
    return v;
  };
  let out = '';
  for (;;) {
    const mode = position + 4 <= data.length * 8 ? take(4) : 0;
    if (mode === 0) return out;
    if (mode === 4) out += bytes(take, take(version < 10 ? 8 : 16));
    else if (mode === 1) out += digits(take, take(version < 10 ? 10 : 12));
    else if (mode === 2) out += letters(take, take(version < 10 ? 9 : 11));
    else assert.fail('QR mode ' + mode);
  }
}

const bytes = (take, n) => Buffer.from(Array.from({ length: n }, () => take(8))).toString('utf8');

function digits(take, n) {
  let out = '';
  for (; n > 0; n -= 3) out += String(take([0, 4, 7, 10][Math.min(n, 3)])).padStart(Math.min(n, 3), '0');
  return out;
}

function letters(take, n) {
  const table = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
  let out = '';
  for (; n > 1; n -= 2) {
    const v = take(11);
    out += table[Math.floor(v / 45)] + table[v % 45];
  }
  return n ? out + table[take(6)] : out;
}
