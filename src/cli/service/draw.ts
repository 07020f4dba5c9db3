/** Samples of a run as the bytes of an answer: what `saddlepoint sample` would write to a file. */
import {
  areCells,
  csvRows,
  formatNumber,
  givenRows,
  jsonRows,
  kindOf,
  mappingOf,
  nothingMade,
  type RowWishes,
  tallyText,
  writtenRows,
} from "../../inner.ts";
import { bytesOf } from "../data/pixels.ts";
import { samplesPicture } from "../pictures/samples.ts";
import { askedSamples, MOST_IN_A_PICTURE, USUAL_ROWS, usualCount } from "../run/asked-samples.ts";
import { columnNames, csvOf } from "../run/csv.ts";
import { openGenerator, type RunGenerator } from "../run/generator.ts";
import { readRecord } from "../run/record.ts";
import { openRowSampler, type RunRowSampler } from "../run/row-sampler.ts";
import { rowParts } from "../run/write-rows.ts";
import type { Format } from "./format.ts";
import type { SampleQuery } from "./parameters.ts";
import { badRequest } from "./refusal.ts";

/** Which run, and at which state. */
export interface Source {
  readonly name: string;
  readonly folder: string;
  /** A kept checkpoint; the newest by default. */
  readonly step?: number;
}

/** What is drawn of a run. */
export interface Drawing {
  readonly query: SampleQuery;
  readonly format: Format;
  /** Samples of an answer at most. */
  readonly most: number;
}

/** An answer. */
export interface Drawn {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly seed: number;
  /** What is to be said of it, a sentence each. */
  readonly notices: readonly string[];
}

/** A run that is open. */
export interface OpenRun {
  readonly step: number;
  readonly draw: (drawing: Drawing) => Promise<Drawn>;
}

/** Opens a run; throws where it has no such state. */
export async function openRun(source: Source): Promise<OpenRun> {
  const doing = `drawing samples of ${source.name}`;
  const rows = await openRows(source, doing);
  if (rows) return rows;
  const generators = openedOnce((psi) => openNoted(source, doing, psi));
  const { generator } = await generators(1);
  const { step } = generator.loaded.checkpoint;
  return {
    step,
    draw: async (drawing) => {
      const { truncation = 1 } = drawing.query;
      // Without a mapping network it is z that is truncated, which the generator need not know.
      const psi = mappingOf(generator.network) ? truncation : 1;
      return drawSamples(await generators(psi), drawing, doing);
    },
  };
}

/** A generator, and what was said when it was opened. */
interface Noted {
  readonly generator: RunGenerator;
  readonly said: readonly string[];
}

async function openNoted({ folder, step }: Source, doing: string, psi: number): Promise<Noted> {
  const said: string[] = [];
  return { generator: await openGenerator(folder, doing, (line) => said.push(line), { step, psi }), said };
}

/** Generators of so many ψ stay open. */
const MOST_OPEN = 4;

/** Opens a generator once for each ψ; those that were asked for last stay open, and the first one. */
function openedOnce(open: (psi: number) => Promise<Noted>): (psi: number) => Promise<Noted> {
  const known = new Map<number, Noted>();
  return async (psi) => {
    const found = known.get(psi) ?? (await open(psi));
    known.delete(psi);
    known.set(psi, found);
    const old = [...known.keys()].find((key) => key !== 1);
    if (known.size > MOST_OPEN && old !== undefined) {
      const { generator } = known.get(old) as Noted;
      known.delete(old);
      await generator.release();
    }
    return found;
  };
}

async function drawSamples({ generator: opened, said }: Noted, drawing: Drawing, doing: string): Promise<Drawn> {
  const { query, format, most } = drawing;
  const { seed, count: asked, class: classes, truncation } = query;
  const notices = [...said];
  const say = (line: string): void => void notices.push(line);
  const flags = {
    ...(classes === undefined ? {} : { class: classes }),
    ...(truncation === undefined ? {} : { truncation }),
  };
  // Of large images the usual number may be more than an answer can hold.
  const usual = usualCount(opened.config.data) > most && classes !== "all" ? most : undefined;
  const wish = { flags, doing, say, count: asked ?? usual, seed };
  const { generator, count, seed: taken } = await askedSamples(opened, wish);
  requireFewer(count, format === "png" ? Math.min(most, MOST_IN_A_PICTURE) : most, doing);
  const values = await generator.draw(await generator.noise(taken, count));
  const { data } = generator.config;
  const bytes =
    format === "csv"
      ? encoded(csvOf(data, values))
      : format === "json"
        ? encoded(jsonOf(data, values, count))
        : await samplesPicture(generator, values, { count, seed: taken, flags: {} }, say);
  return { bytes, count, seed: taken, notices };
}

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

