import { alone, type Collective } from "../../inner.ts";
import type { Stage } from "./verdict.ts";

/** The ranks that do a command together. */
export interface Job extends Collective {
  /** What they do from now on, and whether there is a checkpoint: for the sentence that says why the job ended. */
  readonly stage: (stage: Stage) => void;
}

/** A command that no other rank does. */
export const onOneRank: Job = { ...alone, stage: () => undefined };
