// An organizer builds a universe: conditions, groups in groups, the live count, undo and redo by keyboard, what is wrong shown where it
// is wrong, a copy, an earlier version; in three languages, on a phone and a desk, and without a script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk } from './desk.mjs';
import { axe, DESK, PHONE, screenshot, until } from './lib.mjs';
import { shape } from './pages.mjs';

let at, base, page;

before(async () => {
  at = await desk('universe');
  ({ page } = at);
  base = at.org;
});
after(() => at?.end());

const people = async (p = page) => Number((await p.locator('#people').innerText()).replace(/\D/g, ''));

/** Waits until the figures have followed the last choice. */
async function settled(p = page) {
  await p.waitForTimeout(350);
  await until('the figures', async () => (await p.locator('[data-figures][data-busy]').count()) === 0);
  return people(p);
}

async function add(kind, path = 'q', p = page) {
  const before = await p.locator('.condition, .group').count();
  await p.locator(`select[name="${path}.add"]`).selectOption(kind);
  await p.locator(`button[value="add:${path}"]`).click();
  await until(kind + ' on the page', async () => (await p.locator('.condition, .group').count()) > before);
}

test('the count follows each choice, and is of all people', async () => {
  await page.goto(base + '/universes/new');
  const members = await people();
  assert.match(await page.locator('.count').innerText(), /of [\d,]+/);
  await page.locator('select[name="q.item"]').selectOption('any');
  await add('language');
  const language = page.locator('input[name="q.1.in"]');
  assert.ok((await language.count()) > 1, 'the languages of the data are on offer');
  await language.first().check();
  const more = await settled();
  assert.ok(more > members, `${more} people are not more than ${members}`);
  assert.match(await page.locator('[data-words]').innerText(), /members.* or .*speak/);
  await page.locator('input[name="q.1.not"]').check();
  assert.notEqual(await settled(), more);
  await page.locator('input[name="q.1.not"]').uncheck();
  assert.equal(await settled(), more);
  await page.locator('details summary').click();
  assert.ok((await page.locator('.shares li').count()) > 1, 'how many prefer each language');
});

test('the keyboard undoes and does again, also a tick', async () => {
  const with1 = await settled();
  await page.locator('input[name="q.1.in"]').nth(1).check();
  const with2 = await settled();
  assert.notEqual(with1, with2);
  await page.keyboard.press('Control+z');
  await until('the tick is gone', async () => !(await page.locator('input[name="q.1.in"]').nth(1).isChecked()));
  assert.equal(await settled(), with1);
  await page.keyboard.press('Control+Shift+z');
  await until('the tick is back', async () => page.locator('input[name="q.1.in"]').nth(1).isChecked());
  assert.equal(await settled(), with2);
  await page.locator('[data-undo]').click();
  await until('undone', async () => (await people()) === with1);
});

test('a group in a group, and somebody else at the door', async () => {
  await page.locator('select[name="q.item"]').selectOption('all');
  await add('all');
  await add('household', 'q.2');
  await add('lives_with', 'q.2');
  await add('member', 'q.2.1');
  await page.locator('input[name="q.2.0.min"]').fill('2');
  await settled();
  assert.match(await page.locator('[data-words]').innerText(), /at least 2 people.*live with somebody else/);
  assert.deepEqual(await axe(page), []);
});

test('what is wrong is said at its line, and is not saved', async () => {
  await page.locator('input[name="q.2.0.min"]').fill('forty');
  const line = page.locator('[id="i-q.2.0"]');
  await until('the error at its line', async () => (await line.locator('[data-problem]').isVisible()) && /forty/.test(await line.innerText()));
  await page.getByLabel('Name', { exact: true }).fill('Elders with members');
  await page.getByRole('button', { name: 'Save universe' }).click();
  await page.locator('.summary[role=alert]').waitFor();
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Elders with members');
  await page.locator('input[name="q.2.0.min"]').fill('1');
  await settled();
  assert.ok(await page.locator('[data-problem]').first().isHidden());
});

test('the sample is twenty people, and others on request', async () => {
  await page.locator('[value="drop:q.2"]').click();
  await until('the group is gone', async () => (await page.locator('.group').count()) === 1);
  await page.getByRole('button', { name: 'Show who this is' }).click();
  const names = async () => (await page.locator('table th[scope=row]').allInnerTexts()).join('|');
  await until('a sample', async () => (await page.locator('table tbody tr').count()) > 5);
  const first = await names();
  await page.getByRole('button', { name: 'Show others' }).click();
  await until('other people', async () => (await names()) !== first);
  assert.ok((await page.locator('table th[scope=row] bdi').count()) >= (await page.locator('table tbody tr').count()));
});

test('saved, changed, copied, and an earlier version used again', async () => {
  await page.getByRole('button', { name: 'Save universe' }).click();
  await page.waitForURL(/universes\/[0-9a-z]{13}$/);
  const one = await people();
  await page.locator('select[name="q.item"]').selectOption('any');
  const two = await settled();
  assert.notEqual(one, two);
  await page.getByRole('button', { name: 'Save universe' }).click();
  await page.getByRole('heading', { name: 'As it was saved' }).waitFor();
  assert.equal(await people(), two);
  await page.getByRole('button', { name: 'Use version 1 again' }).click();
  await until('the first version', async () => (await people()) === one);
  await page.getByRole('button', { name: 'Make a copy' }).click();
  await page.waitForLoadState();
  await until('a copy', async () => /\(copy\)/.test(await page.locator('h1').innerText()));
  assert.equal(await people(), two, 'a copy is of what was saved');
  assert.deepEqual(page.complaints, []);
});

for (const lang of ['en', 'vi', 'ur', 'km']) {
  test(`the builder in ${lang}, on a phone and a desk`, async () => {
    for (const size of [PHONE.viewport, DESK.viewport]) {
      await page.setViewportSize(size);
      await page.goto(base + '/universes/new?lang=' + lang);
      const spoken = await page.locator('html').getAttribute('lang'); // English where too little is translated
      assert.equal((await page.locator('html').getAttribute('dir')) ?? 'ltr', spoken === 'ur' ? 'rtl' : 'ltr');
      await add('contacts');
      await add('any');
      await add('registered', 'q.2');
      assert.ok((await settled()) > 0);
      assert.deepEqual(await shape(page, 44), []);
      assert.deepEqual(await axe(page), []);
      await screenshot(page, `universe-${lang}-${size.width}`, { fullPage: true });
    }
    assert.deepEqual(page.complaints, []);
  });
}

test('without a script every button works', async () => {
  const plain = await at.window({ javaScriptEnabled: false });
  await plain.goto(base + '/universes/new');
  await plain.locator('select[name="q.add"]').selectOption('phone');
  await plain.locator('button[value="add:q"]').click();
  await plain.locator('[id="i-q.1"]').waitFor();
  const both = await people(plain);
  await plain.locator('button[value="drop:q.1"]').click();
  const one = await people(plain);
  assert.ok(one >= both);
  await plain.locator('button[value=undo]').click();
  assert.equal(await people(plain), both);
  await plain.getByLabel('Name', { exact: true }).fill('Members with a phone');
  await plain.getByRole('button', { name: 'Save universe' }).click();
  await plain.waitForURL(/universes\/[0-9a-z]{13}$/);
  assert.equal(await people(plain), both);
  await plain.context().close();
});
