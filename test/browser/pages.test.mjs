// Every page, at the width of a phone and of a desk: what axe-core finds, what sticks out, what is too small for a thumb,
// what the browser complains about, what no translator has seen, and what it weighs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { axe, complaints, DESK, launch, PHONE, serve } from './lib.mjs';
import { crawl, forbidden, pattern, shape, unmarked, watch, weigh } from './pages.mjs';
import { ready, visit } from './door.mjs';
import { temporary } from './story-server.mjs';

const SMALLEST = 44; // pixels of a target
const HEAVIEST = 25 * 1024; // bytes of a page with its styles and scripts, compressed
const LIGHTEST = 2 * 1024; // less means that it was not weighed
const PHONE_SIZE = PHONE.viewport;
const { viewport: DESK_SIZE } = DESK;

let demo;
let browser;
let data;
before(async () => {
  data = temporary('pages');
  demo = await serve('./cmd/banyan', ['demo', '--json', '--data', data, '--listen', '127.0.0.1:0']);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  demo?.stop();
  if (data) fs.rmSync(data, { recursive: true, force: true });
});

/** A window of somebody of the demo, or of a stranger, that notes every complaint. */
async function windowOf(who) {
  const context = await browser.newContext({ ...DESK, serviceWorkers: 'block' });
  await watch(context);
  const page = await context.newPage();
  page.complaints = complaints(page);
  if (who) {
    const { url } = demo.sign_ins.find((s) => s.role === who.role && (!who.of || s.organization.startsWith(who.of)));
    await page.goto(url);
  }
  return page;
}

/** Asks a page everything; `open` brings it up in a language. Gives what is wrong. */
async function judge(page, open) {
  const found = [];
  const note = (where, what) => found.push(...what.map((w) => `${where}: ${w}`));
  const look = async (lang, size) => {
    await page.setViewportSize(size);
    await open(lang);
    const where = `${lang} ${size.width}`;
    note(where, await shape(page, SMALLEST));
    note(where, await forbidden(page));
    note(where, page.complaints.splice(0));
    return where;
  };
  await look('en', DESK_SIZE);
  const bytes = await weigh(page);
  if (bytes > HEAVIEST || bytes < LIGHTEST) found.push(`it weighs ${bytes} bytes`);
  note('en 1280', await axe(page));
  await page.setViewportSize(PHONE_SIZE);
  note('en 360', [...(await axe(page)), ...(await shape(page, SMALLEST))]);
  note(await look('en-XA', PHONE_SIZE), await unmarked(page));
  await look('ar-XB', PHONE_SIZE);
  return { found, bytes };
}

const inLanguage = (address, lang) => {
  const url = new URL(address);
  url.searchParams.set('lang', lang);
  return url.href;
};

/** Judges pages by their addresses; fails with everything that is wrong with any of them. */
async function judgeAll(page, addresses, status = 200) {
  const wrong = [];
  let heaviest = [0, ''];
  for (const address of addresses) {
    const { found, bytes } = await judge(page, async (lang) => {
      const answer = await page.goto(inLanguage(address, lang));
      assert.equal(answer.status(), status, address);
      assert.equal(await page.evaluate(() => scrollY), 0, address + ' begins at its top');
    });
    wrong.push(...found.map((f) => `${pattern(address)} ${f}`));
    if (bytes > heaviest[0]) heaviest = [bytes, pattern(address)];
  }
  console.log(`# ${addresses.length} pages; the heaviest has ${heaviest[0]} bytes: ${heaviest[1]}`);
  nothing(wrong);
}

/** Fails with all of them: of a list, assert prints the beginning. */
const nothing = (wrong) => assert.equal(wrong.length, 0, '\n' + wrong.join('\n'));

test('every page that links lead the owner and the director to', async () => {
  const page = await windowOf({ role: 'owner' });
  const pages = await crawl(page.context().request, page.url());
  const director = await windowOf({ role: 'director' });
  for (const [key, address] of await crawl(director.context().request, director.url())) assert.ok(pages.has(key), `the owner does not reach ${address}`);
  for (const key of pages.keys()) if (key.startsWith('/j/')) pages.delete(key); // a volunteer's: below
  assert.ok(pages.size >= 30, `only ${pages.size} pages`);
  await judgeAll(page, [...pages.values()]);
  await page.context().close();
  await director.context().close();
});

test('the pages of an organization that has only begun', async () => {
  const page = await windowOf({ role: 'director', of: 'Peachwood' });
  const org = page.url();
  await judgeAll(page, ['/programs', '/universes', '/scripts', '/people/suppressed'].map((p) => org + p));
  await page.context().close();
});

test('the pages that anybody can open', async () => {
  const owner = await windowOf({ role: 'owner' });
  await owner.goto(owner.url() + '/team');
  await owner.click('main form.stack button.primary');
  const invitation = await owner.evaluate(() => document.querySelector('main').innerHTML.match(/https?:\/\/[^\s"<]*\/invitation\/[\w-]+/)[0]);
  await owner.context().close();
  const page = await windowOf();
  await judgeAll(page, [...['/sign-in', '/join', '/offline'].map((p) => demo.url + p), invitation, demo.turf_url]);
  await page.context().close();
});

test('pages that say that something is wrong', async () => {
  const page = await windowOf();
  await judgeAll(page, ['/no/such/page', '/j/no-such-code'].map((p) => demo.url + p), 404);
  await judgeAll(page, [demo.url + '/invitation/nobody-made-it'], 410);
  const { found } = await judge(page, async (lang) => {
    await page.goto(`${demo.url}/sign-in?lang=${lang}`);
    await page.fill('[name=email]', 'nobody@example.org');
    await page.fill('[name=password]', 'not the password of anybody');
    await page.click('form[action^="/sign-in"] button[type=submit]');
    await page.waitForSelector('.summary, .error, [role=alert]');
  });
  nothing(found);
  await page.context().close();
});

test('the app at the door in its main states', async () => {
  const page = await windowOf();
  await page.goto(demo.turf_url);
  await page.fill('[name=name]', 'Mai');
  await page.click('main form[method=post] button.primary');
  await page.waitForURL(/\/t\//);
  const packet = page.url();
  const wrong = [];
  const states = {
    list: async () => {},
    door: () => visit(page, 1),
    talk: () => visit(page, 2).then(() => page.click('#people button')).then(() => page.waitForSelector('#talk:not([hidden])')),
    ...Object.fromEntries(['card', 'languages', 'finish'].map((v) => [v, () => page.evaluate((v) => { location.hash = v; }, v).then(() => page.waitForSelector(`#${v}:not([hidden])`))])),
  };
  for (const [state, reach] of Object.entries(states)) {
    const { found } = await judge(page, async (lang) => {
      await page.goto('about:blank');
      await page.goto(inLanguage(packet, lang));
      await ready(page);
      await reach();
      // Whatever the page's height, something lies half below a bar that stays at the top or the bottom until somebody scrolls: the bars are let go.
      if (state === 'door') await page.evaluate(() => document.querySelectorAll('.top, .bottom').forEach((bar) => { bar.style.position = 'static'; }));
    });
    wrong.push(...found.map((f) => `${state} ${f}`));
  }
  nothing(wrong);
  await page.context().close();
});
