/** What `sample` makes of z beside samples: a latent video, strips along directions, samples beside their nearest training pictures. */
import { extname } from "node:path";
import { type DataSet, formatNumber, kindOf, latent, priorOf, problem, sizeOf } from "../../inner.ts";
import { writeWhole } from "../files/writing.ts";
import { animate } from "../pictures/animation.ts";
import { drawExamples, imageSheet } from "../pictures/examples.ts";
import { writeVideo } from "../pictures/video.ts";
import { type AskedGenerator, withAskedClasses } from "../run/asked-classes.ts";
import { featuresFrom, type GivenFeatures } from "../run/features.ts";
import { openGenerator, type RunGenerator } from "../run/generator.ts";
import { nearestTraining } from "../run/nearest-training.ts";
import { reopenData, requireSameData } from "../run/open-run.ts";
import { realExamples } from "../run/real-examples.ts";
import { movesPoints, requireImages, type ShapedNoise, shapedNoise } from "../run/shaped-noise.ts";
import { deviceFrom, type Flags, flagName } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import { numberFlag } from "../terminal/number-flag.ts";
import type { Output } from "../terminal/output.ts";
import { createTaskView } from "../terminal/progress.ts";

/** The ways, by their flags, and flags that only they know. */
const WAYS = { video: ["keyframes", "fps"], directions: [], nearest: ["features"] } as const;
export type Way = keyof typeof WAYS;
export const WAY_FLAGS: readonly string[] = Object.keys(WAYS);

/** The way that the flags ask for, if any; two at once, and flags of a way that is not asked for, are refused. */
export function wayOf(flags: Flags): Way | undefined {
  const names = Object.keys(WAYS) as Way[];
  const asked = names.filter((way) => flags[way] !== undefined);
  const [way, other] = [
    asked[0],
    asked[1] ?? (asked.length > 0 && flags.interpolate !== undefined ? "interpolate" : undefined),
  ];
  if (way !== undefined && other !== undefined) {
    throw problem({ doing: `reading option --${other}`, expected: "it alone", came: `--${way} as well` });
  }
  for (const name of names) {
    const stray = WAYS[name].find((flag) => name !== way && flags[flag] !== undefined);
    if (stray === undefined) continue;
    throw problem({ doing: `reading option --${stray}`, expected: `${flagName(name)} with it`, came: "none" });
  }
  return way;
}

/** What every way is given. */
interface Job {
  readonly folder: string;
  readonly doing: string;
  readonly out: string;
  readonly flags: Flags;
  readonly output: Output;
  readonly generator: AskedGenerator;
  readonly shaped: ShapedNoise;
  readonly seed: number;
  readonly count: number | undefined;
}

/** `sample <run> --video | --directions | --nearest` */
export async function sampleLatent(way: Way, folder: string, flags: Flags, output: Output): Promise<void> {
  const out = String(flags.out);
  const doing = `sampling to ${out}`;
  const endings = way === "video" ? [".webp", ".gif", ".mp4"] : [".png"];
  if (!endings.includes(extname(out).toLowerCase())) {
    throw problem({
      doing,
      expected: `a ${endings.join(", ").replace(/, (?=[^,]*$)/, " or ")} file with --${way}`,
      came: out,
    });
  }
  const step = integerFlag(flags, "step", 0, 1e9);
  const seed = integerFlag(flags, "seed", 0, Number.MAX_SAFE_INTEGER);
  const count = integerFlag(flags, "count", 1, MOST_AT_ONCE);
  const psi = numberFlag(flags, "truncation", 0, 1);
  const opened = await openGenerator(folder, doing, output.say, {
    ...{ step, psi, moving: movesPoints(flags) },
    device: deviceFrom(flags),
  });
  try {
    // So many as there would be of all classes together.
    const ofEach = (classes: number): number => Math.floor((way === "video" ? FRAME : NEAREST) / classes);
    const generator = withAskedClasses(opened, { flags, doing, say: output.say, count, ofEach });
    if (way === "directions") requireOneClass(generator, flags, doing);
    if ((generator.usual ?? 0) > MOST_AT_ONCE) throw tooMany(doing, generator);
    if (way !== "video") requireImages(generator, doing);
    const shaped = await shapedNoise(generator, flags, doing, output.say);
    const job: Job = {
      folder,
      doing,
      out,
      flags,
      output,
      generator,
      shaped,
      seed: seed ?? generator.config.seed,
      count: generator.usual ?? count,
    };
    await { video: writeLoop, directions: writeDirections, nearest: writeNearest }[way](job);
  } finally {
    await opened.release();
  }
}

