/** G of a table in a run folder, ready to draw rows. */
import { createRowSampler, type RowSampler } from "../../inner.ts";
import { type LoadedCheckpoint, loadCheckpoint } from "./folder.ts";
import { checkpointMissing } from "./generator.ts";
import { type RunRecord, readRecord } from "./record.ts";

export interface RunRowSampler extends RowSampler {
  readonly record: RunRecord;
  readonly loaded: LoadedCheckpoint;
}

/** @param doing for error texts. `step`: a kept checkpoint; the newest by default. `round`: with the decimals of the data. */
export async function openRowSampler(
  folder: string,
  doing: string,
  say: (line: string) => void,
  { step, round = true }: { readonly step?: number | undefined; readonly round?: boolean } = {},
): Promise<RunRowSampler> {
  const record = await readRecord(folder);
  const loaded = await loadCheckpoint(folder, record.config, say, step);
  if (!loaded) throw checkpointMissing(doing, folder, step);
  const sampler = await createRowSampler({ config: record.config, checkpoint: loaded.checkpoint }, { round });
  return { ...sampler, record, loaded };
}
