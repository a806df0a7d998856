// Nothing that a volunteer records is lost or doubled: without signal, behind portals, with lost answers, in two pages,
// after a crash of the browser and after the server was restored from a backup.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { allSent, door, kept, online, open, quiet, ready, result, rowState, rowText, stored, visit, waiting } from './door.mjs';
import { launchOn, until } from './lib.mjs';

let d;
before(async () => { d = await door(); });
after(() => d.end());
let epoch = 0;
beforeEach(() => d.set({ fault: '', n: 0, epoch: 'e' + ++epoch + 'x', closed: '' }));

/** Each entry of the phone is on the server under its own id, and nothing else is. */
async function same(page, n) {
  const phone = (await stored(page)).map((e) => e.id).sort();
  const server = (await d.entries()).map((e) => e.event.id).sort();
  assert.equal(phone.length, n);
  assert.deepEqual(server, phone);
}

test('doors recorded without signal are there after closing and opening, and arrive once', async () => {
  const phone = await d.phone();
  let page = await open(phone, d.page);
  await kept(page);
  await phone.setOffline(true);
  await page.reload();
  await ready(page);
  assert.equal(await page.locator('li.d').count(), 60);
  for (let n = 1; n <= 10; n++) await result(page, n, n % 2 ? 'not_home' : 'refused');
  assert.equal(await waiting(page), 10);
  assert.equal(await rowState(page, 3), 'On this phone');
  quiet(page);
  await page.close();
  page = await open(phone, d.page);
  assert.equal(await waiting(page), 10);
  assert.equal(await rowText(page, 2), 'Refused');
  assert.match(await page.textContent('#count'), /^10 of 60/);
  assert.equal((await d.entries()).length, 0);
  await phone.setOffline(false);
  await online(page);
  await allSent(page);
  await same(page, 10);
  await until('the door says so', async () => (await rowState(page, 3)) === 'Sent');
  quiet(page);
  await phone.close();
});

test('a list that was never opened shows the offline page, not an error', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await kept(page);
  await phone.setOffline(true);
  await page.goto(d.url + '/t/0000000000zzz');
  assert.equal(await page.textContent('h1'), 'No signal');
  await page.goto(d.url + '/t/'); // where the installed app begins
  await ready(page);
  assert.equal(await page.locator('li.d').count(), 60);
  await phone.close();
});

for (const fault of ['lost', 'portal', '500', '503', 'half', '401', 'empty']) {
  test(`an entry outlives the fault '${fault}' and arrives once`, async () => {
    const phone = await d.phone();
    const page = await open(phone, d.page);
    await allSent(page);
    await d.set({ fault, n: 2 });
    await result(page, 21, 'come_back');
    if (fault !== 'lost') { // Chromium itself sends a request again whose connection breaks, so the page may not notice that one
      await until('the fault was met', async () => page.evaluate(() => document.querySelector('#turf').dataset.why));
      assert.equal(await waiting(page), 1);
    }
    await online(page);
    await until('sent', async () => {
      await online(page);
      return (await waiting(page)) === 0;
    });
    await same(page, 1);
    if (fault === 'lost') assert.ok((await d.entries())[0].deliveries > 1, 'the retry was a repeat');
    quiet(page);
    await phone.close();
  });
}

test('a list that has not changed is not sent again', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await kept(page);
  const { same } = await d.state();
  await page.reload();
  await ready(page);
  await until('the worker asked', async () => (await d.state()).same > same);
  await phone.close();
});

test('a portal never replaces the list that is kept', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await kept(page);
  await d.set({ fault: 'portal-page', n: 9 });
  for (let i = 0; i < 3; i++) {
    await page.reload();
    await ready(page);
  }
  await page.goto(d.page + '?lang=vi');
  await ready(page);
  assert.equal(await page.locator('li.d').count(), 60);
  await phone.close();
});

test('a list that could not be kept at first is kept when there is a signal again', async () => {
  const phone = await d.phone();
  await d.set({ fault: 'portal-keep', n: 1 });
  const page = await open(phone, d.page);
  await until('the list is kept', async () => {
    await online(page);
    return page.evaluate(() => document.documentElement.dataset.kept);
  }, 30000);
  await kept(page);
  await phone.setOffline(true);
  await page.reload();
  await ready(page);
  assert.equal(await page.locator('li.d').count(), 60);
  quiet(page);
  await phone.close();
});

test('what the server refuses is shown with its reason and blocks nothing', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await visit(page, 5);
  await page.click('#note summary');
  await page.fill('#note-text', 'refuse me');
  await page.click('#note-form button');
  await result(page, 6, 'not_home');
  await allSent(page);
  await visit(page, 5);
  await until('the reason is shown', async () => /^Not accepted: ./.test(await page.textContent('#log .pill')));
  assert.equal((await d.entries()).length, 1);
  assert.equal((await stored(page)).length, 2, 'the refused entry is kept');
  await phone.close();
});

