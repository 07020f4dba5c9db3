import type { Job } from "../distributed/job.ts";
import { BEFORE_TRAINING, TRAINING } from "../distributed/verdict.ts";
import type { Sink } from "../logs/sink.ts";
import type { Lock } from "../run/lock.ts";

interface FolderSink extends Sink {
  /** Refuses to go on where another process has taken the folder. */
  readonly requireHeld: () => Promise<void>;
}

/** Makes the run folder ready when the run begins, and holds its lock to the end. */
export function folderSink(prepare: () => Promise<Lock>, job: Job): FolderSink {
  let held: Lock | undefined;
  return {
    requireHeld: async () => held?.requireHeld(),
    event: async (event) => {
      if (event.type !== "start") return;
      job.stage(event.step === 0 ? BEFORE_TRAINING : TRAINING);
      held = await prepare();
    },
    end: () => held?.release(),
  };
}