/** Pictures in a frame, and samples that are shown beside their neighbours, where nobody says how many. */
const FRAME = 16;
const NEAREST = 8;

/** Strips are of one class: directions are what they compare. */
function requireOneClass({ asked }: AskedGenerator, flags: Flags, doing: string): void {
  if (flags.class === undefined || asked?.length === 1) return;
  throw problem({ doing, expected: "one class with --directions", came: String(flags.class) });
}

const tooMany = (doing: string, { usual = 0, config }: AskedGenerator): Error =>
  problem({
    doing,
    expected: `at most ${MOST_AT_ONCE} pictures at once`,
    came: `${usual}, as all ${config.data.y?.code?.counts.length ?? 0} classes were asked for`,
    next: "Name some of them by --class.",
  });

/** Pictures of a sheet or a frame, and all numbers of a video's frames: 4 GB of pixels. */
const MOST_AT_ONCE = 400;

async function writeLoop({
  folder,
  doing,
  out,
  flags,
  output,
  generator,
  shaped,
  seed,
  count = FRAME,
}: Job): Promise<void> {
  const { config } = generator;
  const images = kindOf(config.data) === "images";
  if (!images && sizeOf(config.data.shape) > 2) {
    throw problem({ doing, expected: "a run of images or points with --video", came: `one of ${kindOf(config.data)}` });
  }
  const keyframes = integerFlag(flags, "keyframes", 2, 1000) ?? 6;
  const frames = integerFlag(flags, "frames", 2, 1000) ?? Math.min(1000, 20 * keyframes);
  const perSecond = numberFlag(flags, "fps", 1, 100) ?? 25;
  const prior = priorOf(config);
  const each = images ? count : POINTS;
  const all = await shaped.noise(seed, each * keyframes);
  const length = each * prior.latent;
  const keys = Array.from({ length: keyframes }, (_, k) => all.subarray(k * length, (k + 1) * length));
  const ground = images
    ? { data: config.data, real: new Float32Array() }
    : await pointsBeneath(generator, flags, seed, output);
  const view = createTaskView();
  const pictures: Buffer[] = [];
  for (let i = 0; i < frames; i++) {
    view.update("frames", i, frames);
    const z = latent.loopNoise(generator.pathPrior, keys, (i * keyframes) / frames);
    pictures.push(await drawExamples(ground.data, await generator.draw(z), ground.real, { inRow: generator.inRow }));
  }
  view.stop();
  const ending = extname(out).toLowerCase();
  if (ending === ".mp4") await writeVideo(out, pictures, perSecond);
  else {
    const format = ending === ".gif" ? "gif" : "webp";
    await writeWhole(out, await animate(pictures, { format, delay: Math.round(1000 / perSecond) }));
  }
  const { step } = generator.loaded.checkpoint;
  output.result(
    { run: folder, step, out, count: each, seed, keyframes, frames, framesPerSecond: perSecond },
    `A loop of ${frames} frames (${(frames / perSecond).toPrecision(2)} s) through ${keyframes} keyframes of ${folder} at step ${formatNumber(step)} is in ${out}.`,
  );
}

/** Real points, which generated ones are drawn over. */
async function pointsBeneath({ record }: RunGenerator, flags: Flags, seed: number, { say }: Output) {
  const { data } = await reopenData(record, flags, say);
  requireSameData(record, data, flags, "drawing real examples beside generated ones");
  return { data, real: await realExamples(data, seed, POINTS) };
}

/** Points in a frame. */
const POINTS = 2500;

/** From −2 to 2 deviations. */
const STRENGTHS = Array.from({ length: 9 }, (_, i) => (i - 4) / 2);