test('a restored backup gets everything again', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  for (const n of [1, 2, 3]) await result(page, n, 'moved');
  await allSent(page);
  await d.set({ epoch: 'restored' });
  assert.equal((await d.entries()).length, 0);
  await result(page, 4, 'not_home');
  await until('all four again', async () => {
    await online(page);
    return (await d.entries()).length === 4;
  });
  await same(page, 4);
  await phone.close();
});

test('two pages of one phone share the entries and send each once', async () => {
  const phone = await d.phone();
  const one = await open(phone, d.page);
  const two = await open(phone, d.page);
  await Promise.all([result(one, 1, 'not_home'), result(two, 2, 'refused')]);
  await Promise.all([result(one, 3, 'not_home'), result(two, 4, 'refused')]);
  await allSent(one);
  await allSent(two);
  await same(one, 4);
  await until('the first page sees the door of the second', async () => (await rowText(one, 4)) === 'Refused');
  for (const e of await d.entries()) assert.equal(e.deliveries, 1);
  await phone.close();
});

test('another phone on the same list is seen within seconds, and both entries count', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await allSent(page);
  const posts = (await d.state()).posts;
  const household = await page.getAttribute('#d7', 'data-h');
  await d.set({ other: JSON.stringify({ id: '01999999-0000-7000-8000-000000000001', kind: 'attempt', household, result: 'refused', at: new Date().toISOString(), by: 'Tou' }) });
  await until('their result is on the list', async () => (await rowText(page, 7)) === 'Refused', 5000);
  assert.ok((await d.state()).posts <= posts + 2, 'it says hello and asks once');
  await visit(page, 7);
  assert.match(await page.textContent('#log'), /Refused.*Tou/);
  assert.equal(await page.locator('#log button').count(), 0, 'only the own entries can be taken back');
  await phone.close();
});

test('an undo is an entry of its own', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await result(page, 9, 'do_not_contact');
  await page.waitForTimeout(450);
  await page.click('#log button');
  await page.waitForFunction(() => document.querySelector('#log-box').hidden);
  assert.equal(await rowText(page, 9), '');
  await allSent(page);
  const [first, second] = (await d.entries()).map((e) => e.event);
  assert.equal(second.kind, 'undo');
  assert.equal(second.undoes, first.id);
  await phone.close();
});

test('the browser is killed after the taps: every entry is on the disk', async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'banyan-kill-'));
  let phone = await launchOn(dir);
  let page = await open(phone, d.page);
  await kept(page);
  await phone.setOffline(true);
  for (let n = 1; n <= 5; n++) await result(page, n, 'not_home');
  killAll(dir);
  await new Promise((ok) => setTimeout(ok, 800));
  await phone.close().catch(() => {});
  for (const lock of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) fs.rmSync(path.join(dir, lock), { force: true });
  phone = await launchOn(dir);
  page = await open(phone, d.page);
  await until('all five arrived', async () => (await d.entries()).length === 5);
  await same(page, 5);
  await phone.close();
  fs.rmSync(dir, { recursive: true, force: true });
});

/** Ends the browser that runs on this folder, as a phone that loses its power does. */
function killAll(dir) {
  for (const pid of fs.readdirSync('/proc').filter((x) => /^\d+$/.test(x))) {
    try {
      if (fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dir)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // it ended by itself
    }
  }
}

test('with the page gone the service worker sends', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await kept(page);
  const devtools = await phone.newCDPSession(page);
  let registrationId = '';
  devtools.on('ServiceWorker.workerRegistrationUpdated', (e) => { registrationId = e.registrations[0]?.registrationId ?? registrationId; });
  await devtools.send('ServiceWorker.enable');
  await d.set({ fault: '500', n: 99 });
  for (const n of [1, 2, 3]) await result(page, n, 'not_home');
  await page.goto('about:blank');
  await d.set({ fault: '', n: 0 });
  await devtools.send('ServiceWorker.dispatchSyncEvent', { origin: d.url, registrationId, tag: 'outbox', lastChance: false });
  await until('the worker sent them', async () => (await d.entries()).length === 3);
  await phone.close();
});

test('twice the same tap is one entry', async () => {
  const phone = await d.phone();
  const page = await open(phone, d.page);
  await visit(page, 12);
  await page.evaluate(() => {
    const button = document.querySelector('#nobody button');
    button.click();
    button.click();
  });
  await allSent(page);
  await page.waitForTimeout(300);
  assert.equal((await stored(page)).length, 1);
  await phone.close();
});
