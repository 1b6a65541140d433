// Rules that the compiler cannot see: sides are logical, and nothing can become markup.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const RULES = [
  {
    files: /\.css$/,
    // Physical sides would stay where they are when the page turns around.
    pattern: /(?:^|[\s;{])(?:margin|padding|border|inset)?-?(?:left|right|top|bottom)(?:-\w+)*\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)|(?:^|[\s;{])(?:min-|max-)?(?:width|height)\s*:/,
    except: /@media/,
    says: "use logical properties",
  },
  { files: /\.tsx?$/, pattern: /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write/, says: "texts never become markup" },
  { files: /\.tsx?$/, pattern: /\bstyle=|\beval\(|new Function\(/, says: "the content security policy forbids this" },
  { files: /\.tsx$/, pattern: />\s*[A-Z][a-z]+ [a-z]+[^<{]*</, says: "texts stand in src/texts" },
  { files: /(?<!http)\.tsx?$/, pattern: /\bfetch\(/, except: /src\/api\/http\.ts/, says: "only api/http.ts calls the server" },
];

const MAX_LINES = 400;

function filesIn(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

const complaints = filesIn("src").flatMap((file) => {
  const lines = readFileSync(file, "utf8").split("\n");
  const long = lines.length > MAX_LINES ? [`${file}: ${lines.length} lines; the limit is ${MAX_LINES}`] : [];
  const broken = RULES.filter((rule) => rule.files.test(file) && !rule.except?.test(file)).flatMap((rule) =>
    lines.flatMap((line, index) =>
      rule.pattern.test(line) && !rule.except?.test(line) ? [`${file}:${index + 1}: ${rule.says}: ${line.trim()}`] : [],
    ),
  );
  return [...long, ...broken];
});

for (const complaint of complaints) console.error(complaint);
process.exitCode = complaints.length === 0 ? 0 : 1;
