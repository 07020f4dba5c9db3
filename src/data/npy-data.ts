/** NumPy arrays as data: images or rows of numbers. */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { formatShape, sizeOf } from "../tensor/shape.ts";
import { arrayLabels } from "./array-labels.ts";
import type { ClassLabels } from "./class-labels.ts";
import type { DataSet } from "./dataset.ts";
import { sha256 } from "./fingerprint.ts";
import { type GapRule, PIXELS, withoutGaps } from "./gaps.ts";
import { arrayImages, type ImageOptions } from "./image-array.ts";
import { type ImageLayout, imageLayout, type LayoutName, rowLayout } from "./image-layout.ts";
import { listed } from "./listed.ts";
import type { NumpyArray } from "./npy.ts";
import { type TableOptions, tableData } from "./rows.ts";
import { suggestShape } from "./suggest-shape.ts";

/** How the axes of an array are to be understood. */
export interface NpyOptions extends ImageOptions {
  /** Which axes are examples, height, width and channels. Needed where more than one way fits. */
  readonly layout?: LayoutName;
  /** The image that each row of numbers is, e.g. `28x28`. */
  readonly shape?: string;
  /** What becomes of rows with NaN or infinity. */
  readonly nan?: GapRule;
  /** Rows: as for {@link tableData}. */
  readonly outliers?: TableOptions["outliers"];
  /** Rows: whether samples are rounded as the data are. */
  readonly round?: "yes" | "no";
  /** Images: an array with the class of each. */
  readonly labels?: NamedArray;
}

/** An array, and where it stands, for people. */
export interface NamedArray {
  readonly from: string;
  readonly array: NumpyArray;
}

/** The data set that an array holds, and what it was taken for. */
export interface NpyData {
  readonly data: DataSet;
  /** What the array was taken for, e.g. `images N×H×W×C, bytes`. */
  readonly meaning: string;
  /** What was guessed, left out or changed, a sentence each. */
  readonly notices: readonly string[];
  /** The class of each example, where it has one. */
  readonly labels?: ClassLabels;
}

/**
 * An array as data. N and N×D are rows (scaled like those of a table), or images if `shape` says so; three and four axes are
 * images, as bytes 0…255 or as numbers of any range. Throws where axes can be taken in more than one way.
 */
export async function npyData(name: string, array: NumpyArray, options: NpyOptions = {}): Promise<NpyData> {
  const { shape, values } = array;
  const doing = `reading ${name}`;
  if (values.length === 0) throw problem({ doing, expected: "at least one example", came: formatShape(shape) });
  const rows = shape.length <= 2;
  if (rows && options.shape === undefined) return npyRows(name, array, options);
  if (!rows && options.shape !== undefined) {
    throw problem({
      doing,
      expected: `rows of numbers (N×D) for ${option("shape")}`,
      came: formatShape(shape),
      next: `Leave out ${option("shape")}; ${option("layout")} says which axis is what.`,
    });
  }
  const [ofRows] = (["outliers", "round"] as const).filter((key) => options[key] !== undefined);
  if (ofRows !== undefined) {
    throw problem({
      doing,
      expected: `rows of numbers, for ${option(ofRows)}`,
      came: `images ${formatShape(shape)}`,
      next: "Leave it out.",
    });
  }
  const layout = rows ? rowImages(doing, array, options) : imageLayout(doing, shape, options.layout);
  const whole = withoutImageGaps(doing, values, layout, options.nan);
  const digest = await sha256(new Uint8Array(whole.values.buffer, whole.values.byteOffset, whole.values.byteLength));
  const said = [options.shape, options.layout].filter((part) => part !== undefined);
  const fingerprint = [`${formatShape(shape)} ${array.type} sha256:${digest}`, ...said].join(", ");
  const { labels, notices: ofLabels } = labelsBeside(options.labels, layout.count, whole.kept);
  const { data, range, notices } = arrayImages({ name, ...whole, fingerprint, ...(labels ? { labels } : {}) }, options);
  return {
    data,
    meaning: `images ${layout.name}, ${range}`,
    notices: [...whole.notices, ...notices, ...ofLabels],
    ...(labels ? { labels } : {}),
  };
}

