/** The data that a run was trained on, from where they were then. */
import { type DataSet, problem } from "../../index.ts";
import type { RunRecord } from "../run-record.ts";
import { openData } from "./open.ts";
import type { DataPlaces, OpenedData } from "./request.ts";

/** Opens them anew, whatever they are now. `argument`: where they have moved to; `given`: where files are now. */
export const reopenData = (
  { source, dataOptions, places }: RunRecord,
  given: DataPlaces,
  say: (line: string) => void,
  argument = source,
): Promise<OpenedData> => openData({ argument, options: dataOptions, places: { ...places, ...given } }, say);

/** Refuses data that are not those of the run any more. */
export function requireSameData({ source, config }: RunRecord, data: DataSet, doing: string): void {
  if (data.fingerprint === config.data.fingerprint) return;
  throw problem({
    doing,
    expected: `the data it was trained on (${config.data.fingerprint})`,
    came: `other data at ${source} (${data.fingerprint})`,
  });
}
