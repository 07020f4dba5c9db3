/** Columns of cells with all that a column can have, for tests. */
import type { CellsColumn } from "../src/data/columns/cells.ts";

const DAY = 86_400_000;
const start = Date.UTC(2021, 0, 29);
const days = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => start + (first + i) * DAY);

export const everyKind: readonly CellsColumn[] = [
  { kind: "boolean", name: "member", levels: ["no", "yes"], values: [1, 0], gap: "", bins: [], counts: [5, 3, 1] },
  {
    kind: "category",
    name: "town",
    levels: ["Ghent", "Bruges", "Ypres", "Mons"],
    values: [0],
    bins: [{ values: [1, 2, 3], upTo: [0.5, 0.8, 1] }],
    counts: [9, 4],
  },
  {
    kind: "quantiles",
    name: "pay",
    values: [0, 999_999.99],
    gap: "NA",
    bins: [
      { values: [0.01, 3.5, 4.75], upTo: [0.2, 0.9, 1] },
      { values: [5, 17.3, 900, 123_456.78] },
      { values: [123_457, 2e9] },
    ],
    counts: [4, 2, 1, 3, 3, 3],
    form: { decimals: 2 },
  },
  {
    kind: "quantiles",
    name: "age",
    integer: true,
    values: [],
    bins: [{ values: [17, 25, 30] }, { values: [31, 90] }],
    counts: [5, 5],
  },
  {
    kind: "quantiles",
    name: "dose",
    values: [1],
    bins: [{ values: [2.5, 97.5] }],
    counts: [5, 5],
    form: { decimals: 1 },
    step: { by: 2.5, from: 0 },
  },
  { kind: "quantiles", name: "share", values: [], bins: [{ values: [-1e-3, 0.2, 0.7] }], counts: [9], form: {} },
  {
    kind: "date",
    name: "plain",
    form: { pattern: "YYYY-MM-DDTHH:mm:ss", resolution: "second" },
    parts: [],
    values: [0],
    bins: [{ values: [start, start + 40 * DAY + 1000] }],
    counts: [1, 9],
  },
  {
    kind: "date",
    name: "weekly",
    form: { pattern: "YYYY-MM-DD", resolution: "day" },
    parts: ["month", "weekday"],
    values: [],
    gap: "",
    bins: [{ values: days(0, 30) }, { values: days(31, 300) }],
    counts: [1, 3, 9],
  },
  {
    kind: "date",
    name: "hourly",
    form: { pattern: "DD.MM.YYYY HH:mm", resolution: "minute" },
    parts: ["weekday", "hour"],
    values: [],
    bins: [{ values: [start + 7 * 60_000, start + 100 * DAY] }],
    counts: [9],
  },
];
