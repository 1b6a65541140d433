// Turns a rule into a function of the answers, or refuses it with the place of the mistake.
import { equal, isBlank, order } from "./compare.ts";
import { endOfQuarter, readWhen, writeDay } from "./day.ts";
import { finite, round, written } from "./number.ts";
import { isList, isObject, RuleRefused, type Expression, type Json } from "./expression.ts";

export interface Scope {
  readonly answers: { readonly [field: string]: unknown };
  readonly today: string;
}

export type Evaluate = (scope: Scope) => Json;

const MAX_LEVELS = 32;
const MAX_NODES = 1000;
const FIELD = /^[a-z0-9_-]+$/i;
/** Operators that cannot stand where a rule is needed. */
const VALUES = new Set(["value", "sum", "avg", "concat", "count", "today", "add_days", "diff_days", "end_of_quarter"]);

/** Where in the rule the compiler is, and how much it has seen. */
interface Place {
  readonly pointer: string;
  readonly level: number;
  readonly count: { nodes: number };
}

type Operator = (operand: Json, place: Place) => Evaluate;

export function compile(rule: Expression): Evaluate {
  return operand(rule, { pointer: "", level: 0, count: { nodes: 0 } });
}

/** A rule that gives anything but true, or the text that some clients send for it, does not hold. */
export function holds(value: Json): boolean {
  return value === true || value === "true";
}

function refuse(place: Place): never {
  throw new RuleRefused(place.pointer);
}

function inside(place: Place, key: string | number): Place {
  const part = String(key).replaceAll("~", "~0").replaceAll("/", "~1");
  return { pointer: `${place.pointer}/${part}`, level: place.level, count: place.count };
}

function operand(node: Json, place: Place): Evaluate {
  place.count.nodes += 1;
  if (place.level === MAX_LEVELS || place.count.nodes > MAX_NODES) refuse(place);
  if (typeof node === "string") return answer(node, place);
  if (isList(node)) return refuse(place);
  if (!isObject(node)) return () => node;
  const [name, value] = only(node, place);
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  const deeper = { ...inside(place, name), level: place.level + 1 };
  return operator ? operator(value, deeper) : refuse(deeper);
}

/** The one entry of an object that must have one. */
function only(node: { readonly [key: string]: Json }, place: Place): [string, Json] {
  const entries = Object.entries(node);
  return entries.length === 1 && entries[0] ? entries[0] : refuse(place);
}

function answer(field: Json, place: Place): Evaluate {
  if (typeof field !== "string" || !FIELD.test(field)) return refuse(place);
  return (scope) => {
    const value = Object.hasOwn(scope.answers, field) ? scope.answers[field] : undefined;
    return isBlank(value) ? null : (value as Json);
  };
}

/** An operand that gives true or false. */
function ruleOf(node: Json, place: Place): Evaluate {
  const isRule = typeof node === "boolean" || (isObject(node) && mayHold(node));
  return isRule ? operand(node, place) : refuse(place);
}

/** An unknown operator is refused at its own place, not as a value. */
function mayHold(node: { readonly [key: string]: Json }): boolean {
  const [name, ...others] = Object.keys(node);
  return name === undefined || others.length > 0 || !VALUES.has(name);
}

function list(node: Json, place: Place): readonly Json[] {
  return isList(node) ? node : refuse(place);
}

function rules(node: Json, place: Place): readonly Evaluate[] {
  return list(node, place).map((part, index) => ruleOf(part, inside(place, index)));
}

function operands(node: Json, place: Place, count?: number): readonly Evaluate[] {
  const parts = list(node, place);
  if (count !== undefined && parts.length !== count) refuse(place);
  return parts.map((part, index) => operand(part, inside(place, index)));
}

function literal(node: Json, place: Place): Json {
  return isObject(node) || isList(node) ? refuse(place) : node;
}

