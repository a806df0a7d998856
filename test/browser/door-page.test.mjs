// The page itself: its size, what one can do at a door, with a thumb, a keyboard, a screen reader, without scripts.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { allSent, door, kept, open, quiet, ready, result, rowText, visit } from './door.mjs';
import { axe, DESK, misfits, PHONE, screenshot, until } from './lib.mjs';

let d;
before(async () => { d = await door(); });
after(() => d.end());
let epoch = 0;
beforeEach(() => d.set({ fault: '', n: 0, epoch: 'p' + ++epoch, closed: '' }));

const LANGUAGES = ['en', 'zh-Hans', 'zh-Hant', 'vi', 'ko', 'tl', 'hi', 'bn', 'ur', 'km', 'hmn'];
const BUDGET = 20 * 1024;

test('the first load of 60 doors is one request of at most 20 KB in every language', async () => {
  for (const lang of LANGUAGES) {
    const answer = await fetch(d.page + '?lang=' + lang, { headers: { 'accept-encoding': 'br' }, redirect: 'error' });
    const size = Number(answer.headers.get('banyan-size'));
    await answer.arrayBuffer();
    console.log(`# ${lang}: ${size} bytes`);
    assert.ok(size > 10000 && size <= BUDGET, `${lang}: ${size} bytes`);
  }
  const phone = await d.phone({ serviceWorkers: 'block' });
  const page = await phone.newPage();
  const requests = [];
  page.on('request', (r) => requests.push(r.url()));
  await page.goto(d.page);
  await ready(page);
  const needed = requests.filter((u) => !/\/(api\/sync|stream)$|\/sw\.js$|icon|manifest|\/a\/volunteer\//.test(u));
  assert.deepEqual(needed, [d.page]);
  await phone.close();
});

test('a conversation in the language of who opens, switched with one tap, answers kept', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await page.waitForSelector('html[data-kept]'); // the script is here in every language of the walk
  const n = await page.evaluate(() => Number(document.querySelector('.d [data-l=yue]').closest('.d').id.slice(1)));
  await visit(page, n);
  const person = await page.evaluate((n) => document.querySelector(`#d${n} [data-p]`).dataset.p, n);
  await page.click('#people button');
  assert.equal(await page.getAttribute('#chips [aria-pressed=true]', 'lang'), 'zh-Hant', 'Cantonese speakers read traditional Chinese');
  assert.match(await page.textContent('#script'), /義工/);
  await page.check('input[name=q1][value=housing]');
  await page.check('input[name=q3][value=ride]');
  await page.check('input[name=q3][value=info]');
  await page.fill('textarea[name=q4]', '路燈');
  await page.click('#chips [lang=vi]');
  assert.match(await page.textContent('#script'), /tình nguyện viên/);
  assert.ok(await page.isChecked('input[name=q1][value=housing]'));
  assert.equal(await page.inputValue('textarea[name=q4]'), '路燈');
  await page.click('#chips [lang=zh-Hant]');
  await page.click('#talk-form button.primary');
  await page.waitForFunction(() => !document.querySelector('#log-box').hidden);
  assert.match(await page.textContent('#log'), /Talked · 廣東話/);
  assert.match(await page.textContent('#log'), /Rent and housing, A ride, Information in my language, 路燈/);
  await allSent(page);
  const [{ event }] = await d.entries();
  assert.equal(event.person, person);
  assert.equal(event.language, 'yue');
  assert.deepEqual(event.answers, { q1: ['housing'], q3: ['ride', 'info'], q4: ['路燈'] });
  quiet(page);
  await phone.close();
});

test('half a conversation outlives a phone that throws the page away', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await kept(page);
  await phone.setOffline(true);
  await visit(page, 2);
  await page.click('#people button');
  await page.check('input[name=q2][value=unsure]');
  await page.waitForTimeout(200);
  await page.reload();
  await ready(page);
  await page.click('#people button');
  await page.waitForFunction(() => document.querySelector('input[name=q2][value=unsure]')?.checked);
  await phone.close();
});

