import { describe, expect, it } from "vitest";
import { haveTable, sharedTable } from "../../test/shared-tables.ts";
import { columnInUnits, inUnits } from "./columns/columns.ts";
import { layoutOf } from "./columns/layout.ts";
import type { DataSet, ReaderOptions } from "./dataset.ts";
import { drawConditions } from "./draw-conditions.ts";
import { heldOutLast } from "./held-out-rows.ts";
import { someConditions } from "./some-conditions.ts";
import { type TypedData, typedData } from "./typed-data.ts";
import type { TypedColumn, TypedTable } from "./typed-table.ts";
import { wholeTableOf } from "./whole-table.ts";

const ROWS = 400;

/** A reproducible number from 0 to 1 for each i. */
const noise = (i: number): number => ((Math.imul(i + 1, 2654435761) >>> 0) % 65536) / 65536;
const made = (value: (row: number) => number): Float64Array => Float64Array.from({ length: ROWS }, (_, i) => value(i));

/** A rare category, a number with zeros, gaps and ties, a flag, dates of two years. */
const table: TypedTable = {
  rows: ROWS,
  columns: [
    { name: "kind", kind: "category", levels: ["a", "b", "rare"], values: made((i) => (i % 40 === 0 ? 2 : i % 2)) },
    {
      name: "cost",
      kind: "number",
      form: { decimals: 1 },
      gap: "NA",
      values: made((i) => (i % 3 === 0 ? 0 : i % 7 === 0 ? Number.NaN : Math.round(300 * noise(i) ** 2) / 10)),
    },
    { name: "flag", kind: "boolean", levels: ["no", "yes"], values: made((i) => (noise(3 * i) < 0.1 ? 1 : 0)) },
    {
      name: "day",
      kind: "date",
      dateForm: { pattern: "YYYY-MM-DD", resolution: "day" },
      values: made((i) => (15_000 + Math.floor(800 * noise(5 * i) ** 2)) * 86_400_000),
    },
  ],
};

const sizeOfY = (data: DataSet): number => data.y?.shape[0] ?? 0;

/** Some minibatches, one after the other. */
async function minibatches(data: DataSet, count: number, options: ReaderOptions) {
  const [size, batch] = [data.shape[0] ?? 0, options.batch];
  const reader = await data.open(options);
  const [x, y] = [new Float32Array(count * batch * size), new Float32Array(count * batch * sizeOfY(data))];
  for (let i = 0; i < count; i++) {
    await reader.next({
      x: x.subarray(i * batch * size, (i + 1) * batch * size),
      y: y.subarray(i * batch * sizeOfY(data), (i + 1) * batch * sizeOfY(data)),
    });
  }
  return { x, y };
}

/** The columns and cells that a condition gives. */
function givenOf(data: TypedData, y: Float32Array): readonly { readonly column: number; readonly cell: number }[] {
  const { starts, size } = layoutOf(data.columns);
  return data.columns.flatMap((_, column) => {
    if (y[size + column] !== 1) return [];
    const ones = [...y.subarray(0, size).keys()].filter((i) => y[i] === 1);
    expect(ones).toHaveLength(1);
    return [{ column, cell: (ones[0] ?? 0) - (starts[column] ?? 0) }];
  });
}

/** All training rows as numbers of examples. */
function written({ write, shape, count }: DataSet): Float32Array {
  const x = new Float32Array(count * (shape[0] ?? 0));
  for (let row = 0; row < count; row++) write?.(row, x, row * (shape[0] ?? 0));
  return x;
}

