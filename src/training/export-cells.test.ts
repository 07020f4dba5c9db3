import { describe, expect, it } from "vitest";
import { everyKind as columns } from "../../test/cells-columns.ts";
import { type CellsColumn, cellCount } from "../data/columns/cells.ts";
import { inUnits } from "../data/columns/columns.ts";
import { layoutOf } from "../data/columns/layout.ts";
import { conditionWidth, type GivenCell, writeCondition } from "../data/columns/table-condition.ts";
import { exampleData } from "../data/held-out.ts";
import { onnxMetadata } from "../onnx/model.ts";
import { openModel } from "../onnx/runtime.ts";
import { type Checkpoint, decodeCheckpoint, parametersOf } from "./checkpoint.ts";
import type { Config } from "./config.ts";
import { type ExportOptions, exportGenerator } from "./export.ts";
import { gameOf } from "./game-of-config.ts";
import { createSampler, noise } from "./sampler.ts";
import { train } from "./train.ts";

const layout = layoutOf(columns);
const width = conditionWidth(layout);

/** Rows of which nothing matters: G need not have learned anything to be exported. */
const data = exampleData({
  name: "rows of cells",
  shape: [layout.size],
  columns,
  count: 64,
  fingerprint: "cells",
  y: { shape: [width], write: (index, to, at) => writeCondition(layout, [{ column: 0, cell: index % 2 }], to, at) },
  write: (index, to, at) => {
    for (const { start, cells } of layout.blocks) to[at + start + (index % cells)] = 1;
  },
});

async function trained(more: object = {}): Promise<Required<Pick<ExportOptions, "config" | "checkpoint">>> {
  let config: Config | undefined;
  let checkpoint: Checkpoint | undefined;
  const small = { steps: 3, batch: 8, latent: 5, widths: [24, 24], pairMoments: 0, givenMoments: 0, samples: 4 };
  for await (const event of train({ data, ...small, ...more })) {
    if (event.type === "start") config = event.config;
    if (event.type === "checkpoint") checkpoint = await decodeCheckpoint("it", event.bytes);
  }
  return { config: config as Config, checkpoint: checkpoint as Checkpoint };
}

const ROWS = 200;
/** Cells of any number of columns, none too; −1 elsewhere. */
const given = Float32Array.from({ length: ROWS * columns.length }, (_, i) => {
  const [row, column] = [Math.floor(i / columns.length), i % columns.length];
  return (row * 7 + column * 3) % 4 < row % 3 ? (row + column) % cellCount(columns[column] as CellsColumn) : -1;
});
const cellsOf = (row: number): GivenCell[] =>
  columns.flatMap((_, column) => {
    const cell = given[row * columns.length + column] as number;
    return cell < 0 ? [] : [{ column, cell }];
  });

describe("an exported generator of a table of cells", () => {
  it("puts out the rows that the sampler makes of the same z and condition, and every row obeys", async () => {
    const run = await trained();
    const { bytes } = await exportGenerator(run);
    const { generator, prior, batch } = gameOf(run.config);
    const z = await noise(prior, 7, ROWS);
    const y = new Float32Array(ROWS * width);
    for (let row = 0; row < ROWS; row++) writeCondition(layout, cellsOf(row), y, row * width);
    const sampler = await createSampler({ generator, prior, seed: 1, batch, threads: 1, conditions: y });
    const parameters = parametersOf(run.checkpoint, generator, "average");
    const numbers = await sampler.sample(parameters, await sampler.calibrate(parameters), z, y);
    await sampler.release();
    const wanted = inUnits(columns, numbers);

    const model = await openModel(bytes);
    expect([model.inputs, model.outputs]).toEqual([["z", "given"], ["x"]]);
    const { x } = await model.run({
      z: { values: z, shape: [ROWS, prior.latent] },
      given: { values: given, shape: [ROWS, columns.length] },
    });
    await model.release();
    expect(x?.shape).toEqual([ROWS, columns.length]);
    const found = x?.values as Float64Array;
    const other = [...found].filter((value, i) => {
      const target = wanted[i] as number;
      // G itself is computed by another graph: a place may differ in its last bits.
      return !Object.is(value, target) && !(Math.abs(value - target) <= 1e-5 * Math.max(1, Math.abs(target)));
    });
    expect(other.length).toBe(0);

    const obeyed = [...found].map((value, i) => {
      const cell = given[i] as number;
      return cell < 0 || cellOf(columns[i % columns.length] as CellsColumn, value, cell);
    });
    expect(obeyed.indexOf(false)).toBe(-1);
  });

  it("says in its metadata all that it takes to ask for cells and to write rows", async () => {
    const { bytes } = await exportGenerator(await trained());
    const metadata = onnxMetadata("it", bytes);
    expect(metadata).toMatchObject({ latent: "5", given: expect.any(String), given_by_default: expect.any(String) });
    const described = JSON.parse(metadata.columns ?? "");
    expect(described.slice(0, 3)).toEqual([
      {
        name: "member",
        kind: "boolean",
        levels: ["no", "yes"],
        gap: "",
        cells: [
          { text: "yes", value: 1, count: 5 },
          { text: "no", value: 0, count: 3 },
          { text: "no value", gap: true, count: 1 },
        ],
      },
      {
        name: "town",
        kind: "category",
        levels: ["Ghent", "Bruges", "Ypres", "Mons"],
        cells: [
          { text: "Ghent", value: 0, count: 9 },
          { text: "Bruges, Ypres, Mons", values: [1, 2, 3], count: 4 },
        ],
      },
      {
        name: "pay",
        kind: "number",
        form: { decimals: 2 },
        gap: "NA",
        cells: [
          { text: "0", value: 0, count: 4 },
          { text: "999999.99", value: 999_999.99, count: 2 },
          { text: "no value", gap: true, count: 1 },
          { text: "0.01 to 4.75", from: 0.01, to: 4.75, count: 3 },
          { text: "5 to 123456.78", from: 5, to: 123_456.78, count: 3 },
          { text: "123457 to 2000000000", from: 123_457, to: 2e9, count: 3 },
        ],
      },
    ]);
    expect(described[3]).toMatchObject({ name: "age", kind: "integer" });
    expect(described[7]).toMatchObject({
      kind: "date",
      date: { pattern: "YYYY-MM-DD", resolution: "day" },
      cells: [{ gap: true }, { text: "2021-01-29 to 2021-02-28", from: Date.UTC(2021, 0, 29) }, {}],
    });
  });
});

/** Whether a value is in a cell. */
function cellOf(column: CellsColumn, value: number, cell: number): boolean {
  if (cell < column.values.length) return value === column.values[cell];
  const bin = cell - column.values.length - (column.gap === undefined ? 0 : 1);
  if (bin < 0) return Number.isNaN(value);
  const values = column.bins[bin]?.values ?? [];
  if (column.kind === "category") return values.includes(value);
  // The calendar of a date may lead out of its bin.
  const [low, high] = column.kind === "date" ? [0, Number.POSITIVE_INFINITY] : [values[0] ?? 0, values.at(-1) ?? 0];
  return value >= low && value <= high;
}
