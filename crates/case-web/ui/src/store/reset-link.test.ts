import { expect, test } from "vitest";
import { readRefusal, Unreachable } from "../api/problem.ts";
import { looksLikeAddress, refusedPart, resetTokenOf } from "./reset-link.ts";

const at = (address: string) => resetTokenOf(new URL(address, "https://tenant.example"));

test("the token of a new password stands behind the # of its own screen only", () => {
  expect(at("/app/password-reset#token=a-b_c")).toBe("a-b_c");
  expect(at("/app/password-reset")).toBeUndefined();
  expect(at("/app/password-reset?token=a")).toBeUndefined();
  expect(at("/app/sign-in#token=a")).toBeUndefined();
});

test("the server's message names the part that it refuses", () => {
  const refused = (status: number, message: string) => refusedPart(readRefusal(status, { errors: [{ status, message }] }));
  expect(refused(422, "user.password_reset.errors.reset_password_token")).toBe("reset_password_token");
  expect(refused(422, "user.password_reset.errors.password")).toBe("password");
  expect(refused(422, "user.password_reset.errors.password_confirmation")).toBe("password_confirmation");
  expect(refused(422, "user.password_reset.errors.other")).toBeUndefined();
  expect(refused(429, "user.password_reset.errors.password")).toBeUndefined();
  expect(refusedPart(new Unreachable("away"))).toBeUndefined();
});

test("an address has something on both sides of one @", () => {
  for (const text of ["amina@example.org", "o'neil+x@localhost"]) expect([text, looksLikeAddress(text)]).toEqual([text, true]);
  for (const text of ["", "amina", "@example.org", "amina@", "a b@example.org", "a@b@c"]) expect([text, looksLikeAddress(text)]).toEqual([text, false]);
});
