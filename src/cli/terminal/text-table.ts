import { columnsOf, widthOf, wrapped } from "./width.ts";

const GAP = 2;
/** Columns of text that are made narrower keep so many characters, or their longest word where that is shorter. */
const NARROW = 12;

type Rows = readonly (readonly string[])[];

const naturalWidths = (rows: Rows): readonly number[] =>
  (rows[0] ?? []).map((_, column) => Math.max(0, ...rows.map((row) => columnsOf(row[column] ?? ""))));

const whole = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width + GAP, -GAP);

/**
 * Columns under headings, numbers to the right. What is wider than the terminal keeps within it: columns of text are broken into
 * lines, and columns of numbers that there is no room for follow below, beside the first column once more.
 */
export function textTable(rows: Rows, right: readonly boolean[], width = widthOf(process.stdout)): string {
  const widths = narrowed(rows, right, width);
  if (whole(widths) <= width) return lines(rows, right, widths).join("\n");
  const count = widths.length;
  if (count <= 2) return lines(rows, right, squeezed(widths, width)).join("\n");
  if (count === 3) return stacked(rows, width);
  // The first column and as many of the others as fit: one of them at least.
  let last = 2;
  while (last < count && whole(widths.slice(0, last + 1)) <= width) last++;
  const part = (from: number, to: number): readonly [Rows, readonly boolean[]] => [
    rows.map((row) => [row[0] ?? "", ...row.slice(from, to)]),
    [right[0] ?? false, ...right.slice(from, to)],
  ];
  const [first, rest] = [part(1, last), part(last, count)];
  return [textTable(...first, width), ...(last < count ? [textTable(...rest, width)] : [])].join("\n\n");
}

/** What is said of something below its name. */
const stacked = (rows: Rows, width: number): string =>
  rows
    .flatMap(([name = "", ...said]) => [
      ...wrapped(name, width),
      ...wrapped(said.filter((cell) => cell !== "").join(", "), width - GAP).map((line) => " ".repeat(GAP) + line),
    ])
    .join("\n");

/** Widths of columns, the widest of text made narrower until all fit, or no column can be made so. */
function narrowed(rows: Rows, right: readonly boolean[], width: number): readonly number[] {
  const widths = [...naturalWidths(rows)];
  const least = widths.map((natural, column) => {
    const words = rows.flatMap((row) => (row[column] ?? "").split(" ").map(columnsOf));
    return right[column] ? natural : Math.min(natural, Math.max(NARROW, Math.min(2 * NARROW, Math.max(0, ...words))));
  });
  for (;;) {
    const over = whole(widths) - width;
    if (over <= 0) return widths;
    const free = widths.map((now, column) => now - (least[column] ?? now));
    const widest = free.indexOf(Math.max(...free));
    const gain = free[widest] ?? 0;
    if (gain <= 0) return widths;
    widths[widest] = (widths[widest] ?? 0) - Math.min(gain, over);
  }
}

/** Two columns that do not fit: the first gives way, and the second where that is not enough. */
function squeezed(widths: readonly number[], width: number): readonly number[] {
  const [first = 0, second = 0] = widths;
  if (widths.length < 2) return [Math.min(first, width)];
  const other = Math.min(second, Math.max(NARROW, width - GAP - NARROW));
  return [Math.max(1, Math.min(first, width - GAP - other)), other];
}

const lines = (rows: Rows, right: readonly boolean[], widths: readonly number[]): readonly string[] =>
  rows.flatMap((row) => {
    const cells = widths.map((width, column) => {
      const cell = row[column] ?? "";
      return columnsOf(cell) <= width ? [cell] : indentedLike(cell, width);
    });
    const height = Math.max(...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
      widths
        .map((width, column) => {
          const cell = cells[column]?.[line] ?? "";
          const space = " ".repeat(Math.max(0, width - columnsOf(cell)));
          return right[column] ? space + cell : cell + space;
        })
        .join(" ".repeat(GAP))
        .trimEnd(),
    );
  });

/** The lines of a cell, each as far in as its beginning. */
function indentedLike(cell: string, width: number): readonly string[] {
  const indent = /^ */.exec(cell)?.[0] ?? "";
  return wrapped(cell.slice(indent.length), Math.max(1, width - indent.length)).map((line) => indent + line);
}