describe("a mixed table as data", () => {
  it("holds its rows, value by value, those that are held out too", async () => {
    const data = await typedData("t", table, { holdout: 100 });
    expect([data.count, data.heldOut?.count]).toEqual([300, 100]);
    const values = (of: DataSet): number[][] =>
      data.columns.map((_, c) => [...columnInUnits(data.columns, c, written(of))]);
    const parted = heldOutLast(table, 100);
    expect(values(data)).toEqual(parted.columns.map((column) => [...column.values.subarray(0, 300)]));
    const held = values(data.heldOut as DataSet);
    // Costs and days that were not trained on are taken for the nearest.
    for (const c of [0, 2]) expect(held[c]).toEqual([...(parted.columns[c]?.values.subarray(300) ?? [])]);
  });

  it("says how wide its rows are, and of what", async () => {
    const { notices, shape } = await typedData("t", table);
    expect(notices).toEqual([
      "A row is 24 numbers wide: 10 cells of 4 columns (most of all kind 3, cost 3, flag 2), 2 places within bins, 12 of the calendar.",
    ]);
    expect(shape).toEqual([24]);
  });

  it("has another fingerprint when a value or a level is another", async () => {
    const [kind, ...rest] = table.columns as [TypedColumn, ...TypedColumn[]];
    const print = async (first: TypedColumn): Promise<string> =>
      (await typedData("t", { ...table, columns: [first, ...rest] })).fingerprint;
    const same = await print(kind);
    expect(await print({ ...kind })).toBe(same);
    expect(await print({ ...kind, levels: ["a", "c", "rare"] })).not.toBe(same);
    expect(await print({ ...kind, values: kind.values.map((value, i) => (i === 7 ? 0 : value)) })).not.toBe(same);
    const held = await typedData("t", table, { holdout: 5 });
    expect(held.fingerprint).not.toBe(same);
    const rows = { length: 60 };
    const codes = (of: (row: number) => number): TypedTable => ({
      rows: 60,
      columns: [
        { name: "code", kind: "category", levels: ["a", "b"], values: Float64Array.from(rows, (_, row) => row % 2) },
        { name: "of code", kind: "integer", values: Float64Array.from(rows, (_, row) => of(row % 2)) },
      ],
    });
    const told = await Promise.all(
      [2, 3].map((by) =>
        typedData(
          "t",
          codes((code) => by * code),
        ),
      ),
    );
    expect(told.map(({ columns }) => columns.length)).toEqual([1, 1]);
    expect(told[0]?.fingerprint).not.toBe(told[1]?.fingerprint);
  });

  it("becomes narrower where rows would be very wide", async () => {
    const levels = Array.from({ length: 90 }, (_, i) => `level ${i}`);
    const columns = Array.from({ length: 30 }, (_, c): TypedColumn => {
      return { name: `c${c}`, kind: "category", levels, values: made((i) => Math.floor(90 * noise(31 * i + c))) };
    });
    const { shape, notices } = await typedData("wide", { rows: ROWS, columns });
    expect(shape[0]).toBeLessThan(1500);
    expect(notices[0]).toMatch(/^Of 30 columns rare values share a cell.*c0 60 of 90/);
  });

  it("is refused without rows or columns", async () => {
    await expect(typedData("t", { rows: 5, columns: [] })).rejects.toThrow("expected columns, and at least two rows");
    await expect(typedData("t", table, { holdout: ROWS - 1 })).rejects.toThrow("but got 1 row");
  });
});

