import type { MetricsLine, RunOptions } from "../../inner.ts";
import type { Sink } from "../logs/sink.ts";
import { thinSamples } from "../run/folder.ts";
import { createBest } from "./best-so-far.ts";

/** Keeps samples/ from growing for ever: the sheets that are the best so far stay. @param before lines of earlier sessions. */
export function thinningSink(folder: string, run: RunOptions, before: readonly MetricsLine[]): Sink {
  const best = createBest(before);
  return {
    event: async (event) => {
      if (event.type === "recorded") best.take(event.line);
      if (event.type === "samples") await thinSamples(folder, event.step, run, best.steps());
    },
  };
}
