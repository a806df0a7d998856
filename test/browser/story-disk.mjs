// A disk of a few megabytes that can be filled to the last byte and emptied again.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { temporary } from './story-server.mjs';

const as = (command, ...args) => {
  const root = process.getuid() === 0;
  execFileSync(root ? command : 'sudo', root ? args : ['-n', command, ...args], { stdio: 'inherit' });
};

/** Mounts a small file system in memory; as root, or where sudo asks nothing. Everybody may write to it. */
export function smallDisk(megabytes) {
  const dir = temporary('disk');
  as('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=1777`, 'tmpfs', dir);
  const filler = path.join(dir, 'filler');
  return {
    dir,
    free: () => { const s = fs.statfsSync(dir); return s.bavail * s.bsize; },
    /** Fills it; what is left of the last page goes too. */
    fill() {
      const f = fs.openSync(filler, 'a');
      try {
        for (const piece of [1 << 20, 1 << 12, 1]) for (;;) if (!grow(f, Buffer.alloc(piece, 1))) break;
      } finally {
        fs.closeSync(f);
      }
    },
    empty: () => fs.rmSync(filler, { force: true }),
    remove() {
      as('umount', '-l', dir);
      fs.rmdirSync(dir);
    },
  };
}

/** @returns {boolean} false where nothing more fits */
function grow(f, piece) {
  try {
    return fs.writeSync(f, piece) === piece.length;
  } catch (e) {
    if (e.code === 'ENOSPC') return false;
    throw e;
  }
}
