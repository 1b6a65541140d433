// Draws the PNG icons from icon.svg with the browser of the tests. Run after changing the drawing.
import { readFileSync, writeFileSync } from "node:fs";
import { launch } from "../tests/browser.mjs";

const folder = new URL("../public/app/icons/", import.meta.url);
const drawing = readFileSync(new URL("icon.svg", folder), "utf8");
const browser = await launch();
for (const [name, size, isMaskable] of [
  ["icon-180.png", 180, true],
  ["icon-192.png", 192, false],
  ["icon-512.png", 512, false],
  ["icon-maskable-512.png", 512, true],
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  // A mask may cut away everything outside the middle 80 per cent.
  const inner = isMaskable ? Math.round(size * 0.8) : size;
  await page.setContent(
    `<body style="margin:0;display:grid;place-items:center;height:100vh;background:${isMaskable ? "#0b6b80" : "transparent"}">${drawing.replace("<svg", `<svg width="${inner}" height="${inner}"`)}</body>`,
  );
  writeFileSync(new URL(name, folder), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
