/** Rows under conditions, from a generator whose distribution is known: a table of probabilities of cells. */
import { describe, expect, it } from "vitest";
import type { CellsColumn } from "../data/columns/cells.ts";
import { layoutOf } from "../data/columns/layout.ts";
import { factsOf } from "../data/columns/typed-table-of.ts";
import { setOf } from "../data/conditions/value-set.ts";
import { holdsFor, readWhere, type Where } from "../data/conditions/where.ts";
import type { DerivedColumn, KeptRules } from "../data/rules/derived.ts";
import { keeps, readRule } from "../data/rules/rule.ts";
import type { TypedTable } from "../data/typed-table.ts";
import { nothingAdmissible } from "./admissible.ts";
import { createRowNumbers, type RowNumbers } from "./chance.ts";
import { drawRows, nothingMade, type RowGenerator, type RowRequest, type Tally, tallyText } from "./draw-rows.ts";
import type { Wishes } from "./plan.ts";
import { planLike } from "./plan-like.ts";
import { balanced, sharesOf } from "./plan-shares.ts";
import { askedColumns, planWhere } from "./plan-where.ts";

const sexes = ["F", "M"];
const cities = ["A", "B", "C", "D"];
/** Of 1,000 rows: sex × city × age, which is 0, missing, from 18 to 60, or from 60 to 90. */
const joint = [
  [
    [10, 20, 100, 20],
    [30, 5, 200, 65],
    [20, 5, 20, 5],
    [0, 0, 0, 0],
  ],
  [
    [5, 5, 50, 240],
    [4, 4, 72, 20],
    [2, 2, 36, 10],
    [1, 1, 20, 28],
  ],
];
/** Every combination of cells, and its rows. */
const combinations = joint.flatMap((ofSex, sex) =>
  ofSex.flatMap((ofCity, city) => ofCity.map((count, age) => ({ cells: [sex, Math.min(2, city), age], count }))),
);
const marginal = (of: (sex: number, city: number, age: number) => number, cells: number): number[] => {
  const counts = new Array<number>(cells).fill(0);
  joint.forEach((rows, sex) => {
    rows.forEach((row, city) => {
      row.forEach((count, age) => {
        counts[of(sex, city, age)] = (counts[of(sex, city, age)] as number) + count;
      });
    });
  });
  return counts;
};

const columns: readonly CellsColumn[] = [
  { kind: "category", name: "sex", levels: sexes, values: [0, 1], bins: [], counts: marginal((sex) => sex, 2) },
  {
    kind: "category",
    name: "city",
    levels: cities,
    // C and D are rare, and share a cell.
    values: [0, 1],
    bins: [{ values: [2, 3], upTo: [0.5, 1] }],
    counts: marginal((_, city) => Math.min(2, city), 3),
  },
  {
    kind: "quantiles",
    name: "age",
    integer: true,
    values: [0],
    gap: "NA",
    bins: [{ values: [18, 60] }, { values: [60, 90] }],
    counts: marginal((_, __, age) => age, 4),
  },
];
const layout = layoutOf(columns);
const LATENT = 3;

/** Combinations that a condition leaves, by its cells. */
const left = new Map<string, typeof combinations>();
function leftBy(y: Float32Array | undefined, row: number): typeof combinations {
  const at = row * (layout.size + columns.length);
  const cells = columns.map((_, column) =>
    y?.[at + layout.size + column] === 1 ? y.subarray(at + (layout.starts[column] as number)).indexOf(1) : -1,
  );
  const known =
    left.get(String(cells)) ??
    combinations.filter(
      (one) => one.count > 0 && cells.every((cell, column) => cell < 0 || cell === one.cells[column]),
    );
  left.set(String(cells), known);
  return known;
}

/** Draws exactly from the table, given the cells of y. C and D are told apart by chance alone. */
const generator: RowGenerator & { calls: number } = {
  columns,
  conditional: true,
  calls: 0,
  draw: async (z, y) => {
    generator.calls++;
    const rows = z.length / LATENT;
    const x = new Float32Array(rows * layout.size);
    for (let row = 0; row < rows; row++) {
      const [u = 0, within = 0, rare = 0] = z.subarray(row * LATENT, (row + 1) * LATENT);
      const possible = leftBy(y, row);
      let rest = ((u + 1) / 2) * possible.reduce((sum, { count }) => sum + count, 0);
      const drawn = possible.find(({ count }) => {
        rest -= count;
        return rest < 0;
      });
      (drawn ?? possible.at(-1))?.cells.forEach((cell, column) => {
        x[row * layout.size + (layout.starts[column] as number) + cell] = 1;
      });
      x[row * layout.size + (layout.blocks[1]?.place ?? 0)] = rare;
      x[row * layout.size + (layout.blocks[2]?.place ?? 0)] = within;
    }
    return x;
  },
};

