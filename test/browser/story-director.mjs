// The field director's hands: what somebody does on the organizer's pages, found by names and roles and not by looks.
import assert from 'node:assert/strict';
import path from 'node:path';
import { until } from './lib.mjs';

export const number = async (page, selector) => Number((await page.locator(selector).first().textContent()).replace(/\D/g, ''));

/** Opens an invitation, makes an account with a password, and is in the organization. */
export async function accept(page, link, { name, email, password }) {
  await page.goto(link);
  await page.fill('[name=name]', name);
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', password);
  await page.click('main form[method=post] button.primary');
  await page.waitForURL(/\/o\/[^/]+$/);
}

/** Signs in with the password, as on the next day. */
export async function signIn(page, base, { email, password }, slug) {
  await page.goto(`${base}/sign-in`);
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', password);
  await page.click('form[action="/sign-in"] button[type=submit]');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  await page.goto(`${base}/o/${slug}`);
}

/** Waits on a page with a running job until it is over. */
async function over(page) {
  await until('the job ends', () => page.evaluate(() => document.readyState === 'complete' && !document.querySelector('[data-job]')).catch(() => false), 60000);
}

/** Brings a file in; gives what the page counts: new, changed, the same, bad. */
export async function importFile(page, org, file) {
  await page.goto(org + '/imports');
  await page.setInputFiles('form[enctype] [name=file]', file);
  await page.click('form[enctype] button[type=submit]');
  await page.waitForURL(/\/imports\/[0-9a-z]{13}/);
  if (await page.locator('select[name^="column."]').count()) await page.click('main form[method=post] button.primary');
  await until(path.basename(file) + ' is in', async () => {
    await over(page);
    const run = page.locator('form[action$="/do/run"] button.primary'); // what the look through the file has shown is right
    if (await run.count()) await run.click();
    if ((await page.locator('.badge.leaf').count()) && (await page.locator('#count-new').count())) return true;
    await page.reload();
  }, 60000);
  const out = {};
  for (const what of ['new', 'changed', 'same', 'bad']) out[what] = await number(page, '#count-' + what);
  return out;
}

/** Loads outlines or streets, and finds them in the list of layers. */
export async function loadLayer(page, org, file) {
  await page.goto(org + '/places');
  await page.setInputFiles('form[enctype] [name=file]', file);
  await page.click('form[enctype] button[type=submit]');
  await over(page);
  await page.goto(org + '/places');
  await until(path.basename(file) + ' is a layer', async () => (await page.textContent('section[aria-labelledby=layers]')).includes(path.basename(file)));
}

/** Every household has its place on the map. */
export async function located(page, org) {
  await until('the households are on the map', async () => {
    await page.goto(org + '/places');
    return (await number(page, '#missing-count')) === 0 && (await number(page, '#households')) > 0;
  }, 30000);
  return { households: await number(page, '#households'), points: await number(page, '#points') };
}

/** Adds a condition, or a group of them, as the item of that number of a group of the universe, unless it is there. */
export async function condition(page, group, row, kind) {
  const name = `${group}.${row}`;
  if (!(await page.locator(`[name="${name}.item"]`).count())) { // a new universe begins with one
    await page.selectOption(`[name="${group}.add"]`, kind);
    await page.click(`button[value="add:${group}"]`);
  }
  await page.waitForSelector(`[name="${name}.item"]`, { state: 'attached' });
  return name;
}

/** Asks for a vote in the autumn's general election of a year, as the imported file calls it. */
async function voted(page, group, row, year) {
  const name = await condition(page, group, row, 'voted');
  const values = await page.locator(`[name="${name}.election"] option`).evaluateAll((all) => all.map((e) => e.value));
  await page.selectOption(`[name="${name}.election"]`, values.find((v) => v.startsWith(year + '-11')));
  return name;
}

/** "Members, and voters who speak one of these languages; voted in 2022, not in 2024." Gives the page's own figures. */
export async function makeUniverse(page, org, name, languages) {
  await page.goto(org + '/universes/new');
  await page.fill('[name=name]', name);
  await page.selectOption('[name="q.item"]', 'any');
  await condition(page, 'q', 0, 'member');
  await condition(page, 'q', 1, 'all');
  await condition(page, 'q.1', 0, 'registered');
  const speaks = await condition(page, 'q.1', 1, 'language');
  for (const l of languages) await page.check(`[name="${speaks}.in"][value="${l}"]`);
  await voted(page, 'q.1', 2, '2022');
  await page.check(`[name="${await voted(page, 'q.1', 3, '2024')}.not"]`);
  await page.click('button[value=save]');
  await page.waitForURL(/\/universes\/[0-9a-z]{13}$/);
  const figures = { words: (await page.textContent('[data-words]')).trim() };
  for (const what of ['people', 'doors', 'located', 'suppressed']) figures[what] = await number(page, '#' + what);
  return figures;
}

/** Presses a button of the script's editor that loads the page again. */
async function press(page, value) {
  const button = page.locator(`form[data-editor] button[name=do][value="${value}"]`).last(); // the first may be the one for the Enter key
  await Promise.all([page.waitForNavigation(), button.click()]);
}

