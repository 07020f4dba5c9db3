import { areCells } from "../data/columns/columns.ts";
import type { DataSet } from "../data/dataset.ts";
import { evenly } from "../data/shuffled.ts";
import { evenRows } from "../data/some-rows.ts";
import { wholeTableOf } from "../data/whole-table.ts";
import { lossOf } from "../game/losses.ts";
import { meanProbability, meanScore } from "../game/value.ts";
import type { Device } from "../onnx/device.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { WithInterval } from "../theory/intervals.ts";
import { sampledJsd } from "../theory/sampled-density.ts";
import { type Checkpoint, parametersOf } from "../training/checkpoint.ts";
import { withClassesOf } from "../training/classes/with-classes.ts";
import type { Config } from "../training/config.ts";
import { gameOf } from "../training/game-of-config.ts";
import type { OwnParts } from "../training/own-parts.ts";
import { createJudge } from "../training/sampler.ts";
import { createDrawer } from "./draw-samples.ts";
import { modeScores } from "./mode-coverage.ts";
import { qualityFigure } from "./quality/quality-figure.ts";
import { type TableScores, tableScores } from "./table.ts";

/** What is measured of a run's state; `null` where the data does not allow it. */
export interface Evaluation {
  readonly step: number;
  /** Modes with a high-quality sample; `null` for data without modes. */
  readonly modes: number | null;
  readonly modesOf: number | null;
  /** Share of samples within three deviations of a mode. */
  readonly highQuality: number | null;
  /** KL(mode shares ‖ equal shares), nats. */
  readonly reverseKl: number | null;
  /** Generated samples behind the three above. */
  readonly samples: number;
  /** JSD(p_data ‖ p_g), nats, by cells of samples, and how far it may be off; `null` where p_data is not known. */
  readonly jsd: number | null;
  readonly jsdError: number | null;
  /** Whether `jsd` is only a lower bound; absent in what earlier versions wrote. */
  readonly jsdAtLeast?: boolean;
  readonly jsdSamples: number;
  /** For tables of numbers: moments of real and generated rows. `null` for other data, or if the data are not at hand. */
  readonly table: TableScores | null;
  /** For tables: how alike generated rows are to real ones. `null` as above; absent in what earlier versions wrote. */
  readonly rows?: RowsQuality | null;
  /** Mean of D on real examples: a probability, or a score (see `discriminatorOutput`). `null` if the data are not at hand. */
  readonly meanDReal: number | null;
  readonly meanDFake: number;
  readonly discriminatorSamples: number;
  readonly discriminatorOutput: "probability" | "score";
}

/** The quality of rows (see `metrics.quality`), and what it is the mean of: columns, pairs, and strong pairs if there are any. */
export interface RowsQuality extends WithInterval {
  readonly shapes: number;
  readonly pairs: number | null;
  readonly strongPairs: number | null;
  /** Whether it is compared with rows that were not trained on. */
  readonly unseen: boolean;
  readonly real: number;
  readonly generated: number;
}

/** The state that is measured, and the data to measure it with. */
export interface EvaluateOptions {
  readonly config: Config;
  readonly checkpoint: Checkpoint;
  /** The data of the run, if they are at hand. */
  readonly data: DataSet | undefined;
  /** Samples for the mode protocol; the published one takes 2,500. */
  readonly samples?: number;
  readonly threads?: number;
  /** Where G and D are computed; the processor, which measures what they gave, if left out. */
  readonly device?: Device;
  /** The parts of one's own that the run was made with. */
  readonly own?: OwnParts;
}

const JSD_SAMPLES = 100_000;
const DISCRIMINATOR_SAMPLES = 10_000;
/** Numbers that so many samples may be: 200 MB. Of larger examples fewer are taken. */
const MOST_NUMBERS = 5e7;

/** Rows of a table that are compared, and numbers that they may be. */
const TABLE_ROWS = 100_000;
const MOST_ROW_NUMBERS = 2e8;

/** Fresh data: not the minibatches that D was trained on. */
const evaluationSeed = (seed: number): number => (seed + 2 ** 32) % Number.MAX_SAFE_INTEGER;

