// Who signs in: an invitation becomes an account, a passkey opens it without typing, sessions are ended from elsewhere,
// a new password ends the others, and a role that was taken away holds at the next request.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { DESK, axe, complaints, launch, misfits, until } from './lib.mjs';
import { Banyan, freePort, temporary } from './story-server.mjs';

const PASSWORD = 'four words make doors open';
const NEW_PASSWORD = 'other words open other doors';
const EMAIL = 'mai@example.org';

let banyan, browser, origin, invitation;

before(async () => {
  const port = await freePort();
  origin = 'http://localhost:' + port; // a secure context without https, which passkeys need
  banyan = new Banyan({ data: temporary('account'), port, origin });
  invitation = banyan.organization('hmong-wi', 'Hmong Neighbors', 'WI');
  await banyan.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await banyan?.stop();
  if (banyan) fs.rmSync(banyan.data, { recursive: true, force: true });
});

/** A browser of its own with one page, and what that page complains about. */
async function newcomer() {
  const context = await browser.newContext(DESK);
  const page = await context.newPage();
  return { context, page, complaints: complaints(page) };
}

/** A lock of the computer that keeps passkeys and says yes to whoever asks. */
async function withAuthenticator({ context, page }) {
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return { credentials: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials };
}

async function accept(page, link, name, email) {
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Accept the invitation' }).click();
  await page.waitForURL(origin + '/o/hmong-wi');
}

