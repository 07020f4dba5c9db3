/** A worker that plays, as the page speaks with it. */
import { type Remote, wrap } from "comlink";
import type { Lab, Opening } from "../worker/protocol.ts";

export interface WorkerLab {
  readonly worker: Worker;
  readonly lab: Remote<Lab>;
}

export function startLab(): WorkerLab {
  const worker = new Worker(new URL("../worker/worker.ts", import.meta.url), { type: "module" });
  return { worker, lab: wrap<Lab>(worker) };
}

/** Milliseconds that are played to see how fast it goes. */
const MEASURED = 2000;

/** Rounds a second of a game, played for a moment in a worker of its own. */
export async function roundsPerSecond(opening: Opening): Promise<number> {
  const { worker, lab } = startLab();
  try {
    await lab.open(opening);
    // The first rounds lay out memory, and make what pictures are drawn by.
    await lab.advance({ rounds: 2, milliseconds: Number.POSITIVE_INFINITY }, {});
    const { step } = await lab.look({});
    const began = performance.now();
    const { step: then } = await lab.advance({ rounds: 1e6, milliseconds: MEASURED }, {});
    return (1000 * (then - step)) / (performance.now() - began);
  } finally {
    worker.terminate();
  }
}
