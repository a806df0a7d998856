// A packet of fifty doors comes back on paper and is typed in with the keyboard alone: every line arrives, once, also where the connection breaks; a photo of a
// sheet stands beside the list; and the list is printed a page for each side of a street.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk } from './desk.mjs';
import { axe, DESK, PHONE, screenshot, until } from './lib.mjs';
import { forbidden, shape } from './pages.mjs';

let at; // the director's desk
let browser;
let page;
let packet; // address of the demo's largest packet

before(async () => {
  at = await desk('paper');
  ({ browser, page } = at);
  packet = await aPacket(at.org);
});
after(() => at?.end());

/** The packet that nobody has walked, or the one with the most doors. */
async function aPacket(org) {
  const links = async (address, like) => {
    await page.goto(address);
    return page.evaluate((like) => [...new Set([...document.querySelectorAll('a[href]')].map((a) => a.href))].filter((h) => new RegExp(like + '$').test(h)), like);
  };
  for (const program of await links(org + '/programs', '/programs/[0-9a-z]{13}')) {
    for (const turf of await links(program, '/turfs/[0-9a-z]{13}')) {
      const found = await links(turf + '/publish', '/packets/[0-9a-z]{13}').catch(() => []);
      if (found.length) return found[0];
    }
  }
  throw new Error('the demo has no packet');
}

/** What a canvasser's marks on paper are, door after door: most are not at home. */
const MARKS = ['n', 'n', 't 1a 2b', 'n', 'n', 'r', 'n', 'n', 't 1b', 'n', 'm', 'n', 'n', 'l', 'n', 'c', 'n'];

test('fifty doors are typed in with the keyboard alone', async () => {
  await page.goto(packet + '/enter');
  const doors = new Set(await page.$$eval('.enter-sheet li', (all) => all.map((li) => li.dataset.door)));
  let keys = 0;
  let lines = 0;
  const done = new Set();
  const began = Date.now();
  for (; done.size < Math.min(50, doors.size); lines++) {
    const at = await page.$eval('.enter-sheet li.at', (li) => ({ code: li.dataset.code, door: li.dataset.door, whole: 'whole' in li.dataset })).catch(() => null);
    if (!at) break;
    const mark = at.whole ? 'n' : MARKS[lines % MARKS.length];
    await page.keyboard.type(mark);
    await page.keyboard.press('Enter');
    keys += mark.length + 1;
    done.add(at.door);
    if (lines === 12) await page.context().setOffline(true); // the office's connection breaks, and nobody waits for it
    if (lines === 30) await page.context().setOffline(false);
  }
  const machine = (Date.now() - began) / 1000;
  await until('everything is sent', () => page.$$eval('.enter-sheet li.sending', (l) => l.length === 0), 30000);
  const bad = await page.$$eval('.enter-sheet li.bad', (all) => all.map((li) => li.textContent.replace(/\s+/g, ' ')));
  assert.deepEqual(bad, []);
  const shown = await page.$$eval('.enter-sheet li', (all) => all.filter((li) => li.querySelector('.enter-result').textContent.trim()).map((li) => li.dataset.code + li.querySelector('.enter-result').textContent + li.querySelector('.enter-answers').textContent));
  await page.goto(packet + '/enter');
  const kept = await page.$$eval('.enter-sheet li', (all) => all.filter((li) => li.querySelector('.enter-result').textContent.trim()).map((li) => li.dataset.code + li.querySelector('.enter-result').textContent.trim() + li.querySelector('.enter-answers').textContent));
  assert.deepEqual(kept, shown.map((s) => s.replace(/\s*\n\s*/g, '')), 'the server has what the page shows');
  // The keystroke-level model of Card, Moran and Newell (1980): 0.28 s a key for an average typist, 1.35 s to read a line's mark.
  const seconds = keys * 0.28 + lines * 1.35;
  console.log(`# ${done.size} doors in ${lines} lines and ${keys} keys: ${Math.round(seconds)} s for an average typist; the machine took ${machine.toFixed(1)} s`);
  assert.ok((seconds / done.size) * 50 < 180, `${seconds} s for ${done.size} doors`);
});

