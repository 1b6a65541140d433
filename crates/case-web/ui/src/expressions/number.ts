// Numbers as the rules calculate and write them.

/** Beyond this a double holds no fraction. */
const EXACT = 2 ** 53;

/** What cannot be computed is null; there is no negative zero. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

/** Rounds the decimals that are written, halves away from zero, so that 1.005 is 1.01 whatever the double behind it is. */
export function round(value: number, places: number): number {
  if (!(Math.abs(value) < EXACT)) return value;
  return Math.sign(value) * shifted(Math.round(shifted(Math.abs(value), places)), -places);
}

function shifted(value: number, places: number): number {
  const [digits, exponent = "0"] = String(value).split("e");
  return Number(`${digits}e${Number(exponent) + places}`);
}

/** In decimals, never with an exponent; a text as it is. */
export function written(value: number | string): string {
  const [digits = "", exponent] = String(value).split("e");
  if (typeof value === "string") return value;
  if (exponent === undefined) return digits;
  const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d)(?:\.(\d+))?$/.exec(digits) ?? [];
  const moved = Number(exponent);
  return moved < 0
    ? `${sign}0.${"0".repeat(-moved - 1)}${whole}${fraction}`
    : `${sign}${whole}${fraction.padEnd(moved, "0")}`;
}
