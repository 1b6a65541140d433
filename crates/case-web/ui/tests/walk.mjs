// A person's walk through the app in a real browser:
//   node tests/walk.mjs --url URL --link LINK [--shots DIR] [--language ar] [--width 360] [--scheme dark]
// signs in by the link, chooses a password where the tenant asks for one, registers a child, finds it,
// opens it, edits it and signs out. Every page is checked by axe, left-to-right and right-to-left.
// Prints one line per step; exit status 0 only when all of it worked and axe found nothing.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { launch } from "./browser.mjs";

const { values: options } = parseArgs({
  options: {
    url: { type: "string" },
    link: { type: "string" },
    shots: { type: "string" },
    language: { type: "string", default: "en" },
    width: { type: "string", default: "1280" },
    scheme: { type: "string", default: "light" },
  },
});
if (!options.link) throw new Error("--link is needed: a fresh sign-in link of a caseworker");

const PASSWORD = "seven quiet lanterns";
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const base = new URL(options.url ?? options.link).origin;
/** Phones have the navigation at the lower edge. */
const narrow = Number(options.width) < 768;
const problems = [];
let shotNumber = 0;
/** Whether the walk knows a password, and can sign in again. */
let ownPassword = false;

const browser = await launch();
const context = await browser.newContext({
  viewport: { width: Number(options.width), height: Number(options.width) < 600 ? 740 : 800 },
  locale: options.language,
  colorScheme: options.scheme,
});
const page = await context.newPage();
page.setDefaultTimeout(20_000);
page.on("pageerror", (error) => problems.push(`an error on the page: ${error.message}`));
page.on("console", (message) => {
  if (/Content Security Policy|Trusted ?Types?|TrustedScript/i.test(message.text())) problems.push(`a policy was violated: ${message.text()}`);
});

/** Chromium runs axe outside the page's content security policy. */
async function axe(where) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const violation of result.violations) {
    const places = violation.nodes.map((node) => node.target.join(" ")).slice(0, 3).join("; ");
    problems.push(`axe on ${where}: ${violation.id} (${violation.impact}): ${places}`);
  }
}

async function look(name) {
  await page.waitForTimeout(150);
  if (options.shots) {
    mkdirSync(options.shots, { recursive: true });
    shotNumber += 1;
    await page.screenshot({ path: `${options.shots}/${String(shotNumber).padStart(2, "0")}-${name}.png`, fullPage: true });
  }
}