test('arrows and codes move, a wrong letter says so and is mended, the newest is taken back', async () => {
  await page.goto(packet + '/enter');
  const codes = await page.$$eval('.enter-sheet li:not([data-whole])', (all) => all.map((li) => li.dataset.code));
  await page.keyboard.type(codes[0] + ' q');
  await page.keyboard.press('Enter');
  await page.waitForSelector(`.enter-sheet li.bad[data-code="${codes[0]}"]`);
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.inputValue('[name=at]'), codes[0]);
  assert.equal(await page.inputValue('[name=line]'), 'q', 'what was typed is there to be mended');
  await page.fill('[name=line]', 'c');
  await page.keyboard.press('Enter');
  await until('the line is mended', () => page.$eval(`.enter-sheet li[data-code="${codes[0]}"]`, (li) => !li.classList.contains('bad') && !li.classList.contains('sending')));
  await page.keyboard.type('u');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await page.goto(packet + '/enter?at=' + codes[0]);
  assert.equal(await page.inputValue('[name=at]'), codes[0]);
});

test('a photo of the sheet stands beside the list', async () => {
  await page.goto(packet + '/enter');
  const photo = await page.screenshot({ type: 'jpeg' });
  await page.setInputFiles('#f-file', { name: 'sheet.jpg', mimeType: 'image/jpeg', buffer: photo });
  await Promise.all([page.waitForNavigation(), page.click('.enter-add button')]);
  await until('the photo is shown', () => page.$eval('.enter-photo img', (img) => img.complete && img.naturalWidth > 100));
  await page.setInputFiles('#f-file', { name: 'sheet.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') });
  await Promise.all([page.waitForNavigation(), page.click('.enter-add button')]);
  assert.equal(await page.locator('#f-file[aria-describedby]').count(), 1);
  assert.match(await page.locator('.enter-add .error, .enter-add [id^=e-]').first().innerText(), /JPEG/);
});

test('the page is in order in English, Vietnamese and Urdu, at a desk and on a phone', async () => {
  const wrong = [];
  for (const [lang, size] of [['en', DESK.viewport], ['en', PHONE.viewport], ['vi', PHONE.viewport], ['ur', PHONE.viewport], ['ur', DESK.viewport], ['km', PHONE.viewport]]) {
    await page.setViewportSize(size);
    await page.goto(`${packet}/enter?lang=${lang}`);
    const found = [...(await shape(page, 44)), ...(await forbidden(page)), ...page.complaints.splice(0).filter((c) => !/ERR_INTERNET_DISCONNECTED|status of 422/.test(c)), ...(await axe(page))];
    wrong.push(...found.map((f) => `${lang} ${size.width}: ${f}`));
    await screenshot(page, `paper-enter-${lang}-${size.width}`);
  }
  await page.setViewportSize(DESK.viewport);
  await page.goto(packet + '/enter?lang=en');
  assert.equal(wrong.length, 0, '\n' + wrong.join('\n'));
});

test('without a script the same form takes a line a page', async () => {
  const context = await browser.newContext({ ...DESK, javaScriptEnabled: false, storageState: await page.context().storageState() });
  const plain = await context.newPage();
  await plain.goto(packet + '/enter');
  const code = await plain.getAttribute('.enter-sheet li:not([data-whole]) >> nth=2', 'data-code');
  await plain.goto(`${packet}/enter?at=${code}`);
  await plain.fill('[name=line]', 'n');
  await plain.press('[name=line]', 'Enter');
  await plain.waitForURL(/at=/);
  assert.match(await plain.innerText(`.enter-sheet li[data-code="${code}"]`), /Not home/);
  await context.close();
});

test('on paper each side of a street is a page, with the code that leads back here', async () => {
  await page.goto(packet + '/print');
  await page.emulateMedia({ media: 'print' });
  const sides = await page.$$eval('.paper-side.breaks', (all) => all.map((s) => getComputedStyle(s).breakBefore));
  assert.ok(sides.length > 1 && sides.every((b) => b === 'page'), String(sides));
  assert.equal(await page.$$eval('.paper-side.breaks .paper-qr', (all) => all.length), sides.length);
  const pdf = await page.pdf({ format: 'Letter' });
  const pages = (pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;
  console.log(`# ${sides.length} sides on ${pages} pages`);
  assert.ok(pages >= sides.length);
  await screenshot(page, 'paper-print', { fullPage: true });
  await page.emulateMedia({ media: 'screen' });
});
