import { describe, expect, it } from "vitest";
import type { CellsColumn } from "../data/columns/cells.ts";
import { layoutOf } from "../data/columns/layout.ts";
import { writeCondition } from "../data/columns/table-condition.ts";
import { gradient } from "../tensor/gradient.ts";
import { graph } from "../tensor/graph.ts";
import { mul, sum } from "../tensor/operations.ts";
import { interpret } from "../tensor/reference.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { rowOf } from "./table-heads.ts";

const M = 6;
const TAU = 0.5;

const category = (name: string, cells: number): CellsColumn => ({
  kind: "category",
  name,
  levels: Array.from({ length: cells }, (_, i) => `v${i}`),
  values: Array.from({ length: cells }, (_, i) => i),
  bins: [],
  counts: new Array<number>(cells).fill(1),
});
const quantiles = (name: string, values: number, bins: number): CellsColumn => ({
  kind: "quantiles",
  name,
  values: Array.from({ length: values }, (_, i) => i),
  bins: Array.from({ length: bins }, (_, i) => ({ values: [100 + i, 101 + i] })),
  counts: new Array<number>(values + bins).fill(1),
});
const date = (name: string): CellsColumn => ({
  kind: "date",
  name,
  values: [],
  gap: "",
  bins: [{ values: [0, 1e9] }],
  counts: [2, 4],
  form: { pattern: "YYYY-MM-DD", resolution: "day" },
  parts: ["month", "weekday"],
});

/** Blocks of 2 to 31 cells, with bins and without, in no order. */
const columns = [
  category("a", 5),
  quantiles("b", 2, 3),
  date("c"),
  category("d", 31),
  quantiles("e", 0, 7),
  category("f", 2),
  date("g"),
  category("h", 4),
];
const layout = layoutOf(columns);
const { size, blocks } = layout;

const wave = (seed: number, length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => 3 * Math.sin(12.9898 * (i + 1) + 78.233 * seed));

const softmax = (logits: readonly number[]): number[] => {
  const exps = logits.map((value) => Math.exp(value / TAU));
  const total = exps.reduce((a, b) => a + b, 0);
  return exps.map((value) => value / total);
};
const hot = (logits: readonly number[]): number[] => {
  const largest = Math.max(...logits);
  return logits.map((value) => (value === largest ? 1 : 0));
};

/** One row, column by column, in plain words; y is a row of conditions. */
function expectedRow(logits: readonly number[], y: readonly number[]): number[] {
  const row = new Array<number>(size).fill(0);
  const write = (at: number, values: readonly number[]): void => void row.splice(at, values.length, ...values);
  for (const { column, start, cells, firstBin, place, parts } of blocks) {
    const end = start + cells;
    const chosen = y[size + column] === 1 ? y.slice(start, end) : hot(logits.slice(start, end));
    write(start, chosen);
    const inBin = chosen.indexOf(1) >= firstBin ? 1 : 0;
    if (place !== undefined) write(place, [Math.tanh(logits[place] ?? 0) * inBin]);
    for (const part of parts) {
      write(
        part.start,
        hot(logits.slice(part.start, part.start + part.cells)).map((value) => value * inBin),
      );
    }
  }
  return row;
}

/** ∂(w · row)/∂logits with the softmax in place of the choice; a cell that is given takes no part. */
function expectedGradient(logits: readonly number[], y: readonly number[], w: readonly number[]): number[] {
  const result = new Array<number>(size).fill(0);
  const row = expectedRow(logits, y);
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((s, v, i) => s + v * (b[i] ?? 0), 0);
  const throughSoftmax = (start: number, cells: number, by: readonly number[]): void => {
    const p = softmax(logits.slice(start, start + cells));
    p.forEach((value, i) => {
      result[start + i] = (value * ((by[i] ?? 0) - dot(p, by))) / TAU;
    });
  };
  for (const { column, start, cells, firstBin, place, parts } of blocks) {
    const inBin = row.slice(start, start + cells).indexOf(1) >= firstBin ? 1 : 0;
    const placed = place === undefined ? 0 : (w[place] ?? 0) * Math.tanh(logits[place] ?? 0);
    const calendar = parts.reduce((total, part) => {
      const choice = hot(logits.slice(part.start, part.start + part.cells));
      return total + dot(choice, w.slice(part.start, part.start + part.cells));
    }, 0);
    const by = w.slice(start, start + cells).map((value, i) => value + (i >= firstBin ? placed + calendar : 0));
    if (y[size + column] !== 1) throughSoftmax(start, cells, by);
    if (place !== undefined) result[place] = (w[place] ?? 0) * inBin * (1 - Math.tanh(logits[place] ?? 0) ** 2);
    for (const part of parts) {
      const weights = w.slice(part.start, part.start + part.cells).map((value) => value * inBin);
      throughSoftmax(part.start, part.cells, weights);
    }
  }
  return result;
}

const conditions = new Float32Array(M * (size + columns.length));
for (let row = 0; row < M; row++) {
  const given = [
    { column: row, cell: row % 2 },
    { column: 6, cell: 1 },
  ].slice(row % 3);
  writeCondition(layout, given, conditions, row * (size + columns.length));
}
const [logitsIn, yIn, weightsIn] = [
  input("logits", [M, size]),
  input("y", [M, size + columns.length]),
  input("weights", [M, size]),
];
const values = { logits: wave(1, M * size), y: conditions, weights: wave(2, M * size) };
const rowsOf = (all: ArrayLike<number>): number[][] => {
  const width = all.length / M;
  return Array.from({ length: M }, (_, row) => Array.from(all).slice(row * width, (row + 1) * width));
};

describe("the heads of a table", () => {
  const rows = rowOf(logitsIn, yIn, layout, TAU);

  it("make of every column what it would be by itself, whatever it is computed with", () => {
    const made = rowsOf(interpret({ rows }, values).rows ?? []);
    const [logits, y] = [rowsOf(values.logits), rowsOf(values.y)];
    made.forEach((row, i) => {
      expectedRow(logits[i] ?? [], y[i] ?? []).forEach((value, at) => expect(row[at]).toBeCloseTo(value, 6));
    });
  });

  it("have the gradient that every column would have by itself", () => {
    const [by] = gradient(sum(mul(rows, weightsIn)), [logitsIn]);
    const got = rowsOf(interpret({ by: by as Tensor }, values).by ?? []);
    const [logits, y, w] = [rowsOf(values.logits), rowsOf(values.y), rowsOf(values.weights)];
    got.forEach((row, i) => {
      const expected = expectedGradient(logits[i] ?? [], y[i] ?? [], w[i] ?? []);
      expected.forEach((value, at) => expect(row[at]).toBeCloseTo(value, 5));
    });
  });

  it("take hardly more operations for hundreds of columns than for a few", () => {
    const operations = (times: number): number => {
      const many = layoutOf(Array.from({ length: times }, () => columns).flat());
      const x = input("logits", [M, many.size]);
      const made = rowOf(x, input("y", [M, many.size + many.blocks.length]), many, TAU);
      const [by] = gradient(sum(made), [x]);
      return graph("heads", { made, by: by as Tensor }).nodes.length;
    };
    expect(operations(60)).toBe(operations(2));
  });
});
