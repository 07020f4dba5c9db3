import { describe, expect, it } from "vitest";
import { isWritten, thinned } from "./thinning.ts";

/** The sheets that are there after some steps, by writing and removing one after the other. */
function sheetsAfter(last: number, most: number, bestAt: (step: number) => readonly number[] = () => []): number[] {
  let sheets: number[] = [];
  for (let step = 0; step <= last; step += 10) {
    sheets.push(step);
    const goes = thinned(sheets, step, { every: 10, most, best: bestAt(step) });
    sheets = sheets.filter((sheet) => !goes.includes(sheet));
  }
  return sheets;
}

describe("of what a long run writes again and again", () => {
  it("all is kept while there is little", () => {
    expect(sheetsAfter(70, 8)).toEqual([0, 10, 20, 30, 40, 50, 60, 70]);
  });

  it("so much is kept at most, evenly over the whole run, with the first and the newest", () => {
    expect(sheetsAfter(80, 8)).toEqual([0, 20, 40, 60, 80]);
    expect(sheetsAfter(90, 8)).toEqual([0, 20, 40, 60, 80, 90]);
    for (let last = 0; last < 20_000; last += 130) {
      const sheets = sheetsAfter(last, 8);
      // The newest may stand between two that are kept.
      expect(sheets.length).toBeLessThanOrEqual(9);
      expect([sheets[0], sheets.at(-1)]).toEqual([0, last]);
    }
  });

  it("the best stays while it is the best", () => {
    expect(sheetsAfter(200, 8, (step) => (step >= 70 ? [70] : []))).toEqual([0, 40, 70, 80, 120, 160, 200]);
    expect(sheetsAfter(200, 8, (step) => (step >= 130 ? [130] : [70]))).not.toContain(70);
  });

  it("nothing differs if the run is stopped and goes on from an earlier step", () => {
    const options = { every: 10, most: 8, best: [] };
    const whole = sheetsAfter(300, 8);
    // Killed after 190, it goes on from 100: sheets of after that are there already, some of before are gone.
    let sheets = [...sheetsAfter(190, 8)];
    for (let step = 110; step <= 300; step += 10) {
      sheets = [...new Set([...sheets, step])].sort((a, b) => a - b);
      const goes = thinned(sheets, step, options);
      sheets = sheets.filter((sheet) => !goes.includes(sheet));
    }
    expect(sheets).toEqual(whole);
  });

  it("lines grow by as many for each doubling of the run", () => {
    const lines = (last: number): number => {
      let count = 0;
      for (let step = 5; step <= last; step += 5) if (isWritten(step, 5, 1000)) count++;
      return count;
    };
    expect(lines(5 * 999)).toBe(999);
    expect(lines(5 * 2000)).toBeLessThan(1502);
    expect(lines(5 * 64_000)).toBeLessThan(1000 + 500 * 6 + 2);
  });
});
