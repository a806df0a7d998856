// What every browser test needs: a Chromium, phones, the accessibility check, screenshots, and the app's test server.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export { chromium };
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const OUT = path.join(ROOT, 'test/browser/out');
export const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: 'en-US' };
export const DESK = { viewport: { width: 1280, height: 800 }, locale: 'en-US' };

fs.mkdirSync(OUT, { recursive: true });

export const launch = () => chromium.launch({ executablePath: CHROMIUM, args: ARGS });

/** A browser with a folder of its own, which can be killed and started again on it. */
export const launchOn = (dir, options = PHONE) => chromium.launchPersistentContext(dir, { executablePath: CHROMIUM, args: ARGS, ...options });

/** Waits until ask() gives something; fails with what it was waiting for. */
export async function until(what, ask, ms = 15000) {
  const end = Date.now() + ms;
  for (;;) {
    const got = await ask();
    if (got) return got;
    if (Date.now() > end) throw new Error('waited in vain: ' + what);
    await new Promise((ok) => setTimeout(ok, 60));
  }
}

/** Builds a Go command of this repository once and starts it; the first line that it prints is JSON. */
export async function serve(pkg, args = []) {
  const binary = path.join(OUT, path.basename(pkg));
  if (!process.env.BANYAN_PREBUILT) execFileSync('go', ['build', '-o', binary, pkg], { cwd: ROOT, stdio: 'inherit' });
  const child = spawn(binary, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const first = await new Promise((ok, no) => {
    createInterface({ input: child.stdout }).once('line', (line) => ok(JSON.parse(line)));
    child.once('exit', (code) => no(new Error(`${pkg} ended with ${code}`)));
  });
  return { ...first, child, stop: () => child.kill('SIGKILL') };
}

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds on the page, as readable lines; none is the only good answer. */
export async function axe(page) {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet(); // which the page's policy allows, other than a <style>
    sheet.replaceSync('*{content-visibility:visible!important}');
    document.adoptedStyleSheets = [sheet];
  });
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  return violations.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 140)} ${v.nodes[0].failureSummary?.replace(/\s+/g, ' ').slice(0, 200)}`);
}

/** What sticks out of the window to the side, and targets that are too small for a thumb. */
export const misfits = (page, smallest = 44) =>
  page.evaluate((smallest) => {
    const width = document.documentElement.clientWidth;
    const out = document.documentElement.scrollWidth > width ? [`the page is ${document.documentElement.scrollWidth} wide in ${width}`] : [];
    for (const e of document.querySelectorAll('body *')) {
      if (e.closest('svg, .vh, .skip') || !e.getClientRects().length) continue;
      const r = e.getBoundingClientRect();
      const name = `${e.tagName.toLowerCase()}${e.id ? '#' + e.id : ''}.${e.className} "${e.textContent.trim().slice(0, 20)}"`;
      if (r.width && (r.right > width + 1 || r.left < -1)) out.push(`${name} sticks out: ${Math.round(r.left)}..${Math.round(r.right)}`);
      const target = e.matches('a[href], button, summary, select, textarea, input:not([type=checkbox], [type=radio]), label.check, label.choice');
      if (target && !e.closest('p, td') && (r.height < smallest || r.width < smallest)) out.push(`${name} is small: ${Math.round(r.width)}x${Math.round(r.height)}`);
    }
    return out;
  }, smallest);

export async function screenshot(page, name, options = {}) {
  const file = path.join(OUT, name + '.png');
  await page.screenshot({ path: file, ...options });
  return file;
}

/** Collects what the page complains about; network errors are what these tests make on purpose. */
export function complaints(page) {
  const out = [];
  page.on('pageerror', (e) => out.push(e.message));
  page.on('console', (m) => m.type() === 'error' && !/ERR_|Failed to load resource/.test(m.text()) && out.push(m.text()));
  return out;
}
