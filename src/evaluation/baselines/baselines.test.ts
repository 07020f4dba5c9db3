import { describe, expect, it } from "vitest";
import { isNominal, type TypedColumn, type TypedTable } from "../../data/typed-table.ts";
import { openRandom } from "../../kernels/random.ts";
import { type BaselineName, baselineNames, baselines } from "./baselines.ts";

const ROWS = 4000;
const DAY = 86_400_000;
const levels = ["red", "green", "blue", "grey"];

/** Columns of every kind that follow from each other: hue → shade, size = 2·width or a gap, twice = 2·size, sold where red. */
async function training(rows = ROWS): Promise<TypedTable> {
  const random = await openRandom(1, "evaluation");
  const of = (value: (row: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => value(row));
  const hue = of(() => Math.floor(4 * random.uniform() ** 2));
  const width = of(() => Math.round(100 * random.normal()) / 100);
  const size = of((row) => (hue[row] === 3 ? Number.NaN : Math.round(width[row]! * 200) / 100));
  const count = of(() => (random.uniform() < 0.6 ? 0 : 1 + random.below(30)));
  const columns: TypedColumn[] = [
    { name: "hue", kind: "category", levels, values: hue },
    {
      name: "shade",
      kind: "category",
      levels: ["a", "b", "c"],
      values: hue.map((value) => [2, 0, 1, Number.NaN][value]!),
    },
    { name: "width", kind: "number", form: { decimals: 2 }, values: width },
    { name: "size", kind: "number", form: { decimals: 2 }, values: size, gap: "" },
    { name: "count", kind: "integer", values: count },
    { name: "twice", kind: "integer", values: count.map((value) => 2 * value) },
    { name: "sold", kind: "boolean", levels: ["no", "yes"], values: hue.map((value) => (value === 0 ? 1 : 0)) },
    {
      name: "day",
      kind: "date",
      dateForm: { pattern: "YYYY-MM-DD", resolution: "day" },
      values: of(() => DAY * (18_000 + random.below(700))),
    },
  ];
  return { columns, rows };
}

const table = await training();
const made = async (name: BaselineName, rows = ROWS, of = table): Promise<TypedTable> =>
  baselines[name].make(of, rows, await openRandom(2, "baselines"));
const column = ({ columns }: TypedTable, name: string): TypedColumn => columns.find((each) => each.name === name)!;
const known = (values: Float64Array): Float64Array => values.filter((value) => !Number.isNaN(value));

/** The largest distance between two distribution functions, a gap being one more value below all. */
function distance(a: Float64Array, b: Float64Array): number {
  const sorted = [a, b].map((values) => values.map((value) => (Number.isNaN(value) ? -1e300 : value)).sort());
  const share = (values: Float64Array, at: number): number =>
    values.filter((value) => value <= at).length / values.length;
  return Math.max(...[...new Set(sorted[0])].map((at) => Math.abs(share(sorted[0]!, at) - share(sorted[1]!, at))));
}

function correlation(a: Float64Array, b: Float64Array): number {
  const rows = [...a.keys()].filter((row) => !Number.isNaN(a[row]!) && !Number.isNaN(b[row]!));
  const centred = (values: Float64Array): number[] => {
    const mean = rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
    return rows.map((row) => values[row]! - mean);
  };
  const [x, y] = [centred(a), centred(b)];
  const dot = (p: number[], q: number[]): number => p.reduce((sum, value, i) => sum + value * q[i]!, 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

describe.each(baselineNames)("the baseline %s", (name) => {
  it("gives columns of the same names and kinds, and as many rows as asked for", async () => {
    const few = await made(name, 123);
    expect(few.rows).toBe(123);
    const facts = ({ values: _, ...rest }: TypedColumn) => rest;
    expect(few.columns.map(facts)).toEqual(table.columns.map(facts));
    expect(few.columns.every(({ values }) => values.length === 123)).toBe(true);
  });

  it("keeps every column's distribution, gaps included", async () => {
    const copy = await made(name);
    for (const real of table.columns) {
      const synthetic = column(copy, real.name);
      // Two samples of 4,000: beyond 0.044 once in a thousand times. Noise of 10 % blurs exact values.
      const blurred = name === "bootstrap" && !isNominal(real);
      expect(distance(real.values, synthetic.values), real.name).toBeLessThan(blurred ? 0.35 : 0.044);
      const gaps = (values: Float64Array): number => 1 - known(values).length / values.length;
      expect(Math.abs(gaps(real.values) - gaps(synthetic.values)), real.name).toBeLessThan(0.03);
    }
  });

  it("writes no value that the data could not have", async () => {
    const copy = await made(name);
    for (const real of table.columns) {
      const values = known(column(copy, real.name).values);
      const seen = new Set(real.values);
      if (name !== "bootstrap" || isNominal(real))
        expect(
          values.filter((value) => !seen.has(value)),
          real.name,
        ).toEqual(new Float64Array());
      const sorted = known(real.values).sort();
      expect(
        values.every((value) => value >= sorted[0]! && value <= sorted.at(-1)!),
        real.name,
      ).toBe(true);
      const unit = { date: DAY, number: 0.01 }[real.kind as string] ?? 1;
      expect(
        values.every((value) => Math.abs(value / unit - Math.round(value / unit)) < 1e-6),
        real.name,
      ).toBe(true);
    }
  });

  it("is the same for the same seed and another for another", async () => {
    const again = await made(name, 50);
    expect(again).toEqual(await made(name, 50));
    expect(again).not.toEqual(baselines[name].make(table, 50, await openRandom(3, "baselines")));
  });

  it("makes do with one row, with a column of gaps alone, and with one of a single value", async () => {
    const one = { columns: table.columns.map((each) => ({ ...each, values: each.values.slice(0, 1) })), rows: 1 };
    const copy = await made(name, 5, one);
    expect(known(column(copy, "hue").values)).toEqual(new Float64Array(5).fill(one.columns[0]!.values[0]!));
    const dull: TypedTable = {
      columns: [
        { name: "none", kind: "number", values: new Float64Array(30).fill(Number.NaN) },
        { name: "same", kind: "number", values: new Float64Array(30).fill(7) },
        { name: "none too", kind: "category", levels: [], values: new Float64Array(30).fill(Number.NaN) },
      ],
      rows: 30,
    };
    const [none, same, noneToo] = (await made(name, 40, dull)).columns;
    expect(known(none!.values)).toHaveLength(0);
    expect(same!.values).toEqual(new Float64Array(40).fill(7));
    expect(known(noneToo!.values)).toHaveLength(0);
  });
});

describe("independent columns", () => {
  it("have no relation, where the data have one", async () => {
    const copy = await made("independent");
    expect(correlation(column(table, "width").values, column(table, "size").values)).toBeCloseTo(1, 3);
    expect(Math.abs(correlation(column(copy, "width").values, column(copy, "size").values))).toBeLessThan(0.08);
  });
});

describe("the copula", () => {
  it("keeps correlations of numbers, also where one follows from the other", async () => {
    const copy = await made("copula");
    for (const [a, b] of [
      ["width", "size"],
      ["count", "twice"],
      ["width", "count"],
    ] as const) {
      const [real, synthetic] = [table, copy].map((of) => correlation(column(of, a).values, column(of, b).values));
      expect(Math.abs(real! - synthetic!), `${a} and ${b}`).toBeLessThan(0.08);
    }
  });

  it("has the correlation of a normal distribution whose margins are not normal", async () => {
    const random = await openRandom(4, "evaluation");
    const pairs = Array.from({ length: 8000 }, () => {
      const [a, b] = [random.normal(), random.normal()];
      return [a, 0.6 * a + 0.8 * b] as const;
    });
    const scores = (k: 0 | 1): Float64Array => Float64Array.from(pairs, (pair) => pair[k]);
    const exponential = scores(1).map((value) => Math.exp(2 * value));
    const skewed: TypedTable = {
      columns: [
        { name: "a", kind: "number", values: scores(0) },
        { name: "b", kind: "number", values: exponential },
      ],
      rows: 8000,
    };
    const [a, b] = (await made("copula", 8000, skewed)).columns as [TypedColumn, TypedColumn];
    // Back through the logarithm the pair is normal again, with ρ = 0.6 ± 0.015.
    expect(correlation(a.values, b.values.map(Math.log))).toBeCloseTo(0.6, 1);
    expect(Math.abs(correlation(a.values, b.values.map(Math.log)) - 0.6)).toBeLessThan(0.03);
  });
});

describe("training rows with noise", () => {
  it("are training rows, but for noise and a tenth of the categories", async () => {
    const copy = await made("bootstrap", 500);
    const names = ["width", "count", "day"];
    const scale = new Map(
      names.map((name) => {
        const { values } = column(table, name);
        const mean = values.reduce((sum, value) => sum + value, 0) / ROWS;
        return [name, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / ROWS)];
      }),
    );
    const far = Array.from({ length: 500 }, (_, row) => {
      const distances = Array.from({ length: ROWS }, (_, other) =>
        Math.max(
          ...names.map((name) => {
            const moved = column(copy, name).values[row]! - column(table, name).values[other]!;
            return Math.abs(moved) / scale.get(name)!;
          }),
        ),
      );
      return Math.min(...distances);
    });
    // Five deviations of the noise.
    expect(Math.max(...far)).toBeLessThan(0.5);
    const same = [...column(copy, "hue").values].filter(
      (hue, row) => (hue === 0) === (column(copy, "sold").values[row] === 1),
    );
    // Of 0.19 that were redrawn in either column some are right by chance.
    expect(same.length / 500).toBeGreaterThan(0.8);
    expect(same.length / 500).toBeLessThan(0.99);
  });
});

describe("sequential trees", () => {
  it("keep what follows from columns before, categories and gaps included", async () => {
    const copy = await made("trees");
    const at = (name: string, row: number): number => column(copy, name).values[row]!;
    const rows = [...Array(ROWS).keys()];
    const share = (holds: (row: number) => boolean): number => rows.filter(holds).length / ROWS;
    expect(share((row) => Object.is([2, 0, 1, Number.NaN][at("hue", row)]!, at("shade", row)))).toBe(1);
    expect(share((row) => (at("hue", row) === 0) === (at("sold", row) === 1))).toBe(1);
    expect(share((row) => (at("hue", row) === 3) === Number.isNaN(at("size", row)))).toBe(1);
    expect(share((row) => at("twice", row) === 2 * at("count", row))).toBeGreaterThan(0.97);
    // Leaves have ten rows or more: a size is that of a neighbour.
    expect(correlation(column(copy, "width").values, column(copy, "size").values)).toBeGreaterThan(0.99);
  });
});