const prior = { kind: "uniform", latent: LATENT, halfWidth: 1 } as const;
const numbersOf = (seed = 1): Promise<RowNumbers> => createRowNumbers(prior, seed, 2048);

const at = (row: Rows["rows"][number], name: string): string | number | null | undefined => row[name];

interface Rows {
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
  readonly tally: Tally;
}

async function drawn(request: RowRequest): Promise<Rows> {
  const rows: Record<string, string | number | null>[] = [];
  const tables = drawRows(request);
  for (;;) {
    const next = await tables.next();
    if (next.done) return { rows, tally: next.value };
    rows.push(...rowsOf(next.value.table));
  }
}

const rowsOf = ({ columns: all, rows }: TypedTable): Record<string, string | number | null>[] =>
  Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(
      all.map(({ name, values, levels }) => {
        const value = values[row] as number;
        return [name, Number.isNaN(value) ? null : (levels?.[value] ?? value)];
      }),
    ),
  );

const asking = (where: Where) => readWhere(where, { columns: columns.map(factsOf) }, "reading where");

async function sampled(
  where: Where,
  count: number,
  seed = 1,
  from: RowGenerator = generator,
): Promise<Rows & { readonly given: readonly string[] }> {
  const numbers = await numbersOf(seed);
  const asked = asking(where);
  const plan = await planWhere(from, numbers, asked, askedColumns(columns, undefined, asked, "sampling"));
  const result = await drawn({
    generator: from,
    numbers,
    wishes: plan.wishes,
    test: (valueIn) => holdsFor(asked, valueIn),
    count,
  });
  return { ...result, given: plan.drawn };
}

/** The share of rows that a test lets through. */
const share = ({ rows }: Rows, test: (row: Rows["rows"][number]) => boolean): number =>
  rows.filter(test).length / rows.length;

/** The same of the table of probabilities, among rows of `given`; ages as the cells' numbers. */
function truth(test: (sex: string, city: string, age: number) => boolean, given: typeof test): number {
  let [all, hit] = [0, 0];
  joint.forEach((ofSex, sex) => {
    ofSex.forEach((ofCity, city) => {
      ofCity.forEach((count, age) => {
        const row = [sexes[sex] as string, cities[city] as string, age] as const;
        if (!given(...row)) return;
        all += count;
        if (test(...row)) hit += count;
      });
    });
  });
  return hit / all;
}

