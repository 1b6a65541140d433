// A person's walk through the app in a real browser:
//   node tests/walk.mjs --url URL --link LINK [--shots DIR] [--language ar] [--width 360] [--scheme dark]
// signs in by the link, chooses a password where the tenant asks for one, registers a child, finds it by
// name and number, filters and orders the list, edits the case section by section with rows, reads its
// history, flags it, switches the language over unsaved work, and signs out. Every page is checked by
// axe, left-to-right and right-to-left. Nothing is known of the template but what its pages say.
// Prints one line per step; exit status 0 only when all of it worked and axe found nothing.
import { parseArgs } from "node:util";
import { aroundCase } from "./walk/around-case.mjs";
import { findInList } from "./walk/list.mjs";
import { editSections, languageKeepsWork } from "./walk/sections.mjs";
import { keepsWork } from "./walk/unsaved.mjs";
import { openWalker } from "./walker.mjs";

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
const base = new URL(options.url ?? options.link).origin;
const walker = await openWalker(options);
const { page } = walker;

/** Returns the password, where the tenant asked for one: then the walk can sign in again. */
async function signIn() {
  walker.step("opens the app without a session");
  await page.goto(`${base}/`);
  await page.waitForSelector("#user-name");
  await walker.inspect("sign-in");

  walker.step("signs in by the link");
  await page.goto("about:blank");
  await page.goto(options.link);
  await page.waitForSelector("#new-password, .list-tools");
  if (page.url().includes("token")) walker.complain("the token is still in the address");
  const asks = (await page.locator("#new-password").count()) > 0;
  if (asks) {
    await walker.inspect("choose-password");
    await page.fill("#new-password", PASSWORD);
    await page.click(".page form button.primary");
  }
  await page.waitForSelector(".case-list, .standstill");
  await walker.inspect("cases");
  return asks ? PASSWORD : undefined;
}

async function skipWithKeyboard() {
  walker.step("moves the focus with the keyboard");
  await page.goto(`${base}/app/cases`);
  await page.waitForSelector(".case-list, .standstill");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  if ((await page.evaluate(() => document.activeElement?.id)) !== "main") walker.complain("the skip link does not lead to the content");
}

async function register(unique) {
  walker.step("registers a child");
  await page.click(`${walker.navigation} a:nth-child(2)`);
  await page.waitForSelector(".section-form");
  if ((await page.evaluate(() => document.activeElement?.tagName)) !== "H1") walker.complain("a new screen does not take the focus");
  await page.click(".section-form button.primary");
  await page.waitForSelector(".error-summary");
  await page.waitForFunction(() => document.activeElement?.className === "error-summary");
  await walker.inspect("register-with-problems");
  await walker.fillRequired(unique);
  await walker.inspect("register-filled");
  await page.click(".section-form button.primary");
  await page.waitForSelector(".section-list");
  await walker.inspect("case");
  return page.url();
}

async function signOut(caseAddress) {
  walker.step("signs out");
  await page.click(".account > button");
  await walker.inspect("menu");
  await page.click(".panel button.secondary");
  await page.waitForSelector("#user-name");
  await page.goto(caseAddress);
  await page.waitForSelector("#user-name");
}

try {
  const password = await signIn();
  await skipWithKeyboard();
  const unique = `Walk ${Math.random().toString(36).replace(/[^a-z]/g, "").slice(0, 8)}`;
  const caseAddress = await register(unique);
  await findInList(walker, base, unique, caseAddress);
  const written = await editSections(walker, base, unique);
  await aroundCase(walker, caseAddress);
  if (written) {
    await languageKeepsWork(walker, base, written, unique);
    await keepsWork(walker, base, written, unique, password);
  }
  await signOut(caseAddress);
} catch (error) {
  walker.complain(String(error.message ?? error));
  await walker.look("where-it-stopped");
} finally {
  await walker.close();
}