/** Looks at a page in the language of the walk, and at the same page turned around. */
async function inspect(name) {
  await look(name);
  await axe(name);
  const direction = await page.evaluate(() => document.documentElement.dir);
  await page.evaluate((dir) => (document.documentElement.dir = dir), direction === "rtl" ? "ltr" : "rtl");
  await axe(`${name}, turned around`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (overflow > 0) problems.push(`${name} is ${overflow} px wider than the screen`);
  await page.evaluate((dir) => (document.documentElement.dir = dir), direction);
}

function step(name) {
  console.log(`walk: ${name}`);
}

/** Answers the first question of each kind, whatever the template calls them. */
async function fillRequired(unique) {
  const form = page.locator(".section-form");
  const texts = form.locator(".question:has(.required) input[type=text]:not([role=combobox]):not([inputmode=numeric])");
  for (let index = 0; index < (await texts.count()); index += 1) await texts.nth(index).fill(index === 0 ? unique : "Walker");
  const numbers = form.locator(".question:has(.required) input[inputmode=numeric]");
  for (let index = 0; index < (await numbers.count()); index += 1) await numbers.nth(index).fill("9");
  const groups = form.locator("fieldset.question:has(.required)");
  for (let index = 0; index < (await groups.count()); index += 1) await groups.nth(index).locator("label.choice input").first().check();
  const boxes = form.locator(".question:has(.required) > label.choice input[type=checkbox]");
  for (let index = 0; index < (await boxes.count()); index += 1) await boxes.nth(index).check();
  const selects = form.locator(".question:has(.required) select");
  for (let index = 0; index < (await selects.count()); index += 1) await selects.nth(index).selectOption({ index: 1 });
  const dates = form.locator(".question:has(.required) input[type=date]");
  for (let index = 0; index < (await dates.count()); index += 1) {
    if ((await dates.nth(index).inputValue()) === "") await dates.nth(index).fill("2026-01-15");
  }
  const places = form.locator(".question:has(.required) input[role=combobox]");
  for (let index = 0; index < (await places.count()); index += 1) {
    if ((await places.nth(index).inputValue()) !== "") continue;
    // By the keyboard alone: open, move, choose.
    await places.nth(index).focus();
    await places.nth(index).press("ArrowDown");
    await page.waitForSelector("[role=option][aria-selected=true]");
    await places.nth(index).press("ArrowDown");
    await places.nth(index).press("Enter");
    if ((await places.nth(index).inputValue()) === "") problems.push("a place cannot be chosen with the keyboard");
  }
}

try {
  step("opens the app without a session");
  await page.goto(`${base}/`);
  await page.waitForSelector("#user-name");
  await inspect("sign-in");

  step("signs in by the link");
  await page.goto("about:blank");
  await page.goto(options.link);
  await page.waitForSelector("#new-password, .list-tools");
  if (page.url().includes("token")) problems.push("the token is still in the address");
  if (await page.locator("#new-password").count()) {
    await inspect("choose-password");
    await page.fill("#new-password", PASSWORD);
    await page.click(".page form button.primary");
    ownPassword = true;
  }
  await page.waitForSelector(".case-list, .standstill");
  await inspect("cases");

  step("moves the focus with the keyboard and with the screens");
  await page.goto(`${base}/app/cases`);
  await page.waitForSelector(".case-list, .standstill");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  if ((await page.evaluate(() => document.activeElement?.id)) !== "main") problems.push("the skip link does not lead to the content");

  step("registers a child");
  const unique = `Walk ${Math.random().toString(36).replace(/[^a-z]/g, "").slice(0, 8)}`;
  await page.click(`.navigation.${narrow ? "bottom" : "header"} a:nth-child(2)`);
  await page.waitForSelector(".section-form");
  if ((await page.evaluate(() => document.activeElement?.tagName)) !== "H1") problems.push("a new screen does not take the focus");
  await page.click(".section-form button.primary");
  await page.waitForSelector(".error-summary");
  await page.waitForFunction(() => document.activeElement?.className === "error-summary");
  await inspect("register-with-problems");
  await fillRequired(unique);
  await inspect("register-filled");
  await page.click(".section-form button.primary");
  await page.waitForSelector(".section-list");
  await inspect("case");
  const caseAddress = page.url();

  step("finds it in the list");
  await page.goto(`${base}/app/cases`);
  await page.waitForSelector("#search");
  const answered = page.waitForResponse((response) => response.url().includes("query="));
  await page.fill("#search", unique);
  await answered;
  await page.waitForSelector(`.case-row-name:has-text("${unique}")`);
  await inspect("found");
  await page.click(`.case-row:has-text("${unique}")`);
  await page.waitForSelector(".section-list");
  if (page.url() !== caseAddress) problems.push("the list opened another case");

  step("edits every section");
  const sections = await page.locator(".section-link").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  const editable = new Set();
  for (const section of sections) {
    await page.goto(base + section);
    await page.waitForSelector(".section-answers");
    await inspect(`section-${section.split("/").at(-1)}`);
    if ((await page.locator(".section-head a").count()) === 0) continue;
    await page.click(".section-head a");
    await page.waitForSelector(".section-form");
    await page.waitForTimeout(200);
    for (const add of await page.locator(".rows > button").all()) await add.click();
    await fillRequired(unique);
    await inspect(`edit-${section.split("/").at(-1)}`);
    await page.click(".section-form button[value=save]");
    await page.waitForSelector(".section-answers, .error-summary, .notice.problem");
    if (await page.locator(".error-summary").count()) {
      // An answer can make a question of another section needed; it has joined the form.
      await inspect(`also-needed-${section.split("/").at(-1)}`);
      await fillRequired(unique);
      await page.click(".section-form button[value=save]");
      await page.waitForTimeout(500);
      await page.waitForSelector(".section-answers, .error-summary, .notice.problem");
    }
    if (await page.locator(".section-answers").count()) editable.add(section);
    else problems.push(`${section} was not saved: ${await page.locator(".error-summary, .notice.problem").first().innerText()}`);
  }
  step(`saved ${editable.size} of ${sections.length} sections`);
  if (editable.size === 0) problems.push("no section could be edited");

  step("keeps what was typed when the network fails, and saves it when asked again");
  const writable = sections.find((section) => editable.has(section));
  if (writable) {
    await page.goto(`${base}${writable}/edit`);
    const text = page.locator(".section-form input[type=text]:not([role=combobox]):not([inputmode=numeric])").first();
    await text.waitFor();
    await page.waitForTimeout(200);
    await text.fill(`${unique} again`);
    await context.setOffline(true);
    await page.click(".section-form button[value=save]");
    await page.waitForSelector(".notice.problem button.secondary");
    await inspect("no-network");
    if ((await text.inputValue()) !== `${unique} again`) problems.push("what was typed was lost without a network");
    await context.setOffline(false);
    await page.click(".notice.problem button.secondary");
    await page.waitForSelector(".section-answers");
    if (!(await page.locator(".section-answers").innerText()).includes(`${unique} again`)) problems.push("the repeated save lost what was typed");
  }

  if (ownPassword && writable) {
    step("signs in again over unsaved work when the session has ended");
    await page.goto(`${base}${writable}/edit`);
    const text = page.locator(".section-form input[type=text]:not([role=combobox]):not([inputmode=numeric])").first();
    await text.waitFor();
    await page.waitForTimeout(200);
    await text.fill(`${unique} after`);
    await context.clearCookies();
    await page.click(".section-form button[value=save]");
    await page.waitForSelector("dialog[open] #again-password");
    await inspect("session-ended");
    await page.fill("#again-password", PASSWORD);
    await page.click("dialog .primary");
    await page.waitForSelector("dialog", { state: "detached" });
    if ((await text.inputValue()) !== `${unique} after`) problems.push("what was typed was lost with the session");
    await page.click(".section-form button[value=save]");
    await page.waitForSelector(".section-answers");
  }

  step("asks before unsaved work is left");
  await page.goto(`${base}/app/cases`);
  await page.waitForSelector(".list-tools");
  await page.click(`.navigation.${narrow ? "bottom" : "header"} a:nth-child(2)`);
  await page.waitForSelector(".section-form input");
  await page.locator(".section-form input").first().fill("Unsaved");
  await page.goBack();
  await page.waitForSelector("dialog[open]");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  if ((await page.locator(".section-form input").first().inputValue()) !== "Unsaved") problems.push("the way back lost what was typed");
  if (!page.url().endsWith("/app/cases/new")) problems.push("the address left before the person did");
  await page.click(".brand");
  await page.waitForSelector("dialog[open]");
  await inspect("leave");
  await page.click("dialog .secondary");
  await page.waitForSelector(".list-tools");
  await page.click(`.navigation.${narrow ? "bottom" : "header"} a:nth-child(2)`);
  await page.waitForSelector(".section-form input");
  if ((await page.locator(".section-form input").first().inputValue()) !== "") problems.push("work that was given up came back");

  step("signs out");
  await page.click(".account > button");
  await inspect("menu");
  await page.click(".panel button.secondary");
  await page.waitForSelector("#user-name");
  await page.goto(caseAddress);
  await page.waitForSelector("#user-name");
} catch (error) {
  problems.push(String(error.message ?? error));
  await look("where-it-stopped");
} finally {
  await browser.close();
}

for (const problem of [...new Set(problems)]) console.log(`problem: ${problem}`);
console.log(`walk: ${problems.length === 0 ? "ok" : "failed"}`);
process.exitCode = problems.length === 0 ? 0 : 1;
