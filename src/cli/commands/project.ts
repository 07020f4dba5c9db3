import { basename, extname, join } from "node:path";
import {
  type DataSet,
  encodeNpy,
  formatNumber,
  isProblem,
  latent,
  openExtractor,
  problem,
  shellWord,
  sizeOf,
} from "../../inner.ts";
import { readOnePicture } from "../data/one-picture.ts";
import { makeFolder, writeWhole } from "../files/writing.ts";
import { animate } from "../pictures/animation.ts";
import { imageSheet } from "../pictures/examples.ts";
import { featuresFrom, type GivenFeatures } from "../run/features.ts";
import { loadCheckpoint } from "../run/folder.ts";
import { checkpointMissing } from "../run/generator.ts";
import { nearestTraining } from "../run/nearest-training.ts";
import { reopenData, requireSameData } from "../run/open-run.ts";
import { type RunRecord, readRecord } from "../run/record.ts";
import { requireImages } from "../run/shaped-noise.ts";
import type { Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import { interruptible } from "../terminal/interrupt.ts";
import type { Output } from "../terminal/output.ts";
import { createTaskView } from "../terminal/progress.ts";
import { textTable } from "../terminal/text-table.ts";

const ANIMATIONS = ["webp", "gif"] as const;

/** A picture that the user's own is compared with. */
interface Compared {
  readonly what: string;
  /** Mean of squared differences of pixels from 0 to 1. */
  readonly error: number;
  /** Between features, where there are some. */
  readonly features?: number;
}

/** `project <picture> <run>`: the z, or w, of one's own picture. */
export async function projectCommand(picture: string, folder: string, flags: Flags, output: Output): Promise<void> {
  const doing = `looking for ${picture} in ${folder}`;
  const wish = wishFrom(flags);
  const record = await readRecord(folder);
  const { config } = record;
  requireImages({ config }, doing);
  const features = await featuresFrom(flags, output.say);
  const out = outFrom(flags, picture);
  const { shape } = config.data;
  const target = await readOnePicture(picture, shape, record.dataOptions, output.say);
  const loaded = await loadCheckpoint(folder, config, output.say, wish.step);
  if (!loaded) throw checkpointMissing(doing, folder, wish.step);
  const { checkpoint } = loaded;
  const view = createTaskView();
  const found = await interruptible("Stopping; nothing is written.", async (signal) =>
    latent.project({
      config,
      checkpoint,
      picture: target,
      ...wish.search,
      signal,
      progress: (step, of) => view.update("steps", step, of),
    }),
  ).finally(view.stop);
  const data = await dataIfThere(record, flags, output, doing);
  const nearest = data && (await nearestTo(data, target, config.run.threads));
  const compared = await compare({ target, found, nearest, shape, features, threads: config.run.threads });
  const files = await write(out, wish.animation, shape, { target, found, nearest });
  output.result(
    {
      run: folder,
      step: checkpoint.step,
      picture,
      comparison: files.comparison,
      path: files.path,
      [`${found.space}File`]: files.pointFile,
      [found.space]: Array.from(found.point),
      compared,
      errors: found.errors,
      random: found.random,
      ...(nearest ? { nearestTraining: nearest.index } : {}),
    },
    [
      `${picture} in ${folder} at step ${formatNumber(checkpoint.step)}: mean squared error ${found.error.toPrecision(3)} (pixels from 0 to 1), the best of ${found.errors.length} starts.`,
      "",
      tableOf(compared, features),
      "",
      `${files.comparison}  the picture, what the generator makes of its ${found.space}${nearest ? ", the nearest training picture" : ""}`,
      `${files.path}  the way there`,
      `${files.pointFile}  ${found.space}: saddlepoint sample ${shellWord(folder)} --${found.space} ${shellWord(files.pointFile)} --out again.png`,
    ].join("\n"),
  );
}

function wishFrom(flags: Flags) {
  const animation = ANIMATIONS.find((name) => name === (flags.animation ?? "webp"));
  if (animation === undefined) {
    throw problem({ doing: "reading option --animation", expected: "webp or gif", came: String(flags.animation) });
  }
  const [starts, candidates] = [integerFlag(flags, "starts", 1, 256), integerFlag(flags, "candidates", 1, 1e6)];
  if ((starts ?? 8) > (candidates ?? 512)) {
    throw problem({
      doing: "reading option --starts",
      expected: `at most as many as there are candidates (${candidates ?? 512})`,
      came: String(starts ?? 8),
      next: "Raise --candidates, or lower --starts.",
    });
  }
  const [steps, seed] = [integerFlag(flags, "steps", 1, 1e6), integerFlag(flags, "seed", 0, Number.MAX_SAFE_INTEGER)];
  return {
    animation,
    step: integerFlag(flags, "step", 0, 1e9),
    search: {
      ...(starts === undefined ? {} : { starts }),
      ...(candidates === undefined ? {} : { candidates }),
      ...(steps === undefined ? {} : { steps }),
      ...(seed === undefined ? {} : { seed }),
    },
  };
}

/** The folder for what is written: of the picture's name, beside one's other work. */
function outFrom({ out }: Flags, picture: string): string {
  if (out === undefined) return `projected-${basename(picture, extname(picture))}`;
  if (typeof out === "string" && out !== "") return out;
  throw problem({ doing: "reading option --out", expected: "a folder", came: "an empty value" });
}

/** The training data, to compare with, where they are still there. */
async function dataIfThere(
  record: RunRecord,
  flags: Flags,
  { say }: Output,
  doing: string,
): Promise<DataSet | undefined> {
  try {
    const { data } = await reopenData(record, flags, say);
    requireSameData(record, data, flags, doing);
    return data;
  } catch (error) {
    if (!isProblem(error)) throw error;
    say(`${error.message} The nearest training picture is left out.`);
    return undefined;
  }
}

interface Nearest {
  /** Place among the training pictures, from 0. */
  readonly index: number;
  readonly pixels: Float32Array;
}

async function nearestTo(data: DataSet, pictures: Float32Array, threads: number): Promise<Nearest> {
  const view = createTaskView();
  const progress = (done: number, of: number): void => view.update("training pictures", done, of);
  const { near, pixels } = await nearestTraining({
    data,
    pictures,
    k: 1,
    features: undefined,
    threads,
    progress,
  }).finally(view.stop);
  return { index: near[0]?.[0]?.index ?? 0, pixels };
}

interface Found {
  readonly target: Float32Array;
  readonly found: latent.Projection;
  readonly nearest: Nearest | undefined;
}

/** How far the picture is from what was found, from the nearest training picture, and from samples drawn at random. */
async function compare({
  target,
  found,
  nearest,
  shape,
  features,
  threads,
}: Found & {
  readonly shape: DataSet["shape"];
  readonly features: GivenFeatures | undefined;
  readonly threads: number;
}): Promise<readonly Compared[]> {
  const rows = [
    { what: "what was found", error: found.error, image: found.image },
    ...(nearest
      ? [{ what: "nearest training picture", error: errorOf(nearest.pixels, target), image: nearest.pixels }]
      : []),
    { what: `nearest of ${found.random.of} random samples`, error: found.random.least },
    { what: "a random sample, on average", error: found.random.mean },
  ];
  if (!features) return rows.map(({ what, error }) => ({ what, error }));
  const extractor = await openExtractor(features.name, features.bytes, shape, { ...features, threads });
  try {
    const own = await extractor.features(target);
    const compared: Compared[] = [];
    for (const { what, error, image } of rows) {
      const seen = image && (await extractor.features(image));
      const apart = seen && Math.hypot(...seen.map((value, i) => value - (own[i] ?? 0)));
      compared.push({ what, error, ...(apart === undefined ? {} : { features: apart }) });
    }
    return compared;
  } finally {
    await extractor.release();
  }
}

/** Mean squared error of pixels from 0 to 1, of values in [−1, 1]. */
const errorOf = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + ((value - (b[i] ?? 0)) / 2) ** 2, 0) / a.length;

