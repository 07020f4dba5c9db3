import { describe, expect, it } from "vitest";
import { everyKind as columns } from "../../../test/cells-columns.ts";
import { interpret } from "../../tensor/reference.ts";
import { input } from "../../tensor/tensor.ts";
import type { CellsColumn } from "./cells.ts";
import { conditionsOf, frequentCells } from "./frequent-cells.ts";
import { givenGraph } from "./given-graph.ts";
import { layoutOf } from "./layout.ts";

describe("cells by frequency", () => {
  it("are given in one column of each row, as often as rows of the data are in them", () => {
    const turns = 2000;
    const given = frequentCells(columns, turns * columns.length);
    for (let row = 0; row < given.length / columns.length; row++) {
      const cells = [...given.subarray(row * columns.length, (row + 1) * columns.length)];
      expect(cells.filter((cell) => cell >= 0).length).toBe(1);
    }
    columns.forEach(({ counts, name }: CellsColumn, c) => {
      const total = counts.reduce((sum, count) => sum + count, 0);
      const drawn = [...given].filter((_, i) => i % columns.length === c);
      counts.forEach((count, cell) => {
        const share = drawn.filter((number) => number === cell).length / turns;
        expect(Math.abs(share - count / total), `${name} ${cell}`).toBeLessThan(0.005);
      });
    });
  });

  it("are the conditions that the graph makes of them", () => {
    const layout = layoutOf(columns);
    const given = frequentCells(columns, 40);
    given.set([1, 0, -1, 1], columns.length);
    const { y } = interpret({ y: givenGraph(layout, input("given", [40, columns.length])) }, { given });
    expect(conditionsOf(layout, given)).toEqual(Float32Array.from(y ?? []));
  });
});
