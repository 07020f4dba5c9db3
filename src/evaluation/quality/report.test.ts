/** Conclusions from tables whose faults are known. */
import { describe, expect, it } from "vitest";
import { tableOf, uniformOf } from "../../../test/typed-tables.ts";
import { takenRows } from "../../data/some-rows.ts";
import type { TypedColumn, TypedTable } from "../../data/typed-table.ts";
import { createQualityReporter } from "./report.ts";

/** People: pay follows from age and school, and being rich from pay; a code and its name are one. */
function people(count: number, seed: number): TypedTable {
  const uniform = uniformOf(seed);
  const rows = Array.from({ length: count }, () => {
    const age = Math.floor(18 + 60 * uniform());
    const school = Math.floor(4 * uniform());
    const pay = Math.round(500 + 40 * age + 800 * school + 600 * uniform());
    return { age, school, pay, zero: uniform() < 0.8 ? 0 : Math.round(1000 * uniform()), rich: pay > 4500 ? 1 : 0 };
  });
  type Row = (typeof rows)[number];
  const integer = (name: keyof Row): TypedColumn => ({
    name,
    kind: "integer",
    values: Float64Array.from(rows, (row) => row[name]),
  });
  const nominal = (name: string, levels: readonly string[], of: keyof Row): TypedColumn => ({
    name,
    kind: "category",
    levels,
    values: Float64Array.from(rows, (row) => row[of]),
  });
  return tableOf(
    integer("age"),
    nominal("school", ["none", "primary", "secondary", "university"], "school"),
    integer("pay"),
    integer("zero"),
    nominal("rich", ["no", "yes"], "rich"),
  );
}

const [training, heldOut, fresh] = [people(900, 1), people(900, 2), people(900, 3)];

/** Each column in an order of its own. */
const independent = (table: TypedTable): TypedTable => ({
  ...table,
  columns: table.columns.map((column, i) => ({
    ...column,
    values: column.values.map((_, row) => column.values[(row * 7 + 131 * i) % table.rows] ?? 0),
  })),
});

const moved = (table: TypedTable, name: string, move: (value: number) => number): TypedTable => ({
  ...table,
  columns: table.columns.map((column) =>
    column.name === name ? { ...column, values: column.values.map(move) } : column,
  ),
});

const reporter = createQualityReporter({ training, heldOut, seed: 5 });
const report = async (synthetic: TypedTable) => (await reporter).report(synthetic);

describe("what is concluded", () => {
  it("of fresh rows of the same kind: nothing but good", async () => {
    const { conclusion, generated, others, target } = await report(fresh);
    expect(target).toBe("rich");
    expect(conclusion).toMatch(
      /^Good shapes .* strong relations between columns are kept .* rich is predicted from it/,
    );
    expect(conclusion).toContain("does not tell its rows from real ones");
    expect(conclusion).not.toMatch(/but|repeats|lie outside|Nearer/);
    expect(others.map(({ name }) => name)).toEqual(["real", "independent", "copula", "bootstrap", "trees"]);
    expect(generated.copies?.nearer?.value).toBeCloseTo(0.5, 1);
  });

  it("of independent columns: good shapes, no relations, and nothing to be predicted", async () => {
    const { conclusion, generated, quality } = await report(independent(training));
    expect(conclusion).toMatch(
      /^Good shapes .*, but strong relations between columns are lost .*, and rich cannot be predicted from it/,
    );
    expect(conclusion).toContain("tells its rows from real ones easily");
    expect(conclusion).toMatch(/Nearer to the data, without training: .*sequential trees/);
    // Values of training rows bring any row nearer to these, even one that is put together by chance.
    expect(generated.copies?.nearer?.low).toBeGreaterThan(0.55);
    expect(conclusion).not.toContain("repeats");
    expect(generated.scores.pairs).toBeGreaterThan(generated.scores.strongPairs + 0.05);
    expect(quality.pairList).toHaveLength(10);
  });

  it("of training rows: that they are repeated", async () => {
    const { conclusion, generated } = await report(
      takenRows(
        training,
        Int32Array.from({ length: 900 }, (_, i) => (i * 7) % 900),
      ),
    );
    expect(generated.copies?.exact).toBe(1);
    expect(conclusion).toMatch(/It repeats training rows \(\d+ % are nearer .*100 % are training rows/);
  });

  it("of a shifted column: that shapes are off, and values out of range", async () => {
    const { conclusion } = await report(moved(fresh, "pay", (pay) => pay + 1500));
    expect(conclusion).toMatch(/^Shapes are (off|wrong)/);
    expect(conclusion).toMatch(/of its values lie outside/);
  });

  it("of a target that was shuffled: that it alone cannot be predicted", async () => {
    const rich = fresh.columns.find(({ name }) => name === "rich");
    let row = 0;
    const { conclusion } = await report(moved(fresh, "rich", () => rich?.values[(7 * row++ + 400) % 900] ?? 0));
    expect(conclusion).toMatch(/^Good shapes .*rich cannot be predicted from it/);
  });
});

describe("a report of a table", () => {
  it("says where held-out rows are of another kind than training rows, and where nothing can be predicted", async () => {
    const uniform = uniformOf(9);
    const noise = (count: number): TypedTable =>
      tableOf(
        { name: "a", kind: "number", values: Float64Array.from({ length: count }, uniform) },
        { name: "b", kind: "number", values: Float64Array.from({ length: count }, uniform) },
      );
    const others = await createQualityReporter({
      training: noise(300),
      heldOut: moved(noise(300), "a", (x) => x + 0.5),
      seed: 5,
    });
    const { cautions, conclusion } = await others.report(noise(300));
    expect(cautions.join(" ")).toContain("held out are told from training rows (AUC");
    expect(conclusion).toContain("Real rows do not tell b from the other columns (R²");
  });

  const few = people(300, 4);

  it("without held-out rows compares with half of the training rows, and says so", async () => {
    const { cautions, unseen, generated, others } = await (
      await createQualityReporter({ training: few, seed: 5 })
    ).report(fresh);
    expect(unseen).toBe(false);
    expect(cautions[0]).toMatch(/^No rows were held out/);
    expect(generated.copies?.nearer).toBeNull();
    expect(others[0]?.scores.shapes).toBeGreaterThan(0.9);
  });

  it("predicts the column that is asked for, a number too, and refuses one that is not there", async () => {
    const found = await (await createQualityReporter({ training: few, seed: 5, target: "pay" })).report(fresh);
    expect(found.generated.efficacy?.scores.boosting).toHaveProperty("r2");
    expect(found.conclusion).toContain("pay is predicted from it");
    await expect(createQualityReporter({ training: few, seed: 5, target: "paid" })).rejects.toThrow(
      /predicted: expected a column of that name, but got age/,
    );
  });

  it("leaves models and distances out if asked to, and concludes from the rest", async () => {
    const { conclusion, generated, distributions } = await (
      await createQualityReporter({ training, heldOut, seed: 5, light: true })
    ).report(fresh);
    expect([generated.efficacy, generated.apart, generated.copies]).toEqual([null, null, null]);
    expect(conclusion).toMatch(/^Good shapes .* strong relations between columns are kept \([^)]*\)\.$/);
    expect(distributions).toHaveLength(5);
  });

  it("is the same for the same seed, whatever was measured before", async () => {
    const [one, two] = await Promise.all([0, 1].map(() => createQualityReporter({ training: few, seed: 5 })));
    await one?.report(few);
    expect(await one?.report(fresh)).toEqual(await two?.report(fresh));
  });
});
