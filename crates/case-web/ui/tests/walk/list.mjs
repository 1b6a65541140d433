// Finding a case: by name, by number, by filters, in another order.

export async function findInList(walker, base, unique, caseAddress) {
  const { page } = walker;
  walker.step("finds it by its name");
  await search(walker, base, unique);
  await page.waitForSelector(`.case-row-name:has-text("${unique}")`);
  await walker.inspect("found");
  const number = (await page.locator(`.case-row:has-text("${unique}") .number`).first().innerText()).trim();
  if (number !== "") {
    walker.step("finds it by its number");
    await search(walker, base, number);
    await page.waitForSelector(`.case-row-name:has-text("${unique}")`);
  }
  await filter(walker, base);
  await order(walker, base);
  await search(walker, base, unique);
  await page.click(`.case-row:has-text("${unique}")`);
  await page.waitForSelector(".section-list");
  if (page.url() !== caseAddress) walker.complain("the list opened another case");
}

async function search(walker, base, text) {
  const { page } = walker;
  await page.goto(`${base}/app/cases`);
  await page.waitForSelector("#search");
  const answered = page.waitForResponse((response) => response.url().includes("query="));
  await page.fill("#search", text);
  await answered;
  await page.waitForSelector(".found:not(.waiting)");
}

async function filter(walker, base) {
  const { page } = walker;
  await page.goto(`${base}/app/cases`);
  await page.waitForSelector(".list-tools");
  if ((await page.locator(".filter-button").count()) === 0) return;
  walker.step("filters the list");
  await page.click(".filter-button");
  await page.waitForSelector("dialog.sheet .question");
  await walker.inspect("filters");
  const choice = page.locator("dialog.sheet fieldset.question label.choice input:not(:checked)").first();
  await choice.check();
  await page.waitForFunction(() => location.search !== "");
  await page.click("dialog.sheet .primary");
  await page.waitForSelector("dialog", { state: "detached" });
  await page.waitForSelector(".chosen.filters li");
  await walker.inspect("filtered");
  const filtered = page.url();
  await page.reload();
  await page.waitForSelector(".chosen.filters li");
  if (page.url() !== filtered) walker.complain("the address does not keep the filters");
  await page.click(".chosen.filters li button");
  await page.waitForFunction((before) => location.href !== before, filtered);
}

async function order(walker, base) {
  const { page } = walker;
  await page.goto(`${base}/app/cases`);
  await page.waitForSelector("#order");
  if ((await page.locator("#order option").count()) < 2) return;
  walker.step("puts the list in another order");
  const answered = page.waitForResponse((response) => response.url().includes("order_by="));
  await page.selectOption("#order", { index: 1 });
  const { ok } = await answered.then((response) => ({ ok: response.ok() }));
  if (!ok) walker.complain("the list cannot be put in order");
}