describe("rows under conditions", () => {
  it("obey a condition on a category, and are otherwise as the generator makes them", async () => {
    const { rows, tally, ...rest } = await sampled("sex=F", 4000);
    expect(rows.every(({ sex }) => sex === "F")).toBe(true);
    expect(tally).toEqual({ drawn: 4000, made: 4000, missing: 0 });
    expect(share({ rows, tally }, ({ city }) => city === "B")).toBeCloseTo(
      truth(
        (_, city) => city === "B",
        (sex) => sex === "F",
      ),
      1,
    );
    expect(rest.given).toEqual([]);
  });

  it("obey an inequality that divides a bin, with cells as often as the data have them", async () => {
    const result = await sampled("age>=50", 6000);
    expect(result.given).toEqual(["age"]);
    expect(result.rows.every(({ age }) => typeof age === "number" && age >= 50 && age <= 90)).toBe(true);
    // Of the bin from 18 to 60, 10.5 of 42 years.
    const low = marginal((_, __, age) => age, 4);
    const expected = (low[3] as number) / ((low[3] as number) + ((low[2] as number) * 10.5) / 42);
    expect(Math.abs(share(result, ({ age }) => (age as number) > 60) - expected)).toBeLessThan(0.03);
    // The rest of the row goes with the age.
    const old = result.rows.filter(({ age }) => (age as number) > 60);
    expect(
      Math.abs(
        old.filter(({ city }) => city === "A").length / old.length -
          truth(
            (_, city) => city === "A",
            (_, __, age) => age === 3,
          ),
      ),
    ).toBeLessThan(0.03);
  });

  it("have the joint shares of several conditions, which independent cells would distort", async () => {
    const result = await sampled("sex=F,age>60,city=A|B", 6000);
    expect(result.given).toEqual([]);
    expect(
      result.rows.every(({ sex, city, age }) => sex === "F" && (city === "A" || city === "B") && (age as number) > 60),
    ).toBe(true);
    const expected = truth(
      (_, city) => city === "B",
      (sex, city, age) => sex === "F" && (city === "A" || city === "B") && age === 3,
    );
    expect(expected).toBeGreaterThan(0.7); // among all rows, A is three times as frequent as B
    expect(Math.abs(share(result, ({ city }) => city === "B") - expected)).toBeLessThan(0.03);
    expect(tallyText(result.tally)).toMatch(
      /^6,000 rows of [\d,]+ that were drawn are as asked for \(\d+(\.\d+)? %\)\.$/,
    );
  });

  it("on several columns give the rarest alone, as G has never seen more: the others come as it has learned them", async () => {
    const asked: string[] = [];
    const learned: RowGenerator = {
      ...generator,
      draw: (z, y) => {
        const flags = columns.filter((_, column) => y?.[layout.size + column] === 1);
        asked.push(flags.map(({ name }) => name).join());
        return generator.draw(z, y);
      },
    };
    const rows = await sampled("sex=F,city=B", 3000, 1, learned);
    expect(new Set(asked)).toEqual(new Set(["city"]));
    expect(rows.rows.every(({ sex, city }) => sex === "F" && city === "B")).toBe(true);
    const both = (sex: string, city: string): boolean => sex === "F" && city === "B";
    expect(Math.abs(share(rows, ({ age }) => age === 0) - truth((_, __, age) => age === 0, both))).toBeLessThan(0.03);
    expect(rows.given).toEqual([]);
  });

  it("give more than one where too few rows fit by themselves", async () => {
    const asked = new Set<string>();
    const shy: RowGenerator = {
      ...generator,
      draw: async (z, y) => {
        const flags = columns.filter((_, column) => y?.[layout.size + column] === 1).map(({ name }) => name);
        asked.add(flags.join());
        const x = (await generator.draw(z, y)) as Float32Array;
        // Beside B it makes women alone unless it is told.
        for (let row = 0; row < z.length / LATENT && !flags.includes("sex"); row++) {
          x[row * layout.size] = 1;
          x[row * layout.size + 1] = 0;
        }
        return x;
      },
    };
    const rows = await sampled("sex=M,city=B", 500, 1, shy);
    expect(rows.rows).toHaveLength(500);
    expect(rows.rows.every(({ sex, city }) => sex === "M" && city === "B")).toBe(true);
    expect([...asked]).toEqual(["city", "sex,city"]);
  });

  it("are given one of several cells, as often as was seen, where too few fit by themselves", async () => {
    const before = generator.calls;
    // 14 of 500 men.
    const rare = await sampled("sex=M,city=B|C|D,age=|0", 3000);
    expect(rare.given).toEqual(["age"]);
    expect(rare.rows.every(({ sex, city, age }) => sex === "M" && city !== "A" && (age === null || age === 0))).toBe(
      true,
    );
    const asked = (sex: string, city: string, age: number): boolean => sex === "M" && city !== "A" && age < 2;
    expect(Math.abs(share(rare, ({ age }) => age === 0) - truth((_, __, age) => age === 0, asked))).toBeLessThan(0.08);
    expect(Math.abs(share(rare, ({ city }) => city === "B") - truth((_, city) => city === "B", asked))).toBeLessThan(
      0.04,
    );
    expect(generator.calls - before).toBeLessThan(30);
  });

  it("say what a column has where it has nothing that is asked for: its values, or what they are multiples of", () => {
    const amounts: CellsColumn = {
      kind: "quantiles",
      name: "total",
      form: { decimals: 2 },
      values: [0],
      bins: [{ values: [18.5, 60.25], upTo: [0.5, 1] }],
      counts: [3, 9],
    };
    const told = nothingAdmissible(amounts, setOf([{ from: 20, to: 20 }], false), "sampling");
    expect(told.message).toContain(
      "expected total as the data have it: one of 3 values, but got a value between those",
    );
    const [, , age] = columns as [CellsColumn, CellsColumn, CellsColumn];
    expect(nothingAdmissible(age, setOf([{ from: 20.5, to: 20.5 }], false), "sampling").message).toContain(
      "multiples of 1",
    );
  });

  it("have gaps where gaps are asked for, and zeros where zeros are", async () => {
    expect((await sampled("age is missing", 200)).rows.every(({ age }) => age === null)).toBe(true);
    expect((await sampled({ age: 0 }, 200)).rows.every(({ age }) => age === 0)).toBe(true);
    expect((await sampled("age is not missing", 200)).rows.every(({ age }) => age !== null)).toBe(true);
  });

  it("have a value of a bin, or a rare category, as it is written", async () => {
    const exact = await sampled("age=37", 300);
    expect(exact.rows.every(({ age }) => age === 37)).toBe(true);
    expect(exact.tally.drawn).toBe(300);
    const rare = await sampled("city=D,sex=M", 300);
    expect(rare.rows.every(({ city, sex }) => city === "D" && sex === "M")).toBe(true);
    // Half of the rows are of men: they are drawn until they fit.
    expect(rare.tally.drawn).toBeGreaterThan(450);
    const few = await sampled("age>88", 3000);
    expect(few.tally.drawn).toBe(3000);
    expect(share(few, ({ age }) => age === 89)).toBeCloseTo(2 / 3, 1);
    expect(share(few, ({ age }) => age === 90)).toBeCloseTo(1 / 3, 1);
  });

  it.each<[Where, string]>([
    [
      "age>95",
      "sampling: expected age from 0 to 90, as the data have it, but got a condition that no such row fulfils. Ask for values within the range.",
    ],
    ["age=37.5", "expected age as the data have it: multiples of 1, but got a value between those"],
    [
      "sex is missing",
      "expected sex as in the rows that the run was trained on, but got a gap, which no such row has there",
    ],
  ])("are refused for %s", (where, sentence) => {
    expect(() => askedColumns(columns, undefined, asking(where), "sampling")).toThrow(sentence);
  });

  it("come out the same however many are drawn at once", async () => {
    const many = await sampled("sex=F,age>60,city=A|B", 5000, 7);
    const few = await sampled("sex=F,age>60,city=A|B", 2100, 7);
    const other = await sampled("sex=F,age>60,city=A|B", 2100, 8);
    expect(few.rows).toEqual(many.rows.slice(0, 2100));
    const numbers = await numbersOf(7);
    const request = {
      generator,
      numbers,
      wishes: sharesOf(columns),
      count: 100,
      test: (valueIn: (column: string) => number) => valueIn("age") > 30,
    };
    expect((await drawn({ ...request, chunk: 3 })).rows).toEqual((await drawn(request)).rows);
    expect(other.rows).not.toEqual(few.rows);
  });

  it("are said to be missing where none can be found", async () => {
    const numbers = await numbersOf();
    const request = { generator, numbers, wishes: sharesOf(columns), count: 3 };
    const none = await drawn({ ...request, test: () => false });
    expect(none.tally).toEqual({ drawn: 3000, made: 0, missing: 3 });
    expect(nothingMade("sampling", none.tally).message).toContain(
      "expected some rows as they were asked for, but got none of 3,000 that were drawn",
    );
    const some = await drawn({
      ...request,
      count: 5000,
      chunk: 4,
      test: () => false,
    });
    // After a chunk in vain nothing more is tried.
    expect(some.tally).toEqual({ drawn: 4000, made: 0, missing: 5000 });
    expect(tallyText({ drawn: 5000, made: 8, missing: 2 })).toBe(
      "8 rows of 5,000 that were drawn are as asked for (0.16 %). 2 rows of 10 are missing: 1,000 draws of each were in vain. Ask for less at once, or train longer.",
    );
  });
});

