import { describe, expect, it } from "vitest";
import { concluded } from "./conclusion.ts";
import type { TableFigures } from "./table-figures.ts";

const figures = (name: string, strongPairs: number): TableFigures =>
  ({ name, scores: { shapes: 0.96, pairs: 0.9, strongPairs, strong: 3, validity: 1 } }) as unknown as TableFigures;
const said = (strongPairs: number): string =>
  concluded({
    generated: figures("generated", strongPairs),
    others: [figures("real", 0.86), figures("independent", 0.7)],
    target: null,
  });

describe("the conclusion about strong relations", () => {
  it.each([
    [0.86, "Good shapes (0.96; real rows 0.96), and strong relations between columns are kept (0.86;"],
    [0.85, "and strong relations between columns are kept (0.85;"],
    [0.84, "and strong relations between columns are mostly kept (0.84;"],
    [0.81, "but strong relations between columns are kept in part only (0.81;"],
    [0.72, "but strong relations between columns are lost (0.72;"],
  ])("follows the way from independent columns to real rows: %d", (strongPairs, expected) => {
    expect(said(strongPairs)).toContain(expected);
  });

  it("says nothing where real rows are no better than independent columns", () => {
    const few = concluded({
      generated: figures("generated", 0.47),
      others: [figures("real", 0.58), figures("independent", 0.64)],
      target: null,
    });
    expect(few).toContain("Good shapes");
    expect(few).not.toContain("relations");
  });
});