function literals(node: Json, place: Place): readonly Json[] {
  return list(node, place).map((part, index) => literal(part, inside(place, index)));
}

/** The right side of `{"operator": {"field": right}}`, where a string is a literal. */
function right(node: Json, place: Place): Evaluate {
  if (isObject(node)) return operand(node, place);
  if (!isList(node)) return () => node;
  const items = literals(node, place);
  return () => items;
}

function comparison(compare: (one: Json, other: Json) => boolean): Operator {
  return (node, place) => {
    const [one, other] = isList(node) ? pair(node, place, operand) : sides(node, place, right);
    return (scope) => {
      const [left, against] = [one(scope), other(scope)];
      return left !== null && against !== null && compare(left, against);
    };
  };
}

function sides(node: Json, place: Place, rightSide: Operator): readonly [Evaluate, Evaluate] {
  if (!isObject(node)) return refuse(place);
  const [field, against] = only(node, place);
  return [answer(field, inside(place, field)), rightSide(against, inside(place, field))];
}

function ordered(fits: (difference: number) => boolean): Operator {
  return comparison((one, other) => {
    const difference = order(one, other);
    return difference !== undefined && fits(difference);
  });
}

const within: Operator = (node, place) => {
  const constant: Operator = (items, at) => {
    const known = literals(items, at);
    return () => known;
  };
  const [one, other] = isList(node)
    ? pair(node, place, constant)
    : sides(node, place, constant);
  return (scope) => {
    const value = one(scope);
    return value !== null && (other(scope) as readonly Json[]).some((item) => item !== null && equal(value, item));
  };
};

function pair(node: readonly Json[], place: Place, rightSide: Operator): readonly [Evaluate, Evaluate] {
  const [one, other] = node;
  if (one === undefined || other === undefined || node.length !== 2) return refuse(place);
  return [operand(one, inside(place, 0)), rightSide(other, inside(place, 1))];
}

/** `{"rows": rule}`: which rows there are, and for how many the rule holds. */
function rowsThatFit(node: Json, place: Place): (scope: Scope) => { all: number; fitting: number } {
  if (!isObject(node)) return refuse(place);
  const [subform, rule] = only(node, place);
  const rows = answer(subform, inside(place, subform));
  const fits = ruleOf(rule, inside(place, subform));
  return (scope) => {
    const value = rows(scope);
    const objects = isList(value) ? value.filter(isObject) : [];
    const fitting = objects.filter((row) => holds(fits({ answers: row, today: scope.today })));
    return { all: objects.length, fitting: fitting.length };
  };
}

interface Listed {
  readonly parts: readonly Evaluate[];
  readonly extra: Json | undefined;
}

/** `[...]` or `{"data": [...], "extra": {name: ...}}` with one known extra. */
function listed(node: Json, place: Place, extraName: string, allows: (extra: Json) => boolean): Listed {
  if (!isObject(node)) return { parts: operands(node, place), extra: undefined };
  const unknown = Object.keys(node).find((key) => key !== "data" && key !== "extra");
  if (unknown !== undefined) refuse(inside(place, unknown));
  const data = node["data"];
  if (data === undefined) return refuse(place);
  const parts = operands(data, inside(place, "data"));
  const { extra: extras = {} } = node;
  const extraPlace = inside(place, "extra");
  if (!isObject(extras)) return refuse(extraPlace);
  for (const [key, value] of Object.entries(extras)) {
    if (key !== extraName || !allows(value)) refuse(inside(extraPlace, key));
  }
  return { parts, extra: extras[extraName] };
}

function numbers(node: Json, place: Place, total: (values: readonly number[], exact: boolean) => number | null): Evaluate {
  const { parts, extra } = listed(node, place, "decimalPlaces", isPlaces);
  return (scope) => {
    const values = parts.map((part) => part(scope)).filter((value) => typeof value === "number");
    const result = total(values, extra !== undefined);
    return result === null ? null : finite(extra === undefined ? result : round(result, extra as number));
  };
}

