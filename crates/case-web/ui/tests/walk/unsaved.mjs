// Nothing that was typed is lost: not with the network, not with the session, not on the way out.
import { FREE_TEXT } from "./sections.mjs";

export async function keepsWork(walker, base, section, unique, password) {
  await overNetwork(walker, base, section, unique);
  if (password !== undefined) await overSession(walker, base, section, unique, password);
  await savedOnTheWayOut(walker, base, section, unique);
  await onTheWayOut(walker, base);
}

/** Whoever leaves by mistake saves on the way. */
async function savedOnTheWayOut(walker, base, section, unique) {
  const { page } = walker;
  walker.step("saves unsaved work on the way out");
  await type(walker, base, section, `${unique} away`);
  await page.click(".way-back");
  await page.waitForSelector("dialog[open]");
  await page.click("dialog .primary");
  await page.waitForSelector(".section-answers");
  if (!(await page.locator(".section-answers").innerText()).includes(`${unique} away`)) walker.complain("the way out saved nothing");
}

async function type(walker, base, section, words) {
  const { page } = walker;
  await page.goto(`${base}${section}/edit`);
  const text = page.locator(FREE_TEXT).first();
  await text.waitFor();
  await page.waitForTimeout(200);
  await text.fill(words);
  return text;
}

async function overNetwork(walker, base, section, unique) {
  const { page, context } = walker;
  walker.step("keeps what was typed when the network fails, and saves it when asked again");
  const text = await type(walker, base, section, `${unique} again`);
  await context.setOffline(true);
  await page.click(".section-form button[value=save]");
  await page.waitForSelector(".notice.problem button.secondary");
  await walker.inspect("no-network");
  if ((await text.inputValue()) !== `${unique} again`) walker.complain("what was typed was lost without a network");
  await context.setOffline(false);
  await page.click(".notice.problem button.secondary");
  await page.waitForSelector(".section-answers");
  if (!(await page.locator(".section-answers").innerText()).includes(`${unique} again`)) walker.complain("the repeated save lost what was typed");
}

async function overSession(walker, base, section, unique, password) {
  const { page, context } = walker;
  walker.step("signs in again over unsaved work when the session has ended");
  const text = await type(walker, base, section, `${unique} after`);
  await context.clearCookies();
  await page.click(".section-form button[value=save]");
  await page.waitForSelector("dialog[open] #again-password");
  await walker.inspect("session-ended");
  await page.fill("#again-password", password);
  await page.click("dialog .primary");
  await page.waitForSelector("dialog", { state: "detached" });
  if ((await text.inputValue()) !== `${unique} after`) walker.complain("what was typed was lost with the session");
  await page.click(".section-form button[value=save]");
  await page.waitForSelector(".section-answers");
}

async function onTheWayOut(walker, base) {
  const { page } = walker;
  walker.step("asks before unsaved work is left");
  await page.goto(`${base}/app/cases`);
  await page.waitForSelector(".list-tools");
  await page.click(`${walker.navigation} a:nth-child(2)`);
  const first = page.locator(".section-form input").first();
  await first.waitFor();
  await first.fill("Unsaved");
  await page.goBack();
  await page.waitForSelector("dialog[open]");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  if ((await first.inputValue()) !== "Unsaved") walker.complain("the way back lost what was typed");
  if (!page.url().endsWith("/app/cases/new")) walker.complain("the address left before the person did");
  await page.click(".brand");
  await page.waitForSelector("dialog[open]");
  await walker.inspect("leave");
  await page.click("dialog .quiet");
  await page.waitForSelector(".list-tools");
  await page.click(`${walker.navigation} a:nth-child(2)`);
  await first.waitFor();
  if ((await first.inputValue()) !== "") walker.complain("work that was given up came back");
}
