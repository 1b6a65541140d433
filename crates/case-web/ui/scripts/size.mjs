// What the first screen costs: everything that a phone loads from the address to the case list.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BAR_KB = 110;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const files = new Set(["index.html"]);
const take = (key) => {
  const chunk = manifest[key];
  if (!chunk || files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const imported of chunk.imports ?? []) take(imported);
};
take("index.html");
// The list is a chunk of its own, and the screen that people come for.
take("src/screens/case-list.tsx");

/** Only one language is loaded; the largest is counted. */
const gzip = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
const languages = Object.keys(manifest).filter((key) => key.startsWith("src/texts/"));
const largest = languages.map((key) => manifest[key].file).sort((one, other) => gzip(other) - gzip(one))[0];
if (largest) files.add(largest);

let total = 0;
for (const file of files) {
  total += gzip(file);
  console.log(`${(gzip(file) / 1024).toFixed(1).padStart(6)} KB  ${file}`);
}
const kilobytes = total / 1024;
const verdict = kilobytes <= BAR_KB ? "ok" : "short";
console.log(`figure app.first_screen_gzip ${kilobytes.toFixed(1)} KB bar <= ${BAR_KB} ${verdict}`);
process.exitCode = verdict === "ok" ? 0 : 1;
