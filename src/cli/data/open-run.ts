import { problem } from "../../index.ts";
import type { RunRecord } from "../run-folder.ts";
import { openData } from "./open.ts";
import type { DataPlaces, OpenedData } from "./request.ts";

/** The data that a run was trained on, from where they were then; refused if they have changed. */
export async function openRunData(
  { source, dataOptions, places, config }: RunRecord,
  given: DataPlaces,
  doing: string,
  say: (line: string) => void,
): Promise<OpenedData> {
  const opened = await openData({ argument: source, options: dataOptions, places: { ...places, ...given } }, say);
  if (opened.data.fingerprint === config.data.fingerprint) return opened;
  throw problem({
    doing,
    expected: `the data it was trained on (${config.data.fingerprint})`,
    came: `other data at ${source} (${opened.data.fingerprint})`,
  });
}
