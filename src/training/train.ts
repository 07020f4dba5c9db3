import { builtIn, builtInData, isBuiltIn } from "../data/built-in.ts";
import type { DataSet } from "../data/dataset.ts";
import { nearest } from "../data/nearest.ts";
import { problem } from "../problem.ts";
import { decodeCheckpoint } from "./checkpoint.ts";
import { withClasses, withClassesOf } from "./classes/with-classes.ts";
import { alone, type Collective } from "./collective.ts";
import { type Config, checkConfig, mathematics, resolveConfig, sameMathematics } from "./config.ts";
import type { TrainingEvent } from "./events.ts";
import { checkParts, type OwnParts } from "./own-parts.ts";
import { presetOf } from "./presets.ts";
import { requireSameRun } from "./ranks.ts";
import type { GivenOptions } from "./recipes.ts";
import { refuseIdle } from "./relevance.ts";
import { play } from "./run.ts";
import { type StartingPoint, transferTo } from "./transfer/transfer.ts";

/** What training wants to be told; everything but the data (or a preset) has a default. */
export interface TrainOptions extends GivenOptions {
  /** A built-in distribution by name, or any data set. It can be left out where a preset is meant for a built-in one. */
  readonly data?: string | DataSet;
  /** The name of one of {@link presets}, whose options take the place of defaults. */
  readonly preset?: string;
  /** A state of another run, whose weights this one starts with where they fit; its networks are the defaults of networks. */
  readonly from?: StartingPoint;
  /** Networks, a loss or an update rule of one's own, in place of those that the options name. */
  readonly own?: OwnParts;
  /** Stops after the step in progress, with a checkpoint. */
  readonly signal?: AbortSignal;
  /**
   * Other processes that train the same run, each on its part of every minibatch. Every rank is called with the same options.
   * Samples and checkpoints are events of rank 0 alone. Layers and losses that look across a minibatch see a rank's part of it.
   */
  readonly collective?: Collective;
}

/** Data given by name. */
export function dataSetOf(data: string | DataSet): DataSet {
  if (typeof data !== "string") return data;
  if (isBuiltIn(data)) return builtIn(data);
  const names = builtInData.map(({ name }) => name);
  const close = nearest(data, names);
  throw problem({
    doing: `looking for data ${data}`,
    expected: `one of ${names.join(", ")}`,
    came: data === "" ? "an empty name" : data,
    ...(close ? { next: `Did you mean ${close}?` } : {}),
  });
}

/** The data that a preset is meant for, if they need no file. */
function dataOfPreset(preset: string | undefined): string {
  const data = preset === undefined ? undefined : presetOf(preset).data;
  if (data !== undefined && isBuiltIn(data)) return data;
  throw problem({
    doing: preset === undefined ? "training" : `training as preset ${preset}`,
    expected: data === undefined ? "data, or a preset" : `the data it is meant for, ${data}`,
    came: "no data",
    ...(data === undefined ? {} : { next: "Read the file by idxImages and give the result as data." }),
  });
}

/**
 * Trains a GAN and tells what happens. The run goes on as far as events are taken: to pause is not to pull.
 *
 * @example
 * for await (const event of train({ data: "ring", steps: 5000 })) {
 *   if (event.type === "report") console.log(event.step, event.meanDReal, event.meanDFake);
 * }
 */
export async function* train({
  data,
  own,
  signal,
  collective = alone,
  ...given
}: TrainOptions): AsyncGenerator<TrainingEvent> {
  const read = dataSetOf(data ?? dataOfPreset(given.preset));
  // Before classes are looked for, which takes a while.
  refuseIdle(given, resolveConfig(read, given, own), own);
  const dataSet = await withClasses(read, given, own);
  const config = resolveConfig(dataSet, given, own);
  await requireSameRun(collective, config, dataSet, undefined);
  const transfer = given.from && transferTo(config, given.from, own);
  yield* play(config, { data: dataSet, own, signal, collective, ...(transfer ? { transfer } : {}) });
}

/** What resuming wants to be told. */
export interface ResumeOptions {
  /** A file that a run wrote. */
  readonly checkpoint: Uint8Array;
  readonly config: Config;
  readonly data: string | DataSet;
  /** The parts of one's own that the run was begun with. */
  readonly own?: OwnParts;
  readonly signal?: AbortSignal;
  /** As for {@link train}; there may be more ranks, or fewer, than the run was begun with. */
  readonly collective?: Collective;
}

/**
 * Goes on from a checkpoint, to `config.run.steps`: bit for bit the run that was never stopped (same machine, same runtime).
 * The configuration must be the checkpoint's, but for `run`.
 */
export async function* resume({
  checkpoint,
  config: given,
  data,
  own,
  signal,
  collective = alone,
}: ResumeOptions): AsyncGenerator<TrainingEvent> {
  const config = checkConfig(given, "resuming from the checkpoint");
  if (own) checkParts(own);
  const saved = await decodeCheckpoint("the checkpoint", checkpoint);
  const dataSet = await withClassesOf(config, dataSetOf(data), saved.classes);
  await requireSameRun(collective, config, dataSet, saved.sha256);
  if (!sameMathematics(saved.mathematics, mathematics(config))) {
    throw problem({
      doing: "resuming from the checkpoint",
      expected: "the configuration it was written with",
      came: "another one",
      next: "Only the options under run may change.",
    });
  }
  if (dataSet.fingerprint !== config.data.fingerprint) {
    throw problem({
      doing: "resuming from the checkpoint",
      expected: `the data it was trained on (${config.data.name}, ${config.data.fingerprint})`,
      came: `${dataSet.name}, ${dataSet.fingerprint}`,
    });
  }
  if (saved.step > config.run.steps) {
    throw problem({
      doing: "resuming from the checkpoint",
      expected: `a number of steps from ${saved.step} on, as that is how far it is`,
      came: String(config.run.steps),
      next: "Raise the number of steps.",
    });
  }
  yield* play(config, { data: dataSet, own, signal, collective }, saved);
}
