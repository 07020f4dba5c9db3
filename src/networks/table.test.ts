import { describe, expect, it } from "vitest";
import type { CellsColumn } from "../data/columns/cells.ts";
import { layoutOf } from "../data/columns/layout.ts";
import { gradient } from "../tensor/gradient.ts";
import { mul, slice, sum } from "../tensor/operations.ts";
import { interpret } from "../tensor/reference.ts";
import { sizeOf } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { outsideTraining } from "./network.ts";
import { gumbelOf, type TableBuilding, tableArchitecture } from "./table.ts";

/** A category of three values; numbers with a cell for 0, one for gaps and two bins; dates with a bin and days of the week. */
const columns: readonly CellsColumn[] = [
  { kind: "category", name: "a", levels: ["x", "y", "z"], values: [0, 1, 2], bins: [], counts: [3, 2, 1] },
  {
    kind: "quantiles",
    name: "b",
    values: [0],
    gap: "",
    bins: [{ values: [1, 2] }, { values: [3, 4] }],
    counts: [1, 1, 2, 2],
  },
  {
    kind: "date",
    name: "c",
    values: [],
    gap: "NA",
    bins: [{ values: [0, 1e9] }],
    counts: [2, 4],
    form: { pattern: "YYYY-MM-DD", resolution: "day" },
    parts: ["weekday"],
  },
];
const { size, blocks } = layoutOf(columns);
const [LATENT, M] = [4, 64];
const options: TableBuilding = {
  widths: [8, 8],
  activation: "leaky-relu",
  slope: 0.2,
  normalisation: "none",
  dropout: 0,
  temperature: 0.5,
  gumbel: 0,
  init: "he",
  initScale: 1,
};
const place = { kind: "mixed", pixels: "symmetric", columns, condition: [size + columns.length] } as const;
const generator = tableArchitecture.generator({ ...place, ...options, name: "G", input: [LATENT], output: [size] });
const wave = (seed: number, length: number): number[] =>
  Array.from({ length }, (_, i) => 2 * Math.sin(12.9898 * (i + 1) + 78.233 * seed));
const parameters = Object.fromEntries(generator.parameters.map(({ name, shape }, i) => [name, wave(i, sizeOf(shape))]));
const shapes = new Map(generator.parameters.map(({ name, shape }) => [name, shape]));
const z = input("z", [M, LATENT]);
const y = input("y", [M, size + columns.length]);
const rows = generator.apply(
  z,
  outsideTraining((name) => input(name, shapes.get(name) ?? []), y),
);

/** y of rows that are all asked for the same cells, by column. */
function asked(cells: Readonly<Record<number, number>>): number[] {
  const one = new Array<number>(size + columns.length).fill(0);
  for (const [column, cell] of Object.entries(cells)) {
    one[(blocks[Number(column)]?.start ?? 0) + cell] = 1;
    one[size + Number(column)] = 1;
  }
  return Array.from({ length: M }, () => one).flat();
}
const made = (cells: Readonly<Record<number, number>> = {}): number[][] => {
  const values = interpret({ rows }, { ...parameters, z: wave(99, M * LATENT), y: asked(cells) }).rows ?? [];
  return Array.from({ length: M }, (_, row) => [...values.slice(row * size, (row + 1) * size)]);
};

