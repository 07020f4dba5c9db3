/** The data that a run was trained on, from where they were then or where they are now. */
import {
  type Column,
  type DataSet,
  type GivenDataOptions,
  holdsOutLast,
  isBuiltIn,
  isProblem,
  problem,
} from "../../inner.ts";
import { openData } from "../data/open.ts";
import { isPublished } from "../data/published.ts";
import type { OpenedData } from "../data/request.ts";
import { dataPlacesFrom, type Flags } from "../terminal/flags.ts";
import type { RunRecord } from "./record.ts";

/** Where they have moved to, if somebody says so. */
function movedTo({ data }: Flags): string | undefined {
  if (data === undefined || (typeof data === "string" && data !== "")) return data;
  throw problem({ doing: "reading option --data", expected: "a path", came: "an empty value" });
}

/** The way out where they are not found, or are others. */
function wayOut(source: string): string | undefined {
  if (isBuiltIn(source)) return undefined;
  return isPublished(source)
    ? "If their files have moved, give the folder that holds them by --data-dir."
    : "If they have moved, give the path where they are now by --data.";
}

/**
 * Opens them anew, whatever they are now. A table that is read otherwise than by the version that began the run is read as it was
 * then, if it still holds the same.
 */
export async function reopenData(record: RunRecord, flags: Flags, say: (line: string) => void): Promise<OpenedData> {
  const { config, source } = record;
  const argument = movedTo(flags) ?? source;
  const dataOptions = asLearned(record, argument);
  const places = { ...record.places, ...dataPlacesFrom(flags) };
  const holdOutLast = holdsOutLast(config.data.fingerprint);
  const open = (options: GivenDataOptions): Promise<OpenedData> =>
    openData({ argument, options, places, holdOutLast }, say);
  const isSame = (opened: OpenedData | undefined): boolean => opened?.data.fingerprint === config.data.fingerprint;
  const [now, trouble] = await open(dataOptions).then(
    (opened) => [opened, undefined] as const,
    (error: unknown) => [undefined, error] as const,
  );
  if (!isSame(now) && config.data.columns) {
    const then = await open(asFirstRead(config.data.columns, dataOptions)).catch(() => undefined);
    if (then && isSame(then)) {
      say("Note: this version would read the table otherwise than the one that began the run, whose reading is kept.");
      return then;
    }
  }
  if (now) return now;
  const next = wayOut(source);
  if (!isProblem(trouble) || argument !== source || next === undefined) throw trouble;
  throw problem({ doing: trouble.message, next, cause: trouble });
}

/** How the data were read. Of tables of text numbers alone were learned, before there was a choice. */
function asLearned({ dataOptions, config }: RunRecord, argument: string): GivenDataOptions {
  const scaled = config.data.columns?.every(({ kind }) => kind === undefined || kind === "number") ?? false;
  return scaled && /\.[ct]sv$/i.test(argument) ? { encode: "scaled", ...dataOptions } : dataOptions;
}

/** The columns that the run has, as numbers whatever they look like, and every row. */
function asFirstRead(columns: readonly Column[], options: GivenDataOptions): GivenDataOptions {
  const numbered = columns.map(({ name }) => /^column (\d+)$/.exec(name)?.[1]);
  const header = numbered.every((number) => number !== undefined) ? "no" : "auto";
  return {
    header,
    comments: "no",
    ...options,
    columns: columns.map(({ name }, i) => (header === "no" ? (numbered[i] ?? name) : name)),
    outliers: "keep",
  };
}

/** Refuses data that are not those of the run. */
export function requireSameData({ source, config }: RunRecord, data: DataSet, flags: Flags, doing: string): void {
  if (data.fingerprint === config.data.fingerprint) return;
  const moved = movedTo(flags);
  const next = moved === undefined ? wayOut(source) : undefined;
  throw problem({
    doing,
    expected: `the data it was trained on (${config.data.name}, ${config.data.fingerprint})`,
    came: `other data at ${moved ?? source} (${data.fingerprint})`,
    ...(next === undefined ? {} : { next }),
  });
}

/** The record of a run whose data were found in these places: they are looked for there from now on. */
export const recordAfterMove = (record: RunRecord, { source }: OpenedData, flags: Flags): RunRecord => ({
  ...record,
  source: movedTo(flags) === undefined ? record.source : source,
  places: { ...record.places, ...dataPlacesFrom(flags) },
});
