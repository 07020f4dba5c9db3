/** Tables whose rows are images: columns of pixels, often with a label beside them. */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { sizeOf } from "../tensor/shape.ts";
import { type ClassLabels, classesText, numberedClasses } from "./class-labels.ts";
import { sha256 } from "./fingerprint.ts";
import { type ArrayImages, arrayImages, type ImageOptions } from "./image-array.ts";
import { type LayoutName, rowLayout } from "./image-layout.ts";
import { listed } from "./listed.ts";
import { isPixelName, suggestShape } from "./suggest-shape.ts";
import type { Table } from "./table.ts";

export interface RowImageOptions extends ImageOptions {
  /** The image that each row is, e.g. `28x28`. */
  readonly shape: string;
  readonly layout?: LayoutName;
}

/** Images that are the rows of a table, and their labels if a column has them. */
export interface TableImages extends ArrayImages {
  readonly labels?: ClassLabels;
}

/** What a column of labels is called. */
const LABELS = /^(?:labels?|class(?:es)?|targets?|digit|category|y)$/i;
/** What columns beside pixels are called. */
const LABEL = /^(?:labels?|class(?:es)?|targets?|digit|category|y|id|index)$/i;

/** So many columns are named. */
const SHOWN = 5;

/**
 * The rows of a table as images. Columns that are no pixels are known by their names, and left out; where names do not tell them,
 * they are asked for.
 */
export async function tableImages(name: string, table: Table, options: RowImageOptions): Promise<TableImages> {
  const { shape } = options;
  const { columns, values } = table;
  const form = rowLayout(shape, options.layout);
  const { channels, height, width } = form;
  const size = sizeOf([channels, height, width]);
  const pixels = pixelColumns(columns, size);
  if (!pixels) {
    throw problem({
      doing: `reading ${name}`,
      expected: `${size} columns of pixels for ${option("shape", shape)}`,
      came: `${columns.length} columns of numbers`,
      next:
        columns.length > size
          ? `Name those that are no pixels by ${option("leaveOut")}, e.g. ${option("leaveOut", ["1"])} for the first.`
          : "Give the sides of one image.",
    });
  }
  const count = values.length / columns.length;
  const taken = new Float64Array(count * size);
  for (let row = 0; row < count; row++) {
    pixels.forEach((column, i) => {
      taken[row * size + i] = values[row * columns.length + column] ?? 0;
    });
  }
  const fingerprint = `${count}×${channels}×${height}×${width} ${form.name} sha256:${await sha256(new Uint8Array(taken.buffer))}`;
  const { label, labels, notices } = labelsIn(table, pixels, count);
  const images = arrayImages(
    { name, values: taken, layout: { ...form, count }, fingerprint, ...(labels ? { labels } : {}) },
    options,
  );
  const others = columns.filter((_, column) => !pixels.includes(column) && column !== label);
  const one = others.length === 1;
  const doubtful = pixels.flatMap((column) => (LABEL.test(columns[column] ?? "") ? [columns[column] ?? ""] : []));
  const pixelsToo = `${listed(doubtful, SHOWN)} ${doubtful.length === 1 ? "counts as a pixel" : "count as pixels"}, since ${option("shape", shape)} takes all ${size} columns; ${option("leaveOut")} leaves columns out.`;
  const left = `${one ? "Column" : "Columns"} ${listed(others, SHOWN)} ${one ? "is" : "are"} not among the ${size} pixels and ${one ? "is" : "are"} left out.`;
  return {
    ...images,
    ...(labels ? { labels } : {}),
    notices: [
      ...notices,
      ...(others.length > 0 ? [left] : []),
      ...(doubtful.length > 0 ? [pixelsToo] : []),
      ...images.notices,
    ],
  };
}

/** The one column that is called so and holds whole numbers, as labels. */
function labelsIn({ columns, values }: Table, pixels: readonly number[], count: number) {
  const named = columns.flatMap((name, column) => (LABELS.test(name) && !pixels.includes(column) ? [column] : []));
  const [label] = named;
  if (label === undefined || named.length > 1) return { notices: [] };
  const labels = numberedClasses(Array.from({ length: count }, (_, row) => values[row * columns.length + label] ?? 0));
  if ("why" in labels) return { notices: [] };
  return {
    label,
    labels,
    notices: [`Column ${columns[label]} is no pixel: it is the label, with ${classesText(labels)}.`],
  };
}

/** Which columns are the pixels; `undefined` if that cannot be told. */
function pixelColumns(columns: readonly string[], size: number): readonly number[] | undefined {
  const all = columns.map((_, column) => column);
  const ways = [
    all,
    all.filter((column) => isPixelName(columns[column] ?? "")),
    all.filter((column) => !LABEL.test(columns[column] ?? "")),
  ];
  return ways.find(({ length }) => length === size);
}

/** A sentence that tells of the option `shape`, if the columns of a table are called like pixels, or have no names and a fitting number. */
export function suggestTableShape(columns: readonly string[]): readonly string[] {
  const pixels = columns.filter(isPixelName);
  if (pixels.length > 0) return suggestShape(pixels.length);
  const unnamed = columns.every((column) => /^column \d+$/.test(column));
  if (!unnamed) return [];
  const alone = suggestShape(columns.length);
  return alone.length > 0 ? alone : suggestShape(columns.length - 1, `${option("leaveOut", ["1"])} `);
}
