// The few pictures of the app, drawn as lines so that they follow the colour of the text.
import type { VNode } from "preact";

const PATHS = {
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm5 12 4.5 4.5",
  plus: "M12 5v14M5 12h14",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8a7.5 7.5 0 0 1 15 0",
  close: "M6 6l12 12M18 6 6 18",
  check: "m5 12.5 4.5 4.5L19 7.5",
  alert: "M12 8v5m0 3.5v.01M12 3.5 21 19.5H3L12 3.5Z",
  edit: "M4 20h4L19 9l-4-4L4 16v4Z",
  forward: "m9 5 7 7-7 7",
  back: "m15 5-7 7 7 7",
  place: "M12 21s7-6.1 7-11.5a7 7 0 1 0-14 0C5 14.9 12 21 12 21Zm0-9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  filter: "M4 6h16M7 12h10M10 18h4",
  flag: "M6 21V4h11l-2 4.5 2 4.5H6",
  history: "M12 8v4.5l3 2M4.5 12a7.5 7.5 0 1 0 2.4-5.5L4.5 8.5m0-4v4h4",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z",
  sort: "M8 5v14m0 0-3.5-3.5M8 19l3.5-3.5M16 19V5m0 0-3.5 3.5M16 5l3.5 3.5",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
} as const;

export type IconName = keyof typeof PATHS;

/** Pictures that point along the line of reading turn around with it. */
const MIRRORED: readonly IconName[] = ["forward", "back", "list"];

export function Icon({ name }: { name: IconName }): VNode {
  return (
    <svg class={MIRRORED.includes(name) ? "icon mirrored" : "icon"} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The sign of the app: a shelter over a small figure. */
export function Mark(): VNode {
  return (
    <svg class="mark" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <rect width="64" height="64" rx="15" />
      <path class="mark-shelter" d="M14 46V31a18 18 0 0 1 36 0v15" />
      <circle class="mark-head" cx="32" cy="30" r="6" />
      <path class="mark-body" d="M22 50a10 10 0 0 1 20 0" />
    </svg>
  );
}
