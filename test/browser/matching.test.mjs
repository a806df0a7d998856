// Who is one person: an organizer lets Banyan look for duplicates, works the queue by keyboard in three languages, takes decisions
// back, and finds on a person's page who said what. Once more without a script, and on a phone.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { DESK, PHONE, axe, complaints, launch, misfits, screenshot, until } from './lib.mjs';
import { Banyan, freePort, temporary } from './story-server.mjs';

// Each couple of lines is one person, written by two volunteers; the rest are others.
const MEMBERS = `Given name,Family name,Native name,Language,Address,ZIP,Phone,Email
Bounmy,Xaiyavong,,lo,5690 North 55th Place,53218,414-555-0101,
Bounmi,Xaiyavong,,lo,5690 North 55th Place,53218,414-555-0101,
Katherine,Olson,,en,5412 North 60th Street,53218,,kathy.olson@example.org
Kathy,Olson,,en,5412 North 60th Street,53218,,kathy.olson@example.org
Thuy,Nguyen,Thủy Nguyễn,vi,5801 West Silver Spring Drive,53218,414-555-0103,
Thui,Nguyen,Thủy Nguyễn,vi,5801 West Silver Spring Drive,53218,414-555-0103,
Mohammad,Siddiqui,محمد صدیقی,ur,6020 West Villard Avenue,53218,414-555-0104,m.siddiqui@example.org
Mohammed,Siddiqi,محمد صدیقی,ur,6020 West Villard Avenue,53218,414-555-0104,m.siddiqui@example.org
Pa Houa,Vang,,hmn,5233 North 64th Street,53218,414-555-0105,
Pa Hua,Vang,,hmn,5233 North 64th Street,53218,414-555-0105,
Gurpreet,Gill,,pa,5717 North 58th Street,53218,414-555-0106,g.gill@example.org
Gurprit,Gill,,pa,5717 North 58th Street,53218,414-555-0106,g.gill@example.org
Daniel,Kowalski,,en,5100 North 70th Street,53218,414-555-0107,
Rosa,Martinez,,en,5102 North 71st Street,53218,414-555-0108,
Tou,Xiong,,hmn,5104 North 72nd Street,53218,414-555-0109,
Sokha,Chea,,km,5106 North 73rd Street,53218,414-555-0110,
Min-jun,Park,,ko,5108 North 74th Street,53218,414-555-0111,
Alice,Becker,,en,5110 North 75th Street,53218,414-555-0112,
`;

let banyan, browser, origin, staff;

before(async () => {
  const port = await freePort();
  origin = 'http://localhost:' + port;
  banyan = new Banyan({ data: temporary('matching'), port, origin });
  const invitation = banyan.organization('oak', 'Oak Street Neighbors', 'WI');
  const list = path.join(banyan.data, 'members.csv');
  fs.writeFileSync(list, MEMBERS);
  const brought = banyan.command('import', 'people', '--organization', 'oak', list);
  assert.match(brought, /18 new/, 'the list itself recognizes somebody: ' + brought);
  await banyan.start();
  browser = await launch();
  staff = await browser.newContext(DESK);
  const page = await staff.newPage();
  await page.goto(invitation);
  await page.getByLabel('Your name').fill('Mai Xiong');
  await page.getByLabel('E-mail').fill('mai@example.org');
  await page.getByLabel('New password').fill('four words make doors open');
  await page.getByRole('button', { name: 'Accept the invitation' }).click();
  await page.waitForURL(origin + '/o/oak');
  await page.close();
});

after(async () => {
  await browser?.close();
  await banyan?.stop();
  if (banyan) fs.rmSync(banyan.data, { recursive: true, force: true });
});

const QUEUE = () => origin + '/o/oak/matching';
const heading = (page) => page.locator('#pair-name').innerText();
const pair = (page) => page.evaluate(() => document.querySelector('[data-pair]')?.dataset.pair ?? '');
const left = async (page) => ((await page.locator('[data-waiting]').count()) ? Number((await page.locator('[data-waiting]').innerText()).replace(/\D/g, '')) : 0);