function requireFewer(count: number, most: number, doing: string): void {
  if (count <= most) return;
  throw badRequest({
    doing,
    expected: `at most ${formatNumber(most)} samples of this form in an answer`,
    came: formatNumber(count),
    next: "Ask several times, by other seeds.",
  });
}

type Data = RunGenerator["config"]["data"];

/** Points and arrays as objects of their numbers, as a CSV has them; images as bytes, pixel by pixel. */
function jsonOf(data: Data, values: Float32Array, count: number): string {
  if (kindOf(data) === "images") {
    const [channels = 1, height = 1, width = 1] = data.shape;
    const bytes = bytesOf(data.shape, values);
    const size = bytes.length / count;
    const images = Array.from({ length: count }, (_, i) =>
      JSON.stringify({ shape: [height, width, channels], pixels: [...bytes.subarray(i * size, (i + 1) * size)] }),
    );
    return listOf(images);
  }
  const names = columnNames(data);
  const texts = writtenRows({ columns: names.map((name) => ({ name })) }, values);
  return listOf(
    texts.map((cells) => JSON.stringify(Object.fromEntries(cells.map((cell, i) => [names[i], Number(cell)])))),
  );
}

const listOf = (lines: readonly string[]): string => `[\n${lines.join(",\n")}\n]\n`;

/** A table of cells, or one of numbers; undefined where the run is of no table. */
async function openRows(source: Source, doing: string): Promise<OpenRun | undefined> {
  const { folder, step } = source;
  const { columns } = (await readRecord(folder)).config.data;
  if (!columns) return undefined;
  const said: string[] = [];
  const sampler = await openRowSampler(folder, doing, (line) => said.push(line), { step });
  const scaled = areCells(columns) ? undefined : await openNoted(source, doing, 1);
  return {
    step: sampler.loaded.checkpoint.step,
    draw: (drawing) => {
      const { where, balance, rules, like } = drawing.query;
      const plain = [where, balance, rules, like].every((wish) => wish === undefined);
      // A table of numbers is written by the sampler of rows where it is asked for what that alone can do.
      return scaled && drawing.format === "csv" && plain
        ? drawSamples(scaled, drawing, doing)
        : drawRows(sampler, drawing, doing, said);
    },
  };
}

async function drawRows(
  sampler: RunRowSampler,
  { query, format, most }: Drawing,
  doing: string,
  said: readonly string[],
): Promise<Drawn> {
  const { seed, where, balance, rules, like } = query;
  const given = like === undefined ? undefined : givenRows(like, sampler);
  const count = query.count ?? (given ? undefined : Math.min(USUAL_ROWS, most));
  const wishes: RowWishes = {
    ...(count === undefined ? {} : { count }),
    ...(seed === undefined ? {} : { seed }),
    ...(where === undefined ? {} : { where }),
    ...(balance === undefined ? {} : { balance }),
    ...(rules === undefined ? {} : { rules }),
    ...(given ? { like: given.table } : {}),
  };
  const rows = await sampler.rows(wishes, doing);
  const parts = rowParts(format === "csv" ? csvRows : jsonRows, {
    written: sampler.written,
    rows,
    kept: given?.kept,
    safe: true,
  });
  const bytes: Uint8Array[] = [];
  let next = await parts.next();
  while (!next.done) {
    bytes.push(next.value.bytes);
    next = await parts.next();
  }
  const tally = next.value;
  if (tally.made === 0) throw nothingMade(doing, tally);
  const text = tallyText(tally);
  return {
    bytes: Buffer.concat(bytes),
    count: tally.made,
    seed: rows.seed,
    notices: [...said, ...(given?.notices ?? []), ...rows.notices, ...(text === undefined ? [] : [text])],
  };
}
