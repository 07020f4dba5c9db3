import {
  type ClassLabels,
  type DataSet,
  type dataOptions,
  type GivenDataOptions,
  problem,
  type TableSchema,
} from "../../inner.ts";
import { type DataPlaces, flagName } from "../terminal/flags.ts";
import type { ColumnFacts } from "./column-facts.ts";
import type { CutPicture } from "./cut-pictures.ts";

/** Data as a user names them. */
export interface DataRequest {
  /** A name, or a path. */
  readonly argument: string;
  readonly options: GivenDataOptions;
  readonly places: DataPlaces;
  /** The last examples of a folder are held out, whatever their labels: so did the run that is opened again. */
  readonly holdOutLast?: boolean;
}

export interface OpenedData {
  readonly data: DataSet;
  /** How to find the data again: a name, or an absolute path. */
  readonly source: string;
  /** What was read, for people: `["images", "1,107 (PNG)"]`. */
  readonly facts: readonly (readonly [what: string, value: string])[];
  /** Of a table: its columns. */
  readonly columns?: readonly ColumnFacts[];
  /** Of a table: what it would be read again by. */
  readonly schema?: TableSchema;
  /**
   * What was guessed, left out or changed, a sentence each: what, how many, and what to do about it. `train` and `describe` say
   * them, and config.json keeps them.
   */
  readonly notices: readonly string[];
  /** Of a folder: pictures that lose most to the cut. */
  readonly cut?: readonly CutPicture[];
  /** What each example is, where the data say so. */
  readonly labels?: ReadLabels;
  /** Files that were left out. */
  readonly skipped: readonly Skipped[];
}

/** Labels, and where they come from: a file's name, or `the sub-folders`. */
export interface ReadLabels {
  readonly from: string;
  readonly labels: ClassLabels;
}

export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** Options that mean nothing for this kind of data are not passed over in silence. */
export function refuseOthers(
  what: string,
  options: GivenDataOptions,
  allowed: readonly (keyof typeof dataOptions)[],
): void {
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined || value === false || value === 0 || (allowed as readonly string[]).includes(key)) continue;
    throw problem({
      doing: `reading data ${what}`,
      expected:
        allowed.length > 0
          ? `only ${allowed.map((name) => flagName(name)).join(", ")}`
          : "no option about reading files",
      came: flagName(key),
      next: "Leave it out.",
    });
  }
}
