import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dataSchema } from "../../training/data-schema.ts";
import type { TypedColumn } from "../typed-table.ts";
import { cellNotices } from "./cell-notices.ts";
import type { CellsColumn } from "./cells.ts";
import { encodeRows, inUnits, placesOf, widthOf } from "./columns.ts";
import { calendarSearch } from "./fit-calendar.ts";
import { type FitOptions, fitCells } from "./fit-cells.ts";
import { layoutOf } from "./layout.ts";
import { DAY, HOUR } from "./resolution.ts";

const GAP = Number.NaN;

const cellsOf = (column: TypedColumn, options: Partial<FitOptions> = {}): CellsColumn =>
  fitCells(column, { trained: column.values.length, ...options }).column;

const numbers = (values: readonly number[], decimals?: number): TypedColumn => ({
  name: "n",
  kind: decimals === 0 ? "integer" : "number",
  values: Float64Array.from(values),
  ...(decimals === undefined ? {} : { form: { decimals } }),
});

const category = (levels: readonly string[], values: readonly number[]): TypedColumn => ({
  name: "c",
  kind: "category",
  levels,
  values: Float64Array.from(values),
});

const dates = (values: readonly number[], resolution: "day" | "hour" | "second" = "day"): TypedColumn => ({
  name: "d",
  kind: "date",
  dateForm: { pattern: "YYYY-MM-DD", resolution },
  values: Float64Array.from(values),
});

/** Values that come back from the numbers of examples. */
const back = (column: CellsColumn, values: ArrayLike<number>): number[] => [
  ...inUnits([column], encodeRows([column], Float64Array.from(values))),
];

/** A reproducible number from 0 to 1 for each i. */
const noise = (i: number): number => ((Math.imul(i + 1, 2654435761) >>> 0) % 65536) / 65536;

