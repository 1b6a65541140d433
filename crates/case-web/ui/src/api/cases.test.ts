import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Operation } from "../model/operation.ts";
import { ServerCases } from "./cases.ts";
import { Unreachable } from "./problem.ts";

interface Sent {
  readonly line: string;
  readonly body: unknown;
}

let sent: Sent[] = [];
let answers: (() => Response)[] = [];

const json = (status: number, body: unknown) => () => new Response(JSON.stringify(body), { status });
const nothing = () => new Response(null, { status: 204 });
const cut = (): Response => {
  throw new TypeError("network");
};

beforeEach(() => {
  sent = [];
  vi.stubGlobal("document", { cookie: "CSRF-TOKEN=a%2Fb" });
  vi.stubGlobal("fetch", (path: string, request: RequestInit) => {
    sent.push({ line: `${request.method} ${path}`, body: request.body ? JSON.parse(String(request.body)) : undefined });
    const answer = answers.shift();
    return answer ? Promise.resolve().then(answer) : Promise.reject(new Error("an unexpected call"));
  });
});
afterEach(() => vi.unstubAllGlobals());

const create: readonly Operation[] = [
  { kind: "create", recordId: "c1", moduleId: "cp" },
  { kind: "set", recordId: "c1", path: ["name_first"], base: undefined, value: "Amina" },
];

test("a case is created with the app's own id and read back", async () => {
  answers = [nothing, json(200, { data: { id: "c1", name: "Amina" } })];
  expect(await new ServerCases().apply(create)).toEqual({ id: "c1", name: "Amina" });
  expect(sent[0]).toEqual({ line: "POST /api/v2/cases", body: { data: { id: "c1", module_id: "cp", name_first: "Amina" } } });
});

test("a create whose answer was lost is caught up with, and makes no second case", async () => {
  answers = [cut];
  await expect(new ServerCases().apply(create)).rejects.toBeInstanceOf(Unreachable);
  answers = [json(409, { errors: [{ status: 409, message: "Conflict" }] }), json(200, { data: { id: "c1" } }), json(200, { data: { id: "c1" } })];
  await new ServerCases().apply(create);
  expect(sent.map((one) => one.line)).toEqual(["POST /api/v2/cases", "POST /api/v2/cases", "PATCH /api/v2/cases/c1", "GET /api/v2/cases/c1"]);
  expect(sent[2]?.body).toEqual({ data: { name_first: "Amina" } });
});

test("a page of HTML from a proxy counts as no answer", async () => {
  answers = [() => new Response("<html>", { status: 502 })];
  await expect(new ServerCases().find("c1")).rejects.toBeInstanceOf(Unreachable);
});

test("a case that is not there is undefined", async () => {
  answers = [json(404, { errors: [{ status: 404, message: "Not Found" }] })];
  expect(await new ServerCases().find("c1")).toBeUndefined();
});

test("a search that finds nothing by name looks for identifiers", async () => {
  const page = (total: number) => json(200, { data: [], metadata: { total, per: 20, page: 1 } });
  answers = [page(0), page(3)];
  expect((await new ServerCases().list({ text: "amina", status: "any", page: 1 })).total).toBe(3);
  expect(sent.map((one) => one.line.includes("phonetic=true"))).toEqual([true, false]);
  expect(sent[1]?.line).toContain("id_search=true");
});
