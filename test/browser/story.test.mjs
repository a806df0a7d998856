// The whole story, as persons play it: a voter file comes in, turfs are cut, two phones walk without signal, everything
// goes wrong on the way back, the server loses its power three times, and in the end the log has every entry once.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { rowText } from './door.mjs';
import { DESK, launch, ROOT, screenshot, until } from './lib.mjs';
import * as director from './story-director.mjs';
import * as logbook from './story-log.mjs';
import { Phone } from './story-phone.mjs';
import { readQR } from './story-qr.mjs';
import { Banyan, freePort, postgres, program, road, temporary } from './story-server.mjs';

const LANGUAGES = ['hmn', 'zh-Hans', 'zh-Hant', 'vi', 'ko'];
const LINH = { name: 'Linh Tran', email: 'linh@example.org', password: 'a lantern in the window' };
const OTHER = { name: 'Chi Cheng', email: 'chi@example.org', password: 'peaches from the south' };

test('the thin line, end to end', { timeout: 420000 }, async (t) => {
  program();
  for (const engine of ['sqlite', 'postgres']) {
    await t.test(engine, async (t) => {
      const s = await stage(t, engine);
      await prepare(s);
      await walk(s);
      await comeHome(s);
      await live(s);
      await again(s);
      await account(s);
      await walls(s);
    });
  }
});

/** The server with two organizations, the road to it, the director's browser, and the files on her desk. */
async function stage(t, engine) {
  const [port, inner] = [await freePort(), await freePort()];
  const base = engine === 'postgres' ? postgres() : { drop: () => {} };
  const s = { engine, files: temporary('files') };
  const banyan = (s.banyan = new Banyan({ data: temporary('data'), database: base.url, port: inner, origin: `http://localhost:${port}` }));
  s.browser = await launch();
  t.after(async () => {
    await s.browser.close();
    s.road?.close();
    await banyan.kill();
    base.drop();
    for (const dir of [s.files, banyan.data]) fs.rmSync(dir, { recursive: true, force: true });
  });
  s.town = JSON.parse(execFileSync('go', ['run', './internal/testing/town', s.files], { cwd: ROOT, encoding: 'utf8' }));
  const invitation = banyan.organization('lanterns', 'River Lanterns', 'WI');
  s.otherInvitation = banyan.organization('peaches', 'Peachwood Voices', 'GA');
  await banyan.start();
  s.road = await road(port, inner, () => banyan.kill());
  s.org = s.road.url + '/o/lanterns';
  const context = await s.browser.newContext({ ...DESK, acceptDownloads: true });
  s.page = await context.newPage();
  await director.accept(s.page, invitation, LINH);
  await context.clearCookies();
  await director.signIn(s.page, s.road.url, LINH, 'lanterns');
  return s;
}

/** The field director's morning: files, universe, map, turfs, script, QR code. */
async function prepare(s) {
  const { page, org, town } = s;
  const bring = (name) => director.importFile(page, org, path.join(s.files, name));
  assert.deepEqual(await bring('addresses.csv'), { new: town.addresses, changed: 0, same: 0, bad: 0 });
  assert.deepEqual(await bring('voters.csv'), { new: town.voters, changed: 0, same: 0, bad: 0 });
  assert.deepEqual(await bring('languages.csv'), { new: 0, changed: town.languages, same: 0, bad: 0 });
  const members = await bring('members.csv');
  assert.equal(members.new + members.changed + members.same, town.members);
  assert.deepEqual(await bring('voters.csv'), { new: 0, changed: 0, same: town.voters, bad: 0 }, 'importing twice changes nothing');
  await director.loadLayer(page, org, path.join(s.files, 'wards.geojson'));
  await director.located(page, org);

  const universe = await director.makeUniverse(page, org, 'Members, and voters to win back', LANGUAGES);
  assert.equal(universe.people, town.wanted, 'the universe has whom the town’s own count names');
  assert.equal(universe.located, universe.doors);
  await director.writeScript(page, org, town.script, ['vi', 'hmn', 'zh-Hant']);
  s.program = await director.makeProgram(page, org, 'Autumn doors');
  const turfs = await director.cut(page, s.program, 45);
  const sizes = turfs.map((x) => x.doors);
  assert.equal(sizes.reduce((a, b) => a + b), universe.doors, 'every door is in a turf');
  assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 9, 'turfs are balanced: ' + sizes);
  assert.deepEqual(await director.seeMap(page, s.program), { dots: universe.doors, doors: universe.doors, turfs: turfs.length });
  s.turf = turfs[0];
  s.packet = await director.publish(page, s.turf.url);
  s.joinURL = readQR(s.packet.qr.path, s.packet.qr.size);
  assert.equal(s.joinURL, s.packet.join, 'the picture opens what the link says');
  await director.watchTotals(page, s.program);
  console.log(`# ${s.engine}: ${town.voters} voters, ${town.members} members, ${universe.people} people behind ${universe.doors} doors, turfs of ${sizes.join(', ')}`);
}