describe("values come back as they were", () => {
  const rowsOf = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 2, maxLength: 300 });

  it("of categories, rare ones too, and gaps", () => {
    fc.assert(
      fc.property(rowsOf(fc.option(fc.nat(150), { nil: GAP })), fc.integer({ min: 1, max: 120 }), (values, cells) => {
        const column = category(
          Array.from({ length: 151 }, (_, i) => `level ${i}`),
          values,
        );
        expect(back(cellsOf(column, { cells }), values)).toEqual(values);
      }),
    );
  });

  it("of booleans", () => {
    const column = cellsOf({
      name: "b",
      kind: "boolean",
      levels: ["no", "yes"],
      values: Float64Array.of(1, 0, 1, GAP),
    });
    expect(back(column, [1, 0, GAP])).toEqual([1, 0, GAP]);
    expect(column.counts).toEqual([1, 2, 1]);
  });

  it.each(["category", "boolean", "integer", "date"] as const)(
    "without a cell for gaps of a %s that has none, even if it knows how they are written",
    (kind) => {
      const column: TypedColumn = {
        name: "x",
        kind,
        levels: ["no", "yes"],
        ...(kind === "date" ? { dateForm: { pattern: "YYYY-MM-DD", resolution: "day" } } : {}),
        gap: "NA",
        values: Float64Array.of(0, 1, 0, 1),
      };
      const of = ({ gap, counts }: CellsColumn) => [gap, counts];
      expect(of(cellsOf(column))).toEqual([undefined, [2, 2]]);
      // Of rows that are held out one may have a gap.
      expect(of(fitCells({ ...column, values: Float64Array.of(0, 1, 0, GAP) }, { trained: 3 }).column)).toEqual([
        "NA",
        [2, 1, 0],
      ]);
    },
  );

  it("of numbers of few values, of special values and gaps", () => {
    const value = fc.oneof(fc.constantFrom(0, 99999, GAP), fc.integer({ min: -20, max: 20 }));
    fc.assert(
      fc.property(rowsOf(value), fc.constantFrom(1, 10), (values, bins) => {
        expect(back(cellsOf(numbers(values, 0), { bins }), values)).toEqual(values);
      }),
    );
  });

  it("of numbers with decimals, however many there are, to float32's share of the range between two knots", () => {
    const values = Array.from({ length: 4000 }, (_, i) => Math.round(1e4 * noise(i) ** 3) / 100);
    for (const bins of [1, 10]) expect(back(cellsOf(numbers(values, 2), { bins }), values)).toEqual(values);
  });

  it("of any numbers, to a stated error: 2⁻²⁴ · 100 of the range of a bin", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 250, maxLength: 600 }), fc.constantFrom(1, 3), (values, bins) => {
        const column = cellsOf(numbers(values), { bins });
        const widest = Math.max(0, ...column.bins.map((bin) => (bin.values.at(-1) ?? 0) - (bin.values[0] ?? 0)));
        back(column, values).forEach((value, i) => {
          expect(Math.abs(value - (values[i] as number))).toBeLessThanOrEqual(100 * 2 ** -24 * widest + 1e-9);
        });
      }),
      { numRuns: 30 },
    );
  });

  it("of dates of few values, and of many with month, day of the week and hour", () => {
    const few = Array.from({ length: 40 }, (_, i) => (i % 5) * 30 * DAY);
    expect(back(cellsOf(dates(few)), few)).toEqual(few);
    const hours = Array.from({ length: 3000 }, (_, i) => {
      const day = Math.floor(1500 * noise(i));
      return (
        (9000 + day - ((day + 6) % 7 > 4 ? 2 : 0)) * DAY + (8 + Math.floor(9 * noise(3 * i))) * HOUR + 1000 * (i % 3600)
      );
    });
    const column = cellsOf(dates(hours, "second"));
    expect(column.kind === "date" && column.parts).toEqual(["weekday", "hour"]);
    const error = 2 ** -22 * 1500 * DAY;
    // The first second of a day must not become one of the day before, nor of its last hour.
    const sharp = hours.map((instant) => Math.floor(instant / HOUR) * HOUR + (instant % 7 < 3 ? 0 : HOUR - 1000));
    for (const all of [hours, sharp]) {
      back(cellsOf(dates(all, "second"), { bins: 2 }), all).forEach((value, i) => {
        expect(Math.abs(value - (all[i] as number))).toBeLessThan(error + 1000);
      });
    }
  });

  it("dates of a bin stay in it, whatever parts of the calendar are beside: the bin may have been asked for", () => {
    // No weekends, and more in summer.
    const workdays = Array.from({ length: 4000 }, (_, i) => 10_000 + Math.floor(1200 * noise(i))).filter(
      (day) => (day + 3) % 7 < 5 && (noise(7 * day) < 0.4 || new Date(day * DAY).getUTCMonth() % 11 > 4),
    );
    const column = cellsOf(dates(workdays.map((day) => day * DAY)));
    expect(column.kind === "date" && column.parts).toEqual(["month", "weekday"]);
    const bins = column.bins.length;
    const width = widthOf([column]);
    for (let i = 0; i < 2000; i++) {
      const x = new Float32Array(width);
      const bin = i % bins;
      x[column.values.length + bin] = 1;
      const at = column.values.length + bins;
      x[at] = 2 * noise(3 * i) - 1;
      x[at + 1 + Math.floor(12 * noise(5 * i + 1))] = 1;
      x[at + 13 + Math.floor(7 * noise(11 * i + 2))] = 1;
      const [value = 0] = inUnits([column], x);
      const { values } = column.bins[bin] as { values: readonly number[] };
      expect(value).toBeGreaterThanOrEqual(values[0] ?? Number.NaN);
      expect(value).toBeLessThanOrEqual(values.at(-1) ?? Number.NaN);
    }
  });
});

/** Numbers of G as they may come: cells of any size, places anywhere and beyond. */
const anyNumbers = (columns: readonly CellsColumn[], rows: number): Float32Array =>
  Float32Array.from({ length: rows * widthOf(columns) }, (_, i) => 2.4 * noise(7 * i) - 1.2);

