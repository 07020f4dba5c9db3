import { describe, expect, it } from "vitest";
import { heldOutLast, heldOutRows } from "./held-out-rows.ts";
import type { TypedTable } from "./typed-table.ts";

const numbered = (rows: number): TypedTable => ({
  rows,
  columns: [{ name: "row", kind: "integer", values: Float64Array.from({ length: rows }, (_, row) => row) }],
});
const inOrder = (numbers: Iterable<number>): number[] => [...numbers].toSorted((a, b) => a - b);

describe("rows held out of a table", () => {
  it("come last, all others before, both in the order of the table", () => {
    const { values } = heldOutLast(numbered(1000), 100).columns[0] as { values: Float64Array };
    expect(inOrder(values)).toEqual([...numbered(1000).columns[0]!.values]);
    for (const part of [values.subarray(0, 900), values.subarray(900)]) expect([...part]).toEqual(inOrder(part));
  });

  it("are spread over the table: of a sorted one, every tenth part has its share", () => {
    const isHeld = heldOutRows(20_000, 2000);
    const shares = Array.from({ length: 10 }, () => 0);
    for (let row = 0; row < 20_000; row++) if (isHeld(row)) shares[Math.floor(row / 2000)]! += 1;
    expect(shares.reduce((sum, count) => sum + count)).toBe(2000);
    // Binomial: 200 with a standard deviation of 13.4.
    for (const count of shares) expect(Math.abs(count - 200)).toBeLessThan(4 * 13.4);
    // Nor do they follow the days of a week.
    const days = Array.from({ length: 7 }, () => 0);
    for (let row = 0; row < 20_000; row++) if (isHeld(row)) days[row % 7]! += 1;
    for (const count of days) expect(Math.abs(count - 2000 / 7)).toBeLessThan(4 * 16);
  });

  it("stay held out where more are", () => {
    const [few, many] = [heldOutRows(500, 20), heldOutRows(500, 50)];
    for (let row = 0; row < 500; row++) if (few(row)) expect(many(row)).toBe(true);
  });

  it("are none, or all, where that is asked for", () => {
    expect(heldOutLast(numbered(5), 0)).toEqual(numbered(5));
    expect([heldOutRows(5, 0)(3), heldOutRows(5, 5)(3)]).toEqual([false, true]);
  });
});