const tableOf = (compared: readonly Compared[], features: GivenFeatures | undefined): string =>
  textTable(
    [
      ["the picture beside", "squared error", ...(features ? [`${features.name}, distance`] : [])],
      ...compared.map(({ what, error, features: apart }) => [
        what,
        error.toPrecision(3),
        ...(features ? [apart === undefined ? "" : apart.toPrecision(3)] : []),
      ]),
    ],
    [false, true, true],
  );

async function write(
  out: string,
  animation: (typeof ANIMATIONS)[number],
  shape: DataSet["shape"],
  { target, found, nearest }: Found,
): Promise<{ readonly pointFile: string; readonly comparison: string; readonly path: string }> {
  await makeFolder(out);
  const files = {
    pointFile: join(out, `${found.space}.npy`),
    comparison: join(out, "comparison.png"),
    path: join(out, `path.${animation}`),
  };
  const side = (pictures: readonly Float32Array[]): Promise<Buffer> => {
    const all = new Float32Array(pictures.length * sizeOf(shape));
    pictures.forEach((picture, i) => all.set(picture, i * sizeOf(shape)));
    return imageSheet(shape, all, pictures.length);
  };
  await writeWhole(files.pointFile, encodeNpy([1, found.point.length], found.point));
  await writeWhole(files.comparison, await side([target, found.image, ...(nearest ? [nearest.pixels] : [])]));
  const frames: Buffer[] = [];
  for (const { image } of found.path) frames.push(await side([target, image]));
  await writeWhole(files.path, await animate(frames, { format: animation }));
  return files;
}
