import type { DataSet, MetricsLine, TrainingEvent } from "../../inner.ts";
import type { Job } from "../distributed/job.ts";
import type { Lock } from "../run/lock.ts";
import type { RunRecord } from "../run/record.ts";

/** A run that is to be carried out. */
export interface Session {
  readonly folder: string;
  readonly record: RunRecord;
  readonly data: DataSet;
  /**
   * Makes the folder ready and takes its lock; called when everything that can be wrong with the options has shown itself.
   */
  readonly prepare: () => Promise<Lock>;
  readonly events: (signal: AbortSignal) => AsyncGenerator<TrainingEvent>;
  /** Lines of metrics from before, when resuming. */
  readonly metrics: readonly MetricsLine[];
  readonly job: Job;
}
