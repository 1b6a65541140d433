// The tenant's places, ready to be searched while somebody types.
import type { Location, LocalizedText } from "../model/wire.ts";
import { fold } from "./fold.ts";

/** How the wire joins the names from the country down to the place. */
const JOINT = "::";

/** Enough to be quick, and few enough that the page stays alive meanwhile. */
const PREPARED_AT_ONCE = 400;

export interface Place {
  readonly code: string;
  readonly name: string;
  /** The places around it, the nearest first. */
  readonly around: string;
}

type TextOf = (text: LocalizedText) => string;

export class Places {
  private readonly byCode: ReadonlyMap<string, Location>;
  /** All names of a place in all languages, folded once; by the position in the list. */
  private readonly names: (string | undefined)[] = [];
  private readonly open: readonly Location[];

  constructor(private readonly locations: readonly Location[]) {
    this.byCode = new Map(locations.map((location) => [location.code, location]));
    this.open = locations.filter((location) => location.disabled !== true);
  }

  get size(): number {
    return this.locations.length;
  }

  find(code: string, textOf: TextOf): Place | undefined {
    const location = this.byCode.get(code);
    return location && describe(location, textOf);
  }

  /** Folds the names ahead of the first search, a few at a time; `false` when all are done. */
  prepare(): boolean {
    const start = this.names.length;
    const end = Math.min(this.open.length, start + PREPARED_AT_ONCE);
    for (let at = start; at < end; at += 1) this.namesAt(at);
    return end < this.open.length;
  }

  /** The places whose names hold all the words; those that begin with the first word come first. */
  search(text: string, limit: number, textOf: TextOf): { found: Place[]; more: boolean } {
    const words = fold(text).split(" ").filter(Boolean);
    const first = words[0] ?? "";
    const begins: Location[] = [];
    const holds: Location[] = [];
    for (const [at, location] of this.open.entries()) {
      const names = this.namesAt(at);
      if (!words.every((word) => names.includes(word))) continue;
      // Beginning with the word is what most people mean; only then is the place's own name looked at.
      const isOwn = begins.length <= limit && fold(lastName(textOf(location.name))).startsWith(first);
      (isOwn ? begins : holds).push(location);
      if (words.length === 0 && begins.length > limit) break;
    }
    const all = [...begins, ...holds];
    return { found: all.slice(0, limit).map((location) => describe(location, textOf)), more: all.length > limit };
  }

  /** The same, in the words of a list to choose from. */
  suggest(text: string, limit: number, textOf: TextOf): { found: { key: string; text: string; around: string }[]; more: boolean } {
    const { found, more } = this.search(text, limit, textOf);
    return { found: found.map((place) => ({ key: place.code, text: place.name, around: place.around })), more };
  }

  private namesAt(at: number): string {
    const known = this.names[at];
    if (known !== undefined) return known;
    const location = this.open[at];
    const names = location ? fold(`${Object.values(location.name).join(" ")} ${location.code}`) : "";
    this.names[at] = names;
    return names;
  }
}

function describe(location: Location, textOf: TextOf): Place {
  const names = textOf(location.name).split(JOINT);
  const name = names.at(-1) ?? location.code;
  return { code: location.code, name: name === "" ? location.code : name, around: names.slice(0, -1).reverse().join(", ") };
}

function lastName(path: string): string {
  return path.split(JOINT).at(-1) ?? path;
}
