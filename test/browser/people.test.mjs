// An organizer adds a grandmother whose name is written in Khmer, with two phones, what she agreed to, her daughter and a note;
// narrows the list, tags three hundred people at once and takes it back, and takes people out for a reason.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { desk } from './desk.mjs';
import { axe, DESK, PHONE } from './lib.mjs';
import { forbidden, shape, unmarked, weigh } from './pages.mjs';
import { open, part, send } from './people.mjs';

let at; // the director's desk
let demo;
let browser;
let page;
let org;
let grandmother;

before(async () => {
  at = await desk('people');
  ({ demo, browser, page } = at);
  org = at.org;
});
after(() => at?.end());

/** The page must be in order at a desk and on a phone, in English, enlarged, and from the right to the left. */
async function inOrder(address, heaviest = 25 * 1024) {
  const wrong = [];
  for (const [lang, size] of [['en', DESK.viewport], ['en', PHONE.viewport], ['en-XA', PHONE.viewport], ['ar-XB', PHONE.viewport]]) {
    await page.setViewportSize(size);
    const url = new URL(address, org);
    url.searchParams.set('lang', lang);
    await page.goto(url.href);
    const found = [...(await shape(page, 44)), ...(await forbidden(page)), ...page.complaints.splice(0), ...(lang === 'en' ? await axe(page) : []), ...(lang === 'en-XA' ? await unmarked(page) : [])];
    const bytes = await weigh(page);
    if (bytes > heaviest) found.push(`it weighs ${bytes} bytes`);
    wrong.push(...found.map((f) => `${url.pathname} ${lang} ${size.width}: ${f}`));
  }
  await page.setViewportSize(DESK.viewport);
  await page.goto(org + '?lang=en');
  assert.equal(wrong.length, 0, '\n' + wrong.join('\n'));
}

test('a grandmother is added as she writes herself', async () => {
  await page.goto(org + '/people/new');
  await page.fill('[name=name]', 'រស់ សុខា');
  await page.fill('[name=roman]', 'Ros Sokha');
  await page.fill('[name=birth_date]', '1949-04-13');
  await page.fill('[name=phone]', '(414) 555-0142');
  await page.fill('[name=address]', '4501 N 55th St');
  await page.fill('[name=city]', 'Milwaukee');
  await page.fill('[name=state]', 'WI');
  await page.fill('[name=zip]', '53218');
  await page.selectOption('[name=language]', 'km');
  await page.click('main form.stack button.primary');
  await page.waitForURL(/\/people\/[0-9a-z]{13}$/);
  grandmother = page.url();
  assert.equal(await page.locator('.person-names bdi[lang=km], h1 bdi[lang=km], .person-names [lang=km]').first().innerText(), 'រស់ សុខា');
  assert.match(await part(page, 'contact').innerText(), /\(414\) 555-0142/);
});

test('a name that is missing and somebody under 13 are said at their fields', async () => {
  await page.goto(org + '/people/new');
  await page.evaluate(() => document.querySelectorAll('[required]').forEach((e) => e.removeAttribute('required')));
  await page.fill('[name=birth_date]', `${new Date().getFullYear() - 5}-01-01`);
  await page.click('main form.stack button.primary');
  assert.equal(await page.locator('[name=name]').getAttribute('aria-invalid'), 'true');
  assert.match(await page.locator('#e-birth_date').innerText(), /under 13/);
  assert.match(await page.locator('.summary').innerText(), /Write the name/);
});

test('her second phone, her consent, her daughter and a note are written down', async () => {
  await page.goto(grandmother);
  await send(page, 'contact', 'Add a phone', async (form) => {
    await form.locator('[name=contact]').fill('414 555 0199');
    await form.locator('[name=label]').selectOption('home');
  });
  assert.equal(await part(page, 'contact').locator('.rows > li').count(), 2);
  await send(page, 'consent', 'Write down', async (form) => {
    await form.locator('[name=channel]').selectOption('text');
    await form.locator('[name=wording]').fill('Text sign-up, version 3');
  });
  assert.match(await part(page, 'consent').innerText(), /Text messages.*Agreed/s);

  await page.goto(grandmother + '/relate');
  await page.click('a[href*="/people/new?"]');
  await page.fill('[name=name]', 'Ros Bopha');
  await page.selectOption('[name=relation]', 'child');
  await page.click('main form.stack button.primary');
  await page.waitForURL(/\/people\/[0-9a-z]{13}$/);
  assert.match(await part(page, 'family').innerText(), /រស់ សុខា|Ros Sokha/);
  await page.goto(grandmother);
  assert.match(await part(page, 'family').innerText(), /Ros Bopha\s+Child/);

  await send(page, 'notes', null, (form) => form.locator('[name=note]').fill('Her number is A123456789.'));
  assert.match(await part(page, 'notes').locator('.error').innerText(), /A-number/);
  await part(page, 'notes').locator('textarea').first().fill('Prefers visits after lunch.');
  await part(page, 'notes').locator('form button[type=submit]').first().click();
  await page.waitForLoadState();
  assert.match(await part(page, 'notes').locator('.note').innerText(), /after lunch/);
  await part(page, 'notes').locator('form.inline button').click();
  await page.waitForLoadState();
  assert.equal(await part(page, 'notes').locator('.note').count(), 0);
  await page.click('form.notice button');
  await page.waitForLoadState();
  assert.match(await part(page, 'notes').locator('.note').innerText(), /after lunch/);
  assert.match(await part(page, 'timeline').innerText(), /Agreed Text messages/);
});

