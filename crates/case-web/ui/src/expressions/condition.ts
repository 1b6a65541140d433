// Rules of the configuration in use: whether something is shown, and what a calculation gives.
import { tenant } from "../store/tenant.ts";
import { compile, holds, type Evaluate, type Scope } from "./compile.ts";
import { todayIn } from "./day.ts";
import { RuleRefused, type Expression, type Json } from "./expression.ts";

const compiled = new WeakMap<object, Evaluate | null>();

/** `null` when the rule is one that this version does not understand. */
function ruleFor(rule: Expression): Evaluate | null {
  if (typeof rule !== "object" || rule === null) return compile(rule);
  const known = compiled.get(rule);
  if (known !== undefined) return known;
  let fresh: Evaluate | null = null;
  try {
    fresh = compile(rule);
  } catch (problem) {
    if (!(problem instanceof RuleRefused)) throw problem;
  }
  compiled.set(rule, fresh);
  return fresh;
}

/** Without a rule, and with one that cannot be understood, a question is shown: hiding it would lose it. */
export function mayShow(rule: Expression | undefined, answers: { readonly [field: string]: unknown }): boolean {
  if (rule === undefined || rule === null || isEmpty(rule)) return true;
  const evaluate = ruleFor(rule);
  return evaluate === null || holds(evaluate(scopeOf(answers)));
}

/** API v2 writes "no condition" as an empty object as well. */
function isEmpty(rule: Expression): boolean {
  return typeof rule === "object" && rule !== null && Object.keys(rule).length === 0;
}

export function calculate(rule: Expression | undefined, answers: { readonly [field: string]: unknown }): Json {
  const evaluate = rule === undefined ? null : ruleFor(rule);
  return evaluate ? evaluate(scopeOf(answers)) : null;
}

/** Few rules ask what day it is, and telling it costs more than all the rest of a rule. */
function scopeOf(answers: Scope["answers"]): Scope {
  return {
    answers,
    get today() {
      return today();
    },
  };
}

/** Today where the tenant is, because its date rules mean that day. */
export function today(): string {
  return todayIn(tenant.peek()?.timeZone);
}