function isPlaces(extra: Json): boolean {
  return typeof extra === "number" && Number.isInteger(extra) && extra >= 0 && extra <= 9;
}

function add(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const concat: Operator = (node, place) => {
  const { parts, extra } = listed(node, place, "separator", (separator) => typeof separator === "string");
  return (scope) => {
    const values = parts.map((part) => part(scope)).filter((value) => typeof value === "string" || typeof value === "number");
    return values.length === 0 ? null : values.map(written).join(typeof extra === "string" ? extra : "");
  };
};

const count: Operator = (node, place) => {
  if (isObject(node)) {
    const rows = rowsThatFit(node, place);
    return (scope) => rows(scope).fitting;
  }
  const value = answer(node, place);
  return (scope) => {
    const found = value(scope);
    return found === null ? 0 : isList(found) ? found.length : 1;
  };
};

const conditional: Operator = (node, place) => {
  const parts = list(node, place);
  if (parts.length < 2 || parts.length > 3) refuse(place);
  const rule = ruleOf(parts[0] ?? null, inside(place, 0));
  const [then, otherwise] = parts.slice(1).map((part, index) => operand(part, inside(place, index + 1)));
  return (scope) => (holds(rule(scope)) ? then?.(scope) : otherwise?.(scope)) ?? null;
};

const addDays: Operator = (node, place) => {
  const [date, days] = operands(node, place, 2);
  return (scope) => {
    const [start, distance] = [readWhen(date?.(scope)), days?.(scope)];
    if (!start || !Number.isInteger(distance)) return null;
    const day = writeDay(start.day + (distance as number));
    return day === undefined ? null : day + start.time;
  };
};

const diffDays: Operator = (node, place) => {
  const [one, other] = operands(node, place, 2);
  return (scope) => {
    const [to, from] = [readWhen(one?.(scope)), readWhen(other?.(scope))];
    return to && from ? to.day - from.day : null;
  };
};

const OPERATORS: Readonly<Record<string, Operator>> = {
  and: (node, place) => {
    const parts = rules(node, place);
    return (scope) => parts.every((part) => holds(part(scope)));
  },
  or: (node, place) => {
    const parts = rules(node, place);
    return (scope) => parts.some((part) => holds(part(scope)));
  },
  not: (node, place) => {
    const part = ruleOf(node, place);
    return (scope) => !holds(part(scope));
  },
  exists: (node, place) => {
    const value = answer(node, place);
    return (scope) => value(scope) !== null;
  },
  any: (node, place) => {
    const rows = rowsThatFit(node, place);
    return (scope) => rows(scope).fitting > 0;
  },
  all: (node, place) => {
    const rows = rowsThatFit(node, place);
    return (scope) => {
      const { all, fitting } = rows(scope);
      return all === fitting;
    };
  },
  eq: comparison(equal),
  ne: comparison((one, other) => !equal(one, other)),
  gt: ordered((difference) => difference > 0),
  ge: ordered((difference) => difference >= 0),
  lt: ordered((difference) => difference < 0),
  le: ordered((difference) => difference <= 0),
  in: within,
  if: conditional,
  field: answer,
  value: (node) => () => node,
  sum: (node, place) => numbers(node, place, add),
  avg: (node, place) =>
    numbers(node, place, (values, exact) => {
      if (values.length === 0) return null;
      const mean = add(values) / values.length;
      return exact ? mean : Math.floor(mean);
    }),
  concat,
  count,
  today: (node, place) => (list(node, place).length === 0 ? (scope) => scope.today : refuse(place)),
  add_days: addDays,
  diff_days: diffDays,
  end_of_quarter: (node, place) => {
    const date = operand(node, place);
    return (scope) => {
      const when = readWhen(date(scope));
      return when ? (writeDay(endOfQuarter(when.day)) ?? null) : null;
    };
  },
};
