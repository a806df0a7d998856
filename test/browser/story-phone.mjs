// A volunteer's hands, and what they expect: each thing done at a door is noted beside the phone, apart from the app, to be
// compared with the server's log at the end.
import assert from 'node:assert/strict';
import { kept, online, open, ready, result, rowText, stored, visit, waiting } from './door.mjs';
import { PHONE, until } from './lib.mjs';

const CALM = 420; // longer than a thumb that taps twice

export class Phone {
  /** Scans the code, gives a first name and languages, and has the list. */
  static async scan(browser, link, name, languages, options = {}) {
    const phone = new Phone();
    Object.assign(phone, { name, done: [], context: await browser.newContext({ ...PHONE, ...options }) });
    const page = await phone.context.newPage();
    await page.goto(link);
    await page.fill('[name=name]', name);
    for (const l of languages) await page.check(`[name=language][value="${l}"]`);
    await page.click('main form button.primary');
    await page.waitForURL(/\/t\/[0-9a-z]{13}/);
    await ready(page);
    phone.url = page.url();
    phone.packet = phone.url.match(/\/t\/([0-9a-z]{13})/)[1];
    await kept(page, phone.packet);
    phone.page = page;
    phone.doors = await page.locator('#list li.d').evaluateAll((all) => all.map((li) => ({
      n: Number(li.id.slice(1)), household: li.dataset.h,
      people: [...li.querySelectorAll('[data-p]')].map((p) => ({ id: p.dataset.p, language: p.dataset.l })),
    })));
    return phone;
  }

  noSignal() { return this.context.setOffline(true); }
  signal() { return this.context.setOffline(false); }
  waiting() { return waiting(this.page); }
  nudge() { return online(this.page); }

  /** Sends a request of sync as it is, as a browser does that repeats one by itself. */
  send(body) {
    return this.page.evaluate(async (body) => {
      const r = await fetch('/api/sync', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return { status: r.status, ...(await r.json()) };
    }, body);
  }

  /** The page is loaded again where it stands. */
  async reload() {
    await this.page.reload();
    await ready(this.page);
  }

  /** The phone is turned off and on: the page is gone and opened again. */
  async offAndOn() {
    await this.page.close();
    this.page = await open(this.context, this.url.split('?')[0]);
  }

  note(n, what) {
    this.done.push({ n, household: this.doors[n - 1].household, kind: 'attempt', person: '', language: '', answers: '', ...what });
  }

  async result(n, value) {
    await result(this.page, n, value);
    this.note(n, { result: value });
  }

  /** Talks with the first person of a door, in their language where the script has it. */
  async talk(n, ticks) {
    const { page } = this;
    await visit(page, n);
    const person = this.doors[n - 1].people[0];
    await page.click('#people button >> nth=0');
    this.note(n, { result: 'conversation', person: person.id, ...(await this.ask(person.language, ticks)) });
  }

  /** Asks the questions: ticks says which choice of each is ticked. */
  async ask(wanted, ticks) {
    const { page } = this;
    await page.waitForSelector('#talk:not([hidden]) #script fieldset');
    const language = (await page.locator(`#chips [lang="${wanted}"]`).count()) ? wanted : 'en';
    await page.click(`#chips [lang="${language}"]`);
    const answers = {};
    for (const [i, tick] of ticks.entries()) {
      if (tick === null) continue;
      const input = page.locator('#script fieldset').nth(i).locator('input').nth(tick);
      await input.check();
      const { name, value } = await input.evaluate((e) => ({ name: e.name, value: e.value }));
      answers[name] = value;
    }
    await page.waitForTimeout(CALM);
    await page.click('#talk-form button.primary');
    await page.waitForSelector('#talk', { state: 'hidden' });
    return { language, answers: Object.keys(answers).sort().map((q) => `${q}=${answers[q]}`).join('; ') };
  }

  /** Nobody shares a language: somebody points to theirs on the card. */
  async barrier(n, language) {
    const { page } = this;
    await visit(page, n);
    await page.waitForTimeout(CALM);
    await page.click('#results button[value=language_barrier]');
    await page.click(`#card-form button[value="${language}"]`);
    await page.waitForSelector('#log-box:not([hidden])');
    this.note(n, { result: 'language_barrier', language });
  }

  /** Somebody who is not on the list, with whom there is a talk. */
  async stranger(n, name, language, ticks) {
    const { page } = this;
    await visit(page, n);
    await page.waitForTimeout(CALM);
    await page.click('#add summary');
    await page.fill('#new-name', name);
    await page.selectOption('#new-lang', language);
    await page.click('#add-form button');
    this.note(n, { kind: 'person_added', person: 'added', name });
    this.note(n, { result: 'conversation', person: 'added', ...(await this.ask(language, ticks)) });
  }

  async remark(n, text) {
    const { page } = this;
    await visit(page, n);
    await page.waitForTimeout(CALM);
    await page.click('#note summary');
    await page.fill('#note-text', text);
    await page.click('#note-form button');
    await until('the note is kept', async () => (await page.textContent('#log')).includes(text));
    this.note(n, { kind: 'note', text });
  }

  /** A thumb slipped: the newest entry of the door is taken back. */
  async undo(n) {
    const { page } = this;
    await visit(page, n);
    const before = await page.locator('#log li').count();
    await page.waitForTimeout(CALM);
    await page.locator('#log li').first().locator('button').click();
    await page.waitForFunction((b) => document.querySelectorAll('#log li').length < b || document.querySelector('#log-box').hidden, before);
    this.note(n, { kind: 'undo', undoes: this.done.length - 1 });
  }

  /** Everything is on the phone and shown there, nothing is said to be sent that is not. */
  async holds() {
    const n = this.done.length;
    await until(`${this.name} has ${n} entries waiting`, async () => (await this.waiting()) === n);
    const there = await stored(this.page);
    assert.equal(there.length, n, this.name + ': as many entries as taps');
    const last = new Map();
    for (const d of this.done) if (d.kind === 'attempt') last.set(d.n, d);
    for (const undo of this.done.filter((d) => d.kind === 'undo')) last.delete(this.done[undo.undoes].n);
    for (const [n, d] of last) assert.ok((await rowText(this.page, n)) !== '', `${this.name}: door ${n} shows ${d.result}`);
  }

  /** What this phone did, each with the id under which it lies on the phone: ids begin with the time. */
  async entries() {
    const there = (await stored(this.page)).sort((a, b) => (a.id < b.id ? -1 : 1));
    assert.equal(there.length, this.done.length, this.name + ': as many entries as taps');
    const out = this.done.map((d, i) => ({ ...d, id: there[i].id, state: there[i].state, worker: this.name }));
    for (const d of out) if (d.kind === 'undo') d.undoes = out[d.undoes].id;
    return out;
  }
}