/** Thirty doors by two volunteers without signal; one page is loaded again, one phone is turned off and on. */
async function walk(s) {
  const mai = (s.mai = await Phone.scan(s.browser, s.joinURL, 'Mai', ['hmn', 'en']));
  const minh = (s.minh = await Phone.scan(s.browser, s.joinURL, 'Minh', ['vi', 'en']));
  assert.equal(mai.doors.length, s.turf.doors);
  await Promise.all([mai.noSignal(), minh.noSignal()]);
  await Promise.all([maiWalks(mai), minhWalks(minh)]);
  for (const p of [mai, minh]) await p.holds();
  assert.equal(new Set([...mai.done, ...minh.done].filter((d) => d.n).map((d) => d.n)).size, 30, 'thirty doors');
}

async function maiWalks(p) {
  for (const n of [1, 2, 3]) await p.result(n, 'not_home');
  await p.talk(4, [0, 1, 0, 2]);
  await p.result(5, 'refused');
  await p.reload();
  await p.holds();
  await p.result(6, 'moved');
  await p.barrier(7, 'km');
  await p.stranger(8, 'ជា សុខា', 'km', [2, 0, null, 1]);
  await p.result(9, 'do_not_contact');
  await p.undo(9);
  await p.result(9, 'come_back');
  await p.talk(10, [3, null, null, null]);
  await p.offAndOn();
  await p.holds();
  for (const n of [11, 12, 13]) await p.result(n, 'not_home');
  await p.remark(14, 'The bell is broken: knock at the garden door');
  await p.result(14, 'inaccessible');
  await p.talk(15, [null, null, null, null]);
}

async function minhWalks(p) {
  for (const n of [30, 29, 28]) await p.result(n, 'not_home');
  await p.talk(27, [1, 0, 1, 0]);
  await p.talk(26, [4, 1, 2, 2]);
  await p.offAndOn();
  await p.holds();
  await p.result(25, 'refused');
  await p.result(24, 'moved');
  await p.barrier(23, 'my');
  await p.talk(22, [0, 0, 0, 0]);
  for (const n of [21, 20, 19]) await p.result(n, 'not_home');
  await p.stranger(18, 'Nguyễn Văn An', 'vi', [1, 1, 1, 1]);
  await p.reload();
  await p.holds();
  await p.result(17, 'come_back');
  await p.result(16, 'not_home');
  await p.result(1, 'not_home'); // Mai's door too: both were there
}

/** The way home: a café's portal, half requests, lost answers, repeats; the server is killed and started three times. */
async function comeHome(s) {
  s.road.next('portal', 'half', 'lost', 'kill at work', 'twice');
  await arrive(s, s.mai);
  s.road.next('kill half', 'kill at the answer', 'portal', 'lost');
  await arrive(s, s.minh);
  assert.deepEqual(s.road.seen.met, ['portal', 'half', 'lost', 'kill at work', 'twice', 'kill half', 'kill at the answer', 'portal', 'lost']);
  assert.equal(s.starts, 3, 'the server was started again three times');
}

/** The signal is back: until everything of a phone is sent, whatever happens; a dead server is started again. */
async function arrive(s, phone) {
  await phone.signal();
  await until(phone.name + ' has sent everything', async () => {
    if (!s.banyan.running) {
      await s.banyan.start();
      s.starts = (s.starts ?? 0) + 1;
    }
    await phone.nudge();
    return s.road.left() === 0 && (await phone.waiting()) === 0;
  }, 60000);
}

