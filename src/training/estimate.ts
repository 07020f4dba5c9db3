/** What a run will cost, before it is paid. */
import type { DataSet } from "../data/dataset.ts";
import { type LayerSummary, summarize } from "../networks/network.ts";
import type { Device } from "../onnx/device.ts";
import { peakBytes } from "../tensor/memory.ts";
import { algorithm1 } from "./algorithm.ts";
import { assemble, flopsPerStep } from "./assemble.ts";
import type { Config } from "./config.ts";
import { gameOf } from "./game-of-config.ts";
import type { OwnParts } from "./own-parts.ts";

/** What a run will cost, measured on a few of its steps on this machine. */
export interface Estimate {
  readonly networks: { readonly generator: readonly LayerSummary[]; readonly discriminator: readonly LayerSummary[] };
  /** Floating-point operations of one step of the run, which is a round: all of D's and G's in it. */
  readonly flopsPerStep: number;
  readonly bytes: {
    /** Parameters, gradients, the optimizer's memory, the moving average and minibatches: known exactly. */
    readonly state: number;
    /** Intermediate values of both steps: an estimate (see `peakBytes`). */
    readonly activations: number;
  };
  /** Median over {@link measured} real steps on this machine, after those that warm it up. */
  readonly secondsPerStep: number;
  readonly measured: number;
  /** From nothing to the first step. */
  readonly secondsToStart: number;
}

/** How a cost is measured. */
export interface EstimateOptions {
  /** About how long to measure; 3 if left out. */
  readonly seconds?: number;
  readonly own?: OwnParts;
  /** Where steps are computed; the processor if left out. */
  readonly device?: Device;
}

const WARM_UP = 2;
const MOST_MEASURED = 50;

/** Builds the run, plays a few steps of it (at most about `seconds`), and throws everything away. */
export async function estimate(
  config: Config,
  data: DataSet,
  { seconds = 3, own, device = "cpu" }: EstimateOptions = {},
): Promise<Estimate> {
  const began = performance.now();
  const machine = await assemble(config, data, own, { weights: "any", device });
  try {
    const times: number[] = [];
    let secondsToStart = 0;
    let before = performance.now();
    const rounds = { ...config, first: 1, last: WARM_UP + MOST_MEASURED };
    for await (const { did, step } of algorithm1(machine, rounds)) {
      if (did !== "round") continue;
      const now = performance.now();
      if (step === 1) secondsToStart = (now - began) / 1000;
      if (step > WARM_UP) times.push((now - before) / 1000);
      // One measured step at least, however long it takes.
      if (times.length > 0 && now - began > 1000 * seconds) break;
      before = performance.now();
    }
    const game = gameOf(config, own);
    return {
      networks: { generator: summarize(game.generator), discriminator: summarize(game.discriminator) },
      flopsPerStep: flopsPerStep(machine, config, 1),
      bytes: {
        state: machine.store.bytes(),
        activations:
          peakBytes(machine.discriminatorStep(1).step.graph) + peakBytes(machine.generatorStep(1).step.graph),
      },
      secondsPerStep: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN,
      measured: times.length,
      secondsToStart,
    };
  } finally {
    await machine.release();
  }
}