async function writeDirections({ folder, doing, out, flags, output, generator, shaped, seed }: Job): Promise<void> {
  const prior = priorOf(generator.config);
  const most =
    flags.directions === true ? Math.min(8, prior.latent) : integerFlag(flags, "directions", 1, prior.latent);
  const found = await generator.directions();
  const { shares } = found;
  const rows = most ?? 1;
  const point = await shaped.noise(seed, 1);
  const all = new Float32Array(rows * STRENGTHS.length * prior.latent);
  for (let row = 0; row < rows; row++) {
    STRENGTHS.forEach((strength, i) => {
      all.set(latent.moveAlong(found, row, point, strength), (row * STRENGTHS.length + i) * prior.latent);
    });
  }
  const { space } = generator;
  // A strip shows what the point does: what G is told beside stays that of the first sample.
  const told = sizeOf(generator.network.condition ?? []);
  const y = generator.conditions?.slice(0, told);
  if (rows * STRENGTHS.length > 10_000) {
    throw problem({ doing, expected: "at most 1,000 directions in a picture", came: String(rows) });
  }
  await writeWhole(out, await imageSheet(generator.config.data.shape, await generator.draw(all, y), STRENGTHS.length));
  const { step } = generator.loaded.checkpoint;
  const carried = shares.slice(0, rows).map((share) => `${(100 * share).toPrecision(2)} %`);
  output.result(
    { run: folder, step, out, seed, space, directions: rows, strengths: STRENGTHS, shares: shares.slice(0, rows) },
    `${rows === 1 ? "A direction" : `${rows} directions`} of ${space} from −2 to 2 deviations, a row each, ${folder} at step ${formatNumber(step)}, in ${out}.\nThey carry ${carried.join(", ")} of the variance of ${space === "w" ? "w" : "the generator's first layer"}. Use one by --direction 1 --strength 2.`,
  );
}

async function writeNearest({
  folder,
  doing,
  out,
  flags,
  output,
  generator,
  shaped,
  seed,
  count = NEAREST,
}: Job): Promise<void> {
  const { record, config } = generator;
  const k = flags.nearest === true ? 5 : (integerFlag(flags, "nearest", 1, 50) ?? 5);
  const features: GivenFeatures | undefined = await featuresFrom(flags, output.say);
  const { data } = await reopenData(record, flags, output.say);
  requireSameData(record, data, flags, doing);
  const samples = await generator.draw(await shaped.noise(seed, count));
  const view = createTaskView();
  const { near, pixels } = await nearestTraining({
    data,
    pictures: samples,
    k,
    features,
    threads: config.run.threads,
    progress: (done, of) => view.update("training pictures", done, of),
  }).finally(view.stop);
  await writeWhole(out, await beside(data, samples, pixels, near[0]?.length ?? 0));
  const { step } = generator.loaded.checkpoint;
  const by = features ? `features of ${features.name}` : "pixels";
  const nearest = near
    .map(([first], i) => ({ sample: i, training: first?.index ?? -1, distance: first?.distance ?? Number.NaN }))
    .reduce((a, b) => (b.distance < a.distance ? b : a));
  output.result(
    { run: folder, step, out, count, seed, by, nearest: near },
    `${count} samples of ${folder} at step ${formatNumber(step)}, each beside its ${near[0]?.length ?? 0} nearest of ${formatNumber(data.count)} training pictures by ${by}, are in ${out}.\nThe nearest of all: sample ${nearest.sample + 1} and training picture ${formatNumber(nearest.training + 1)}, ${nearest.distance.toPrecision(3)} apart. Whether samples are copies, evaluate --metric memorisation says.`,
  );
}

/** A row for every sample: it, a gap, and its neighbours. */
function beside({ shape }: DataSet, samples: Float32Array, neighbours: Float32Array, k: number): Promise<Buffer> {
  const size = sizeOf(shape);
  const count = samples.length / size;
  const sheet = new Float32Array(count * (k + 2) * size).fill(1);
  for (let i = 0; i < count; i++) {
    const row = i * (k + 2) * size;
    sheet.set(samples.subarray(i * size, (i + 1) * size), row);
    sheet.set(neighbours.subarray(i * k * size, (i + 1) * k * size), row + 2 * size);
  }
  return imageSheet(shape, sheet, k + 2);
}
