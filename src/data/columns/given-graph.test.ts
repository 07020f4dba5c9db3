import { describe, expect, it } from "vitest";
import { interpret } from "../../tensor/reference.ts";
import { input } from "../../tensor/tensor.ts";
import type { CellsColumn } from "./cells.ts";
import { givenGraph, givenOf } from "./given-graph.ts";
import { layoutOf } from "./layout.ts";
import { conditionWidth, type GivenCell, writeCondition } from "./table-condition.ts";

const columns: readonly CellsColumn[] = [
  { kind: "boolean", name: "member", levels: ["no", "yes"], values: [1, 0], gap: "", bins: [], counts: [5, 3, 1] },
  { kind: "quantiles", name: "age", values: [0], bins: [{ values: [1, 5] }, { values: [5, 9] }], counts: [4, 2, 3] },
  {
    kind: "date",
    name: "born",
    form: { pattern: "YYYY-MM-DD", resolution: "day" },
    parts: ["weekday"],
    values: [],
    bins: [{ values: [0, 864e5] }],
    counts: [9],
  },
];
const layout = layoutOf(columns);

/** y as the graph makes it of what is given. */
function graphed(given: readonly number[]): number[] {
  const y = givenGraph(layout, input("given", [given.length / 3, 3]));
  return [...(interpret({ y }, { given: Float32Array.from(given) }).y ?? [])];
}

/** y as the sampler writes it. */
function written(rows: readonly (readonly GivenCell[])[]): number[] {
  const width = conditionWidth(layout);
  const y = new Float32Array(rows.length * width);
  rows.forEach((row, i) => writeCondition(layout, row, y, i * width));
  return [...y];
}

describe("cells that are given, as a graph", () => {
  it("are the condition that the sampler writes, for any number of columns", () => {
    const given = [1, -1, -1, -1, 2, 0, -1, -1, -1, 2, 0, 0];
    expect(graphed(given)).toEqual(
      written([
        [{ column: 0, cell: 1 }],
        [
          { column: 1, cell: 2 },
          { column: 2, cell: 0 },
        ],
        [],
        [
          { column: 0, cell: 2 },
          { column: 1, cell: 0 },
          { column: 2, cell: 0 },
        ],
      ]),
    );
  });

  it("are what the condition was made of", () => {
    const given = Float32Array.of(1, -1, -1, -1, 2, 0, -1, -1, -1, 2, 0, 0);
    expect(givenOf(layout, graphed([...given]))).toEqual(given);
  });

  it("leave a column to G where the number is no cell's, whatever it is", () => {
    const given = [3, 1, Number.NaN, 0.5, Number.POSITIVE_INFINITY, 1];
    expect(graphed(given)).toEqual(written([[{ column: 1, cell: 1 }], []]));
  });
});