describe("rows without conditions", () => {
  it("have the shares of the data", async () => {
    const result = await drawn({
      generator,
      numbers: await numbersOf(),
      wishes: sharesOf(columns),
      hold: 50,
      count: 6000,
    });
    for (const sex of sexes) {
      expect(
        Math.abs(
          share(result, (row) => at(row, "sex") === sex) -
            truth(
              (of) => of === sex,
              () => true,
            ),
        ),
      ).toBeLessThan(0.03);
    }
    expect(
      Math.abs(
        share(result, ({ age }) => age === null) -
          truth(
            (_, __, age) => age === 1,
            () => true,
          ),
      ),
    ).toBeLessThan(0.02);
  });

  it("keep the shares of the data where some are drawn again", async () => {
    const rule = readRule("if city=A then age<60", { columns: columns.map(factsOf) });
    const result = await drawn({
      generator,
      numbers: await numbersOf(),
      wishes: () => ({ given: [{ column: 1, cell: 0 }], written: [] }),
      hold: 50,
      test: (valueIn) => keeps(rule, valueIn),
      count: 500,
    });
    expect(result.rows.every(({ city, age }) => city === "A" && (age as number) < 60)).toBe(true);
    expect(result.tally.drawn).toBeGreaterThan(600);
  });

  it("have equal shares of a column that is balanced, rare values too", async () => {
    const numbers = await numbersOf();
    const { wishes, parts, gaps } = balanced(columns, undefined, "city", numbers);
    expect([parts, gaps]).toEqual([4, 0]);
    const result = await drawn({ generator, numbers, wishes, hold: 50, count: 4000 });
    for (const city of cities) expect(result.rows.filter((row) => at(row, "city") === city).length).toBe(1000);
    expect(
      Math.abs(
        share({ ...result, rows: result.rows.filter(({ city }) => city === "A") }, ({ sex }) => sex === "M") - 2 / 3,
      ),
    ).toBeLessThan(0.06);
    // Not one after the other in the same order.
    expect(new Set(Array.from({ length: 100 }, (_, i) => at(result.rows[4 * i] ?? {}, "city"))).size).toBeGreaterThan(
      1,
    );
    const ages = balanced(columns, undefined, "age", numbers);
    expect([ages.parts, ages.gaps]).toEqual([3, marginal((_, __, age) => age, 4)[1]]);
  });

  it("are refused to be balanced by a column that is not there", async () => {
    const numbers = await numbersOf();
    expect(() => balanced(columns, undefined, "cty", numbers)).toThrow("Did you mean city?");
    expect(() => balanced(columns, undefined, "sex", numbers, asking("sex=F").get("sex"))).toThrow(
      "expected two values or more, but got 1 value",
    );
  });
});

