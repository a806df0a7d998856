// @ts-check
// The end of the shift, and the last way out for what can't be sent.
import * as db from './db.js';
import * as entries from './entries.js';
import { request } from './outbox.js';
import { close } from './shift.js';
import { $, t } from './text.js';

/** @param {string} packet @param {string} worker @param {(done?: boolean) => Promise<string>} send sends and says why not @param {() => void} onClosed @param {Link} link */
export function begin(packet, worker, send, onClosed, link) {
  $('send').addEventListener('click', async () => draw(await send()));
  $('print').addEventListener('click', () => print());
  $('save-file').addEventListener('click', () => saveFile(packet, worker));
  $('me').addEventListener('click', async (/** @type {any} */ e) => {
    const state = e.target.value;
    if (!state) return;
    await entries.record({ kind: 'shift', detail: { state } });
    $('asked').hidden = state !== 'help';
    for (const b of $('me').children) b.hidden = b.value === state;
    draw(await send());
  });
  $('end').addEventListener('click', async () => {
    $('end').disabled = true;
    await entries.record({ kind: 'shift', detail: { state: 'home', text: $('debrief').value, ...link.debrief?.() } });
    await send(true);
    await close(packet, 'ended');
    $('end').disabled = false;
    onClosed();
  });
}

/** Shows what is left. @param {string} [why] what the last attempt to send said */
export async function draw(why = '') {
  const left = await db.pendingCount();
  for (const id of ['finish-left', 'closed-left']) {
    $(id).textContent = left ? t('finish.not_sent', { n: left }) : t('sync.all_sent');
    $(id).dataset.state = left ? 0 : 1;
  }
  $('finish-doors').textContent = $('count').textContent;
  $('finish-why').textContent = left ? whyNot(why) : '';
  $('send-on').hidden = $('finish-file').hidden = !left && !(await db.refused()).length;
}

/** @param {string} why of Flushed */
export const whyNot = (why) => ({ offline: t('sync.no_signal'), portal: t('sync.portal'), signed_out: t('sync.signed_out'), busy: t('sync.busy') })[why] ?? '';

/** The file is what the app would send: every entry is sealed to the server. @param {string} packet @param {string} worker */
async function saveFile(packet, worker) {
  const body = await request([...(await db.pending()), ...(await db.refused())], { packet });
  const blob = new Blob([JSON.stringify({ ...JSON.parse(body), worker })], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `banyan-${packet}-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