describe("G of a table", () => {
  it("makes every block exactly one-hot, places within bins, and zeros where there is no bin", () => {
    for (const row of made()) {
      for (const { start, cells, firstBin, place: at, parts } of blocks) {
        const block = row.slice(start, start + cells);
        expect(block.toSorted((a, b) => a - b)).toEqual([...new Array(cells - 1).fill(0), 1]);
        const inBin = block.indexOf(1) >= firstBin;
        if (at !== undefined) {
          expect(Math.abs(row[at] ?? 2)).toBeLessThanOrEqual(1);
          if (!inBin) expect(Math.abs(row[at] ?? 2)).toBe(0);
        }
        for (const part of parts) {
          const days = row.slice(part.start, part.start + part.cells);
          expect(days.reduce((total, day) => total + Math.abs(day), 0)).toBe(inBin ? 1 : 0);
        }
      }
    }
    expect(new Set(made().map(String)).size).toBeGreaterThan(3);
  });

  it.each([[{ 0: 2 }], [{ 1: 1 }], [{ 0: 1, 1: 3, 2: 0 }]] as Record<number, number>[][])(
    "obeys what it is asked for in every row: %j",
    (cells = {}) => {
      for (const row of made(cells)) {
        for (const [column, cell] of Object.entries(cells)) {
          const { start = 0, cells: count = 0 } = blocks[Number(column)] ?? {};
          const block = row.slice(start, start + count);
          expect(block).toEqual(block.map((_, i) => (i === cell ? 1 : 0)));
        }
      }
    },
  );

  it("learns by the gradient of the softmax, and not by what it was given", () => {
    const bias = generator.parameters.at(-1)?.name ?? "";
    const biasInput = input(bias, [size]);
    const gradientOf = (column: number, cells: Readonly<Record<number, number>>): number[] => {
      const of = generator.apply(
        z,
        outsideTraining((name) => (name === bias ? biasInput : input(name, shapes.get(name) ?? [])), y),
      );
      const { start = 0, cells: count = 0 } = blocks[column] ?? {};
      const loss = sum(mul(slice(of, 1, start, start + count), input("weights", [1, count])));
      const [by] = gradient(loss, [biasInput]);
      const values = { ...parameters, z: wave(99, M * LATENT), y: asked(cells), weights: wave(3, count) };
      return [...(interpret({ by: by as Tensor }, values).by ?? [])];
    };
    const free = gradientOf(0, {});
    expect(Math.max(...free.slice(0, 3).map(Math.abs))).toBeGreaterThan(1e-3);
    // That of a softmax has no part that moves all logits alike.
    expect(free.slice(0, 3).reduce((a, b) => a + b, 0)).toBeCloseTo(0, 6);
    expect(gradientOf(0, { 0: 1 }).every((value) => value === 0)).toBe(true);
  });
});

describe("D of a table", () => {
  it("sees the row and which columns were given, but not what was given in them", () => {
    const discriminator = tableArchitecture.discriminator({
      ...place,
      ...options,
      name: "D",
      input: [size],
      output: [1],
    });
    const given = new Map(discriminator.parameters.map(({ name, shape }) => [name, shape]));
    const x = input("x", [M, size]);
    const logits = discriminator.apply(
      x,
      outsideTraining((name) => input(name, given.get(name) ?? []), y),
    );
    const weights = Object.fromEntries(
      discriminator.parameters.map(({ name, shape }, i) => [name, wave(i, sizeOf(shape))]),
    );
    const judged = (cells: Readonly<Record<number, number>>): number =>
      interpret({ logits }, { ...weights, x: wave(5, M * size), y: asked(cells) }).logits?.[0] ?? Number.NaN;
    expect(judged({ 0: 1 })).toBe(judged({ 0: 2 }));
    expect(judged({ 0: 1 })).not.toBe(judged({ 1: 1 }));
    expect(discriminator.mixesBatch).toBe(false);
  });
});

describe("Gumbel noise", () => {
  it("has the mean and the variance of its distribution, and is finite for every float", () => {
    const count = 20_000;
    // Normal quantiles are what Φ undoes: u is spread evenly.
    const n = Float32Array.from({ length: count }, (_, i) => {
      const [a, b] = [((i * 0.754877666) % 1) + 1e-9, (i * 0.569840291) % 1];
      return Math.sqrt(-2 * Math.log(a)) * Math.cos(2 * Math.PI * b);
    });
    const noise = interpret({ noise: gumbelOf(input("n", [count])) }, { n }).noise ?? new Float64Array();
    const mean = noise.reduce((total, value) => total + value, 0) / count;
    const variance = noise.reduce((total, value) => total + (value - mean) ** 2, 0) / count;
    expect(mean).toBeCloseTo(0.5772, 1);
    expect(variance / (Math.PI ** 2 / 6)).toBeCloseTo(1, 1);
    const extremes = interpret({ noise: gumbelOf(input("n", [4])) }, { n: [-40, -6, 6, 40] }).noise ?? [];
    expect([...extremes].every(Number.isFinite)).toBe(true);
  });
});