describe("rows with derived columns", () => {
  it("keep to the range of the data", async () => {
    const rules: KeptRules = {
      texts: [],
      order: ["age", "twice"],
      derived: [
        {
          column: { name: "twice", kind: "integer" },
          range: [0, 100],
          by: "sum",
          sum: { terms: [{ column: "age", times: 2 }], plus: 0 },
        },
      ],
    };
    const request = { numbers: await numbersOf(), wishes: sharesOf(columns), count: 500 };
    const { rows, tally } = await drawn({ ...request, generator: { ...generator, rules } });
    expect(rows.every(({ twice }) => twice === null || (twice as number) <= 100)).toBe(true);
    expect(rows.some(({ twice }) => twice === null)).toBe(true);
    expect(tally.drawn).toBeGreaterThan(600);
  });

  /** Age as the distance of `left` from `hired`, in a table of the same cells. */
  const learned = columns.slice(1) as [CellsColumn, CellsColumn];
  const [cityColumn, age] = learned;
  const distance: CellsColumn = { ...age, name: "left − hired" };
  const hired: CellsColumn = {
    kind: "quantiles",
    name: "hired",
    integer: true,
    values: [2010, 2020],
    bins: [],
    counts: columns[0]?.counts ?? [],
  };
  const staff: RowGenerator = {
    ...generator,
    columns: [hired, cityColumn, distance],
    rules: {
      texts: [],
      order: ["hired", "city", "left"],
      derived: [{ column: { name: "left", kind: "integer" }, by: "distance", from: "hired", learned: distance.name }],
    },
  };
  const askingStaff = (where: string) =>
    readWhere(where, { columns: [factsOf(hired), factsOf(cityColumn), { name: "left", kind: "integer" }] }, "");

  it.each(["left is missing", "left is not missing"])(
    "are given what %s says of the distance that one is made of",
    async (where) => {
      const [numbers, asked] = [await numbersOf(), askingStaff(where)];
      const plan = await planWhere(staff, numbers, asked, askedColumns(staff.columns, staff.rules, asked, ""));
      const test = (valueIn: (column: string) => number): boolean => holdsFor(asked, valueIn);
      const { rows, tally } = await drawn({ generator: staff, numbers, wishes: plan.wishes, test, count: 400 });
      expect(rows.every(({ left: year }) => (year === null) === (where === "left is missing"))).toBe(true);
      expect(tally).toEqual({ drawn: 400, made: 400, missing: 0 });
    },
  );

  it("are drawn again where the distance alone does not say whether one is missing", () => {
    const asked = askingStaff("left is missing");
    expect(askedColumns(staff.columns, staff.rules, asked, "")).toMatchObject([{ column: 2, name: "left" }]);
    const later = askedColumns(staff.columns, staff.rules, askingStaff("left>2010"), "");
    expect(later.map(({ cells }) => cells.map(({ cell }) => cell))).toEqual([[0, 2, 3]]);
    const gaps: readonly CellsColumn[] = [{ ...hired, gap: "", counts: [400, 500, 100] }, cityColumn, distance];
    expect(askedColumns(gaps, staff.rules, asked, "")).toEqual([]);
    expect(askedColumns(staff.columns, staff.rules, askingStaff("left=|2015"), "")).toEqual([]);
    const { gap: _, ...full } = distance;
    const always: readonly CellsColumn[] = [hired, cityColumn, { ...full, counts: full.counts.toSpliced(1, 1) }];
    expect(askedColumns(always, staff.rules, askingStaff("left is not missing"), "")).toEqual([]);
    expect(() => askedColumns(always, staff.rules, asked, "drawing")).toThrow(
      "drawing: expected left as in the rows that the run was trained on, but got a gap, which no such row has there",
    );
  });
});

