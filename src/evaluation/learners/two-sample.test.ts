import { describe, expect, it } from "vitest";
import type { TypedTable } from "../../data/typed-table.ts";
import { bytesFor, createKernels } from "../../kernels/kernels.ts";
import { openStream } from "../../kernels/streams.ts";
import { twoSample } from "./two-sample.ts";

async function uniforms(count: number, seed: number): Promise<Float64Array> {
  const kernels = await createKernels(bytesFor([count]));
  const vector = kernels.allocate(count);
  openStream(kernels, seed, "evaluation").uniform(vector, 0, 1);
  return Float64Array.from(vector.data);
}

/** A number and a sign that is that of the number, or is drawn by itself. */
async function signed(rows: number, seed: number, dependent: boolean, levels = ["−", "+"]): Promise<TypedTable> {
  const [x, other] = [await uniforms(rows, 2 * seed), await uniforms(rows, 2 * seed + 1)];
  const isPlus = (dependent ? x : other).map((value) => (value > 0.5 ? 1 : 0));
  return {
    rows,
    columns: [
      { name: "x", kind: "number", values: x },
      { name: "sign", kind: "category", levels, values: isPlus.map((is) => levels.indexOf(is ? "+" : "−")) },
    ],
  };
}

describe("the two-sample test", () => {
  it("is near ½ for rows of one kind, by what its error allows", async () => {
    const { scores, rows } = await twoSample(await signed(600, 1, true), await signed(900, 2, true, ["+", "−"]), {
      seed: 0,
    });
    expect(rows).toBe(600);
    for (const { auc, error } of [scores.boosting, scores.linear]) {
      expect(Math.abs(auc - 0.5)).toBeLessThan(3 * error);
      expect(error).toBeLessThan(0.04);
    }
  });

  it("sees with trees a lost dependence, to which sums are blind", async () => {
    const { scores } = await twoSample(await signed(600, 1, true), await signed(600, 2, false), { seed: 0 });
    // Half of the generated rows have a sign that no real row has; the others look real: ½ · 1 + ½ · ½.
    expect(scores.boosting.auc).toBeGreaterThan(0.7);
    expect(scores.boosting.auc).toBeLessThan(0.8);
    expect(Math.abs(scores.linear.auc - 0.5)).toBeLessThan(3 * scores.linear.error);
  });

  it("asks of rows that it was not trained on: random rows are not told apart, however much there is to learn by heart", async () => {
    const noise = async (seed: number): Promise<TypedTable> => ({
      rows: 200,
      columns: await Promise.all(
        Array.from({ length: 12 }, async (_, c) => ({
          name: `x${c}`,
          kind: "number" as const,
          values: await uniforms(200, 100 * seed + c),
        })),
      ),
    });
    const { scores } = await twoSample(await noise(1), await noise(2), { seed: 0 });
    for (const { auc, error } of [scores.boosting, scores.linear]) expect(Math.abs(auc - 0.5)).toBeLessThan(3 * error);
  });

  it("differs from one draw of rows to the next by as much as its error says, or somewhat less", async () => {
    const found = await Promise.all(
      Array.from({ length: 40 }, async (_, k) =>
        twoSample(await signed(100, 2 * k, true), await signed(100, 2 * k + 1, true), { seed: k }),
      ),
    );
    for (const model of ["boosting", "linear"] as const) {
      const of = found.map(({ scores }) => scores[model]);
      const deviation = Math.sqrt(of.reduce((sum, { auc }) => sum + (auc - 0.5) ** 2, 0) / of.length);
      const error = of.reduce((sum, scores) => sum + scores.error, 0) / of.length;
      expect(error / deviation).toBeGreaterThan(0.95);
      expect(error / deviation).toBeLessThan(1.5);
    }
  });

  it("finds a format that gives rows away", async () => {
    const real = await signed(300, 1, true);
    const rounded = {
      ...real,
      columns: real.columns.map((column) => ({
        ...column,
        values: column.values.map((value) => Math.round(4 * value) / 4),
      })),
    };
    const { scores } = await twoSample(await signed(300, 2, true), rounded, { seed: 0 });
    expect(scores.boosting.auc).toBeGreaterThan(0.9);
  });

  it("follows from its seed, and takes no more rows than it may", async () => {
    const [real, generated] = [await signed(300, 1, true), await signed(300, 2, false)];
    const once = await twoSample(real, generated, { seed: 5, mostRows: 120 });
    expect(once.rows).toBe(120);
    expect(await twoSample(real, generated, { seed: 5, mostRows: 120 })).toEqual(once);
    expect(await twoSample(real, generated, { seed: 6, mostRows: 120 })).not.toEqual(once);
  });

  it("refuses too few rows and other columns, and says what to do", async () => {
    const [few, real] = [await signed(9, 1, true), await signed(50, 2, true)];
    await expect(twoSample(real, few, { seed: 0 })).rejects.toThrow(
      "telling real and generated rows apart: expected at least 10 rows of each, and from 2 folds to one for each row, but got 50 real and 9 generated rows, 3 folds. Generate or hold out more rows.",
    );
    await expect(twoSample(real, { ...real, columns: real.columns.slice(1) }, { seed: 0 })).rejects.toThrow(
      "expected a generated column x of the kind number, but got none of that name.",
    );
  });

  it("tells its progress", async () => {
    const told: number[] = [];
    const real = await signed(50, 1, true);
    await twoSample(real, real, { seed: 0, progress: (done) => told.push(done) });
    expect(told).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
