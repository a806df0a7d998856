// An organizer brings in a member list whose people write themselves in Vietnamese, Chinese, Khmer and Urdu: says what its columns are,
// looks at what it would do, brings it in, sends it again as a workbook, takes it back; then two months of a voter file.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk } from './desk.mjs';
import { axe, DESK, PHONE, screenshot, until } from './lib.mjs';
import { csv, firstMonth, memberRows, secondMonth, signUps, xlsx } from './import-files.mjs';
import { shape, unmarked } from './pages.mjs';

let at, base, page, list, book;

before(async () => {
  at = await desk('import');
  ({ page } = at);
  base = at.org;
});
after(() => at?.end());

async function upload(name, buffer) {
  await page.goto(base + '/imports');
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
  await page.getByRole('button', { name: 'Send the file' }).click();
  await page.waitForURL(/imports\/[0-9a-z]{13}$/);
  return page.url();
}

/** Waits until a job has ended and its page says so; the page may load itself anew at any moment. */
async function reaches(state, where = page.url()) {
  const moving = (e) => {
    if (!/interrupted|navigation|destroyed/i.test(e.message)) throw e;
  };
  await until(state, async () => {
    if (await page.locator('.badge', { hasText: state }).count().catch(moving)) return true;
    if (!(await page.locator('[data-job]').count().catch(moving))) await page.goto(where).catch(moving);
    return false;
  }, 30000);
  await page.waitForLoadState();
}

const count = async (what) => Number((await page.locator('#count-' + what).innerText()).replace(/\D/g, ''));
const counts = async () => ({ new: await count('new'), changed: await count('changed'), same: await count('same'), bad: await count('bad') });
const say = (column, what) => page.getByLabel(column, { exact: true }).selectOption(what);

async function bringIn() {
  await page.locator('form[action$="/do/run"] button').click();
  await reaches('Brought in');
}

const looks = [['en', PHONE, true], ['en', DESK], ['vi', PHONE], ['ur', PHONE], ['ur', DESK, true], ['en-XA', PHONE]];

/** The page must be in order on a phone and at a desk in three languages; each is kept as a picture. A page of a thousand choices is judged once. */
async function inOrder(what, address = page.url(), once = false) {
  const wrong = [];
  for (const [lang, { viewport }, judged] of looks) {
    await page.setViewportSize(viewport);
    await page.goto(`${address}?lang=${lang}`);
    const found = [...(await shape(page, 44)), ...page.complaints.splice(0), ...(judged && !(once && lang === 'ur') ? await axe(page) : []), ...(lang === 'en-XA' ? await unmarked(page) : [])];
    wrong.push(...found.map((f) => `${what} ${lang} ${viewport.width}: ${f}`));
    if (lang !== 'en-XA') await screenshot(page, `import-${what}-${lang}-${viewport.width}`, { fullPage: true });
  }
  await page.setViewportSize(DESK.viewport);
  await page.goto(address + '?lang=en');
  assert.equal(wrong.length, 0, '\n' + wrong.join('\n'));
}

test('a list is recognized by its columns, and what they are can be said anew', async () => {
  list = await upload('members.csv', csv(memberRows()));
  await reaches('Ready to bring in');
  await page.getByRole('button', { name: 'Change what the columns are' }).click();
  await page.getByRole('heading', { name: 'The columns' }).waitFor();
  assert.equal(await page.getByLabel('Text consent', { exact: true }).inputValue(), 'consent.text.organizing');
  assert.equal(await page.getByLabel('Home phone', { exact: true }).inputValue(), 'phone2');
  assert.equal(await page.getByLabel('Shirt size', { exact: true }).inputValue(), '');
  assert.ok(await page.locator('.file-columns .card', { hasText: 'Shirt size' }).getByText('Not imported').isVisible());
  await say('Text consent', 'consent.text.events');
  await say('Shirt size', 'new.choice');
  await say('Joined on', 'new.date');
  assert.ok(await page.locator('.file-columns .card', { hasText: 'Shirt size' }).getByText('Not imported').isHidden());
  await inOrder('mapping', list, true);
  await say('Text consent', 'consent.text.events');
  await say('Shirt size', 'new.choice');
  await say('Joined on', 'new.date');
  await page.locator('main form[method=post] button.primary').click();
  await reaches('Ready to bring in', list);
});

test('what the list would do is shown before anything of it is written', async () => {
  assert.deepEqual(await counts(), { new: 4, changed: 0, same: 0, bad: 3 });
  await page.getByText(/columns are read/).click();
  assert.match(await page.locator('details[open]').innerText(), /Shirt size/);
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
  const seen = await page.locator('main').innerText();
  assert.match(seen, /張詠詩/);
  assert.doesNotMatch(seen, /Pa Kou Her/, 'somebody under 18 is no sample');
  assert.match(seen, /“tal vez” is neither a yes nor a no/);
  assert.match(seen, /“Joined on” must be a date, not “13\/3\/2022”/);
  await inOrder('ready');
});