/** Writes a script of four questions in the editor, with some translations, and publishes it. */
export async function writeScript(page, org, script, languages) {
  await page.goto(org + '/scripts');
  await page.fill('section[aria-labelledby=new-script] [name=name]', script.Title.en);
  for (const l of languages) await page.check(`section[aria-labelledby=new-script] [name=languages][value="${l}"]`);
  await page.click('section[aria-labelledby=new-script] button[type=submit]');
  await page.waitForURL(/\/scripts\/[0-9a-z]{13}/);
  if (!page.url().includes('/edit')) await page.click('a[href$="/edit"]');
  const texts = new Map([['greeting', script.Opening], ['closing', script.Closing]]);
  for (const [i, q] of script.Questions.entries()) {
    await press(page, 'add:' + (q.Many ? 'many' : 'one'));
    const id = await page.locator('[name=question]').nth(i).inputValue();
    while ((await page.locator(`input[name^="text.${id}."]`).count()) < q.Choices.length) await press(page, 'choice:' + id);
    const choices = await page.locator(`input[name^="text.${id}."]`).evaluateAll((all) => all.map((e) => e.name.slice(5)));
    texts.set(id, q.Text);
    q.Choices.forEach((c, n) => texts.set(choices[n], c.Text));
  }
  for (const [path, t] of texts) await page.fill(`[name="text.${path}"]`, t.en);
  await press(page, 'save');
  for (const l of languages) {
    await press(page, 'in:' + l);
    for (const [path, t] of texts) await page.fill(`[name="in.${path}"]`, t[l]);
  }
  await press(page, 'done');
  await page.click('form[action$="/publish"] button.primary');
  await page.waitForSelector('.badge.leaf');
}

/** Makes a program of the only universe and the only script; gives its address. */
export async function makeProgram(page, org, name) {
  await page.goto(org + '/programs');
  await page.fill('section[aria-labelledby=new] [name=name]', name);
  await page.locator('section[aria-labelledby=new] [name=form] option').nth(1).evaluate((o) => { o.selected = true; });
  await page.click('section[aria-labelledby=new] button.primary');
  await page.waitForURL(/\/programs\/[0-9a-z]{13}$/);
  return page.url();
}

/** Presses "Cut turf"; gives the turfs of the table. */
export async function cut(page, program, doors) {
  await page.goto(program);
  await page.fill('form[action$="/cut"] [name=doors]', String(doors));
  await page.click('form[action$="/cut"] button.primary');
  await page.waitForSelector('section table tbody tr, table tbody tr');
  return page.locator('table tbody tr').evaluateAll((rows) => rows.map((r) => ({
    url: r.querySelector('a').href,
    doors: Number(r.cells[2].textContent.replace(/\D/g, '')),
    people: Number(r.cells[3].textContent.replace(/\D/g, '')),
    walk: r.cells[5].textContent.trim(),
  })));
}

/** The doors are on the map: the drawing on the page, and the moving map with its own figures. */
export async function seeMap(page, program) {
  await page.goto(program + '/map');
  const dots = (await page.locator('svg.turf-map path.dots').evaluateAll((all) => all.map((e) => e.getAttribute('d') ?? '').join(''))).match(/M/g)?.length ?? 0;
  await page.click('[data-open]');
  await page.waitForSelector('[data-live][data-ready]', { timeout: 20000 });
  const data = await page.evaluate(async (url) => (await fetch(url, { headers: { accept: 'application/json' } })).json(), program + '/map.json');
  return { dots, doors: data.doors.features.length, turfs: data.turfs.features.length };
}

/** Publishes a turf from its page, whatever languages its script lacks; gives the packet page with its QR code. */
export async function publish(page, turf) {
  await page.goto(turf);
  await page.click('a[href$="/publish"]');
  const confirm = page.locator('[name=confirmed]');
  if (await confirm.count()) await confirm.check();
  await page.click('main form[method=post] button.primary');
  await page.waitForURL(/\/packets\/[0-9a-z]{13}$/);
  return {
    url: page.url(),
    join: await page.locator('.packet-link a').evaluate((a) => a.href),
    number: (await page.textContent('.packet-number b')).replace(/\D/g, ''),
    qr: await page.locator('svg.qr').evaluate((svg) => ({ path: svg.querySelector('path').getAttribute('d'), size: svg.viewBox.baseVal.width })),
  };
}

/** Has the totals open for as long as the story goes, and notes every figure that the page has shown. */
export async function watchTotals(page, program) {
  await page.goto(program + '/totals');
  await page.evaluate(() => {
    globalThis.shown = [];
    const look = () => {
      const now = ['doors', 'attempts', 'contacts', 'conversations'].map((n) => Number(document.querySelector('#n-' + n).textContent.replace(/\D/g, '')));
      if (String(now) !== String(globalThis.shown.at(-1))) globalThis.shown.push(now);
    };
    look();
    new MutationObserver(look).observe(document.getElementById('figures'), { childList: true, subtree: true });
  });
}

/** The figures that the totals page has shown, in order; lost if the page was ever loaded again. */
export const shown = (page) => page.evaluate(() => globalThis.shown);

/** The panel of languages: attempts, contacts and conversations by the language's code. */
export async function byLanguage(page) {
  return page.locator('.languages-tile tbody tr').evaluateAll((rows) => rows.map((r) => {
    const n = [...r.querySelectorAll('td.num')].map((c) => Number(c.textContent.replace(/\D/g, '')));
    return { name: r.querySelector('th bdi, th span').textContent.trim(), attempts: n[0], contacts: n[1], conversations: n[2] };
  }));
}

/** Takes the log out as CSV, as the button on the totals page does. */
export async function takeLog(page, program) {
  const button = page.locator('a[href$="/totals/log.csv"]');
  assert.equal(await button.count(), 1, 'the log can be taken out');
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  const { readFileSync } = await import('node:fs');
  return rows(readFileSync(await download.path(), 'utf8'));
}

/** Rows of a CSV file by the names of its columns. */
export function rows(text) {
  const all = [];
  let row = [];
  for (const [, quoted, plain, end] of text.replace(/^\ufeff/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    if (row.length > 1) all.push(row);
    row = [];
  }
  const [names, ...lines] = all;
  return lines.map((line) => Object.fromEntries(names.map((n, i) => [n, line[i]])));
}