/** Images without NaN and infinity. */
function withoutImageGaps(
  doing: string,
  values: NumpyArray["values"],
  layout: ImageLayout,
  rule: GapRule | undefined,
): {
  values: NumpyArray["values"];
  layout: ImageLayout;
  notices: readonly string[];
  /** The numbers of those that are left, where some are left out. */
  kept?: readonly number[];
} {
  if (values instanceof Uint8Array || values.every(Number.isFinite)) return { values, layout, notices: [] };
  const size = values.length / layout.count;
  const columns = Array.from({ length: size }, (_, i) => String(i));
  const { table, notices } = withoutGaps(doing, { columns, values }, rule, PIXELS);
  const count = table.values.length / size;
  const isWhole = (image: number): boolean => values.subarray(image * size, (image + 1) * size).every(Number.isFinite);
  const kept = count < layout.count ? Array.from({ length: layout.count }, (_, i) => i).filter(isWhole) : undefined;
  return { values: table.values, layout: { ...layout, count }, notices, ...(kept ? { kept } : {}) };
}

/** The classes of the images that are left, or why an array beside them is not taken for labels. */
function labelsBeside(
  given: NamedArray | undefined,
  count: number,
  kept: readonly number[] | undefined,
): { labels?: ClassLabels; notices: readonly string[] } {
  if (!given) return { notices: [] };
  const labels = arrayLabels(given.array, count);
  if ("why" in labels) return { notices: [`${given.from} is not read as labels: ${labels.why}.`] };
  const numbers = kept ? Uint32Array.from(kept, (image) => labels.numbers[image] ?? 0) : labels.numbers;
  return { labels: { ...labels, numbers }, notices: [] };
}

/** The layout of rows that are images. */
function rowImages(doing: string, { shape: [count = 0, width = 1] }: NumpyArray, options: NpyOptions) {
  const { shape = "", layout: asked } = options;
  const layout = { ...rowLayout(shape, asked), count };
  const { channels, height, width: across } = layout;
  if (sizeOf([channels, height, across]) === width) return layout;
  throw problem({
    doing,
    expected: `rows of ${channels * height * across} numbers for ${option("shape", shape)}`,
    came: `rows of ${width}`,
    next: "Give the sides of one image.",
  });
}

async function npyRows(name: string, { type, shape, values }: NumpyArray, options: NpyOptions): Promise<NpyData> {
  const doing = `reading ${name}`;
  const { mirror = false, holdout = 0, layout, range, nan } = options;
  const unused = { mirror: mirror || undefined, layout, range };
  const [given] = Object.entries(unused).flatMap(([key, value]) => (value === undefined ? [] : [option(key)]));
  if (given !== undefined) {
    throw problem({
      doing,
      expected: `images, for ${given}`,
      came: `rows ${formatShape(shape)}`,
      next: `Leave out ${given}, or give ${option("shape")} if each row is an image.`,
    });
  }
  const width = shape[1] ?? 1;
  const columns = Array.from({ length: width }, (_, i) => `x${i}`);
  const { table, notices } = withoutGaps(doing, { columns, values: Float64Array.from(values) }, nan);
  const { outliers = "drop", round = "yes" } = options;
  const data = await tableData(name, table, { holdout, outliers, round: round === "yes" });
  return {
    data,
    meaning: `rows of ${width}`,
    notices: [
      ...notices,
      ...(/int64$/.test(type) ? longNotice(values, columns) : []),
      ...data.notices,
      ...suggestShape(width),
    ],
  };
}

/** Whole numbers of 64 bits that stand closer together than a float64 can tell. */
function longNotice(values: NumpyArray["values"], columns: readonly string[]): readonly string[] {
  const width = columns.length;
  const found = new Set<number>();
  values.forEach((value, i) => {
    if (Number.isInteger(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER) found.add(i % width);
  });
  if (found.size === 0) return [];
  return [
    `Whole numbers beyond 2^53 in ${listed([...found].map((c) => columns[c] ?? ""))} are rounded to the nearest number of 53 bits; subtract what they have in common before the array is saved if their last digits count.`,
  ];
}