test('it comes in, and bad rows come back with the reason', async () => {
  await bringIn();
  assert.deepEqual(await counts(), { new: 4, changed: 0, same: 0, bad: 3 });
  const file = await page.request.get(list + '/bad.csv');
  const text = await file.text();
  assert.match(text, /Somchai Daeng.*somchai at example\.org/);
  assert.match(text, /neither a yes nor a no/);
  await inOrder('done');
});

test('people are found by each of their names, and their page tells all that the list told', async () => {
  for (const [typed, name] of [['Tran Thi Hoang Yen', 'Nguyễn Thị Hoàng Yến'], ['Wendy', 'Wing Sze Cheung'], ['張詠詩', 'Wing Sze Cheung'], ['Kim Sovannary', 'គឹម សុវណ្ណារី']]) {
    await page.goto(`${base}/people?q=${encodeURIComponent(typed)}`);
    assert.match(await page.locator('main').innerText(), new RegExp(name), typed);
  }
  await page.goto(`${base}/people?q=${encodeURIComponent('Wing Sze Cheung')}`);
  await page.locator('main').getByRole('link', { name: /Wing Sze Cheung/ }).first().click();
  const profile = await page.locator('main').innerText();
  for (const told of [/張詠詩/, /PO Box 77/, /Shirt size\s+S/, /members\.csv: Text consent = 不同意/, /leaders/, /Cantonese/]) assert.match(profile, told);
});

test('the same list changes nothing and says so; a later workbook is read as the list was', async () => {
  await upload('again.csv', csv(memberRows()));
  await reaches('Ready to bring in');
  assert.deepEqual(await counts(), { new: 0, changed: 0, same: 4, bad: 3 });
  book = await upload('march.xlsx', xlsx(memberRows((m) => ({ ...m, ...(m.Name === 'Nguyễn Thị Hoàng Yến' ? { Mobile: '414-555-0199', 'Text consent': 'không', 'Consent date': '3/20/2026', 'Shirt size': 'L' } : {}), ...(m['Chosen name'] === 'Wendy' ? { 'Text consent': 'yes' } : {}) }))));
  await reaches('Ready to bring in');
  assert.deepEqual(await counts(), { new: 0, changed: 1, same: 3, bad: 3 });
  await bringIn();
  await page.goto(`${base}/people?q=${encodeURIComponent('Hoàng Yến')}`);
  await page.locator('main').getByRole('link', { name: /Hoàng Yến/ }).first().click();
  const profile = await page.locator('main').innerText();
  for (const told of [/\(414\) 555-0199/, /Shirt size\s+L/, /march\.xlsx: Text consent = không/]) assert.match(profile, told);
});

test('each is taken back, and nobody is left of the first', async () => {
  for (const file of [book, list]) {
    await page.goto(file);
    await page.locator('details', { hasText: 'Take this import back' }).locator('summary').click();
    await page.locator('form[action$="/do/undo"] button').click();
    await reaches('Taken back', file);
    if (file === book) {
      await page.goto(`${base}/people?q=${encodeURIComponent('Hoàng Yến')}`);
      await page.locator('main').getByRole('link', { name: /Hoàng Yến/ }).first().click();
      const profile = await page.locator('main').innerText();
      for (const told of [/\(414\) 555-0181/, /Shirt size\s+M/]) assert.match(profile, told);
      assert.doesNotMatch(profile, /march\.xlsx/);
    }
  }
  await inOrder('undone', list);
  await page.goto(`${base}/people?q=${encodeURIComponent('Wing Sze Cheung')}`);
  assert.doesNotMatch(await page.locator('main').innerText(), /張詠詩/);
});

test('a month later the voter file tells who moved, who is new and who is gone', async () => {
  await upload('mn-february.csv', firstMonth());
  await reaches('Ready to bring in');
  assert.deepEqual(await counts(), { new: 4, changed: 0, same: 0, bad: 0 });
  await bringIn();
  const month = await upload('mn-march.csv', secondMonth());
  await reaches('Ready to bring in');
  assert.deepEqual(await counts(), { new: 1, changed: 2, same: 1, bad: 0 });
  await page.getByLabel(/complete/i).check();
  await bringIn();
  const news = await page.locator('section[aria-labelledby=news]').innerText();
  for (const told of [/Newly registered\s+1/i, /Moved\s+1/i, /another county\s+1/i, /no longer|dropped/i]) assert.match(news, told);
  await inOrder('news');
  await page.goto(month);
});

test('a long list shows how far it is, and stops where it is told to', async () => {
  const long = await upload('sign-ups.csv', signUps(6000));
  await page.locator('[data-job]').waitFor();
  await screenshot(page, 'import-looking-en-1280');
  await reaches('Ready to bring in');
  await page.locator('form[action$="/do/run"] button').click();
  await page.locator('[data-job]').waitFor();
  for (const [lang, size] of [['en', PHONE.viewport], ['vi', PHONE.viewport], ['ur', DESK.viewport]]) {
    await page.setViewportSize(size);
    await page.goto(`${long}?lang=${lang}`);
    await screenshot(page, `import-running-${lang}-${size.width}`, { fullPage: true });
  }
  await page.setViewportSize(DESK.viewport);
  await page.goto(long + '?lang=en');
  await reaches('Brought in', long);
  assert.equal(await count('new'), 6000);
  assert.deepEqual(page.complaints, []);
});