/** What does not fit; the menu scrolls to the side on a phone, and is left out. */
async function unfit(page) {
  await page.evaluate(() => document.querySelector('nav.nav')?.remove());
  return misfits(page);
}

/** Opens the queue in a language and collects what the page complains about. */
async function open(lang, context = staff) {
  const page = await context.newPage();
  page.said = complaints(page);
  await page.goto(QUEUE() + '?lang=' + lang);
  return page;
}

/** Presses a key and waits until another pair, or the end, is shown. */
async function press(page, key) {
  const was = await pair(page);
  const start = Date.now();
  await page.keyboard.press(key);
  await until('the next pair after ' + key, async () => (await pair(page)) !== was);
  return Date.now() - start;
}

let waiting;

test('an import fills the queue, and a search that only proposes leaves it', async () => {
  const page = await open('en');
  await until('the new rows have been compared', async () => { await page.goto(QUEUE()); return left(page); });
  await page.getByLabel('What is beyond doubt').selectOption('propose');
  await page.getByRole('button', { name: 'Find duplicates' }).click();
  await page.waitForURL(/\/jobs\//);
  await page.getByText(/merged/).waitFor();
  await page.goto(QUEUE());
  waiting = await left(page);
  assert.ok(waiting >= 4, `six people are written twice, ${waiting} pairs wait`);
  assert.deepEqual(page.said, []);
  await page.close();
});

test('in English a pair shows both records, what differs and why, and fits', async () => {
  const page = await open('en');
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(await misfits(page), []);
  assert.ok((await page.locator('.twosome mark').count()) > 0, 'no difference is marked');
  assert.match(await page.locator('.twosome').innerText(), /speaks (strongly )?for one person/);
  await screenshot(page, 'matching-en', { fullPage: true });
  await page.close();
});

test('the queue is worked by keyboard, and a decision is taken back', async () => {
  const page = await open('en');
  const first = await pair(page);
  const took = await press(page, 's');
  assert.ok(took < 1000, `the next pair took ${took} ms`);
  await until('one less waits', async () => (await left(page)) === waiting - 1);
  assert.match(await page.locator('p[data-said]').innerText(), /same person/);
  const second = await pair(page);
  await press(page, 'ArrowRight');
  await until('two less wait', async () => (await left(page)) === waiting - 2);
  await press(page, 'u');
  assert.equal(await pair(page), second, 'an undo shows the pair again');
  await press(page, 'u');
  assert.equal(await pair(page), first);
  await until('all wait again', async () => (await left(page)) === waiting);
  const skipped = page.waitForResponse((r) => r.url().endsWith('/decide'));
  await press(page, 'k');
  assert.equal((await skipped).status(), 200);
  await page.goto(QUEUE());
  assert.notEqual(await pair(page), first, 'what was skipped waits behind the others');
  assert.equal(await left(page), waiting);
  assert.deepEqual(page.said, []);
  await page.close();
});

for (const [lang, dir] of [['vi', 'ltr'], ['ur', 'rtl']]) {
  test(`in ${lang} the same keys decide`, async () => {
    const page = await open(lang);
    assert.equal(await page.locator('html').getAttribute('dir'), dir);
    assert.equal(await page.locator('html').getAttribute('lang'), lang);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(await misfits(page), []);
    await screenshot(page, 'matching-' + lang, { fullPage: true });
    const before = await left(page);
    const was = await pair(page);
    await press(page, 's');
    await until('one less waits', async () => (await left(page)) === before - 1);
    await press(page, 'u');
    assert.equal(await pair(page), was);
    await press(page, 's');
    await until('it is decided', async () => (await left(page)) === before - 1);
    waiting = before - 1;
    assert.deepEqual(page.said, []);
    await page.close();
  });
}

test('keys can be switched off', async () => {
  const page = await open('en');
  await page.getByLabel('Use these keys').uncheck();
  const was = await pair(page);
  await page.locator('#pair-name').click();
  await page.keyboard.press('s');
  await page.waitForTimeout(300);
  assert.equal(await pair(page), was);
  assert.equal(await left(page), waiting);
  await page.getByLabel('Use these keys').check();
  await page.close();
});

test('on a phone without a script the buttons do the same', async () => {
  const context = await browser.newContext({ ...PHONE, javaScriptEnabled: false, storageState: await staff.storageState() });
  const page = await context.newPage();
  await page.goto(QUEUE() + '?lang=en');
  const name = await heading(page);
  await page.getByRole('button', { name: 'Same person', exact: true }).click();
  assert.equal(await left(page), waiting - 1);
  await page.getByRole('button', { name: 'Undo' }).click();
  assert.equal(await left(page), waiting);
  assert.equal(await heading(page), name);
  await page.getByRole('button', { name: 'Two people' }).click();
  assert.equal(await left(page), --waiting);
  await context.close();
});

test('a phone shows everything, without scrolling to the side', async () => {
  const context = await browser.newContext({ ...PHONE, storageState: await staff.storageState() });
  for (const lang of ['en', 'ur', 'km']) {
    const page = await open(lang, context);
    assert.deepEqual(await axe(page), [], lang);
    assert.deepEqual(await unfit(page), [], lang);
    await screenshot(page, 'matching-phone-' + lang, { fullPage: true });
    await page.close();
  }
  await context.close();
});

test("a person's page tells who decided what, and undoes a merge", async () => {
  const page = await open('en');
  const [row] = (await pair(page)).split('.');
  const other = await page.locator('.twosome thead th').nth(1).locator('a bdi').first().innerText();
  await press(page, 's');
  await page.goto(`${QUEUE()}/person/${row}`);
  assert.match(await page.locator('main').innerText(), /2 records are this person/);
  assert.match(await page.locator('main').innerText(), /Mai Xiong/);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(await misfits(page), []);
  await screenshot(page, 'matching-person', { fullPage: true });
  await page.getByRole('button', { name: 'Undo merge' }).click();
  assert.match(await page.locator('main').innerText(), /1 record is this person/);
  assert.match(await page.locator('main').innerText(), /No longer holds/);
  await page.getByLabel('Name, phone, e-mail or voter number').fill(other);
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await page.locator('section[aria-labelledby=another]').getByRole('button', { name: other }).click();
  assert.match(await page.locator('main').innerText(), /2 records are this person/);
  assert.deepEqual(page.said, []);
  await page.close();
});

test('to the end of the queue', async () => {
  const page = await open('en');
  for (let n = await left(page); n > 0; n--) await press(page, 'd');
  await until('the end is shown', async () => /No pair waits/.test(await page.locator('#stage').innerText()));
  await page.keyboard.press('u');
  await until('the last one is back', async () => (await page.locator('[data-pair]').count()) === 1);
  assert.deepEqual(page.said, []);
  await page.close();
});

test('who is added by hand is looked for while somebody types', async () => {
  const page = await staff.newPage();
  page.said = complaints(page);
  await page.goto(origin + '/o/oak/people/new');
  await page.locator('[name=name]').fill('Sokha Chea');
  await page.locator('[name=phone]').fill('414-555-0110');
  const offered = page.locator('.likely-people a').first();
  await offered.waitFor();
  assert.match(await offered.innerText(), /Sokha Chea/);
  assert.deepEqual(await axe(page), []);
  await page.locator('[name=name]').fill('Nobody Knows');
  await page.locator('[name=phone]').fill('414-555-0199');
  await until('nobody is offered', async () => !(await page.locator('.likely-people a').count()));
  assert.deepEqual(page.said, []);
  await page.close();
});
