import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Operation } from "../model/operation.ts";
import type { CaseQuery } from "../model/repository.ts";
import { parametersOf, ServerCases } from "./cases.ts";
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

const everything: CaseQuery = { text: "", by: undefined, conditions: [], sorting: undefined, page: 1 };
const found = (total: number) => json(200, { data: [], metadata: { total, per: 20, page: 1 } });

test("a search that finds nothing by name looks for identifiers", async () => {
  answers = [found(0), found(3)];
  expect(await new ServerCases().list({ ...everything, text: "amina" })).toMatchObject({ total: 3, by: "number" });
  expect(sent.map((one) => one.line.includes("phonetic=true"))).toEqual([true, false]);
  expect(sent[1]?.line).toContain("id_search=true");
});

test("a search that finds nothing anywhere says where it looked first", async () => {
  answers = [found(0), found(0)];
  expect(await new ServerCases().list({ ...everything, text: "+254 700 123" })).toMatchObject({ total: 0, by: "number" });
});

test("a person can say where to look", async () => {
  answers = [found(0)];
  expect((await new ServerCases().list({ ...everything, text: "0700123456", by: "telephone" })).by).toBe("telephone");
  expect(sent[0]?.line).toContain("phone_number=true");
});

test("conditions, order and page are written in the grammar of API v2", () => {
  const query: CaseQuery = {
    ...everything,
    conditions: [
      { kind: "any", field: "sex", values: ["female", "male"] },
      { kind: "between", field: "registration_date", from: "2026-01-01", to: "" },
      { kind: "within", field: "found_at", codes: ["XL01"] },
    ],
    sorting: { field: "age", isDescending: false },
    page: 2,
  };
  expect(decodeURIComponent(parametersOf(query, undefined).toString())).toBe(
    "fields=short&page=2&per=20&sex[0]=female&sex[1]=male&registration_date[from]=2026-01-01&loc:found_at[0]=XL01&order_by=age&order=asc",
  );
});

test("flags are added, listed and resolved", async () => {
  answers = [json(200, {}), json(200, { data: [{ id: 3, message: "look again" }] }), json(200, {})];
  const cases = new ServerCases();
  await cases.addFlag("c1", { message: "look again", date: "2026-12-01" });
  expect(await cases.flags("c1")).toHaveLength(1);
  await cases.resolveFlag("c1", 3, "done");
  expect(sent.map((one) => one.line)).toEqual(["POST /api/v2/cases/c1/flags", "GET /api/v2/cases/c1/flags", "PATCH /api/v2/cases/c1/flags/3"]);
  expect(sent[2]?.body).toEqual({ data: { unflag_message: "done" } });
});
