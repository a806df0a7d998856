// A Saturday: many simulated phones walk a city over HTTP while the server is killed twice, two people walk a whole turf each in a
// browser at 360 px, in Urdu and in Khmer, and a director looks at the board all day.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { DESK, launch, screenshot, until } from './lib.mjs';
import { rows } from './story-director.mjs';
import * as logbook from './story-log.mjs';
import { Phone } from './story-phone.mjs';
import { cluster, program } from './story-server.mjs';

/** Starts a day; lines() gives the next line that it prints, which is JSON. */
function saturday(...args) {
  const child = spawn(program(), ['bench', 'saturday', '--json', ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const said = [];
  child.stderr.on('data', (d) => said.push(String(d)));
  const ended = new Promise((ok) => child.once('exit', ok));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    assert.ok(!done, 'the day ended early:\n' + said.join(''));
    return JSON.parse(value);
  };
  return { child, next, ended, said };
}

test('on PostgreSQL, nothing is lost or doubled by a bad road and a killed server', async () => {
  const day = saturday('--workers', '16', '--doors', '640', '--seconds', '12', '--engine', 'postgres', '--postgres', cluster());
  await day.next();
  const verdict = await day.next();
  assert.equal(await day.ended, 0, day.said.join(''));
  assert.ok(verdict.recorded > 600 && verdict.fair, JSON.stringify(verdict));
});

/** Walks every door of the list with a thumb: a talk where somebody is, in their language, and every other result. */
async function walk(phone, name) {
  const { page } = phone;
  await screenshot(page, `saturday-${name}-list`);
  for (const { n, people } of phone.doors) {
    if (n % 3 === 0 && people.length) await phone.talk(n, [0, 1, null, 0]);
    else await phone.result(n, ['not_home', 'refused', 'come_back', 'inaccessible'][n % 7 < 4 ? 0 : n % 4]);
    if (n === 4) await screenshot(page, `saturday-${name}-door`, { fullPage: true });
    if (n === 20) {
      await page.evaluate(() => { location.hash = ''; });
      await page.locator('#list:not([hidden])').waitFor();
      await screenshot(page, `saturday-${name}-half`);
    }
  }
  await page.evaluate(() => { location.hash = ''; });
  await page.locator('#list:not([hidden])').waitFor();
  await screenshot(page, `saturday-${name}-done`, { fullPage: true });
  await page.evaluate(() => { location.hash = 'finish'; });
  await page.locator('#finish:not([hidden])').waitFor();
  await screenshot(page, `saturday-${name}-finish`, { fullPage: true });
}

test('two whole turfs are walked in Urdu and in Khmer while other phones send and the server is killed', async () => {
  const day = saturday('--workers', '20', '--doors', '800', '--seconds', '40', '--spare', '2', '--hold');
  const browser = await launch();
  try {
    const world = await day.next();
    const desk = await (await browser.newContext({ ...DESK, serviceWorkers: 'block' })).newPage();
    await desk.goto(world.url + '/sign-in');
    await desk.fill('[name=email]', world.email);
    await desk.fill('[name=password]', world.password);
    await desk.locator('main form button').first().click();
    await desk.goto(world.url + world.board);
    const phones = await Promise.all([['ur', 'عائشہ'], ['km', 'សុខា']].map(([lang, name], i) => Phone.scan(browser, world.spare[i], name, [lang, 'en'], { locale: lang })));
    await Promise.all(phones.map((p, i) => walk(p, ['ur', 'km'][i])));
    for (const p of phones) await until(p.name + ' has sent everything', async () => (await p.nudge(), await p.waiting()) === 0, 60000);
    const verdict = await day.next();
    assert.ok(verdict.fair && verdict.recorded > 700, JSON.stringify(verdict));
    for (const p of phones) {
      const n = p.doors.length;
      await until(`the board knows of ${p.name}'s ${n} doors`, async () => {
        const tried = [...(await desk.textContent('body')).matchAll(/(\d+) of (\d+) doors/g)].filter(([, , of]) => Number(of) === n).map(([, done]) => Number(done));
        if (tried.some((done) => done >= 0.7 * n)) return true;
        await desk.reload();
        return false;
      }, 30000);
    }
    await screenshot(desk, 'saturday-board', { fullPage: false });
    const log = rows(await (await desk.request.get(world.url + world.totals + '/log.csv')).text());
    logbook.compare(await Promise.all(phones.map((p) => p.entries())), log.filter((row) => phones.some((p) => p.name === row.worker)));
  } finally {
    await browser.close();
    day.child.stdin.end();
  }
  assert.equal(await day.ended, 0, day.said.join(''));
});
