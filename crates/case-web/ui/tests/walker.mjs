// A browser that looks at every page with axe, in both directions, and collects what is wrong.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { launch } from "./browser.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function openWalker({ width, language, scheme, shots }) {
  const browser = await launch();
  const context = await browser.newContext({
    viewport: { width: Number(width), height: Number(width) < 600 ? 740 : 800 },
    locale: language,
    colorScheme: scheme,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems = [];
  page.on("pageerror", (error) => problems.push(`an error on the page: ${error.message}`));
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted ?Types?|TrustedScript/i.test(message.text())) problems.push(`a policy was violated: ${message.text()}`);
  });
  return new Walker(browser, context, page, problems, { narrow: Number(width) < 768, shots });
}

class Walker {
  constructor(browser, context, page, problems, { narrow, shots }) {
    Object.assign(this, { browser, context, page, problems, narrow, shots, shotNumber: 0 });
    // Phones have the navigation at the lower edge.
    this.navigation = `.navigation.${narrow ? "bottom" : "header"}`;
  }

  step(name) {
    console.log(`walk: ${name}`);
  }

  complain(problem) {
    this.problems.push(problem);
  }

  /** Chromium runs axe outside the page's content security policy. */
  async axe(where) {
    await this.page.evaluate(axeSource);
    const result = await this.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    for (const violation of result.violations) {
      const places = violation.nodes.map((node) => node.target.join(" ")).slice(0, 3).join("; ");
      this.complain(`axe on ${where}: ${violation.id} (${violation.impact}): ${places}`);
    }
  }

  async look(name) {
    await this.page.waitForTimeout(150);
    if (!this.shots) return;
    mkdirSync(this.shots, { recursive: true });
    this.shotNumber += 1;
    await this.page.screenshot({ path: `${this.shots}/${String(this.shotNumber).padStart(2, "0")}-${name}.png`, fullPage: true });
  }

  /** Looks at a page in the language of the walk, and at the same page turned around. */
  async inspect(name) {
    const { page } = this;
    await this.look(name);
    await this.axe(name);
    const direction = await page.evaluate(() => document.documentElement.dir);
    await page.evaluate((dir) => (document.documentElement.dir = dir), direction === "rtl" ? "ltr" : "rtl");
    await this.axe(`${name}, turned around`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (overflow > 0) this.complain(`${name} is ${overflow} px wider than the screen`);
    await page.evaluate((dir) => (document.documentElement.dir = dir), direction);
  }

  /** Answers every question that must be answered, whatever the template calls it. */
  async fillRequired(unique) {
    const form = this.page.locator(".section-form");
    const texts = form.locator(".question:has(.required) :is(input[type=text]:not([role=combobox]):not([inputmode=numeric]), textarea)");
    for (let index = 0; index < (await texts.count()); index += 1) {
      if (index === 0 || (await texts.nth(index).inputValue()) === "") await texts.nth(index).fill(index === 0 ? unique : "Walker");
    }
    const numbers = form.locator(".question:has(.required) input[inputmode=numeric]");
    for (let index = 0; index < (await numbers.count()); index += 1) await numbers.nth(index).fill("9");
    const groups = form.locator("fieldset.question:has(.required)");
    for (let index = 0; index < (await groups.count()); index += 1) {
      if ((await groups.nth(index).locator("label.choice input:checked").count()) === 0) await groups.nth(index).locator("label.choice input").first().check();
    }
    const boxes = form.locator(".question:has(.required) > label.choice input[type=checkbox]");
    for (let index = 0; index < (await boxes.count()); index += 1) await boxes.nth(index).check();
    const selects = form.locator(".question:has(.required) select");
    for (let index = 0; index < (await selects.count()); index += 1) {
      if ((await selects.nth(index).inputValue()) === "") await selects.nth(index).selectOption({ index: 1 });
    }
    const dates = form.locator(".question:has(.required) input[type=date]");
    for (let index = 0; index < (await dates.count()); index += 1) {
      if ((await dates.nth(index).inputValue()) === "") await dates.nth(index).fill("2026-01-15");
    }
    await this.chooseRequired(form);
  }

  /** Chooses from lists that are searched, by the keyboard alone: open, move, choose. */
  async chooseRequired(form) {
    const boxes = form.locator(".question:has(.required) input[role=combobox]");
    for (let index = 0; index < (await boxes.count()); index += 1) {
      const box = boxes.nth(index);
      const chosen = form.locator(".question:has(.required)", { has: box }).locator(".chosen li");
      if ((await box.inputValue()) !== "" || (await chosen.count()) > 0) continue;
      await box.focus();
      await box.press("ArrowDown");
      await this.page.waitForSelector("[role=option][aria-selected=true]");
      await box.press("ArrowDown");
      await box.press("Enter");
      if ((await box.inputValue()) === "" && (await chosen.count()) === 0) this.complain("nothing can be chosen from a list with the keyboard");
    }
  }

  /** Switches the language in the menu, as a person does. */
  async speak(locale) {
    await this.page.click(".account > button");
    await this.page.selectOption("#account-language", locale);
    await this.page.waitForFunction((wanted) => document.documentElement.lang === wanted, locale);
    await this.page.keyboard.press("Escape");
  }

  /** Says what was wrong; the exit status is 0 only when nothing was. */
  async close() {
    await this.browser.close();
    for (const problem of new Set(this.problems)) console.log(`problem: ${problem}`);
    console.log(`walk: ${this.problems.length === 0 ? "ok" : "failed"}`);
    process.exitCode = this.problems.length === 0 ? 0 : 1;
  }
}
