// Editing a case section by section, with rows where there are some.

/** Returns the address of a section whose text can be changed. */
export async function editSections(walker, base, unique) {
  const { page } = walker;
  walker.step("edits every section");
  const sections = await page.locator(".section-link").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  const saved = [];
  let written;
  let hasRows = false;
  for (const section of sections) {
    await page.goto(base + section);
    await page.waitForSelector(".section-answers");
    const name = section.split("/").at(-1);
    await walker.inspect(`section-${name}`);
    if ((await page.locator(".section-head a").count()) === 0) continue;
    await page.click(".section-head a");
    await page.waitForSelector(".section-form");
    await page.waitForTimeout(200);
    // One section with rows says as much as ten.
    if (!hasRows && (await page.locator(".rows > button").count()) > 0) {
      hasRows = true;
      await changeRows(walker, name);
    }
    if (await save(walker, section, unique)) saved.push(section);
    if (written === undefined && saved.at(-1) === section && (await page.goto(`${base}${section}/edit`)) && (await hasText(page))) written = section;
  }
  walker.step(`saved ${saved.length} of ${sections.length} sections`);
  if (saved.length === 0) walker.complain("no section could be edited");
  return written;
}

async function hasText(page) {
  await page.waitForSelector(".section-form");
  return (await page.locator(FREE_TEXT).count()) > 0;
}

/** A text that nothing but its length could be wrong with. */
export const FREE_TEXT = ".section-form > .question input[type=text]:not([role=combobox]):not([inputmode=numeric]):not([inputmode=tel])";

/** Saves, and answers what a save makes needed. */
async function save(walker, section, unique) {
  const { page } = walker;
  const settled = ".section-answers, .error-summary, .notice.problem";
  await page.click(".section-form button[value=save]");
  await page.waitForSelector(settled);
  for (let attempt = 0; attempt < 2 && (await page.locator(".error-summary").count()) > 0; attempt += 1) {
    // An answer can make a question of another section needed; it has joined the form.
    await walker.inspect(`also-needed-${section.split("/").at(-1)}`);
    await walker.fillRequired(unique);
    await page.click(".section-form button[value=save]");
    await page.waitForTimeout(500);
    await page.waitForSelector(settled);
  }
  if ((await page.locator(".section-answers").count()) > 0) return true;
  walker.complain(`${section} was not saved: ${await page.locator(".error-summary, .notice.problem").first().innerText()}`);
  return false;
}

/** Adds a row, takes it away, takes that back; the keyboard is where the person is. */
async function changeRows(walker, name) {
  const { page } = walker;
  walker.step(`adds a row in ${name}, takes it away and takes that back`);
  const add = page.locator(".rows > button").first();
  const before = await page.locator(".rows > .row").count();
  await add.click();
  await page.waitForFunction(() => document.activeElement?.closest(".row-questions") !== null);
  await answerOpenRow(page);
  await walker.inspect(`row-of-${name}`);
  await page.locator(".row.open .row-questions > .actions button.quiet").last().click();
  await page.waitForFunction(() => document.activeElement?.closest(".row.removed") !== null);
  await walker.inspect(`row-removed-of-${name}`);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".row.removed", { state: "detached" });
  if ((await page.locator(".rows > .row").count()) !== before + 1) walker.complain("a row that was taken away did not come back");
}

/** Answers something in the open row, so that it is worth an undo. */
async function answerOpenRow(page) {
  const row = page.locator(".row.open .row-questions").last();
  const text = row.locator(":is(input[type=text]:not([role=combobox]):not([inputmode=numeric]), textarea)").first();
  const select = row.locator("select").first();
  if ((await text.count()) > 0) await text.fill("Walker");
  else if ((await select.count()) > 0) await select.selectOption({ index: 1 });
  else await row.locator("label.choice input").first().check();
}

/** Another language, another direction: what was typed stays, and so does the place. */
export async function languageKeepsWork(walker, base, section, unique) {
  const { page } = walker;
  walker.step("switches the language over unsaved work");
  await page.goto(`${base}${section}/edit`);
  const text = page.locator(FREE_TEXT).first();
  await text.waitFor();
  await page.waitForTimeout(200);
  await text.fill(`${unique} said`);
  const own = await page.evaluate(() => document.documentElement.lang);
  const title = await page.locator(".section-form .actions button[value=save]").innerText();
  const other = own === "ar" ? "en" : "ar";
  await walker.speak(other);
  if ((await page.evaluate(() => document.documentElement.dir)) !== (other === "ar" ? "rtl" : "ltr")) walker.complain("the direction did not follow the language");
  if ((await page.locator(".section-form .actions button[value=save]").innerText()) === title) walker.complain("the words did not follow the language");
  if ((await text.inputValue()) !== `${unique} said`) walker.complain("what was typed was lost with the language");
  await walker.inspect("another-language");
  await walker.speak(own);
  await page.click(".section-form button[value=save]");
  await page.waitForSelector(".section-answers");
}
