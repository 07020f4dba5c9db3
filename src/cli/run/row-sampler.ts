/** G of a table in a run folder, ready to draw rows. */
import { createRowSampler, type DeviceChoice, type RowSampler } from "../../inner.ts";
import { deviceToDraw } from "../terminal/device-flag.ts";
import { type LoadedCheckpoint, loadCheckpoint } from "./folder.ts";
import { checkpointMissing } from "./generator.ts";
import { type RunRecord, readRecord } from "./record.ts";

export interface RunRowSampler extends RowSampler {
  readonly record: RunRecord;
  readonly loaded: LoadedCheckpoint;
}

/** @param doing for error texts. `step`: a kept checkpoint; the newest by default. `round`: with the decimals of the data. `device`: as for pictures. */
export async function openRowSampler(
  folder: string,
  doing: string,
  say: (line: string) => void,
  {
    step,
    round = true,
    device = "cpu",
  }: { readonly step?: number | undefined; readonly round?: boolean; readonly device?: DeviceChoice } = {},
): Promise<RunRowSampler> {
  const record = await readRecord(folder);
  const loaded = await loadCheckpoint(folder, record.config, say, step);
  if (!loaded) throw checkpointMissing(doing, folder, step);
  const { config } = record;
  const chosen = await deviceToDraw(device, config, say);
  const sampler = await createRowSampler({ config, checkpoint: loaded.checkpoint }, { round, device: chosen });
  return { ...sampler, record, loaded };
}
