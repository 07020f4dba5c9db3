/** The z, or w where a mapping network makes it, of a picture that G did not make: found by descent through G. */
import type { Vector } from "../../kernels/kernels.ts";
import { type OptimizerName, optimizerOf } from "../../learning/optimizers.ts";
import { adamAsItComes, parameterLayout } from "../../learning/player.ts";
import { createStore } from "../../learning/store.ts";
import type { Network } from "../../networks/network.ts";
import { compile } from "../../onnx/runtime.ts";
import { internal, problem } from "../../problem.ts";
import { square } from "../../tensor/composed.ts";
import { gradient } from "../../tensor/gradient.ts";
import { type Graph, graph } from "../../tensor/graph.ts";
import { mean, mul, reshape, sub, sum } from "../../tensor/operations.ts";
import { formatShape, sizeOf } from "../../tensor/shape.ts";
import { input } from "../../tensor/tensor.ts";
import { type Checkpoint, parametersOf } from "../../training/checkpoint.ts";
import type { Config } from "../../training/config.ts";
import { frequentConditions } from "../../training/frequent-conditions.ts";
import { gameOf } from "../../training/game-of-config.ts";
import { conditionInput } from "../../training/network-inputs.ts";
import type { OwnParts } from "../../training/own-parts.ts";
import { createSampler, noise, samplingGraph } from "../../training/sampler.ts";
import { statisticsLayout } from "../../training/standing-statistics.ts";
import { type LatentSpace, openLatentSpace } from "./space.ts";

/** The picture, and how its z is looked for. */
export interface ProjectOptions {
  readonly config: Config;
  readonly checkpoint: Checkpoint;
  /** The picture [channels × height × width] in [−1, 1], as the run's examples are. */
  readonly picture: Float32Array;
  /** z that are drawn to begin with; 512 if left out. */
  readonly candidates?: number;
  /** The nearest of them, from which descent begins; 8 if left out. */
  readonly starts?: number;
  /** Steps of Adam; 300 if left out. */
  readonly steps?: number;
  /** Adam's rate at the first step, in deviations of z or w; it falls to 0 along half a cosine. 0.1 if left out. */
  readonly learningRate?: number;
  /** States of the way that are kept, evenly, the first and the last among them; 48 if left out. */
  readonly frames?: number;
  readonly seed?: number;
  readonly threads?: number;
  readonly own?: OwnParts;
  readonly signal?: AbortSignal;
  readonly progress?: (step: number, of: number, error: number) => void;
}

/** What {@link project} found. Errors are means of squared differences of pixels from 0 to 1. */
export interface Projection {
  /** What `point` is of: z, or w where G has a mapping network. */
  readonly space: "z" | "w";
  /** [latent] */
  readonly point: Float32Array;
  /** What G was told beside it, where it is told something. */
  readonly y?: Float32Array;
  /** What G makes of it. */
  readonly image: Float32Array;
  readonly error: number;
  /** Error of each start at its end, the kept one first. */
  readonly errors: readonly number[];
  /** Of samples that were drawn at random: the mean of their errors, and the least of them. */
  readonly random: { readonly mean: number; readonly least: number; readonly of: number };
  /** From the start that was kept to its end. */
  readonly path: readonly { readonly step: number; readonly error: number; readonly image: Float32Array }[];
}

/** Squared differences are taken of pixels in [−1, 1], and told of pixels from 0 to 1. */
const TO_UNIT = 0.25;

/**
 * Looks for z with the least mean squared error between G(z) and a picture: many z are drawn, and Adam goes down from the nearest
 * ones, G frozen and normalised as for samples. z stays where the prior has it: within its bounds, or no longer than a normal one
 * ever is. Where G has a mapping network it is w that moves (Abdal et al. 2019), no farther from the mean w than any of 10,000 that are
 * drawn. Where G is told a class, candidates have those of the data, and descent keeps that of its start.
 *
 * @throws where the run is not one of images, or the picture has another size.
 */
