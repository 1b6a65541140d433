// The vectors that the Rust evaluator passes too.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { compile } from "./compile.ts";
import { RuleRefused, type Json } from "./expression.ts";

interface Vector {
  readonly name: string;
  readonly rule: Json;
  readonly answers?: Record<string, Json>;
  readonly today?: string;
  readonly result?: Json;
  readonly refused_at?: string;
}

/** Another directory of vectors, for example of random ones, can be tried as well. */
const folder = process.env["EXPRESSION_VECTORS"] ?? fileURLToPath(new URL("../../../../../tests/fixtures/expressions/", import.meta.url));

// The directory is read, so that no file can be forgotten.
for (const file of readdirSync(folder)) {
  const { about, cases } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { about: string; cases: Vector[] };
  describe(`${file}: ${about}`, () => {
    test.each(cases)("$name", (vector) => {
      if (vector.refused_at === undefined) {
        const scope = { answers: vector.answers ?? {}, today: vector.today ?? "2026-11-24" };
        expect(compile(vector.rule)(scope)).toEqual(vector.result);
      } else {
        expect(refusalOf(vector.rule)).toBe(vector.refused_at);
      }
    });
  });
}

function refusalOf(rule: Json): string | undefined {
  try {
    compile(rule);
    return undefined;
  } catch (problem) {
    if (problem instanceof RuleRefused) return problem.pointer;
    throw problem;
  }
}
