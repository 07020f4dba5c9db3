/** The data that a run was trained on, from where they were then. */
import { type Column, type DataSet, type GivenDataOptions, problem } from "../../index.ts";
import type { RunRecord } from "../run-record.ts";
import { openData } from "./open.ts";
import type { DataPlaces, OpenedData } from "./request.ts";

/**
 * Opens them anew, whatever they are now. `argument`: where they have moved to; `given`: where files are now.
 * A table that is read otherwise than by the version that began the run is read as it was then, if it still holds the same.
 */
export async function reopenData(
  record: RunRecord,
  given: DataPlaces,
  say: (line: string) => void,
  argument = record.source,
): Promise<OpenedData> {
  const { dataOptions, config } = record;
  const places = { ...record.places, ...given };
  const open = (options: GivenDataOptions): Promise<OpenedData> => openData({ argument, options, places }, say);
  const isSame = (opened: OpenedData | undefined): boolean => opened?.data.fingerprint === config.data.fingerprint;
  const [now, trouble] = await open(dataOptions).then(
    (opened) => [opened, undefined] as const,
    (error: unknown) => [undefined, error] as const,
  );
  if (isSame(now) || !config.data.columns) {
    if (now) return now;
    throw trouble;
  }
  const then = await open(asFirstRead(config.data.columns, dataOptions)).catch(() => undefined);
  if (then && isSame(then)) {
    return { ...then, notices: ["The table is read as by the version that began the run.", ...then.notices] };
  }
  if (now) return now;
  throw trouble;
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

/** Refuses data that are not those of the run any more. */
export function requireSameData({ source, config }: RunRecord, data: DataSet, doing: string): void {
  if (data.fingerprint === config.data.fingerprint) return;
  throw problem({
    doing,
    expected: `the data it was trained on (${config.data.fingerprint})`,
    came: `other data at ${source} (${data.fingerprint})`,
  });
}