export async function project(options: ProjectOptions): Promise<Projection> {
  const { config, checkpoint, picture, candidates = 512, starts = 8, own } = options;
  const { seed = config.seed, threads = config.run.threads } = options;
  const { generator, prior, batch } = gameOf(config, own);
  requirePicture(generator, picture);
  const conditions = await frequentConditions(config, generator);
  const averaged = config.average > 0 ? "average" : undefined;
  const parameters = parametersOf(checkpoint, generator, averaged);
  const sampler = await createSampler({
    generator,
    prior,
    seed: config.seed,
    batch,
    threads,
    ...(conditions ? { conditions } : {}),
  });
  const space = await openLatentSpace(generator, prior, parameters, { seed: config.seed, threads });
  try {
    const statistics = await sampler.calibrate(parameters);
    const z = await noise(prior, seed, candidates, "projection");
    const drawn = await sampler.sample(parameters, statistics, z);
    const errors = errorsOf(drawn, picture);
    const nearest = errors.map((error, i) => ({ error, i })).sort((a, b) => a.error - b.error);
    const chosen = nearest.slice(0, starts).map(({ i }) => i);
    const least = nearest[0]?.error ?? Number.NaN;
    const random = { mean: errors.reduce((a, b) => a + b, 0) / errors.length, least, of: errors.length };
    const points = await space.from(rowsOf(z, prior.latent, chosen));
    const search = { space, parameters, statistics, threads, points };
    const y = conditions && rowsOf(conditions, sizeOf(generator.condition ?? []), chosen, true);
    return { ...(await descend({ ...search, ...(y ? { y } : {}) }, options)), random };
  } finally {
    await Promise.all([sampler.release(), space.release()]);
  }
}

function requirePicture({ output }: Network, picture: Float32Array): void {
  const expected = output.length === 3 ? undefined : "a run of images";
  if (expected === undefined && picture.length === sizeOf(output)) return;
  throw problem({
    doing: "looking for the z of a picture",
    expected: expected ?? `a picture of ${formatShape(output)}, as the run's are`,
    came: expected ? `examples of shape ${formatShape(output)}` : `${picture.length} numbers`,
  });
}

/** Rows of some places, side by side; places beyond the last begin anew where `over` says so. */
function rowsOf(values: Float32Array, size: number, places: readonly number[], over = false): Float32Array {
  const count = values.length / size;
  const rows = new Float32Array(places.length * size);
  places.forEach((place, i) => {
    const at = (over ? place % count : place) * size;
    rows.set(values.subarray(at, at + size), i * size);
  });
  return rows;
}

/** Mean squared error of each image, of pixels from 0 to 1. */
function errorsOf(images: Float32Array, picture: Float32Array): number[] {
  const size = picture.length;
  return Array.from({ length: images.length / size }, (_, n) => {
    let total = 0;
    for (let i = 0; i < size; i++) total += (images[n * size + i]! - picture[i]!) ** 2; // whole images
    return (TO_UNIT * total) / size;
  });
}

interface Search {
  readonly space: LatentSpace;
  readonly parameters: Float32Array;
  readonly statistics: Float32Array;
  readonly threads: number;
  /** The starts [n × latent], and what G is told with each. */
  readonly points: Float32Array;
  readonly y?: Float32Array;
}

/** From points [n × latent] to images, the error of each, and the gradient of their sum by the points. */
function errorGraph(generator: Network, count: number): Graph {
  const points = input("points", [count, ...generator.input]);
  const x = samplingGraph(generator, points, input, conditionInput(generator, count));
  const apart = reshape(sub(x, input("picture", [1, ...generator.output])), [count, sizeOf(generator.output)]);
  const errors = mul(TO_UNIT, mean(square(apart), { axes: [1] }));
  const [slope] = gradient(sum(errors), [points]);
  if (!slope) throw internal("points have no gradient");
  return graph("projection", { x, errors, slope });
}

