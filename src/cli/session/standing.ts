/** How near G is to the data, for the terminal while a run goes on: of points, whose density is known. */
import { type DataSet, formatNumber, measuredText, modeScores, type Samples, sampledJsd } from "../../inner.ts";

export interface Standing {
  /** Reads what G makes at these samples, unless that was done a moment ago. */
  readonly take: (samples: Samples) => Promise<void>;
  /** In a few words each; nothing before the first reading, and of other data. */
  readonly parts: () => readonly string[];
}

/** Samples that JSD is read from: of fewer there is a lower bound alone. */
const SAMPLES = 10_000;
/** Milliseconds between two readings at least, and how many times as long as a reading takes: a fiftieth of the run's time. */
const EVERY = 1000;
const TIMES = 50;

export function createStanding({ density }: DataSet): Standing {
  let parts: readonly string[] = [];
  let [next, took] = [performance.now() + EVERY, 0];
  return {
    take: async ({ step, draw }) => {
      if (!density || !draw || performance.now() < next) return;
      const began = performance.now();
      const values = await draw(SAMPLES);
      const varied = values.some((value, i) => value !== values[i % density.dimension]);
      if (varied && values.every(Number.isFinite)) {
        const modes = density.modes && modeScores(density.modes, values);
        parts = [
          ...(modes ? [`${modes.modes} of ${modes.of} modes`] : []),
          `JSD ${measuredText(sampledJsd(density, values))} at step ${formatNumber(step)}`,
        ];
      }
      took = performance.now() - began;
      next = performance.now() + Math.max(EVERY, TIMES * took);
    },
    parts: () => parts,
  };
}
