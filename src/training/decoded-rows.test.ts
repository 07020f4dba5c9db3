import { describe, expect, it } from "vitest";
import { everyKind as columns } from "../../test/cells-columns.ts";
import { inUnits } from "../data/columns/columns.ts";
import { layoutOf } from "../data/columns/layout.ts";
import { ANY_BATCH, toOnnx } from "../onnx/model.ts";
import { openModel } from "../onnx/runtime.ts";
import { graph } from "../tensor/graph.ts";
import { add } from "../tensor/operations.ts";
import { input } from "../tensor/tensor.ts";
import { decodedRows } from "./decoded-rows.ts";

const layout = layoutOf(columns);

/** Numbers of a small generator that repeats itself. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Rows as a generator might make them: any cell, any place, ties too. */
function rows(count: number): Float32Array {
  const random = sequence(7);
  const x = new Float32Array(count * layout.size);
  for (let row = 0; row < count; row++) {
    const at = row * layout.size;
    for (const { start: begin, cells, place, parts } of layout.blocks) {
      for (const block of [{ start: begin, cells }, ...parts]) {
        x[at + block.start + Math.floor(random() * block.cells)] = 1;
        // Two that are equally large.
        if (random() < 0.1) x[at + block.start + Math.floor(random() * block.cells)] = 1;
      }
      if (place !== undefined) x[at + place] = random() < 0.2 ? Math.round(4 * random()) / 2 - 1 : 2 * random() - 1;
    }
  }
  return x;
}

describe("rows decoded by a model", () => {
  it("are those that the columns decode, to the last bit but for numbers without decimals", async () => {
    const given = input("given", [ANY_BATCH, layout.size]);
    const bytes = toOnnx(graph("decoding", { x: add(given, given) }), {
      batch: ANY_BATCH,
      doubles: { x: decodedRows(layout) },
    });
    const model = await openModel(bytes);
    const COUNT = 4000;
    const x = rows(COUNT);
    // Half of it twice is it: the graph computes something.
    const halves = x.map((value) => value / 2);
    const { x: found } = await model.run({ given: { values: halves, shape: [COUNT, layout.size] } });
    await model.release();
    expect(found?.shape).toEqual([COUNT, columns.length]);
    expect(found?.values).toBeInstanceOf(Float64Array);
    const wanted = inUnits(columns, x);
    const exact = inUnits(columns, x, { round: false });
    /** Halfway between two numbers of so many decimals both are the nearest. */
    const halfway = (value: number): boolean => Math.abs(((value * 100) % 1) - 0.5) < 1e-6;
    const close: Readonly<Record<string, (value: number, target: number, raw: number) => boolean>> = {
      share: (value, target) => Math.abs(value - target) < 1e-9,
      pay: (value, target, raw) => halfway(raw) && Math.abs(value - target) < 0.0101,
    };
    const wrong = [...(found?.values ?? [])].flatMap((value, i) => {
      const [name = "", target, raw] = [columns[i % columns.length]?.name, wanted[i] ?? 0, exact[i] ?? 0];
      const right = value === target || Object.is(value, target) || close[name]?.(value, target, raw);
      return right ? [] : [[name, value, target]];
    });
    expect(wrong.slice(0, 10)).toEqual([]);
    // The comparison has seen every kind of value.
    const gaps = wanted.filter(Number.isNaN).length;
    expect(gaps).toBeGreaterThan(1000);
  });
});
