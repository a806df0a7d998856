// A fresh demo in a browser, as its field director sees it.
import fs from 'node:fs';
import { complaints, DESK, launch, serve } from './lib.mjs';
import { watch } from './pages.mjs';
import { temporary } from './story-server.mjs';

/** Serves a demo of its own and signs the director in. org is the organization's address. @param {string} what names its folder */
export async function desk(what) {
  const data = temporary(what);
  const demo = await serve('./cmd/banyan', ['demo', '--json', '--data', data, '--listen', '127.0.0.1:0']);
  const browser = await launch();
  /** A director's window of its own. */
  const window = async (options = {}) => {
    const context = await browser.newContext({ ...DESK, serviceWorkers: 'block', ...options });
    await watch(context);
    const page = await context.newPage();
    page.complaints = complaints(page);
    await page.goto(demo.sign_ins.find((s) => s.role === 'director').url);
    return page;
  };
  const page = await window();
  return {
    demo, browser, page, window, org: new URL(page.url()).origin + new URL(page.url()).pathname.match(/\/o\/[^/]+/)[0],
    end: async () => {
      await browser.close();
      demo.stop();
      fs.rmSync(data, { recursive: true, force: true });
    },
  };
}