describe("minibatches of a mixed table", () => {
  it("are rows of the data, each with one of its cells given", async () => {
    const data = await typedData("t", table, { holdout: 40 });
    const parted = heldOutLast(table, 40);
    const known = new Set<string>();
    for (let row = 0; row < data.count; row++) {
      known.add(parted.columns.map(({ values }) => String(values[row])).join());
    }
    const { x, y } = await minibatches(data, 8, { seed: 3, batch: 50 });
    const values = inUnits(data.columns, x);
    const { starts, size } = layoutOf(data.columns);
    const columns = new Set<number>();
    for (let i = 0; i < 400; i++) {
      expect(known.has(values.subarray(4 * i, 4 * i + 4).join())).toBe(true);
      const [given, ...more] = givenOf(data, y.subarray(i * (size + 4), (i + 1) * (size + 4)));
      expect(more).toEqual([]);
      columns.add(given?.column ?? -1);
      expect(x[i * size + (starts[given?.column ?? 0] ?? 0) + (given?.cell ?? 0)]).toBe(1);
    }
    expect(columns).toEqual(new Set([0, 1, 2, 3]));
  });

  it("follow from seed and position alone, also where a rank reads only its part", async () => {
    const data = await typedData("t", table);
    const [size, width] = [data.shape[0] ?? 0, sizeOfY(data)];
    const whole = await minibatches(data, 5, { seed: 3, batch: 20 });
    const later = await minibatches(data, 2, { seed: 3, batch: 20, position: 3 });
    expect(later.x).toEqual(whole.x.slice(3 * 20 * size));
    expect(later.y).toEqual(whole.y.slice(3 * 20 * width));
    const part = await minibatches(data, 5, { seed: 3, batch: 20, rows: { from: 10, count: 5 } });
    for (let i = 0; i < 5; i++) {
      const rows = (of: Float32Array, each: number): Float32Array =>
        of.slice((20 * i + 10) * each, (20 * i + 15) * each);
      expect(rows(part.x, size)).toEqual(rows(whole.x, size));
      expect(rows(part.y, width)).toEqual(rows(whole.y, width));
    }
    expect(part.x.slice(0, 10 * size).every((value) => value === 0)).toBe(true);
    expect((await minibatches(data, 1, { seed: 4, batch: 20 })).x).not.toEqual(whole.x.slice(0, 20 * size));
  });

  it.each([0, 0.6])("have rows and cells as often as the moments of pairs say, with subsets in %s", async (subsets) => {
    const data = await typedData("t", table);
    const size = data.shape[0] ?? 0;
    const moments = data.pairMoments?.([[0, size]], subsets);
    const count = 100_000;
    const { x, y } = await minibatches(data, count / 100, { seed: 1, batch: 100, subsets });
    const [pairs, given] = [new Float64Array(size * size), new Float64Array(size * size)];
    for (let i = 0; i < count; i++) {
      for (let a = 0; a < size; a++) {
        const [left = 0, asked = 0] = [x[i * size + a], y[i * (size + 4) + a]];
        for (let b = 0; b < size; b++) {
          const right = x[i * size + b] ?? 0;
          if (left !== 0) pairs[a * size + b] = (pairs[a * size + b] ?? 0) + (left * right) / count;
          if (asked !== 0) given[a * size + b] = (given[a * size + b] ?? 0) + right / count;
        }
      }
    }
    // Five standard errors of a share of one half.
    const error = (5 * 0.5) / Math.sqrt(count);
    pairs.forEach((value, i) => expect(Math.abs(value - (moments?.pairs[i] ?? 9))).toBeLessThan(error));
    given.forEach((value, i) => expect(Math.abs(value - (moments?.given[i] ?? 9))).toBeLessThan(error));
    if (subsets > 0) return;
    // A tenth of the rows of one flag are drawn a little less than half of the time that the flag is given.
    const { starts } = layoutOf(data.columns);
    const yes = (starts[2] ?? 0) + 1;
    expect(moments?.given[yes * size + yes]).toBeGreaterThan(0.2 / 4);
    expect(moments?.given[yes * size + yes]).toBeLessThan(0.35 / 4);
  });

  it("have places that are spread over those of their values: two values in a bin, evenly from -1 to 1", async () => {
    const column: TypedColumn = { name: "n", kind: "number", values: made((i) => i % 40) };
    const data = await typedData("t", { rows: ROWS, columns: [column] }, { bins: 20 });
    const moments = data.pairMoments?.([[20, 1]]);
    expect(data.shape).toEqual([21]);
    expect(moments?.pairs[0]).toBeCloseTo(1 / 3, 6);
  });

  it("have moments of some of their numbers, which are those of all", async () => {
    const data = await typedData("t", table);
    const size = data.shape[0] ?? 0;
    const all = data.pairMoments?.([[0, size]]);
    const some = data.pairMoments?.([
      [1, 2],
      [5, 3],
    ]);
    const chosen = [1, 2, 5, 6, 7];
    for (const of of ["pairs", "given"] as const) {
      const wanted = chosen.flatMap((a) => chosen.map((b) => all?.[of][a * size + b]));
      expect([...(some?.[of] ?? [])]).toEqual(wanted);
    }
  });
});

describe("conditions without the data", () => {
  it("give each column alike, and its cells as often as the rows have them", async () => {
    const { columns, ...data } = await typedData("t", table);
    const count = 40_000;
    const y = await drawConditions(columns, 5, count);
    const { starts, size } = layoutOf(columns);
    const times = (number: number): number => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += y[i * (size + 4) + number] ?? 0;
      return sum / count;
    };
    columns.forEach((column, c) => {
      expect(times(size + c)).toBeCloseTo(0.25, 1.7);
      column.counts.forEach((rows, cell) => {
        expect(times((starts[c] ?? 0) + cell)).toBeCloseTo(rows / ROWS / 4, 1.7);
      });
    });
    const described = { name: "t", shape: data.shape, fingerprint: data.fingerprint, columns };
    expect(await someConditions(described, 5, 10)).toEqual(y.slice(0, 10 * (size + 4)));
  });
});

describe.each(["randhie", "birdstrikes"])("%s", (name) => {
  it.skipIf(!haveTable(name))("comes back: every value of every row, zeros and gaps as often as they are", async () => {
    const known = sharedTable(name);
    const data = await typedData(name, known);
    // Those that others tell too.
    const whole = wholeTableOf(data, written(data));
    for (const [c, { name: title, values }] of known.columns.entries()) {
      const back = whole.columns[c]?.values ?? new Float64Array();
      const count = (of: Float64Array, is: (value: number, row: number) => boolean): number => of.filter(is).length;
      expect([title, count(back, Number.isNaN)]).toEqual([title, count(values, Number.isNaN)]);
      expect([title, count(back, (v) => v === 0)]).toEqual([title, count(values, (v) => v === 0)]);
      expect([title, count(back, (_, i) => !Object.is(back[i], values[i]))]).toEqual([title, 0]);
    }
  });
});
