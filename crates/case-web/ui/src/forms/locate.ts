// Finds the answer that a refusal means. The server names rows by their id, or by their place in what
// was sent, and can point below an answer.
import type { FieldProblem } from "../api/problem.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { rowsOf } from "../model/same.ts";
import type { Answers } from "../model/wire.ts";

export function locate(configuration: Configuration, problems: readonly FieldProblem[], sent: Answers): readonly FieldProblem[] {
  const located = problems.map(({ path, rule }) => ({ path: placeOf(configuration, path, sent), rule }));
  // Two rules at one answer are told one after the other.
  return located.filter(({ path }, index) => located.findIndex((other) => other.path.join("/") === path.join("/")) === index);
}

function placeOf(configuration: Configuration, path: readonly string[], sent: Answers): readonly string[] {
  const [name, row, inner] = path;
  if (name === undefined) return path;
  if (row === undefined || configuration.field(name)?.type !== "subform") return [name];
  const rows = rowsOf(sent[name]);
  const isId = rows.some((one) => one.unique_id === row) || !/^\d+$/.test(row);
  const id = isId ? row : rows[Number(row)]?.unique_id;
  if (id === undefined) return [name];
  // A problem of the row as a whole stands at the rows.
  return inner === undefined || inner === "unique_id" ? [name] : [name, id, inner];
}