async function signIn(page, email, password) {
  await page.goto(origin + '/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

const statusOf = async (page, path) => (await page.goto(origin + path)).status();

const sessionCookie = async (context) => (await context.cookies()).find((c) => c.name === 'banyan_session')?.value;

let owner, key;

test('an invitation becomes an account, once', async () => {
  owner = await newcomer();
  await accept(owner.page, invitation, 'Mai Xiong', EMAIL);
  assert.match(await owner.page.locator('main').innerText(), /Hmong Neighbors/);
  const other = await newcomer();
  assert.equal((await other.page.goto(invitation)).status(), 410, 'the link opens a second time');
  await other.context.close();
});

test('the account page has nothing to find for axe, and fits', async () => {
  await owner.page.goto(origin + '/account');
  assert.deepEqual(await axe(owner.page), []);
  assert.deepEqual(await misfits(owner.page), []);
  assert.equal((await owner.page.goto(origin + '/account')).headers()['cache-control'], 'no-store');
});

test('a passkey is added, and signs in without typing', async () => {
  key = await withAuthenticator(owner);
  await owner.page.goto(origin + '/account');
  await owner.page.getByLabel('Name of this device').fill('Mai’s computer');
  await owner.page.getByRole('button', { name: 'Add a passkey' }).click();
  await owner.page.getByText('The passkey was added.').waitFor();
  assert.match(await owner.page.locator('[aria-labelledby=keys]').innerText(), /Mai’s computer/);
  const [credential] = await key.credentials();
  assert.ok(credential.isResidentCredential, 'the browser needs a name to find the key');
  assert.equal(credential.rpId, 'localhost');

  const before = await sessionCookie(owner.context);
  await owner.page.getByRole('button', { name: 'Sign out' }).click();
  await owner.page.waitForURL(origin + '/sign-in');
  assert.equal(await sessionCookie(owner.context), undefined);
  await owner.page.goto(origin + '/o/hmong-wi/team?x=a%26b');
  assert.equal(new URL(owner.page.url()).pathname, '/sign-in');
  await owner.page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await owner.page.waitForURL(origin + '/o/hmong-wi/team?x=a%26b');
  assert.equal((await key.credentials())[0].signCount, 2, 'the key was asked once for each of the two ceremonies');
  assert.notEqual(await sessionCookie(owner.context), before, 'the old session was used again');

  const thief = await newcomer();
  await thief.context.addCookies([{ name: 'banyan_session', value: before, url: origin }]);
  await thief.page.goto(origin + '/account');
  assert.equal(new URL(thief.page.url()).pathname, '/sign-in', 'a session that was signed out still opens');
  await thief.context.close();
});

test('a passkey of nobody signs nobody in', async () => {
  const stranger = await newcomer();
  await withAuthenticator(stranger);
  await stranger.page.goto(origin + '/sign-in');
  await stranger.page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await stranger.page.getByText('The passkey did not work.').waitFor();
  assert.equal(await sessionCookie(stranger.context), undefined);
  await stranger.context.close();
});

test('a session is listed and ended from another browser', async () => {
  const second = await newcomer();
  await signIn(second.page, EMAIL, 'wrong words entirely here');
  assert.equal(await sessionCookie(second.context), undefined);
  await second.page.getByRole('alert').first().waitFor();
  await signIn(second.page, EMAIL, PASSWORD);
  await second.page.waitForURL(origin + '/o/hmong-wi');

  await owner.page.goto(origin + '/account');
  const sessions = owner.page.locator('[aria-labelledby=sessions] li');
  assert.equal(await sessions.count(), 2);
  assert.equal(await sessions.filter({ hasText: 'this browser' }).count(), 1);
  assert.equal(await sessions.filter({ hasText: 'this browser' }).getByRole('button').count(), 0, 'this browser ends itself by mistake');
  await sessions.getByRole('button', { name: 'End' }).click();
  await owner.page.getByText('The session was ended.').waitFor();
  assert.equal(await sessions.count(), 1);
  await second.page.goto(origin + '/o/hmong-wi');
  assert.equal(new URL(second.page.url()).pathname, '/sign-in');
  await second.context.close();
});

test('a new password ends the other sessions, and the old one opens nothing', async () => {
  const second = await newcomer();
  await signIn(second.page, EMAIL, PASSWORD);
  await second.page.waitForURL(origin + '/o/hmong-wi');

  await owner.page.goto(origin + '/account');
  await owner.page.getByLabel('Password now').fill('wrong words entirely here');
  await owner.page.getByLabel('New password').fill(NEW_PASSWORD);
  await owner.page.locator('form[action="/account/password"]').getByRole('button').click();
  await owner.page.getByRole('alert').first().waitFor();
  assert.equal(await statusOf(second.page, '/account'), 200, 'a wrong password ended a session');
  await owner.page.getByLabel('Password now').fill(PASSWORD);
  await owner.page.getByLabel('New password').fill(NEW_PASSWORD);
  await owner.page.locator('form[action="/account/password"]').getByRole('button').click();
  await owner.page.getByText('The password was changed.').waitFor();
  await second.page.goto(origin + '/account');
  assert.equal(new URL(second.page.url()).pathname, '/sign-in');
  await signIn(second.page, EMAIL, PASSWORD);
  await second.page.getByRole('alert').first().waitFor();
  await second.page.goto(origin + '/account');
  assert.equal(new URL(second.page.url()).pathname, '/sign-in', 'the old password signs in');
  await signIn(second.page, EMAIL, NEW_PASSWORD);
  await second.page.waitForURL(origin + '/o/hmong-wi');
  await second.context.close();
});

test('a role that was taken away holds at the next request', async () => {
  const { page } = owner;
  await page.goto(origin + '/o/hmong-wi/team');
  await page.getByLabel('For whom').fill('Pa');
  await page.locator('form[action$="/team/invitations"] select[name=role]').selectOption('director');
  await page.getByRole('button', { name: 'Make an invitation link' }).click();
  const link = await until('the link', async () => (await page.locator('main').innerHTML()).match(/http:\/\/localhost:\d+\/invitation\/\w+/)?.[0]);
  const director = await newcomer();
  await accept(director.page, link, 'Pa Vang', 'pa@example.org');
  assert.equal(await statusOf(director.page, '/o/hmong-wi/imports'), 200);
  assert.equal(await statusOf(director.page, '/o/hmong-wi/team'), 403);

  await page.goto(origin + '/o/hmong-wi/team');
  const row = page.locator('li').filter({ hasText: 'Pa Vang' });
  await row.locator('select[name=role]').selectOption('analyst');
  await row.getByRole('button', { name: 'Change' }).click();
  await page.waitForLoadState();
  assert.equal(await statusOf(director.page, '/o/hmong-wi/imports'), 403);
  assert.equal(await statusOf(director.page, '/o/hmong-wi/programs'), 200);

  await page.locator('li').filter({ hasText: 'Pa Vang' }).getByRole('button', { name: 'Remove' }).click();
  await page.waitForLoadState();
  for (const path of ['/o/hmong-wi', '/o/hmong-wi/programs']) assert.equal(await statusOf(director.page, path), 404, path);
  assert.equal(await statusOf(director.page, '/account'), 200, 'the account itself stays');

  await page.goto(origin + '/o/hmong-wi/audit');
  const log = await page.locator('main').innerText();
  for (const act of ['member.invited', 'member.joined', 'member.role', 'member.removed']) assert.ok(log.includes(act), act);
  await director.context.close();
  assert.deepEqual(owner.complaints, []);
});
