// Days and moments as the texts that answers hold them in.

const WRITTEN = /^(\d{4})-(\d\d)-(\d\d)(T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:Z|([+-])(\d\d):(\d\d)))?$/;
const DAY_MS = 86_400_000;

export interface When {
  /** Days since 1970, of the day that is written. */
  readonly day: number;
  /** The point in time in milliseconds since 1970, for a moment only. */
  readonly instant: number | undefined;
  /** What is left of the moment below the millisecond, in nanoseconds. */
  readonly finer: number;
  /** The time of day and offset as written; empty for a day. */
  readonly time: string;
}

/** Reads a day or a moment; `undefined` for anything else, and for days and times that do not exist. */
export function readWhen(value: unknown): When | undefined {
  const parts = typeof value === "string" ? WRITTEN.exec(value) : null;
  if (!parts) return undefined;
  const [, year, month, date, time = "", hours, minutes, seconds, fraction = "", sign, offsetHours, offsetMinutes] = parts;
  const day = dayNumber(Number(year), Number(month), Number(date));
  if (day === undefined) return undefined;
  if (time === "") return { day, instant: undefined, finer: 0, time };
  const [clock, offset] = [within(hours, minutes), within(offsetHours, offsetMinutes)];
  const second = below(seconds, 60);
  if (clock === undefined || offset === undefined || second === undefined) return undefined;
  // What is finer than a nanosecond is cut off.
  const nanoseconds = Number(fraction.slice(0, 9).padEnd(9, "0"));
  const minute = clock - (sign === "-" ? -offset : offset);
  const instant = day * DAY_MS + minute * 60_000 + second * 1000 + Math.floor(nanoseconds / 1_000_000);
  return { day, instant, finer: nanoseconds % 1_000_000, time };
}

/** Minutes of a time of day. */
function within(hours: string | undefined, minutes: string | undefined): number | undefined {
  const [hour, minute] = [below(hours, 24), below(minutes, 60)];
  return hour === undefined || minute === undefined ? undefined : hour * 60 + minute;
}

/** The number of two digits when it is less than the limit; zero where nothing is written. */
function below(digits: string | undefined, limit: number): number | undefined {
  const number = Number(digits ?? 0);
  return number < limit ? number : undefined;
}

function dayNumber(year: number, month: number, date: number): number | undefined {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, date);
  const exists = year >= 1 && at.getUTCMonth() === month - 1 && at.getUTCDate() === date;
  return exists ? at.getTime() / DAY_MS : undefined;
}

/** Writes a day; `undefined` outside the years 1 to 9999. */
export function writeDay(day: number): string | undefined {
  const at = new Date(day * DAY_MS);
  const year = at.getUTCFullYear();
  if (!(year >= 1 && year <= 9999)) return undefined;
  return `${String(year).padStart(4, "0")}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
}

/** The last day of the calendar quarter. */
export function endOfQuarter(day: number): number {
  const at = new Date(day * DAY_MS);
  const last = new Date(0);
  last.setUTCFullYear(at.getUTCFullYear(), Math.floor(at.getUTCMonth() / 3) * 3 + 3, 0);
  return last.getTime() / DAY_MS;
}

/** Today's day in a time zone. */
export function todayIn(timeZone: string | undefined, now: Date = new Date()): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    ...(timeZone === undefined ? {} : { timeZone }),
  }).formatToParts(now);
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
