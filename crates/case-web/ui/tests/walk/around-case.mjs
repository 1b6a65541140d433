// What belongs to a case beside its answers: its history and its flags, where the role may see them.

export async function aroundCase(walker, caseAddress) {
  const { page } = walker;
  await page.goto(caseAddress);
  await page.waitForSelector(".summary");
  if ((await page.locator(".around-case a[href$='/record/history']").count()) > 0) {
    walker.step("reads the history");
    await page.click(".around-case a[href$='/record/history']");
    await page.waitForSelector(".history > li, .standstill");
    await walker.inspect("history");
    if ((await page.locator(".history .changes > div").count()) === 0) walker.complain("the history tells of no change");
  }
  await page.goto(caseAddress);
  await page.waitForSelector(".summary");
  if ((await page.locator(".around-case a[href$='/record/flags']").count()) > 0) await flag(walker);
}

async function flag(walker) {
  const { page } = walker;
  walker.step("flags the case and resolves the flag");
  await page.click(".around-case a[href$='/record/flags']");
  await page.waitForSelector("#flag-message, .standstill");
  await page.fill("#flag-message", "Ask the neighbour again");
  await page.click(".section-form button.primary");
  await page.waitForSelector(".flags > .flag");
  await walker.inspect("flags");
  await page.click(".flags > .flag .actions button");
  await page.fill(".flags > .flag input", "She was asked");
  await page.click(".flags > .flag button.primary");
  await page.waitForSelector("details.flags");
  await walker.inspect("flag-resolved");
}