test('somebody who is not on the list is added in any writing and talked with', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await page.waitForSelector('html[data-kept]');
  await visit(page, 3);
  await page.click('#add summary');
  await page.fill('#new-name', 'ជា សុខា');
  await page.selectOption('#new-lang', 'km');
  await page.click('#add-form button');
  await page.waitForSelector('#talk:not([hidden])');
  assert.match(await page.textContent('#talk-h'), /ជា សុខា/);
  assert.equal(await page.getAttribute('#chips [aria-pressed=true]', 'lang'), 'km');
  await page.waitForTimeout(450);
  await page.click('#talk-form button.primary');
  await page.waitForFunction(() => document.querySelectorAll('#log li').length === 2);
  await allSent(page);
  const [added, talk] = (await d.entries()).map((e) => e.event);
  assert.deepEqual(added.detail, { name: 'ជា សុខា', language: 'km' });
  assert.equal(talk.person, 'new:' + added.id);
  quiet(page);
  await phone.close();
});

test('language barrier opens the card; what is pointed to is recorded', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await visit(page, 6);
  await page.click('#results button[value=language_barrier]');
  await page.waitForSelector('#card:not([hidden])');
  await page.click('#card-form button[value=my]');
  await page.waitForFunction(() => !document.querySelector('#door').hidden && !document.querySelector('#log-box').hidden);
  await allSent(page);
  const [{ event }] = await d.entries();
  assert.deepEqual([event.result, event.language], ['language_barrier', 'my']);
  assert.match(await page.textContent('#log'), /Language barrier · မြန်မာ/);
  await phone.close();
});

test('search needs no marks; only what is left; the next door', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  const visible = () => page.evaluate(() => [...document.querySelectorAll('li.d')].filter((e) => e.offsetParent).map((e) => e.textContent));
  await page.fill('#find', 'nguyen');
  const hits = await visible();
  assert.ok(hits.length > 0 && hits.length < 40 && hits.some((t) => /Nguyễn/.test(t)), 'found ' + hits.length);
  await page.fill('#find', 'nobody at all');
  assert.ok(await page.isVisible('#none'));
  await page.fill('#find', '');
  await page.check('#only');
  await result(page, 1, 'not_home');
  await result(page, 2, 'come_back');
  assert.match(await page.getAttribute('#door-next', 'href'), /#d3/);
  await page.click('#door-next');
  await page.waitForFunction(() => /3/.test(document.querySelector('#door-n').textContent));
  await page.click('#door .quiet');
  await page.waitForSelector('#list:not([hidden])');
  assert.equal(await page.getAttribute('#next', 'href'), '#d2', 'who asked to come back is not done');
  assert.ok(!(await page.isVisible('#d2 + li.d[hidden]')));
  await phone.close();
});

test('an apartment house is one stop with its homes by floor', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await page.click('li.b summary');
  assert.deepEqual(await page.locator('li.b h3').allTextContents(), ['Floor 1', 'Floor 2', 'Floor 3']);
  const n = await page.evaluate(() => Number(document.querySelector('li.b li.d').id.slice(1)));
  await page.click(`#d${n} a`);
  await page.waitForSelector('#door:not([hidden])');
  assert.match(await page.textContent('#door-h'), /Unit 101/);
  await result(page, n, 'not_home');
  await page.click('#door .quiet');
  assert.match(await page.textContent('li.b > details > summary .st'), /^1 of 12/);
  assert.equal(await page.evaluate(() => document.activeElement.parentElement.id), 'd' + n, 'the focus is back on the door');
  await phone.close();
});

test('a door by keyboard alone, told to a screen reader', async () => {
  const context = await d.browser.newContext(DESK);
  const page = await open(context, d.page);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await until('the first door has the focus', async () => {
    await page.keyboard.press('Tab');
    return page.evaluate(() => document.activeElement.closest('#d1') !== null);
  });
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.id === 'door-h');
  await until('the first result has the focus', async () => {
    await page.keyboard.press('Tab');
    return page.evaluate(() => document.activeElement.value === 'not_home');
  });
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#say').textContent === 'Saved on this phone: Not home');
  const tree = await (await context.newCDPSession(page)).send('Accessibility.getFullAXTree');
  const nameless = tree.nodes.filter((n) => !n.ignored && ['button', 'link', 'textbox', 'combobox'].includes(n.role?.value) && !n.name?.value);
  assert.equal(nameless.length, 0);
  await page.goBack();
  await page.waitForFunction(() => document.activeElement.closest('#d1'));
  assert.equal(await rowText(page, 1), 'Not home');
  await context.close();
});

test('without scripts a door is a plain page with forms', async () => {
  const phone = await d.phone({ javaScriptEnabled: false });
  const page = await phone.newPage();
  await page.goto(d.page);
  await page.click('#d2 a');
  assert.equal(await page.locator('h1').count(), 1);
  await page.click('button[value=refused]');
  await page.waitForURL(d.page);
  assert.match(await page.textContent('#d2 .st'), /Refused/);
  const [{ event }] = await d.entries();
  assert.deepEqual([event.kind, event.result], ['attempt', 'refused']);
  await phone.close();
});

