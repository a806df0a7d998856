// Every page that can be reached by links, and what is asked of each of them.

const ID = /^[0-9a-hjkmnp-tv-z]{13}$/;

/** The pattern of an address: pages that differ in an id, a number or a query are one. */
export const pattern = (address) =>
  new URL(address, 'http://x').pathname.split('/').map((part, i, all) => (all[i - 1] === 'o' ? ':org' : ID.test(part) ? ':id' : /^\d+$/.test(part) ? ':n' : part)).join('/');

/** Follows links of pages from `start` with the session of `request`; gives one address for each pattern. */
export async function crawl(request, start) {
  const found = new Map();
  const queue = [start];
  for (const address of queue) {
    const key = pattern(address);
    if (found.has(key)) continue;
    const answer = await request.get(address);
    if (!/^text\/html/.test(answer.headers()['content-type'] ?? '')) continue; // a file
    if (!answer.ok()) throw new Error(`a link leads to ${address}, which answers ${answer.status()}`);
    found.set(key, address);
    for (const [, href] of (await answer.text()).matchAll(/<a [^>]*?href="([^"#]+)"/g)) {
      const to = new URL(href.replaceAll('&amp;', '&'), answer.url());
      if (to.origin === new URL(start).origin && !to.searchParams.has('lang') && !found.has(pattern(to.href))) queue.push(to.href);
    }
  }
  return found;
}

/** Lets a context's pages tell what the browser forbids and complains about. */
export async function watch(context) {
  await context.addInitScript(() => {
    globalThis.forbidden = [];
    addEventListener('securitypolicyviolation', (e) => globalThis.forbidden.push(`${e.violatedDirective} forbids ${e.blockedURI} ${e.sample}`));
  });
}
export const forbidden = (page) => page.evaluate(() => globalThis.forbidden);

/** What a page needs for its own sake, compressed: the document, its styles and its scripts; the library of maps is apart. */
export const weigh = (page) =>
  page.evaluate(() => {
    const own = (e) => e.entryType === 'navigation' || (/\.(css|js)$/.test(e.name) && !/maplibre/.test(e.name));
    return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter(own).reduce((sum, e) => sum + e.encodedBodySize, 0);
  });

// What pages show that no catalog has: dates and times, hours, the letters and the lines of the paper list.
const FACTS = String.raw`[A-Z][a-z]{2} \d{1,2}, \d{4}|\d{1,2}(:\d{2})? [AP]M|\b\d*[a-z]\b`;

/** Text that can be seen or heard and does not come from the catalogs: the page is in en-XA. */
export const unmarked = (page) =>
  page.evaluate((facts) => {
    const passed = 'script, style, bdi, code, time, svg text, [translate=no], [lang]:not(html, [lang=en-XA])';
    const out = new Set();
    let depth = 0;
    const left = (text) => {
      let outside = '';
      for (const c of text) {
        if (c === '⟦') depth++;
        else if (c === '⟧') depth--;
        else if (!depth) outside += c;
      }
      if (/\p{L}/u.test(outside.replace(new RegExp(facts, 'g'), ''))) out.add(outside.trim());
    };
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let n = nodes.nextNode(); n; n = nodes.nextNode()) if (!n.parentElement.closest(passed) && n.parentElement.getClientRects().length) left(n.data);
    for (const e of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
      if (e.closest(passed)) continue;
      for (const a of ['aria-label', 'title', 'placeholder', 'alt']) left(e.getAttribute(a) ?? '');
    }
    return [...out];
  }, FACTS);

/** What a page must say of itself, and whether it fits its window. */
export const shape = (page, smallest) =>
  page.evaluate((smallest) => {
    const out = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) out.push(`the page is ${root.scrollWidth} wide in ${root.clientWidth}`);
    const headings = [...document.querySelectorAll('h1')].filter((e) => e.getClientRects().length);
    if (headings.length !== 1) out.push(`${headings.length} headings of the first level`);
    if (root.dir !== (/^(ar|ur)\b/.test(root.lang) ? 'rtl' : 'ltr')) out.push(`${root.lang} is written ${root.dir}`);

    // A control that its label enlarges is as large as the label; a link that stands in a sentence is as large as its words.
    const inSentence = (e) => {
      const block = e.closest('p, li, dd, td, th, figcaption, small, label, legend');
      return e.matches('a') && block && getComputedStyle(e).display === 'inline' && block.textContent.trim().length > e.textContent.trim().length;
    };
    for (const e of document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=hidden])')) {
      const target = e.matches('[type=checkbox], [type=radio]') ? (e.closest('label') ?? e) : e;
      const r = target.getBoundingClientRect();
      if (!target.getClientRects().length || r.width <= 1 || e.closest('.skip, .vh') || inSentence(e) || getComputedStyle(e).opacity === '0') continue;
      if (r.height < smallest - 0.5 || r.width < smallest - 0.5) out.push(`${e.tagName.toLowerCase()}.${e.className} "${(e.textContent || e.name).trim().slice(0, 30)}" is ${Math.round(r.width)}x${Math.round(r.height)}`);
    }
    return [...new Set(out)];
  }, smallest);
