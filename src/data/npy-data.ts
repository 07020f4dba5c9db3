/** NumPy arrays as data: images or rows of numbers. */
import { problem } from "../problem.ts";
import { formatShape, sizeOf } from "../tensor/shape.ts";
import type { DataSet } from "./dataset.ts";
import { sha256 } from "./fingerprint.ts";
import { type GapRule, withoutGaps } from "./gaps.ts";
import { arrayImages, type ImageOptions } from "./image-array.ts";
import { imageLayout, type LayoutName, rowLayout } from "./image-layout.ts";
import type { NumpyArray } from "./npy.ts";
import { type TableOptions, tableData } from "./rows.ts";
import { suggestShape } from "./suggest-shape.ts";

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
}

export interface NpyData {
  readonly data: DataSet;
  /** What the array was taken for, e.g. `images N×H×W×C, bytes`. */
  readonly meaning: string;
  /** What was guessed, left out or changed, a sentence each. */
  readonly notices: readonly string[];
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
      expected: "rows of numbers (N×D) for --shape",
      came: formatShape(shape),
      next: "Leave out --shape; --layout says which axis is what.",
    });
  }
  const [ofRows] = (["nan", "outliers", "round"] as const).filter((key) => options[key] !== undefined);
  if (ofRows !== undefined && !(rows && ofRows === "nan")) {
    throw problem({
      doing,
      expected: `rows of numbers, for --${ofRows}`,
      came: `images ${formatShape(shape)}`,
      next: "Leave it out.",
    });
  }
  const layout = rows ? rowImages(doing, array, options) : imageLayout(doing, shape, options.layout);
  const digest = await sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const said = [options.shape, options.layout].filter((part) => part !== undefined);
  const fingerprint = [`${formatShape(shape)} ${array.type} sha256:${digest}`, ...said].join(", ");
  const { data, range, notices } = arrayImages({ name, values, layout, fingerprint }, options);
  return { data, meaning: `images ${layout.name}, ${range}`, notices };
}

/** The layout of rows that are images. */
function rowImages(doing: string, { shape: [count = 0, width = 1] }: NumpyArray, options: NpyOptions) {
  const { shape = "", layout: asked } = options;
  const layout = { ...rowLayout(shape, asked), count };
  const { channels, height, width: across } = layout;
  if (sizeOf([channels, height, across]) === width) return layout;
  throw problem({
    doing,
    expected: `rows of ${channels * height * across} numbers for --shape ${shape}`,
    came: `rows of ${width}`,
    next: "Give the sides of one image.",
  });
}

async function npyRows(name: string, { shape, values }: NumpyArray, options: NpyOptions): Promise<NpyData> {
  const doing = `reading ${name}`;
  const { mirror = false, holdout = 0, layout, range, nan } = options;
  const unused = { "--mirror": mirror || undefined, "--layout": layout, "--range": range };
  const [given] = Object.entries(unused).flatMap(([flag, value]) => (value === undefined ? [] : [flag]));
  if (given !== undefined) {
    throw problem({
      doing,
      expected: `images, for ${given}`,
      came: `rows ${formatShape(shape)}`,
      next: `Leave out ${given}, or give --shape if each row is an image.`,
    });
  }
  const width = shape[1] ?? 1;
  const columns = Array.from({ length: width }, (_, i) => `x${i}`);
  const { table, notices } = withoutGaps(doing, { columns, values: Float64Array.from(values) }, nan);
  const { outliers = "drop", round = "yes" } = options;
  const data = await tableData(name, table, { holdout, outliers, round: round === "yes" });
  return { data, meaning: `rows of ${width}`, notices: [...notices, ...data.notices, ...suggestShape(width)] };
}
