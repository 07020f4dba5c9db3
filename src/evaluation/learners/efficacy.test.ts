import { describe, expect, it } from "vitest";
import type { TypedColumn, TypedTable } from "../../data/typed-table.ts";
import { efficacy } from "./efficacy.ts";
import type { Target } from "./target.ts";

const GAP = Number.NaN;

const numberColumn = (name: string, values: readonly number[]): TypedColumn => ({
  name,
  kind: "number",
  values: Float64Array.from(values),
});

/** A category from texts; "" is a gap. */
function category(name: string, texts: readonly string[], order = [...new Set(texts)]): TypedColumn {
  const levels = order.filter((level) => level !== "");
  return {
    name,
    kind: "category",
    levels,
    values: Float64Array.from(texts, (text) => (text === "" ? GAP : levels.indexOf(text))),
  };
}

const table = (...columns: TypedColumn[]): TypedTable => ({ columns, rows: columns[0]?.values.length ?? 0 });
const rows = (count: number, of: (row: number) => number): number[] => Array.from({ length: count }, (_, i) => of(i));
/** 0 to 1, evenly but out of order. */
const place = (row: number): number => ((row * 37) % 101) / 100;

/** Income follows from hours where the job is office, and is the other way round elsewhere. */
function people(count: number, { from = 0, gapEvery = 0 } = {}): TypedTable {
  const row = rows(count, (i) => from + i);
  const office = row.map((i) => i % 3 === 0);
  return table(
    numberColumn("hours", row.map(place)),
    category(
      "job",
      office.map((is) => (is ? "office" : "farm")),
    ),
    category(
      "income",
      row.map((i, k) => (gapEvery && k % gapEvery === 0 ? "" : place(i) > 0.6 === office[k] ? "high" : "low")),
      from ? ["low", "high"] : ["high", "low"],
    ),
  );
}

