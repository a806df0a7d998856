// The same thin line on real addresses: Milwaukee's north-west side with invented voters and members. The files come in by
// the command line; universe, turfs and walk are played on the pages. Its totals are printed.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { DESK, launch, ROOT, screenshot, until } from './lib.mjs';
import * as director from './story-director.mjs';
import * as logbook from './story-log.mjs';
import { Phone } from './story-phone.mjs';
import { Banyan, freePort, program, road, temporary } from './story-server.mjs';

const SHARED = process.env.BANYAN_SHARED ?? path.join(ROOT, '../shared');
const MILWAUKEE = path.join(SHARED, 'data/milwaukee');
const FILES = ['address-points.csv', 'synthetic-wi-voters-area50.csv.gz', 'languages-area50.csv', 'members-area50.csv'];
const SCRIPT = {
  Title: { en: 'North-west side' }, Opening: { en: 'Hello, I am a neighbor.' }, Closing: { en: 'Thank you.' },
  Questions: ['Do you rent?', 'Do you vote?', 'Do you drive?', 'May we call?'].map((en) => ({ Text: { en }, Choices: [{ Text: { en: 'Yes' } }, { Text: { en: 'No' } }] })),
};

test('Milwaukee’s north-west side', { timeout: 240000 }, async (t) => {
  program();
  const [port, inner] = [await freePort(), await freePort()];
  const banyan = new Banyan({ data: temporary('data'), port: inner, origin: `http://localhost:${port}` });
  const browser = await launch();
  const way = await road(port, inner, () => banyan.kill());
  t.after(async () => {
    await browser.close();
    way.close();
    await banyan.kill();
    fs.rmSync(banyan.data, { recursive: true, force: true });
  });
  const invitation = banyan.organization('northwest', 'North-West Neighbors', 'WI');
  const bad = path.join(banyan.data, 'bad.csv');
  for (const file of FILES) note(banyan.command('import', 'people', '--organization', 'northwest', '--bad', bad, path.join(MILWAUKEE, file)));
  note(banyan.command('import', 'outlines', '--organization', 'northwest', path.join(MILWAUKEE, 'wards-2021.geojson')));
  await banyan.start();
  const page = await (await browser.newContext({ ...DESK, acceptDownloads: true })).newPage();
  page.setDefaultTimeout(60000);
  await director.accept(page, invitation, { name: 'Yer Vang', email: 'yer@example.org', password: 'a river runs by here' });
  const { address, turfs } = await turfed(page, way.url + '/o/northwest');
  const packet = await director.publish(page, turfs[0].url);
  await director.watchTotals(page, address);
  await walked(t, { browser, way, page, address, packet, banyan });
});

const note = (text) => text.trim().split('\n').forEach((line) => console.log('# ' + line));

/** People and places as the pages count them, then the universe, its doors on the map, and balanced turfs. */
async function turfed(page, org) {
  await page.goto(org + '/places');
  const places = {};
  for (const what of ['households', 'on-map', 'between', 'missing-count', 'points']) places[what] = await director.number(page, '#' + what);
  assert.ok(places['on-map'] / places.households > 0.95, 'nearly every household is on the map: ' + JSON.stringify(places));
  await page.goto(org);
  note('home page: ' + (await page.locator('ol.steps li').evaluateAll((all) => all.map((e) => e.querySelector('b').textContent.trim() + ' ' + (e.querySelector('.badge')?.textContent.trim() ?? '0')))).join(', '));
  note('places: ' + JSON.stringify(places));
  const universe = await director.makeUniverse(page, org, 'Members, and voters to win back', await spoken(page, org));
  note('universe: ' + JSON.stringify(universe));
  await director.writeScript(page, org, SCRIPT, []);
  const address = await director.makeProgram(page, org, 'Autumn doors');
  const begun = Date.now();
  const turfs = await director.cut(page, address, 45);
  const sizes = turfs.map((x) => x.doors);
  note(`${turfs.length} turfs in ${Date.now() - begun} ms: ${turfs.map((x) => `${x.doors} doors, ${x.people} people, ${x.walk}`).join('; ')}`);
  assert.equal(sizes.reduce((a, b) => a + b), universe.located, 'every door on the map is in a turf');
  assert.ok(Math.max(...sizes) <= 1.3 * 45 && Math.min(...sizes) >= 0.5 * 45, 'turfs are balanced: ' + sizes);
  await screenshot(page, 'story-milwaukee-program', { fullPage: true });
  assert.equal((await director.seeMap(page, address)).turfs, turfs.length);
  return { address, turfs };
}

/** The codes under which this organization's people speak Hmong, Chinese, Vietnamese and Korean. */
async function spoken(page, org) {
  await page.goto(org + '/universes/new');
  const name = await director.condition(page, 'q', 1, 'language');
  const codes = await page.locator(`[name="${name}.in"]`).evaluateAll((all) => all.map((e) => e.value));
  return codes.filter((c) => /^(hmn|mww|hnj|zh|cmn|yue|vi|ko)\b/.test(c));
}

/** Thirty doors by two volunteers without signal, a crash on the way, and the log against what they did. */
async function walked(t, { browser, way, page, address, packet, banyan }) {
  const phones = [await Phone.scan(browser, packet.join, 'Mai', ['hmn', 'en']), await Phone.scan(browser, packet.join, 'Minh', ['vi', 'en'])];
  for (const p of phones) await p.noSignal();
  await Promise.all(phones.map(async (p, i) => {
    const from = 1 + 15 * i;
    for (let n = from; n < from + 8; n++) await p.result(n, ['not_home', 'not_home', 'refused', 'moved'][n % 4]);
    for (let n = from + 8; n < from + 12; n++) await p.talk(n, [0, 1, null, 0]);
    await p.barrier(from + 12, 'km');
    await p.stranger(from + 13, 'Sokha Chea', 'km', [0, 0, 0, 0]);
    await p.result(from + 14, 'refused');
    await p.undo(from + 14);
    await p.offAndOn();
    await p.holds();
  }));
  way.next('kill at work', 'lost', 'twice');
  for (const p of phones) {
    await p.signal();
    await until(p.name + ' has sent everything', async () => {
      if (!banyan.running) await banyan.start();
      await p.nudge();
      return (await p.waiting()) === 0;
    }, 40000);
  }
  const log = await director.takeLog(page, address);
  const taps = await Promise.all(phones.map((p) => p.entries()));
  logbook.compare(taps, log);
  const figures = logbook.figures(log);
  await until('the totals say what the log says', async () => String((await director.shown(page)).at(-1)) === String(figures));
  note(`${log.length} entries of ${taps.map((x) => x.length).join(' + ')} taps, each once; doors/attempts/contacts/conversations ${figures.join('/')}; by language ${JSON.stringify(logbook.languages(log))}`);
  await screenshot(page, 'story-milwaukee-totals', { fullPage: true });
}
