// The disk is full for a while: what volunteers recorded stays on the phones and is shown there, the server says so and
// stays up, and once there is room everything arrives, once. The database lies on a small file system in memory.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { DESK, launch, OUT, ROOT, until } from './lib.mjs';
import * as director from './story-director.mjs';
import { smallDisk } from './story-disk.mjs';
import * as logbook from './story-log.mjs';
import { Phone } from './story-phone.mjs';
import { Banyan, freePort, postgres, program, road, temporary } from './story-server.mjs';

test('a full disk', { timeout: 300000 }, async (t) => {
  program();
  await t.test('sqlite', async (t) => {
    const disk = smallDisk(96);
    t.after(() => disk.remove());
    await story(t, disk, { data: path.join(disk.dir, 'data') });
  });
  await t.test('postgres', async (t) => {
    const disk = smallDisk(512);
    t.after(() => disk.remove());
    const own = cluster(disk.dir);
    t.after(own.stop);
    const data = temporary('data');
    t.after(() => fs.rmSync(data, { recursive: true, force: true }));
    await story(t, disk, { data: path.join(data, 'demo'), database: postgres(own.url).url });
  });
});

/** A cluster of PostgreSQL's on this disk. */
function cluster(dir) {
  const binary = path.join(OUT, 'pgcluster');
  if (!process.env.BANYAN_PREBUILT) execFileSync('go', ['build', '-o', binary, './internal/platform/db/dbtest/pgcluster'], { cwd: ROOT, stdio: 'inherit' });
  const url = execFileSync(binary, ['start'], { env: { ...process.env, TMPDIR: dir }, encoding: 'utf8' }).match(/'(.*)'/)[1];
  return { url, stop: () => execFileSync(binary, ['stop'], { env: { ...process.env, BANYAN_TEST_POSTGRES: url } }) };
}

async function story(t, disk, where) {
  const [port, inner] = [await freePort(), await freePort()];
  const banyan = new Banyan({ ...where, port: inner, origin: `http://localhost:${port}` });
  const browser = await launch();
  t.after(async () => {
    await browser.close();
    await banyan.kill();
  });
  const guide = JSON.parse(await banyan.start('demo', ['--json']));
  const way = await road(port, inner, () => {});
  t.after(() => way.close());
  const { page, program } = await office(browser, guide);
  const phones = await Promise.all([Phone.scan(browser, guide.turf_url, 'Kao', ['hmn']), Phone.scan(browser, guide.turf_url, 'Hoa', ['vi'])]);
  for (const p of phones) await p.noSignal();
  await Promise.all(phones.map((p, i) => record(p, 1 + 12 * i)));
  // A clean start, so that the write-ahead log has no room of earlier writes to use again.
  await banyan.stop();
  await banyan.start();
  disk.fill();
  assert.ok(disk.free() < 4096, 'the disk is full');
  await full(way, phones, banyan);
  disk.empty();
  for (const p of phones) {
    await until(p.name + ' has sent everything', async () => {
      await p.nudge();
      return (await p.waiting()) === 0;
    }, 30000);
  }
  await page.goto(program + '/totals');
  const log = (await director.takeLog(page, program)).filter((r) => phones.some((p) => p.name === r.worker));
  const taps = await Promise.all(phones.map((p) => p.entries()));
  logbook.compare(taps, log);
  console.log(`# ${where.database ? 'postgres' : 'sqlite'}: ${way.seen.statuses.filter((s) => s === 503).length} requests answered 503 while full, then ${log.length} entries of ${taps.map((x) => x.length).join(' + ')} taps, each once`);
}

/** The director's browser, signed in, and the address of the demo's program. */
async function office(browser, guide) {
  const context = await browser.newContext({ ...DESK, acceptDownloads: true });
  const page = await context.newPage();
  await page.goto(guide.sign_ins.find((s) => s.role === 'director').url);
  await page.goto(page.url().replace(/[?#].*/, '') + '/programs');
  await page.click('main h2 a');
  await page.waitForURL(/\/programs\/[0-9a-z]{13}$/);
  return { page, program: page.url() };
}

/** Twelve doors of each phone. */
async function record(p, from) {
  for (let n = from; n < from + 9; n++) await p.result(n, n % 3 ? 'not_home' : 'refused');
  await p.talk(from + 9, [0, 0, 0, 0]);
  await p.remark(from + 10, 'Beware of the goose');
  await p.result(from + 11, 'moved');
}

/** The signal is back and the disk is full: nothing is acknowledged, nothing is lost, the pages still open. */
async function full(way, phones, banyan) {
  for (const p of phones) await p.signal();
  await until('both phones were told', async () => {
    for (const p of phones) await p.nudge();
    return way.seen.statuses.filter((s) => s === 503).length >= 4;
  }, 40000);
  assert.equal(way.seen.promised.size, 0, 'nothing is promised that is not held');
  for (const p of phones) {
    await p.holds();
    await p.reload();
    await p.holds();
    await until('the phone says that the server is busy', async () => (await p.page.evaluate(() => document.querySelector('#turf').dataset.why)) === 'busy');
  }
  assert.ok(banyan.running, 'the server stays up');
  assert.equal((await fetch(way.url + '/sign-in')).status, 200, 'and answers');
}
