/** Rows of a mixed table: drawn with the cells that were chosen, with the shares of each column, some rows, and all of them as CSV. */
import { chosenCells, conditions, offerCells } from "./conditions.ts";
import { find } from "./elements.ts";
import type { PageFacts } from "./facts.ts";
import { onLanguage } from "./language.ts";
import { showShares } from "./shares.ts";
import type { View } from "./view.ts";
import { listedRows, rowsAsCsv, wholeRows } from "./whole-rows.ts";

/** Rows in a draw at most: more would take much of a browser's memory. */
const MOST_ROWS = 100_000;
/** So many at a time: the page stays alive in between. */
const ROWS_AT_A_TIME = 1000;
const ROWS_SHOWN = 10;

/** @param again draws the same seed once more. */
export function tableView({ rows }: PageFacts, again: () => void): View {
  if (!rows?.mixed) throw new Error("the page does not know its columns");
  const { columns, mixed } = rows;
  const width = columns.length;
  const field = find("count", HTMLInputElement);
  let values = new Float64Array();
  /** How many numbers of them have been drawn. */
  let filled = 0;
  let seedOfRows = 0;

  const drawShares = (): void => {
    if (values.length === 0 || filled < values.length) return;
    columns.forEach((column, c) => {
      showShares(
        column,
        c,
        values.filter((_, i) => i % width === c),
      );
    });
  };
  offerCells(columns, again);
  field.addEventListener("change", again);
  find("reset", HTMLButtonElement).addEventListener("click", () => {
    for (const select of find("columns", HTMLDivElement).querySelectorAll("select")) select.value = "-1";
    again();
  });
  window.addEventListener("resize", drawShares);
  onLanguage(drawShares);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawShares);

  const listRows = (): void => {
    const body = find("rows", HTMLTableSectionElement);
    body.replaceChildren();
    const first = wholeRows(mixed, values.subarray(0, ROWS_SHOWN * width), seedOfRows);
    for (const cells of listedRows(mixed, first, ROWS_SHOWN)) {
      const line = body.insertRow();
      for (const cell of cells) line.insertCell().textContent = cell;
    }
  };

  return {
    unit: "rows",
    count: () => {
      const count = Number(field.value);
      if (Number.isInteger(count) && count >= 1 && count <= MOST_ROWS) return count;
      return ({ rowsExpected }) => rowsExpected(MOST_ROWS.toLocaleString("en"));
    },
    block: ROWS_AT_A_TIME,
    given: (seed, count) => conditions(columns, chosenCells(columns), seed, count),
    begin: (count, seed) => {
      seedOfRows = seed;
      values = new Float64Array(count * width);
      filled = 0;
    },
    show: (from, drawn) => {
      values.set(drawn, from * width);
      filled = from * width + drawn.length;
    },
    done: () => {
      drawShares();
      listRows();
    },
    save: () => rowsAsCsv(mixed, wholeRows(mixed, values.subarray(0, filled), seedOfRows)),
    ending: ".csv",
  };
}