describe("whatever G says", () => {
  const many = Array.from({ length: 3000 }, (_, i) =>
    i % 9 === 0 ? GAP : i % 4 === 0 ? 0 : Math.round(1e5 * noise(i) ** 4) / 100,
  );
  const money = cellsOf(numbers(many, 2));
  const coded = cellsOf(
    category(
      Array.from({ length: 120 }, (_, i) => `level ${i}`),
      many.map((_, i) => (Number.isNaN(many[i]) ? GAP : Math.floor(120 * noise(i) ** 5))),
    ),
    { cells: 40 },
  );
  const years = dates(Array.from({ length: 3000 }, (_, i) => (9000 + Math.floor(2000 * noise(i))) * DAY));
  const tall = cellsOf(numbers(Array.from({ length: 500 }, (_, i) => 100 + Math.round(1e4 * noise(i)) / 1e3)), {
    bins: 2,
  });
  const columns = [money, coded, tall];

  it("is a value of the column: within its range, with its decimals, at its levels", () => {
    const x = anyNumbers([money, coded, cellsOf(years)], 2000);
    const values = inUnits([money, coded, cellsOf(years)], x);
    const known = new Set(years.values);
    for (let i = 0; i < values.length; i += 3) {
      const [amount = 0, level = 0, date = 0] = values.subarray(i, i + 3);
      if (!Number.isNaN(amount)) {
        expect(amount).toBeGreaterThanOrEqual(0);
        expect(amount).toBeLessThanOrEqual(1000);
        expect(Number(amount.toFixed(2))).toBe(amount);
      }
      expect(Number.isNaN(level) || (Number.isInteger(level) && level >= 0 && level < 120)).toBe(true);
      expect(date % DAY).toBe(0);
      expect(date >= 9000 * DAY && date < 11_000 * DAY).toBe(true);
    }
    expect(known.size).toBeGreaterThan(200);
  });

  it("is that of the first of the largest cells, at a place within its bin", () => {
    const x = new Float32Array(widthOf(columns));
    const { blocks } = layoutOf([money, coded, tall]);
    const [ofMoney, ofCoded, ofTall] = blocks;
    x[(ofCoded?.start ?? 0) + 3] = 1.3;
    x[(ofCoded?.start ?? 0) + 12] = 1.3;
    const last = money.bins.length - 1;
    x[(ofMoney?.firstBin ?? 0) + last] = -0.1;
    x.fill(-0.2, 0, ofMoney?.firstBin);
    for (let bin = 0; bin < last; bin++) x[(ofMoney?.firstBin ?? 0) + bin] = -0.2;
    const decoded = (place: number): number[] => {
      for (const block of [ofMoney, ofTall]) if (block?.place !== undefined) x[block.place] = place;
      return [...inUnits(columns, x, { round: false })];
    };
    const ends = (place: 0 | -1): (number | undefined)[] => [
      money.bins[last]?.values.at(place),
      coded.values[3],
      tall.bins[0]?.values.at(place),
    ];
    expect([decoded(-1.2), decoded(-1)]).toEqual([ends(0), ends(0)]);
    expect([decoded(1.2), decoded(1)]).toEqual([ends(-1), ends(-1)]);
  });

  it("means something, number by number", () => {
    expect(placesOf([coded])).toHaveLength(widthOf([coded]));
    expect(placesOf([money]).at(-1)?.name).toBe("n within");
  });

  it("can be told from a configuration alone", () => {
    const all = [...columns, cellsOf(years)];
    const data = { name: "t", shape: [widthOf(all)], fingerprint: "t", columns: all };
    const read = dataSchema.parse(JSON.parse(JSON.stringify(data)));
    expect(read.columns).toEqual(all);
    const broken = { ...coded, counts: coded.counts.slice(1) };
    expect(dataSchema.safeParse({ ...data, columns: [...columns.toSpliced(1, 1, broken), all[3]] }).success).toBe(
      false,
    );
    const unknown = { ...coded, values: coded.values.map((value) => value + 100) };
    expect(dataSchema.safeParse({ ...data, columns: [...columns.toSpliced(1, 1, unknown), all[3]] }).success).toBe(
      false,
    );
  });
});