test('a former name finds her and is shown nowhere else', async () => {
  await page.goto(grandmother);
  await send(page, 'names', 'Add a name', async (form) => {
    await form.locator('[name=name_text]').fill('Keo Qorvathi');
    await form.locator('[name=name_kind]').selectOption('former');
  });
  assert.equal(await part(page, 'names').getByText('Keo Qorvathi').first().isVisible(), false);
  await page.goto(org + '/people?q=qorvathi');
  assert.equal(await page.locator('.people-table tbody tr').count(), 1);
  assert.doesNotMatch(await page.locator('main').innerText(), /Qorvathi/);
});

test('her page and the pages around it are in order', async () => {
  await inOrder(grandmother);
  for (const path of ['/people', '/people?who=member&age=65-&consent=text', '/people/views', '/people/fields', '/people/export', '/people/new']) await inOrder(org + path);
  await inOrder(grandmother + '/relate');
  await inOrder(grandmother + '/edit');
});

test('three hundred people get a tag at once, and lose it again but for one who was edited since', async () => {
  await page.goto(org + '/people?lang=en');
  await page.selectOption('[name=who]', 'registered');
  await page.waitForURL(/who=registered/);
  const counted = async () => Number((await page.locator('.counted [role=status]').innerText()).replace(/\D/g, ''));
  const all = await counted();
  assert.ok(all > 300, `${all} people are registered`);
  await page.check('[name=all]');
  await page.click('#choose button');
  await page.waitForLoadState();
  await page.fill('[name=tag]', 'spring letter');
  await page.click('button[name=do][value=tag]');
  await page.waitForURL(/\/bulk-edits\//);
  await page.waitForSelector('#changed', { timeout: 60000 });
  assert.equal(Number((await page.locator('#changed').innerText()).replace(/\D/g, '')), all);
  const edit = page.url();

  await page.goto(org + '/people?tag=spring+letter');
  assert.equal(await counted(), all);
  await page.locator('.people-table th[scope=row] a').first().click();
  await page.waitForLoadState();
  await part(page, 'tags').locator('form.inline button').click();
  await page.waitForLoadState();
  await send(page, 'tags', null, (form) => form.locator('[name=tag]').fill('spring letter'));

  await page.goto(edit);
  await page.click('form[action$="/undo"] button');
  await page.waitForSelector('#restored', { timeout: 60000 });
  assert.equal(Number((await page.locator('#restored').innerText()).replace(/\D/g, '')), all - 1);
  assert.equal(await page.locator('section[aria-labelledby=kept] li').count(), 1);
  await inOrder(edit);
  await page.goto(org + '/people?tag=spring+letter');
  assert.equal(await counted(), 1);
});

test('marked people are asked what to do with them, and a list is kept under a name', async () => {
  await page.goto(org + '/people?q=sokha');
  await page.check('.people-table [name=p]');
  await page.click('#choose button');
  await page.waitForLoadState();
  await page.click('button[name=do][value=tag]', { noWaitAfter: true });
  assert.equal(await page.locator('[name=tag]').first().evaluate((e) => e.validity.valueMissing), true);
  await page.goto(org + '/people?q=sokha&sort=newest');
  await open(page, 'Save this list');
  await page.fill('details [name=name]', 'Sokhas');
  await page.click('form[action$="/people/views"] button');
  await page.waitForLoadState();
  assert.equal(await page.locator('.views [aria-current]').innerText(), 'Sokhas');
});

test('people leave only with a purpose', async () => {
  await page.goto(org + '/people/export?q=sokha');
  await page.evaluate(() => document.querySelectorAll('[required]').forEach((e) => e.removeAttribute('required')));
  await page.click('main form button.primary');
  await page.waitForLoadState();
  assert.match(await page.locator('#e-purpose').innerText(), /what this file is for/);
  await page.check('[name=purpose][value=mailing]');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('main form button.primary')]);
  const csv = fs.readFileSync(await download.path(), 'utf8');
  assert.match(csv, /រស់ សុខា/);
  assert.doesNotMatch(csv, /Qorvathi/);
  const owner = await browser.newContext(DESK).then((c) => c.newPage());
  await owner.goto(demo.sign_ins.find((s) => s.role === 'owner' && new URL(org).pathname !== '/' && s.organization === demo.sign_ins.find((x) => x.role === 'director').organization).url);
  await owner.goto(owner.url() + '/audit');
  assert.match(await owner.locator('main').innerText(), /people\.export[\s\S]*"purpose":"mailing","rows":1/);
  await owner.context().close();
});
