// What an organizer does with people, step by step: used by the story.

/** Opens the part of a form that waits behind its label. */
export const open = async (page, label) => {
  const details = page.locator('details').filter({ hasText: label }).first();
  if (!(await details.evaluate((d) => d.open))) await details.locator('summary').first().click();
  return details;
};

/** The part of a person's page under a heading. */
export const part = (page, id) => page.locator(`section[aria-labelledby="${id}"]`);

/** Fills a small form of a person's page and sends it. */
export async function send(page, id, label, fill) {
  const box = part(page, id);
  const form = label ? (await open(box, label)).locator('form') : box.locator('form').last();
  await fill(form);
  await form.locator('button[type=submit]').last().click();
  await page.waitForLoadState();
}