describe("efficacy", () => {
  it("shows what trees can predict, and that sums cannot, whatever the order of levels", async () => {
    const found = await efficacy(people(600), people(300, { from: 1000 }), "income");
    expect(found).toMatchObject({ target: "income", trainingRows: 600, testRows: 300, unknownClasses: [] });
    expect(found.scores.boosting).toMatchObject({ auc: expect.any(Number) });
    const { boosting, linear } = found.scores as { boosting: { auc: number; f1: number }; linear: { auc: number } };
    expect(boosting.auc).toBeGreaterThan(0.99);
    expect(boosting.f1).toBeGreaterThan(0.97);
    expect(linear.auc).toBeLessThan(0.85);
  });

  it("takes the rarer of two classes for positive, or the one that is named", async () => {
    const test = people(300, { from: 1000 });
    const { levels, values } = test.columns[2] as TypedColumn;
    const high = values.filter((value) => levels?.[value] === "high").length;
    const rarer = high < 150 ? "high" : "low";
    const other = high < 150 ? "low" : "high";
    expect((await efficacy(people(300), test, "income")).positive).toBe(rarer);
    const named = await efficacy(people(300), test, "income", { positive: other });
    expect(named.positive).toBe(other);
    await expect(efficacy(people(300), test, "income", { positive: "middle" })).rejects.toThrow(
      "measuring how well income is predicted: expected a class that is one of high, low, but got middle. Name another class, or none.",
    );
  });

  it("leaves out rows without the target, and says how many are left", async () => {
    const found = await efficacy(people(600, { gapEvery: 4 }), people(300, { from: 1000, gapEvery: 10 }), "income");
    expect(found).toMatchObject({ trainingRows: 450, testRows: 270 });
    expect(found.scores.boosting).toMatchObject({ accuracy: expect.closeTo(1, 1) });
  });

  it("names classes that the training rows lack, and counts them as ½", async () => {
    const train = table(
      numberColumn("x", rows(100, place)),
      category(
        "y",
        rows(100, place).map((x) => (x < 0.5 ? "a" : "b")),
      ),
    );
    const test = table(
      numberColumn("x", rows(90, place)),
      category(
        "y",
        rows(90, place).map((x) => (x < 0.5 ? "a" : x < 0.7 ? "c" : "b")),
      ),
    );
    const found = await efficacy(train, test, "y");
    expect(found.unknownClasses).toEqual(["c"]);
    expect(found).not.toHaveProperty("positive");
    // a against the rest is found, c is not.
    const { auc } = found.scores.boosting as { auc: number };
    expect(auc).toBeGreaterThan(0.7);
    expect(auc).toBeLessThan(0.9);
    // Of one class only, nothing can be told.
    const one = table(numberColumn("x", [1, 2, 3]), category("y", ["a", "a", "a"]));
    expect(await efficacy(one, train, "y")).toMatchObject({
      scores: { boosting: { auc: 0.5, f1: 0 }, linear: { auc: 0.5, f1: 0 } },
      unknownClasses: ["b"],
    });
    const none = table(numberColumn("x", [1, 2]), category("y", ["", ""]));
    expect(await efficacy(none, train, "y")).toMatchObject({ trainingRows: 0, scores: { boosting: { auc: 0.5 } } });
  });

  it("explains the variance of numbers and dates, in any unit", async () => {
    const made = (from: number): TypedTable => {
      const x = rows(300, (i) => place(from + i));
      const dates = x.map((value) => Date.UTC(2020, 0, 1) + value * 1e10);
      return table(numberColumn("x", x), { ...numberColumn("day", dates), kind: "date" });
    };
    const found = await efficacy(made(0), made(1000), "day");
    expect(found).not.toHaveProperty("positive");
    expect(found.scores.boosting).toEqual({ r2: expect.closeTo(1, 2) });
    expect(found.scores.linear).toEqual({ r2: expect.closeTo(1, 2) });
    const empty = table(numberColumn("x", [1]), { ...numberColumn("day", [GAP]), kind: "date" });
    expect((await efficacy(empty, made(0), "day")).scores.linear).toEqual({ r2: GAP });
  });

  it("predicts what is made of columns, without the columns that tell it", async () => {
    const target: Target = {
      name: "visits > 0",
      without: ["visits", "cost"],
      classes: ["no", "yes"],
      values: ({ columns }) => (columns[0] as TypedColumn).values.map((value) => (value > 0 ? 1 : 0)),
    };
    const visits = rows(200, (i) => i % 4);
    const blind = table(
      numberColumn("visits", visits),
      numberColumn("cost", visits),
      numberColumn(
        "x",
        rows(200, () => 1),
      ),
    );
    expect((await efficacy(blind, blind, target, { positive: "yes" })).scores.boosting).toMatchObject({ auc: 0.5 });
    const seen = await efficacy(blind, blind, { ...target, without: ["visits"] }, { positive: "yes" });
    expect(seen.scores.boosting).toMatchObject({ auc: 1, f1: 1 });
  });

  it("uses gaps of other columns, and values that training rows lack, without failing", async () => {
    const made = (word: string): TypedTable =>
      table(
        numberColumn(
          "x",
          rows(200, (i) => (i % 2 ? GAP : i)),
        ),
        category(
          "k",
          rows(200, (i) => i).map((i) => (i % 5 === 0 ? "" : i % 5 === 1 ? word : "usual")),
        ),
        category(
          "y",
          rows(200, (i) => i).map((i) => (i % 2 ? "odd" : "even")),
        ),
      );
    // Where x is missing the row is odd: both models see it.
    const found = await efficacy(made("first"), made("second"), "y");
    expect(found.scores).toMatchObject({ boosting: { auc: 1 }, linear: { auc: 1 } });
  });

  it("refuses tables that do not fit, and says how", async () => {
    const one = people(20);
    await expect(efficacy(one, one, "age")).rejects.toThrow(
      "measuring how well age is predicted: expected a column of that name, but got hours, job, income. Name one of these columns.",
    );
    const without = { ...one, columns: one.columns.slice(1) };
    await expect(efficacy(one, without, "income")).rejects.toThrow(
      "expected a column hours of the kind number in the test table, but got none of that name.",
    );
    await expect(efficacy(one, { columns: [], rows: 0 }, "income")).rejects.toThrow("expected a column of that name");
    const gaps = people(20, { gapEvery: 1 });
    await expect(efficacy(one, gaps, "income")).rejects.toThrow("expected test rows that have it, but got none");
  });

  it("tells its progress, and stops when asked", async () => {
    const told: number[][] = [];
    await efficacy(people(50), people(50), "income", { progress: (done, of) => told.push([done, of]) });
    expect(told).toEqual([
      [1, 2],
      [2, 2],
    ]);
    await expect(efficacy(people(50), people(50), "income", { signal: AbortSignal.abort("enough") })).rejects.toBe(
      "enough",
    );
  });
});
