import { readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import {
  areCells,
  type Config,
  counted,
  encodeNpy,
  givenRows,
  interpolateNoise,
  inUnits,
  kindOf,
  nothingMade,
  problem,
  type RowWishes,
  tallyText,
  writtenNumbers,
} from "../../inner.ts";
import { readGivenRows } from "../data/given-file.ts";
import { bytesOf } from "../data/pixels.ts";
import { makeFolder, writeWhole } from "../files/writing.ts";
import { sampleLatent, WAY_FLAGS, wayOf } from "../latent/sample-latent.ts";
import { animate } from "../pictures/animation.ts";
import { drawExamples, imagePng, imageSheet } from "../pictures/examples.ts";
import { background, samplesPicture } from "../pictures/samples.ts";
import type { AskedGenerator } from "../run/asked-classes.ts";
import { askedSamples, MOST_IN_A_PICTURE, USUAL_ROWS } from "../run/asked-samples.ts";
import { type CsvWish, csvOf } from "../run/csv.ts";
import { openGenerator } from "../run/generator.ts";
import { readRecord } from "../run/record.ts";
import { openRowSampler } from "../run/row-sampler.ts";
import { movesPoints, NOISE_FLAGS } from "../run/shaped-noise.ts";
import { writeRows } from "../run/write-rows.ts";
import { deviceFrom, type Flags, flagName } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import { numberFlag } from "../terminal/number-flag.ts";
import type { Output } from "../terminal/output.ts";

/** Files that only rows of a table go to. */
const OF_ROWS = [".tsv", ".json", ".jsonl", ".ndjson", ".parquet"] as const;
const FORMATS = [".png", ".csv", ".npy", ".gif", ".webp"] as const;
type Format = (typeof FORMATS)[number] | "folder";
type RowFormat = (typeof OF_ROWS)[number];
const isOfRows = (format: string): format is RowFormat => (OF_ROWS as readonly string[]).includes(format);

interface Wish {
  readonly out: string;
  readonly format: Format;
  readonly count: number;
  readonly seed: number;
  readonly csv: CsvWish;
  /** Where the real data are, which points are drawn over. */
  readonly flags: Flags;
  /** Two seeds to go between, and in how many frames. */
  readonly between?: { readonly seeds: readonly [number, number]; readonly frames: number };
}

/** `sample <run> --count N --out FILE` */
export async function sampleCommand(folder: string, flags: Flags, output: Output): Promise<void> {
  const way = wayOf(flags);
  const format = way === undefined ? formatOf(flags.out) : ".png";
  const { config } = await readRecord(folder);
  if (way !== undefined) {
    if (config.data.columns) refuseForRows(flags);
    return sampleLatent(way, folder, flags, output);
  }
  if (areRequested(config.data, flags, format) || isOfRows(format)) return sampleRowsOf(folder, flags, output);
  const out = String(flags.out);
  const doing = `sampling from ${folder}`;
  const step = integerFlag(flags, "step", 0, 1e9);
  const asked = integerFlag(flags, "count", 1, 1e7);
  const seed = integerFlag(flags, "seed", 0, Number.MAX_SAFE_INTEGER);
  const between = betweenOf(flags, format);
  const psi = numberFlag(flags, "truncation", 0, 1);
  const opened = await openGenerator(folder, doing, output.say, {
    ...{ step, psi, moving: movesPoints(flags) },
    device: deviceFrom(flags),
  });
  try {
    const strip = between ? { strip: true, ofEach: () => 1 } : {};
    const sampled = await askedSamples(opened, { flags, doing, say: output.say, count: asked, seed, ...strip });
    const { generator } = sampled;
    if (between) requireWay(flags, generator);
    const { config, loaded } = generator;
    const images = kindOf(config.data) === "images";
    const wish: Wish = {
      out,
      format,
      count: sampled.count,
      seed: sampled.seed,
      csv: { round: yesOrNo(flags, "round"), safe: yesOrNo(flags, "safeCsv") },
      flags,
      ...(between ? { between } : {}),
    };
    checkWish(wish, images);
    await (between ? writeBetween(generator, wish, output) : writeSamples(generator, wish, output));
    const what = between
      ? `${between.frames} frames ${wayText(between.seeds, generator)}`
      : `${wish.count} samples (seed ${wish.seed})`;
    const classes = generator.asked ? { classes: generator.asked } : {};
    output.result(
      {
        run: folder,
        step: loaded.checkpoint.step,
        count: wish.count,
        seed: wish.seed,
        out,
        ...(between ?? {}),
        ...classes,
      },
      `${what} from ${folder} at step ${loaded.checkpoint.step} are in ${out}`,
    );
  } finally {
    await opened.release();
  }
}

/** Flags of rows of a table alone. */
const ROW_FLAGS = ["where", "like", "balance", "rule"] as const;

/** Whether rows of a table are asked for: one that is mixed, or one of numbers in a way that is for rows alone. */
function areRequested(data: Config["data"], flags: Flags, format: Format | RowFormat): boolean {
  const asked = ROW_FLAGS.find((flag) => flags[flag] !== undefined);
  const way = asked === undefined ? (isOfRows(format) ? `a ${format} file` : undefined) : flagName(asked);
  const { columns } = data;
  const toFile = format === ".csv" || format === ".npy" || isOfRows(format);
  if (columns && toFile) return way !== undefined || areCells(columns);
  if (way === undefined) return false;
  throw problem({
    doing: "sampling",
    expected: columns
      ? `a .csv, .tsv, .json, .jsonl, .parquet or .npy file with ${way}`
      : `a run of a table with ${way}`,
    came: columns ? String(flags.out) : `one of ${kindOf(data)}`,
  });
}

/** Rows of a table, written as they are drawn. */
async function sampleRowsOf(folder: string, flags: Flags, { say, result }: Output): Promise<void> {
  refuseForRows(flags);
  const out = String(flags.out);
  const doing = `sampling from ${folder}`;
  const step = integerFlag(flags, "step", 0, 1e9);
  const count = integerFlag(flags, "count", 1, 1e7);
  const seed = integerFlag(flags, "seed", 0, Number.MAX_SAFE_INTEGER);
  const safe = yesOrNo(flags, "safeCsv");
  const sampler = await openRowSampler(folder, doing, say, {
    step,
    round: yesOrNo(flags, "round"),
    device: deviceFrom(flags),
  });
  try {
    const { where, like, balance, rule } = flags;
    const given = like === undefined ? undefined : givenRows(await readGivenRows(String(like), say), sampler);
    const wishes: RowWishes = {
      ...(count === undefined ? (given ? {} : { count: USUAL_ROWS }) : { count }),
      ...(seed === undefined ? {} : { seed }),
      ...(where === undefined ? {} : { where: listOf(where).join(",") }),
      ...(balance === undefined ? {} : { balance: String(balance) }),
      ...(rule === undefined ? {} : { rules: listOf(rule) }),
      ...(given ? { like: given.table } : {}),
    };
    const rows = await sampler.rows(wishes, doing);
    for (const line of [...(given?.notices ?? []), ...rows.notices]) say(line);
    const tally = await writeRows(out, { written: sampler.written, rows, kept: given?.kept, safe }, say);
    if (tally.made === 0) throw nothingMade(doing, tally);
    const text = tallyText(tally);
    if (text !== undefined) say(text);
    const { checkpoint } = sampler.loaded;
    result(
      { run: folder, step: checkpoint.step, count: tally.made, drawn: tally.drawn, seed: rows.seed, out },
      `${counted(tally.made, "row")} (seed ${rows.seed}) from ${folder} at step ${checkpoint.step} are in ${out}`,
    );
  } finally {
    await sampler.release();
  }
}

/** What is for pictures and points is not passed over in silence. */
function refuseForRows(flags: Flags): void {
  const flag = [...NOISE_FLAGS, ...WAY_FLAGS, "class"].find((name) => flags[name] !== undefined);
  if (flag === undefined) return;
  throw problem({
    doing: `reading option ${flagName(flag)}`,
    expected: "a run of images or points with it",
    came: "rows of a table",
    next: "Leave it out; --where and --balance say which rows are drawn.",
  });
}

/** What was given once, or several times. */
const listOf = (given: unknown): string[] => (Array.isArray(given) ? given : [given]).map(String);

function formatOf(out: unknown): Format | RowFormat {
  if (typeof out !== "string" || out === "") {
    throw problem({
      doing: "sampling",
      expected: "--out with a file",
      came: "none",
      next: "Add --out samples.png or --out samples.csv.",
    });
  }
  if (/[/\\]$/.test(out)) return "folder";
  const ending = extname(out).toLowerCase();
  if (ending === ".mp4") {
    throw problem({ doing: `sampling to ${out}`, expected: "--video with a .mp4 file", came: "none" });
  }
  const known = [...FORMATS, ...OF_ROWS].find((format) => format === ending);
  if (known) return known;
  throw problem({
    doing: `sampling to ${out}`,
    expected: `a name that ends in ${[...FORMATS, ...OF_ROWS].join(", ")}, or in / for a folder`,
    came: ending || "no ending",
  });
}

/** `yes` unless `no` is said. */
function yesOrNo(flags: Flags, key: "round" | "safeCsv"): boolean {
  const given = flags[key] ?? true;
  if (given === true || given === "yes" || given === "true") return true;
  if (given === "no" || given === "false") return false;
  throw problem({ doing: `reading option ${flagName(key)}`, expected: "yes or no", came: String(given) });
}

function betweenOf(flags: Flags, format: Format): Wish["between"] {
  const frames = integerFlag(flags, "frames", 2, 1000);
  if (flags.interpolate === undefined) {
    const wants = frames !== undefined ? "--frames" : format === ".gif" || format === ".webp" ? `a ${format} file` : "";
    if (wants === "") return undefined;
    throw problem({
      doing: "sampling",
      expected: `--interpolate A,B with ${wants}`,
      came: "none",
      next: "Give two seeds, e.g. --interpolate 1,2.",
    });
  }
  const given = String(flags.interpolate);
  const seeds = given.split(",").map((text) => (/^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN));
  const [a = Number.NaN, b = a] = seeds;
  if (seeds.length > 2 || !Number.isSafeInteger(a) || !Number.isSafeInteger(b)) {
    throw problem({ doing: "reading option --interpolate", expected: "two seeds, as in 1,2", came: given });
  }
  if (format !== ".png" && format !== ".gif" && format !== ".webp") {
    throw problem({ doing: "sampling", expected: "a .png, .gif or .webp file with --interpolate", came: format });
  }
  return { seeds: [a, b], frames: frames ?? (format === ".png" ? 10 : 48) };
}

/** One seed alone goes nowhere, unless classes do. */
function requireWay({ interpolate }: Flags, { between }: AskedGenerator): void {
  const given = String(interpolate);
  if (given.includes(",") || between) return;
  throw problem({ doing: "reading option --interpolate", expected: "two seeds, as in 1,2", came: given });
}

/** From where to where, in words. */
function wayText([a, b]: readonly [number, number], { between, asked = [] }: AskedGenerator): string {
  const classes = between ? `from class to class (${asked.join(", ")})` : "";
  const seeds = a === b ? `with the noise of seed ${a}` : `from seed ${a} to seed ${b}`;
  return [classes, seeds].filter((text) => text !== "").join(", ");
}

function checkWish({ out, format, count, between, flags }: Wish, images: boolean): void {
  const doing = `sampling to ${out}`;
  if (flags.data !== undefined && (images || format === ".csv" || format === ".npy")) {
    throw problem({
      doing,
      expected: "a picture of points with --data, as real ones are drawn in it",
      came: images ? "images" : format,
      next: "Leave --data out.",
    });
  }
  const pictured = count * (between && format === ".png" ? between.frames : 1);
  if (format !== ".csv" && format !== ".npy" && pictured > MOST_IN_A_PICTURE) {
    throw problem({
      doing,
      expected: `at most ${MOST_IN_A_PICTURE} examples in a picture`,
      came: String(pictured),
      next: "Use a .csv or .npy file for more.",
    });
  }
  if (!images && format === "folder") {
    throw problem({ doing, expected: "images, to write each to a file", came: "points", next: "Use a .csv file." });
  }
  if (!images && between && format === ".png") {
    throw problem({
      doing,
      expected: "images, for a strip of frames",
      came: "points",
      next: "Use a .gif or .webp file.",
    });
  }
}

async function writeSamples({ noise, draw, ...run }: AskedGenerator, wish: Wish, { say }: Output): Promise<void> {
  const { data } = run.config;
  const { out, format, count, seed, csv } = wish;
  if (format === "folder") await refuseFull(out);
  const values = await draw(await noise(seed, count));
  const images = kindOf(data) === "images";
  switch (format) {
    case ".csv":
      return writeWhole(out, csvOf(data, values, csv));
    case ".npy": {
      const [channels = 1, height = 1, width = 1] = data.shape;
      if (images) return writeWhole(out, encodeNpy([count, height, width, channels], bytesOf(data.shape, values)));
      const { columns, constants = [] } = data;
      if (!columns) return writeWhole(out, encodeNpy([count, ...data.shape], values));
      const text = constants.filter((constant) => constant.value === undefined);
      if (text.length > 0)
        say(`${text.map(({ name }) => name).join(", ")}: text, which a .npy file of numbers leaves out.`);
      const rows = inUnits(columns, values, csv);
      const { names, values: numbers } = writtenNumbers({ columns, constants }, rows);
      return writeWhole(out, encodeNpy([count, names.length], numbers));
    }
    case "folder": {
      await makeFolder(out);
      const size = values.length / count;
      const digits = Math.max(5, String(count).length);
      for (let i = 0; i < count; i++) {
        const name = `${String(i + 1).padStart(digits, "0")}.png`;
        await writeWhole(join(out, name), await imagePng(data.shape, values.subarray(i * size, (i + 1) * size)));
      }
      return;
    }
    case ".png":
    case ".gif":
    case ".webp": {
      return writeWhole(out, await samplesPicture(run, values, wish, say));
    }
  }
}

/** From the z of one seed to that of another: a strip with a row per example, or an animation of all of them. */
async function writeBetween({ noise, draw, ...run }: AskedGenerator, wish: Wish, { say }: Output): Promise<void> {
  const { out, format, count, between } = wish;
  if (!between) return;
  const { config } = run;
  const [a, b] = [await noise(between.seeds[0], count), await noise(between.seeds[1], count)];
  const frames: Float32Array[] = [];
  for (let i = 0; i < between.frames; i++) {
    const t = i / (between.frames - 1);
    frames.push(await draw(interpolateNoise(run.pathPrior, a, b, t), run.between?.(t)));
  }
  const { shape } = config.data;
  if (format === ".png") {
    const size = (frames[0]?.length ?? 0) / count;
    const strip = new Float32Array(frames.length * count * size);
    frames.forEach((frame, column) => {
      for (let row = 0; row < count; row++) {
        strip.set(frame.subarray(row * size, (row + 1) * size), (row * frames.length + column) * size);
      }
    });
    return writeWhole(out, await imageSheet(shape, strip, frames.length));
  }
  const { kind, real } =
    kindOf(config.data) === "images"
      ? { kind: config.data, real: new Float32Array() }
      : await background(run.record, { ...wish, seed: config.seed }, say);
  const pictures: Buffer[] = [];
  for (const frame of frames) pictures.push(await drawExamples(kind, frame, real, { inRow: run.inRow }));
  return writeWhole(out, await animate(pictures, { format: format === ".gif" ? "gif" : "webp" }));
}

/** Files of ours among others would be hard to tell apart, and might replace some. */
async function refuseFull(out: string): Promise<void> {
  const entries = await readdir(out).catch(() => []);
  if (entries.length === 0) return;
  throw problem({
    doing: `sampling to ${out}`,
    expected: "a new or empty folder",
    came: "one with files in it",
    next: "Choose another --out.",
  });
}