/** Descent made ready: points as Adam moves them, and what a run leaves of them. */
async function openDescent({ space, parameters, statistics, threads, points, y }: Search, picture: Float32Array) {
  const { generator } = space;
  const count = points.length / (generator.input[0] ?? 1);
  const layouts = [parameterLayout(generator), statisticsLayout(generator)] as const;
  const program = await compile(errorGraph(generator, count), { threads, inputs: layouts });
  const adam = await createAdam(points);
  const [x, errors] = [new Float32Array(count * picture.length), new Float32Array(count)];
  const bound = program.bind({
    [layouts[0].name]: parameters,
    [layouts[1].name]: statistics,
    picture,
    points: adam.points.data,
    slope: adam.gradient.data,
    x,
    errors,
    ...(y ? { y } : {}),
  });
  return { adam, x, errors, run: bound.run, release: program.release };
}

async function descend(
  search: Search,
  { picture, steps = 300, learningRate = 0.1, frames = 48, signal, progress }: ProjectOptions,
): Promise<Omit<Projection, "random">> {
  const { space, y } = search;
  const [latent = 1] = space.generator.input;
  const size = picture.length;
  const { adam, x, errors, run, release } = await openDescent(search, picture);
  const best = Array.from(errors, () => ({ error: Number.POSITIVE_INFINITY, point: new Float32Array(latent) }));
  const path: { step: number; images: Float32Array; errors: Float32Array }[] = [];
  try {
    for (let step = 0; step <= steps; step++) {
      signal?.throwIfAborted();
      await run();
      best.forEach((kept, i) => {
        const error = errors[i] ?? Number.NaN;
        if (error < kept.error) best[i] = { error, point: adam.points.data.slice(i * latent, (i + 1) * latent) };
      });
      if (isFrame(step, steps, frames)) path.push({ step, images: x.slice(), errors: errors.slice() });
      progress?.(step, steps, Math.min(...best.map(({ error }) => error)));
      if (step === steps) break;
      await adam.update(step + 1, (space.deviation * learningRate * (1 + Math.cos((Math.PI * step) / steps))) / 2);
      space.keepWithin(adam.points.data);
    }
    // The best of each is drawn again: descent may have gone on to worse ones.
    const order = best.map((kept, i) => ({ ...kept, i })).sort((a, b) => a.error - b.error);
    adam.points.data.set(order.flatMap(({ point }) => [...point]));
    const places = order.map(({ i }) => i);
    y?.set(rowsOf(y, y.length / best.length, places));
    await run();
    const [first = 0] = places;
    return {
      space: space.name,
      point: adam.points.data.slice(0, latent),
      ...(y ? { y: y.slice(0, y.length / best.length) } : {}),
      image: x.slice(0, size),
      error: errors[0] ?? Number.NaN,
      errors: Array.from(errors),
      path: path.map(({ step, images, errors: then }) => ({
        step,
        error: then[first] ?? Number.NaN,
        image: images.slice(first * size, (first + 1) * size),
      })),
    };
  } finally {
    await release();
  }
}

/** Whether a step is one of so many, evenly between the first and the last. */
const isFrame = (step: number, steps: number, frames: number): boolean =>
  step === 0 || Math.floor((step * (frames - 1)) / steps) > Math.floor(((step - 1) * (frames - 1)) / steps);

interface Adam {
  readonly points: Vector;
  readonly gradient: Vector;
  readonly update: (t: number, rate: number) => void | Promise<void>;
}

const RULE: OptimizerName = "adam";

/** Points as parameters that Adam moves. */
async function createAdam(begin: Float32Array): Promise<Adam> {
  const store = createStore();
  const rule = optimizerOf(RULE);
  const [points, slope] = [store.allocate(begin.length), store.allocate(begin.length)];
  const moments = rule.moments.map(() => store.allocate(begin.length));
  await store.open();
  store.write(points, begin);
  if (!store.fuses(rule)) throw internal(`${RULE} has no kernel`);
  const settings = adamAsItComes({ kind: "constant", start: 0, end: 0, steps: 1 });
  return {
    points,
    gradient: slope,
    update: (t, rate) =>
      store.update(rule, { parameters: points, gradient: slope, moments, count: begin.length }, settings, {
        t,
        rate,
        momentum: 0,
      }),
  };
}
