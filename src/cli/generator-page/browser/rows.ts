/** Points and rows of a table: a chart, some of the numbers, and all of them as CSV. */
import { tableCsv, writtenRows } from "../../../inner.ts";
import { histogram, scatter } from "./chart.ts";
import { find } from "./elements.ts";
import type { PageFacts } from "./facts.ts";
import { onLanguage } from "./language.ts";
import type { View } from "./view.ts";

const COUNT = 2500;
const LISTED = 10;
/** Of numbers in the list, where the data have no decimals of their own. */
const DIGITS = 5;

export function rowsView({ rows }: PageFacts): View {
  if (!rows) throw new Error("the page does not know its columns");
  const { columns, listed, real = [] } = rows;
  const width = columns.length;
  const canvas = find("chart", HTMLCanvasElement);
  let values = new Float64Array();
  const chosen = { across: 0, up: Math.min(1, width - 1) };

  const drawChart = (): void => {
    const pick = (column: number, of: ArrayLike<number> = values): Float64Array =>
      Float64Array.from(of).filter((_, i) => i % width === column);
    const [across, up] = [columns[chosen.across], columns[chosen.up]];
    if (!across || !up || values.length === 0) return;
    if (width === 1) histogram(canvas, across, values, real);
    else {
      const layers = [real, values].map((of) => ({ x: pick(chosen.across, of), y: pick(chosen.up, of) }));
      scatter(canvas, across, up, { real: layers[0], generated: layers[1], square: !listed });
    }
  };
  if (width > 2) {
    for (const key of ["across", "up"] as const) {
      const select = find(key, HTMLSelectElement);
      columns.forEach(({ name }, i) => select.add(new Option(name, String(i), false, i === chosen[key])));
      select.addEventListener("change", () => {
        chosen[key] = Number(select.value);
        drawChart();
      });
    }
  }
  new ResizeObserver(drawChart).observe(canvas);
  onLanguage(drawChart);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawChart);

  const listRows = (): void => {
    const body = find("rows", HTMLTableSectionElement);
    body.replaceChildren();
    for (const cells of writtenRows(rows, values.subarray(0, LISTED * width), DIGITS)) {
      const line = body.insertRow();
      for (const cell of cells) line.insertCell().textContent = cell;
    }
  };

  return {
    unit: "samples",
    count: () => COUNT,
    block: COUNT,
    show: (_, drawn) => {
      values = Float64Array.from(drawn);
      drawChart();
      if (listed) listRows();
    },
    done: () => undefined,
    save: async () => new Blob([tableCsv(rows, values)], { type: "text/csv" }),
    ending: ".csv",
  };
}
