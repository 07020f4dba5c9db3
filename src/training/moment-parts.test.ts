import { describe, expect, it } from "vitest";
import type { CategoryColumn } from "../data/columns/cells.ts";
import { momentParts, partialMoments } from "./moment-parts.ts";

const column = (name: string, levels: number): CategoryColumn => ({
  name,
  kind: "category",
  values: Array.from({ length: levels }, (_, level) => level),
  levels: Array.from({ length: levels }, (_, level) => `${name}${level}`),
  bins: [],
  counts: Array.from({ length: levels }, () => 10),
});
const game = (columns: readonly CategoryColumn[], pairMoments = 3) => ({
  data: { name: "t", shape: [1], fingerprint: "t", columns },
  pairMoments,
  givenMoments: 0,
});

describe("the numbers of a row that moments of pairs are of", () => {
  it("are all of them where there is room, and nothing is to be said", () => {
    const columns = [column("a", 3), column("b", 4)];
    expect(momentParts(columns)).toEqual([[0, 7]]);
    expect(partialMoments(game(columns))).toBeUndefined();
  });

  it("are the first cells of every column, the most frequent ones, where there are too many", () => {
    expect(momentParts([column("a", 3), column("b", 10)], 8)).toEqual([[0, 8]]);
    expect(momentParts([column("a", 10), column("b", 3)], 8)).toEqual([
      [0, 5],
      [10, 3],
    ]);
  });

  it("are said to be a part where they are, unless the moments are off", () => {
    const columns = Array.from({ length: 20 }, (_, i) => column(`c${i}`, 90));
    expect(partialMoments(game(columns))).toMatch(/^Moments of pairs are of 1,020 of the 1,800 numbers of a row/);
    expect(partialMoments(game(columns, 0))).toBeUndefined();
  });
});