describe("cells", () => {
  it("are for values that are repeated out of all proportion, and quantiles for the others", () => {
    const values = Array.from({ length: 5000 }, (_, i) =>
      i % 3 === 0 ? 0 : i % 50 === 1 ? 99_999 : 1 + Math.floor(5e4 * noise(i)),
    );
    const column = cellsOf(numbers(values, 0));
    expect(column.values).toEqual([0, 99_999]);
    expect(column.counts[0]).toBe(values.filter((value) => value === 0).length);
    expect(column.bins).toHaveLength(10);
    const [least = 0, most = 0] = [Math.min(...column.counts.slice(2)), Math.max(...column.counts.slice(2))];
    expect(most - least).toBeLessThan(20);
  });

  it("hold what was trained on: another number is taken for the nearest, another level for a rare one, or the most frequent", () => {
    const few = numbers([1, 1, 5, 5, 9, 7, -3, 100], 0);
    expect(back(cellsOf(few, { trained: 5 }), [7, -3, 100, 2])).toEqual([5, 1, 9, 1]);
    const levels = Array.from({ length: 90 }, (_, i) => `level ${i}`);
    const rare = Array.from({ length: 600 }, (_, i) => (i < 90 ? i % 89 : i % 3));
    expect(back(cellsOf(category(levels, [...rare, 89]), { trained: 600 }), [89])[0]).toBeGreaterThan(2);
    const known = category(["a", "b", "c"], [1, 1, 0, 2]);
    expect(back(cellsOf(known, { trained: 3 }), [2])).toEqual([1]);
    expect(cellNotices([fitCells(known, { trained: 3 })])).toEqual([
      "1 row held out has a value of c that no row has that is trained on: where D looks at them it is taken for the most frequent one, b.",
    ]);
  });

  it("of a category are all values that are few; of many, the rare ones share one, which is said", () => {
    const levels = Array.from({ length: 70 }, (_, i) => `level ${i}`);
    const values = Array.from({ length: 7000 }, (_, i) => (i < 60 ? i : 60 + (i % 10)));
    const fitted = fitCells(category(levels, values), { trained: 7000 });
    const { column } = fitted;
    expect(column.values).toHaveLength(10);
    expect(column.bins[0]?.values).toHaveLength(60);
    expect(cellNotices([fitted])).toEqual([
      'c has 70 values: 60 rare ones (0.86 % of the rows) share a cell, and are drawn from it as often as they occur, whatever else is in the row (`column: ["c=ignored"]` leaves the column out).',
    ]);
    const many = Array.from({ length: 6 }, () => fitted);
    expect(cellNotices(many)).toEqual([
      'Of 6 columns rare values share a cell, and are drawn from it as often as they occur (c 60 of 70, 0.86 % of the rows, c 60 of 70, 0.86 % of the rows, c 60 of 70, 0.86 % of the rows and 3 more); `column: ["c=ignored"]` leaves one out.',
    ]);
    expect(
      cellsOf(
        category(
          levels.slice(0, 64),
          values.map((value) => value % 64),
        ),
      ).bins,
    ).toEqual([]);
  });

  it("keep a step that is coarser than the decimals", () => {
    const values = Array.from({ length: 4000 }, (_, i) => 10 + 0.05 * Math.floor(2000 * noise(i)));
    const column = cellsOf(
      numbers(
        values.map((value) => Number(value.toFixed(2))),
        2,
      ),
      { bins: 1 },
    );
    expect(column.kind === "quantiles" && column.step).toEqual({ by: 0.05, from: 10 });
    for (const value of inUnits([column], anyNumbers([column], 500))) expect(Math.round(value * 100) % 5).toBe(0);
  });

  it("have parts of the calendar that are not as chance would have them", () => {
    const even = dates(Array.from({ length: 3000 }, (_, i) => (9000 + (i % 1461)) * DAY));
    const parts = (column: CellsColumn): unknown => column.kind === "date" && column.parts;
    expect(parts(cellsOf(even))).toEqual([]);
    const warm = numbers([...even.values].map((date) => Math.cos((2 * Math.PI * date) / (365.25 * DAY))));
    expect(parts(cellsOf(even, { calendar: calendarSearch([even, warm], 3000) }))).toEqual(["month"]);
    const some = { ...even, values: even.values.map((date, i) => (i % 3 === 0 ? GAP : date)) };
    expect(parts(cellsOf(some, { calendar: calendarSearch([warm, some], 3000) }))).toEqual(["month"]);
  });
});