describe("rows like given ones", () => {
  const table = (rows: readonly Readonly<Record<string, number>>[], names = ["age", "sex"]): TypedTable => ({
    rows: rows.length,
    columns: names.map((name) => ({
      name,
      kind: "number",
      values: Float64Array.from(rows, (row) => row[name] ?? Number.NaN),
    })),
  });

  it("keep what is given, in order, and have the rest beside it", async () => {
    const { wishes, notices } = planLike(columns, undefined, table([{ age: 37 }, { sex: 1, age: 95 }, {}]));
    expect(notices).toEqual([
      "age: 1 given value outside of what the data have; their rows are made as for the nearest.",
    ]);
    const { rows } = await drawn({ generator, numbers: await numbersOf(), wishes, count: 3000 });
    expect(rows.every((row, i) => i % 3 !== 0 || at(row, "age") === 37)).toBe(true);
    expect(rows.every((row, i) => i % 3 !== 1 || (at(row, "age") === 95 && at(row, "sex") === "M"))).toBe(true);
    const old = rows.filter((_, i) => i % 3 === 1);
    const expected = truth(
      (_, city) => city === "A",
      (sex, _, age) => sex === "M" && age === 3,
    );
    expect(Math.abs(old.filter(({ city }) => city === "A").length / old.length - expected)).toBeLessThan(0.05);
  });

  it("say of derived columns what those mean that they are made of", async () => {
    const rules: KeptRules = {
      texts: [],
      order: ["sex", "city", "country", "age", "twice"],
      derived: [
        {
          column: { name: "country", kind: "category", levels: ["X", "Y"] },
          by: "table",
          from: "city",
          entries: [
            ["A", 0],
            ["B", 0],
            ["C", 1],
            ["D", 1],
          ],
        },
        {
          column: { name: "twice", kind: "integer" },
          by: "sum",
          sum: { terms: [{ column: "age", times: 2 }], plus: 1 },
        },
      ],
    };
    const { wishes } = planLike(columns, rules, table([{ country: 1, twice: 75 }], ["country", "twice"]));
    const { rows } = await drawn({
      generator: { ...generator, rules },
      numbers: await numbersOf(),
      wishes,
      count: 400,
    });
    expect(
      rows.every(
        ({ country, twice, age, city }) =>
          country === "Y" && twice === 75 && age === 37 && (city === "C" || city === "D"),
      ),
    ).toBe(true);
    expect(new Set(rows.map(({ city }) => city)).size).toBe(2);
    const asked = readWhere("country=Y", { columns: [{ name: "country", kind: "category", levels: ["X", "Y"] }] }, "");
    expect(askedColumns(columns, rules, asked, "")[0]?.cells).toMatchObject([{ cell: 2, share: 1 }]);
  });

  it("keep all of several columns that the same one tells, and say where no row has them together", async () => {
    const told = (name: string, values: readonly number[]): DerivedColumn => ({
      column: { name, kind: "integer" },
      by: "table",
      from: "city",
      entries: values.map((value, place) => [cities[place] as string, value] as const),
    });
    const rules: KeptRules = {
      texts: [],
      order: ["sex", "city", "age", "zone", "code"],
      derived: [told("zone", [1, 1, 2, 2]), told("code", [7, 8, 8, 9])],
    };
    const like = (row: Readonly<Record<string, number>>): Wishes =>
      planLike(columns, rules, table([{}, row], ["city", "zone", "code"])).wishes;
    for (const [zone, code, city] of [
      [1, 8, "B"],
      [2, 8, "C"],
    ] as const) {
      const { rows } = await drawn({
        generator: { ...generator, rules },
        numbers: await numbersOf(),
        wishes: like({ zone, code }),
        count: 100,
      });
      expect(rows.filter((_, i) => i % 2 === 1).every((row) => row.city === city && row.zone === zone)).toBe(true);
    }
    expect(() => like({ zone: 2, code: 7 })).toThrow(
      "filling the gaps of given rows, row 2: expected values of zone and code that a row of the data has together, but got some that none has.",
    );
    expect(() => like({ city: 0, code: 8 })).toThrow(
      "row 2: expected values of city and code that a row of the data has",
    );
    expect(() => like({ city: 0, code: 7 })).not.toThrow();
  });

  it("keep a column that another one tells, also where G does not make the cell that it is given", async () => {
    const told = (
      name: string,
      from: string,
      entries: readonly (readonly [string | number, number])[],
    ): DerivedColumn => ({
      column: { name, kind: "integer" },
      by: "table",
      from,
      entries,
    });
    const ages = [0, ...Array.from({ length: 73 }, (_, i) => 18 + i)];
    const rules: KeptRules = {
      texts: [],
      order: ["sex", "city", "age", "zone", "half"],
      derived: [
        told(
          "zone",
          "city",
          cities.map((city, place) => [city, place < 2 ? 1 : 2]),
        ),
        // Of most bins a part is told apart, too much of it to be written for that alone.
        told(
          "half",
          "age",
          ages.map((age) => [age, age < 40 || age > 70 ? 1 : 2]),
        ),
      ],
    };
    const rowsGiven = [
      { zone: 1, half: 2 },
      { zone: 2, half: 1 },
      { zone: 2, half: 2 },
    ];
    const { wishes } = planLike(columns, rules, table(rowsGiven, ["zone", "half"]));
    // Whatever it is told: a young one of the first city.
    const deaf: RowGenerator = {
      columns,
      rules,
      conditional: true,
      draw: async (z) => {
        const rows = z.length / LATENT;
        const x = new Float32Array(rows * layout.size);
        for (let row = 0; row < rows; row++) for (const start of layout.starts) x[row * layout.size + start] = 1;
        return x;
      },
    };
    const { rows } = await drawn({ generator: deaf, numbers: await numbersOf(), wishes, count: 300 });
    rows.forEach(({ zone, half }, i) => expect({ zone, half }).toEqual(rowsGiven[i % 3]));
    // Within what is given, values are as different as the data have them.
    expect(new Set(rows.map(({ age }) => age)).size).toBeGreaterThan(20);
    expect(new Set(rows.map(({ city }) => city))).toEqual(new Set(cities));
  });

  it("say which columns are left empty beside a given number that the data do not have", () => {
    const rules: KeptRules = {
      texts: [],
      order: ["sex", "city", "age", "half"],
      derived: [
        {
          column: { name: "half", kind: "integer" },
          by: "table",
          from: "age",
          entries: [
            [36, 18],
            [38, 19],
          ],
        },
      ],
    };
    expect(planLike(columns, rules, table([{ age: 36 }, { age: 37 }])).notices).toEqual([
      "half is told by age, and is empty beside 1 given value that the data do not have.",
    ]);
  });
});