/** Measures the state in a checkpoint. Samples come from the moving average of G, if there is one; D is as it is. */
export async function evaluateRun(options: EvaluateOptions): Promise<Evaluation> {
  const { config, checkpoint, samples = 2500, threads = config.run.threads, device = "cpu", own } = options;
  const data = options.data && (await withClassesOf(config, options.data, checkpoint.classes));
  const game = gameOf(config, own);
  const { discriminator, batch } = game;
  const density = data?.density;
  const jsdSamples = density ? JSD_SAMPLES : 0;
  // Whole minibatches, at least one.
  const size = sizeOf(config.data.shape);
  const judged = Math.max(1, Math.floor(Math.min(DISCRIMINATOR_SAMPLES, MOST_NUMBERS / size) / batch)) * batch;
  // Modes and densities are those of few numbers; elsewhere no samples are drawn for them.
  const forModes = density?.modes ? samples : 0;

  const drawer = await createDrawer(config, data, { threads, device, ...(own ? { own } : {}) });
  const generated = await drawer.draw(checkpoint, Math.max(forModes, jsdSamples, judged)).finally(drawer.release);

  const real = data ? await examples(data, evaluationSeed(config.seed), judged) : undefined;
  const judge = await createJudge(discriminator, batch, threads, device);
  const weights = parametersOf(checkpoint, discriminator);
  const mean = lossOf(game.loss).output === "logit" ? meanProbability : meanScore;
  const meanDFake = mean(await judge.answers(weights, generated.subarray(0, judged * size), drawer.asked(judged)));
  const meanDReal = real ? mean(await judge.answers(weights, real.x.subarray(0, judged * size), real.y)) : null;
  await judge.release();

  const covered = density?.modes ? modeScores(density.modes, generated.subarray(0, samples * size)) : undefined;
  const jsd = density && sampledJsd(density, generated.subarray(0, jsdSamples * size));
  return {
    step: checkpoint.step,
    modes: covered?.modes ?? null,
    modesOf: covered?.of ?? null,
    highQuality: covered?.highQuality ?? null,
    reverseKl: covered?.reverseKl ?? null,
    samples,
    jsd: jsd?.value ?? null,
    jsdError: jsd?.error ?? null,
    jsdAtLeast: jsd?.atLeast ?? false,
    jsdSamples,
    table:
      data?.columns && !areCells(data.columns)
        ? tableScores(
            data.columns,
            (await examples(data, config.seed, Math.min(data.count, TABLE_ROWS, Math.ceil(MOST_ROW_NUMBERS / size)))).x,
            generated.subarray(0, judged * size),
          )
        : null,
    rows: data ? await rowsOf(data, config.seed, generated.subarray(0, judged * size)) : null,
    meanDReal,
    meanDFake,
    discriminatorSamples: judged,
    discriminatorOutput: lossOf(game.loss).output === "logit" ? "probability" : "score",
  };
}

/** Real rows that generated ones are compared with, at most; and held-out rows, at least. */
const ROWS = 10_000;
const FEWEST_UNSEEN = 100;

async function rowsOf(data: DataSet, seed: number, generated: Float32Array): Promise<RowsQuality | null> {
  const { columns, heldOut } = data;
  if (!columns) return null;
  const unseen = heldOut !== undefined && heldOut.count >= FEWEST_UNSEEN;
  const of = unseen ? heldOut : data;
  const real = of.typed
    ? evenRows(of.typed, ROWS)
    : wholeTableOf(of, (await examples(of, seed, Math.min(of.count, ROWS))).x);
  const table = wholeTableOf(data, generated);
  const { value, low, high, quality } = qualityFigure(real, table);
  const known = (figure: number): number | null => (Number.isNaN(figure) ? null : figure);
  const { shapes, pairs, strongPairs } = quality;
  return {
    value,
    low,
    high,
    shapes,
    pairs: known(pairs),
    strongPairs: known(strongPairs),
    unseen,
    real: real.rows,
    generated: table.rows,
  };
}

/** The first `count` examples in the order of a seed, or some more, with y where they have one. */
async function examples(data: DataSet, seed: number, count: number): Promise<{ x: Float32Array; y?: Float32Array }> {
  // Whole epochs at once where they are asked for: every row of a table then counts alike.
  const batch = count === data.count ? count : Math.min(count, data.count, 1000);
  const reader = await evenly(data).open({ seed, batch });
  const rows = Math.ceil(count / batch) * batch;
  const vector = (size: number) => {
    const all = new Float32Array(rows * size);
    return { all, from: (row: number): Float32Array => all.subarray(row * size, (row + batch) * size) };
  };
  const x = vector(sizeOf(data.shape));
  const y = data.y && vector(sizeOf(data.y.shape));
  for (let row = 0; row < count; row += batch) await reader.next({ x: x.from(row), ...(y ? { y: y.from(row) } : {}) });
  return { x: x.all, ...(y ? { y: y.all } : {}) };
}