/** With signal: each entry arrives by itself, and the director's page grows without being loaded. */
async function live(s) {
  await until('Mai’s phone sees what Minh recorded', async () => {
    await s.mai.nudge();
    return (await rowText(s.mai.page, 27)) !== '';
  });
  for (const n of [31, 32, 33]) {
    await s.mai.result(n, 'not_home');
    await until('the entry is sent', async () => (await s.mai.waiting()) === 0);
    const attempts = s.mai.done.concat(s.minh.done).filter((d) => d.kind === 'attempt').length - 1; // one was taken back
    await until(`the director sees ${attempts} attempts`, async () => (await director.shown(s.page)).at(-1)[1] === attempts);
  }
  const series = await director.shown(s.page);
  assert.deepEqual(series[0], [0, 0, 0, 0]);
  for (let i = 1; i < series.length; i++) for (const k of [0, 1, 2, 3]) assert.ok(series[i][k] >= series[i - 1][k], 'the figures rise: ' + JSON.stringify(series));
  assert.ok(series.length >= 5, 'the page was live: ' + JSON.stringify(series));
  console.log(`# ${s.engine}: doors, attempts, contacts, conversations as the director saw them: ${series.map((x) => x.join('/')).join(' → ')}`);
}

/** The same requests once more, at the same time and from the other phone too: they change nothing. */
async function again(s) {
  const log = await director.takeLog(s.page, s.program);
  for (const body of s.road.seen.bodies.map(String)) {
    const answers = await Promise.all([s.mai, s.mai, s.minh].map((p) => p.send(body)));
    for (const { status, acks } of answers) {
      assert.equal(status, 200);
      for (const ack of acks) assert.deepEqual(ack, { id: ack.id, ok: true });
    }
  }
  assert.deepEqual(await director.takeLog(s.page, s.program), log, 'repeats change nothing');
}

/** Every entry against the log; the totals against the log; every promise kept. */
async function account(s) {
  const log = await director.takeLog(s.page, s.program);
  const phones = [await s.mai.entries(), await s.minh.entries()];
  logbook.compare(phones, log);
  for (const e of phones.flat()) assert.equal(e.state, 1, 'the phone knows that it was sent');
  for (const id of s.road.seen.promised) assert.ok(log.some((r) => r.entry === id), 'a promise is kept');
  assert.deepEqual((await director.shown(s.page)).at(-1), logbook.figures(log), 'the page says what the log says');

  const talks = phones.flat().filter((e) => e.result === 'conversation' && e.answers);
  assert.equal(logbook.figures(log)[3], talks.length);
  const counted = logbook.languages(log);
  for (const [language, f] of Object.entries(counted)) assert.equal(f.conversations, talks.filter((e) => e.language === language).length, 'conversations in ' + language);
  const panel = await director.byLanguage(s.page);
  const flat = (list) => list.map((f) => [f.attempts, f.contacts, f.conversations].join('/')).sort();
  assert.deepEqual(flat(panel), flat(Object.values(counted)), 'the panel of languages is the log’s');
  await screenshot(s.page, 'story-totals-' + s.engine, { fullPage: true });
  console.log(`# ${s.engine}: ${log.length} entries of ${phones.map((p) => p.length).join(' + ')} taps, ${s.road.seen.requests} requests; by language ${JSON.stringify(counted)}`);
}

/** An organizer of another organization sees none of it. */
async function walls(s) {
  const context = await s.browser.newContext(DESK);
  const page = await context.newPage();
  await director.accept(page, s.otherInvitation, OTHER);
  const path = (url) => new URL(url).pathname;
  const inside = ['', '/people', '/imports', '/places', '/universes', '/scripts', '/programs', '/team', '/audit'].map((p) => '/o/lanterns' + p);
  const things = [s.turf.url, s.packet.url, ...['', '/map', '/map.json', '/codes', '/totals', '/totals/figures', '/totals/stream', '/totals/log.csv', '/totals/totals.csv', '/follow-ups'].map((p) => s.program + p)].map(path);
  for (const p of [...inside, ...things, ...things.map((p) => p.replace('/o/lanterns/', '/o/peaches/'))]) {
    assert.equal((await context.request.get(s.road.url + p)).status(), 404, p);
  }
  assert.equal((await context.request.get(s.mai.url)).status() < 400, false, 'the walk list opens on its own phones alone');
  for (const p of ['people', 'programs', 'scripts', 'universes']) {
    await page.goto(`${s.road.url}/o/peaches/${p}`);
    assert.ok(!/Autumn doors|Neighbors at the table|win back/.test(await page.textContent('main')), p);
  }
}
