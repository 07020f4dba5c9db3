/** Rows of a mixed table on a sheet: each column's distribution, real beside generated. */
import { type DataSet, distributionOf, formatNumber, type TypedTable, wholeTableOf } from "../../inner.ts";
import { COLOURS } from "./colours.ts";
import { distributionSvg } from "./distribution.ts";

/** More columns than this would make pictures too small to read; the first ones are shown, and how many there are is said. */
const MOST_COLUMNS = 24;
const [WIDTH, HEIGHT, GAP, NOTE] = [260, 150, 18, 26];
/** Rows of a column of categories that fit. */
const MOST_ROWS = 7;

/** `real` and `generated` as in training; the picture is in the data's units. */
export function mixedTableSvg(
  data: Pick<DataSet, "columns" | "rules">,
  generated: Float32Array,
  real: Float32Array,
): string {
  const [a, b] = [real.length > 0 ? real : generated, generated].map((rows) => wholeTableOf(data, rows)) as [
    TypedTable,
    TypedTable,
  ];
  const shown = a.columns.slice(0, MOST_COLUMNS);
  const across = Math.min(4, Math.ceil(Math.sqrt(shown.length)));
  const down = Math.ceil(shown.length / across);
  const cells = shown.map((column, i) => {
    const picture = distributionSvg({
      name: column.name,
      facts: column,
      distribution: distributionOf(column, b.columns[i]!), // the same columns
      width: WIDTH,
      height: HEIGHT,
      mostRows: MOST_ROWS,
    });
    const [x, y] = [GAP + (i % across) * (WIDTH + GAP), GAP + Math.floor(i / across) * (HEIGHT + GAP)];
    return picture.replace("<svg ", `<svg x="${x}" y="${y}" `);
  });
  const [total, high] = [GAP + across * (WIDTH + GAP), GAP + down * (HEIGHT + GAP) + NOTE];
  const of =
    a.columns.length > shown.length ? `the first ${shown.length} of ${formatNumber(a.columns.length)} columns; ` : "";
  const key = (["real", "generated"] as const)
    .map((name) => `<tspan fill="${COLOURS[name]}">■</tspan> ${name === "real" ? "real rows" : "generated rows"} `)
    .join("");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${total}" height="${high}" viewBox="0 0 ${total} ${high}" font-family="sans-serif" font-size="12" color="#222222">` +
    `<rect width="${total}" height="${high}" fill="white"/>${cells.join("")}` +
    `<text x="${GAP}" y="${high - 12}" fill="#555555">${of}shares of rows: ${key}</text></svg>`
  );
}
