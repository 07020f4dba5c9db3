import type { Sink } from "../logs/sink.ts";
import { saveCheckpoint } from "../run/folder.ts";

interface CheckpointsSink extends Sink {
  /** The newest, as a path; empty before the first. */
  readonly newest: () => string;
}

interface Steps {
  readonly before: () => Promise<void>;
  readonly after: () => void;
}

/** Writes checkpoints/, and removes those that need not be kept. */
export function checkpointsSink(folder: string, keep: number, { before, after }: Steps): CheckpointsSink {
  let newest = "";
  return {
    newest: () => newest,
    event: async (event) => {
      if (event.type !== "checkpoint") return;
      await before();
      newest = await saveCheckpoint(folder, event.step, event.bytes, keep);
      after();
    },
  };
}