/** Goes through every view of the app. @param {(view: string) => Promise<void>} look */
async function views(page, look) {
  await page.evaluate(() => { document.querySelector('li.b details').open = true; document.querySelector('.map').open = true; });
  await result(page, 1, 'not_home');
  await result(page, 2, 'come_back');
  await page.evaluate(() => { document.querySelector('#add').open = document.querySelector('#note').open = true; });
  await look('door');
  await visit(page, 4);
  await page.click('#people button');
  await page.waitForSelector('#talk:not([hidden])');
  await look('talk');
  for (const view of ['card', 'languages', 'finish']) {
    await page.evaluate((v) => { location.hash = v; }, view);
    await page.waitForSelector(`#${view}:not([hidden])`);
    await look(view);
  }
  await page.evaluate(() => { location.hash = ''; });
  await page.waitForSelector('#list:not([hidden])');
  await look('list');
  await page.evaluate(() => { location.hash = 'finish'; });
  await page.click('#end');
  await page.waitForSelector('#closed:not([hidden])');
  await look('closed');
}

for (const [lang, scheme] of [['en', 'light'], ['en', 'dark'], ['ur', 'light'], ['km', 'dark'], ['zh-Hant', 'light'], ['en-XA', 'light'], ['ar-XB', 'dark']]) {
  test(`axe-core finds nothing, nothing sticks out, targets are large: ${lang}, ${scheme}`, async () => {
    const phone = await d.browser.newContext({ ...PHONE, bypassCSP: true, serviceWorkers: 'block', colorScheme: scheme });
    const page = await open(phone, d.page + '?lang=' + lang);
    const found = [];
    await views(page, async (view) => {
      for (const f of [...(await axe(page)), ...(await misfits(page))]) found.push(`${view}: ${f}`);
      await screenshot(page, `door-${view}-${lang}-${scheme}`);
    });
    assert.deepEqual(found, []);
    await phone.close();
  });
}

// The browser's zoom makes the window half as large; the system's larger text leaves it as it is.
for (const [zoom, viewport, css] of [['zoom', { width: 180, height: 370 }, 'html{}'], ['text', PHONE.viewport, 'html{font-size:200%!important}']]) {
  test(`at 200 % ${zoom} of 360 pixels nothing is cut off`, async () => {
    for (const lang of ['en', 'ur', 'en-XA']) {
      const phone = await d.browser.newContext({ ...PHONE, viewport, bypassCSP: true, serviceWorkers: 'block' });
      const page = await open(phone, d.page + '?lang=' + lang);
      page.zoomed = true;
      await page.addStyleTag({ content: css });
      const found = [];
      await views(page, async (view) => {
        for (const f of await misfits(page)) found.push(`${view} ${lang}: ${f}`);
        await screenshot(page, `door-${view}-${lang}-${zoom}`);
      });
      assert.deepEqual(found, []);
      await phone.close();
    }
  });
}

test('print has the list and no chrome', async () => {
  const context = await d.browser.newContext(DESK);
  const page = await open(context, d.page);
  await page.emulateMedia({ media: 'print' });
  for (const hidden of ['.top', '.tools', '.foot']) assert.ok(!(await page.isVisible(hidden)), hidden + ' is printed');
  assert.ok(await page.isVisible('#d1'));
  await context.close();
});

test('how long a tap takes until it is on the disk, and how long the list until it is live', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await kept(page);
  const slow = await phone.newCDPSession(page);
  await slow.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await phone.setOffline(true);
  await page.reload();
  await ready(page);
  const live = await page.evaluate(() => performance.getEntriesByName('ready')[0].startTime);
  const taps = [];
  for (let n = 20; n < 31; n++) {
    await visit(page, n);
    await page.waitForTimeout(450);
    taps.push(await page.evaluate(async () => {
      const start = performance.now();
      document.querySelector('#nobody button').click();
      while (document.querySelector('#log-box').hidden) await new Promise((ok) => setTimeout(ok, 1));
      return performance.now() - start;
    }));
  }
  taps.sort((a, b) => a - b);
  console.log(`# offline, CPU six times slower: live after ${Math.round(live)} ms; tap to saved and shown: median ${Math.round(taps[5])} ms, slowest ${Math.round(taps[10])} ms`);
  assert.equal(taps.length, 11);
  await phone.close();
});
