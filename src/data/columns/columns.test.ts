import { describe, expect, it } from "vitest";
import { interpret } from "../../tensor/reference.ts";
import { input, type Tensor } from "../../tensor/tensor.ts";
import { dataSchema } from "../../training/data-schema.ts";
import { createCodec } from "./codec.ts";
import type { ColumnKind } from "./column-kind.ts";
import { computingOf, encodeRows, inUnits, placesOf, widthOf } from "./columns.ts";
import { type NumberColumn, numberColumns } from "./number.ts";
import { unitsGraph, unitsOf } from "./number-units.ts";

/** A whole number below `count`, as one number of an example for each: what is decoded is the mean of them, weighted. */
interface WeighedColumn {
  readonly kind: "weighed";
  readonly name: string;
  readonly count: number;
}
type TestColumn = NumberColumn | WeighedColumn;

const isWeighed = (column: TestColumn): column is WeighedColumn => column.kind === "weighed";

const weighedColumns: ColumnKind<WeighedColumn> = {
  width: ({ count }) => count,
  places: ({ name, count }) => Array.from({ length: count }, (_, i) => ({ name: `${name} ${i}`, center: 0, scale: 1 })),
  encode: ({ count }, value, to, at) => {
    for (let i = 0; i < count; i++) to[at + i] = i === value ? 1 : 0;
  },
  decode: ({ count }, from, at) => {
    let value = 0;
    for (let i = 0; i < count; i++) value += i * (from[at + i] as number);
    return value;
  },
  computing: ({ name, count }) => [name, count],
  unrounded: (column) => column,
};

const codec = createCodec<TestColumn>(
  (column) => (isWeighed(column) ? weighedColumns : numberColumns) as ColumnKind<TestColumn>,
);

/** The values of a graph of x. */
function valuesOf(make: (x: Tensor) => Tensor, x: Float32Array, width: number): number[] {
  const y = make(input("x", [x.length / width, width]));
  return [...(interpret({ y }, { x }).y as Float64Array)];
}

const numbers: readonly NumberColumn[] = [
  { name: "year", center: 2020, scale: 4, form: { decimals: 0 } },
  { name: "share", center: 0.25, scale: 0.5 },
];

describe("columns of numbers", () => {
  const values = Float64Array.of(2024, 0.5, 2012, 0);

  it("take a number each, and come back from it", () => {
    expect(widthOf(numbers)).toBe(2);
    const encoded = encodeRows(numbers, values);
    expect([...encoded]).toEqual([1, 0.5, -2, -0.5]);
    expect([...inUnits(numbers, encoded)]).toEqual([...values]);
  });

  it("are rounded to their resolution, or not", () => {
    const x = Float32Array.of(0.3, 0.3);
    expect([...inUnits(numbers, x)]).toEqual([2021, 0.25 + 0.5 * Math.fround(0.3)]);
    expect(inUnits(numbers, x, { round: false })[0]).toBe(2020 + 4 * Math.fround(0.3));
  });

  it("are decoded the same as a graph", () => {
    const x = Float32Array.of(0.3, -1.25, 2, 0);
    const wanted = [...inUnits(numbers, x, { round: false })];
    expect(valuesOf((t) => unitsGraph(numbers, t), x, 2)).toEqual(wanted.map((value) => expect.closeTo(value, 4)));
    const { scale, shift } = unitsOf(numbers);
    expect([...x].map((value, i) => (shift[i % 2] ?? 0) + (scale[i % 2] ?? 0) * value)).toEqual(wanted);
  });

  it("say what each number of an example means, and what of it is computed with", () => {
    expect(placesOf(numbers)).toEqual([
      { name: "year", center: 2020, scale: 4 },
      { name: "share", center: 0.25, scale: 0.5 },
    ]);
    expect(computingOf(numbers)).toEqual([
      ["year", 2020, 4],
      ["share", 0.25, 0.5],
    ]);
  });

  it("of a file need no kind, and may have no other than is known", () => {
    const [column] = numbers;
    const data = (kind?: string) => ({ name: "t", shape: [1], fingerprint: "t", columns: [{ ...column, kind }] });
    expect(dataSchema.safeParse(data()).success).toBe(true);
    expect(dataSchema.safeParse(data("number")).success).toBe(true);
    expect(dataSchema.safeParse(data("weighed")).success).toBe(false);
  });
});

describe("columns of several kinds, one of which takes three numbers", () => {
  const columns: readonly TestColumn[] = [
    { name: "share", center: 1, scale: 2 },
    { kind: "weighed", name: "size", count: 3 },
    { kind: "weighed", name: "side", count: 2 },
    { name: "year", center: 2020, scale: 4, form: { decimals: 0 } },
  ];
  const values = [3, 2, 1, 2024, 1, 0, 0, 2020];
  const encoded = [1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0];

  it("lie side by side in an example", () => {
    expect(codec.width(columns)).toBe(7);
    expect(codec.places(columns).map(({ name }) => name)).toEqual([
      "share",
      "size 0",
      "size 1",
      "size 2",
      "side 0",
      "side 1",
      "year",
    ]);
    expect([...codec.encode(columns, values)]).toEqual(encoded);
  });

  it("come back, all of them or one", () => {
    expect([...codec.decode(columns, encoded, true)]).toEqual(values);
    expect([...codec.decodeColumn(columns, 1, encoded, true)]).toEqual([2, 0]);
    expect([...codec.decodeColumn(columns, 3, encoded, true)]).toEqual([2024, 2020]);
  });
});
