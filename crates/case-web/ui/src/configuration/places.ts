// The tenant's places, ready to be searched while somebody types.
import type { Location, LocalizedText } from "../model/wire.ts";
import { fold } from "./fold.ts";

/** How the wire joins the names from the country down to the place. */
const JOINT = "::";

export interface Place {
  readonly code: string;
  readonly name: string;
  /** The places around it, the nearest first. */
  readonly around: string;
}

export class Places {
  private readonly byCode: ReadonlyMap<string, Location>;
  private readonly folded = new Map<Location, string>();

  constructor(private readonly locations: readonly Location[]) {
    this.byCode = new Map(locations.map((location) => [location.code, location]));
  }

  get size(): number {
    return this.locations.length;
  }

  find(code: string, textOf: (text: LocalizedText) => string): Place | undefined {
    const location = this.byCode.get(code);
    return location && describe(location, textOf);
  }

  /** The places whose names hold all the words; those that begin with the first word come first. */
  search(text: string, limit: number, textOf: (text: LocalizedText) => string): { found: Place[]; more: boolean } {
    const words = fold(text).split(" ").filter(Boolean);
    const begins: Location[] = [];
    const holds: Location[] = [];
    for (const location of this.locations) {
      if (location.disabled === true) continue;
      const names = this.names(location);
      if (!words.every((word) => names.includes(word))) continue;
      const own = fold(lastName(textOf(location.name)));
      (own.startsWith(words[0] ?? "") ? begins : holds).push(location);
    }
    const all = [...begins, ...holds];
    return {
      found: all.slice(0, limit).map((location) => describe(location, textOf)),
      more: all.length > limit,
    };
  }

  /** All names in all languages, folded once. */
  private names(location: Location): string {
    const known = this.folded.get(location);
    if (known !== undefined) return known;
    const names = fold(`${Object.values(location.name).join(" ")} ${location.code}`);
    this.folded.set(location, names);
    return names;
  }
}

function describe(location: Location, textOf: (text: LocalizedText) => string): Place {
  const names = textOf(location.name).split(JOINT);
  const name = names.at(-1) ?? location.code;
  return { code: location.code, name: name === "" ? location.code : name, around: names.slice(0, -1).reverse().join(", ") };
}

function lastName(path: string): string {
  return path.split(JOINT).at(-1) ?? path;
}
