/** Points and rows of a table: a chart, some of the numbers, and all of them as CSV. */
import { histogram, scatter } from "./chart.ts";
import { find } from "./elements.ts";
import type { PageFacts } from "./facts.ts";
import type { View } from "./view.ts";

const COUNT = 2500;
const LISTED = 10;

export function rowsView({ rows }: PageFacts): View {
  if (!rows) throw new Error("the page does not know its columns");
  const { columns, header, listed } = rows;
  const width = columns.length;
  const canvas = find("chart", HTMLCanvasElement);
  let values = new Float32Array();
  const chosen = { across: 0, up: Math.min(1, width - 1) };

  const drawChart = (): void => {
    const pick = (column: number): Float32Array => values.filter((_, i) => i % width === column);
    const [across, up] = [columns[chosen.across], columns[chosen.up]];
    if (!across || !up || values.length === 0) return;
    if (width === 1) histogram(canvas, across, values);
    else scatter(canvas, across, up, pick(chosen.across), pick(chosen.up));
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
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawChart);

  const listRows = (): void => {
    const body = find("rows", HTMLTableSectionElement);
    body.replaceChildren();
    for (let row = 0; row < LISTED; row++) {
      const line = body.insertRow();
      for (let i = 0; i < width; i++) {
        line.insertCell().textContent = String(Number((values[row * width + i] ?? 0).toPrecision(5)));
      }
    }
  };

  return {
    count: COUNT,
    block: COUNT,
    show: (_, drawn) => {
      values = Float32Array.from(drawn);
      drawChart();
      if (listed) listRows();
    },
    done: () => undefined,
    save: async () => {
      const lines = [header];
      for (let from = 0; from < values.length; from += width) {
        // Nine digits tell any two float32 apart.
        const row = Array.from(values.subarray(from, from + width), (value) => Number(value.toPrecision(9)));
        lines.push(row.join(","));
      }
      return new Blob([`${lines.join("\n")}\n`], { type: "text/csv" });
    },
    ending: ".csv",
  };
}
