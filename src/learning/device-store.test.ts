/** A store on a graphics card by itself: what is held there, what memory knows of it, and what crosses between them. */
import { afterEach, describe, expect, it } from "vitest";
import { hasCard } from "../../test/graphics-card.ts";
import { compile, type Program } from "../onnx/runtime.ts";
import { graph } from "../tensor/graph.ts";
import { add, mul, sum } from "../tensor/operations.ts";
import { input } from "../tensor/tensor.ts";
import { createDeviceStore, type DeviceStore } from "./device-store.ts";

const LENGTH = 3;
const BYTES = 4 * LENGTH;

describe.skipIf(!hasCard)("a store on a graphics card", () => {
  const made: { release(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of made.splice(0)) await one.release();
  });

  /** w ← w + rate·w, held; total = Σ w before it, which comes back. */
  async function growing(): Promise<Program> {
    const w = input("w", [LENGTH]);
    const outputs = { grown: add(w, mul(input("rate", []), w)), total: sum(w) };
    const program = await compile(graph("growing", outputs), { device: "webgpu", held: ["w", "grown"] });
    made.push(program);
    return program;
  }

  async function opened() {
    const store: DeviceStore = createDeviceStore();
    const [w, other, rate, total] = [
      store.allocate(LENGTH + 1),
      store.allocate(LENGTH + 1),
      store.allocate(1),
      store.allocate(1),
    ] as const;
    const part = store.part(w, 0, LENGTH);
    await store.open();
    made.push(store);
    store.write(w, [1, 2, 3, 10]);
    store.write(rate, [1]);
    const step = store.bind(await growing(), { w: part, grown: part, rate, total });
    return { store, w, other, part, rate, total, step };
  }

  it("takes numbers up once, leaves what is made there, and brings it down when it is asked for, once", async () => {
    const { store, w, total, step } = await opened();
    await step.run();
    await step.run();
    expect([...total.data]).toEqual([12]);
    expect(store.traffic()).toEqual({ held: { up: BYTES, down: 0 }, given: { up: 8, down: 8 } });
    // Memory has what was there when it was last asked for; what lies behind the held numbers is always there.
    expect([...w.data]).toEqual([1, 2, 3, 10]);
    expect([...(await store.read(w))]).toEqual([4, 8, 12, 10]);
    await store.read(w);
    expect(store.traffic().held).toEqual({ up: BYTES, down: BYTES });
  });

  it("takes what memory was given in the place of what it held", async () => {
    const { store, part, total, step } = await opened();
    await step.run();
    store.write(part, [5, 5, 5]);
    await step.run();
    expect([...total.data]).toEqual([15]);
    expect([...(await store.read(part))]).toEqual([10, 10, 10]);
    expect(store.traffic().held).toEqual({ up: 2 * BYTES, down: BYTES });
  });

  it("refuses that a part of what it holds is written while memory does not know the rest", async () => {
    const { store, w, step } = await opened();
    await step.run();
    expect(() => store.write(store.part(w, 1, 1), [0])).toThrow("a part was written of what is held on the device");
    await store.read(w);
    store.write(store.part(w, 1, 1), [0]);
    expect([...(await store.read(w))]).toEqual([2, 0, 6, 10]);
  });

  it("copies without moving a byte, and neither is the other afterwards", async () => {
    const { store, w, other, step } = await opened();
    await step.run();
    const before = store.traffic().held;
    store.copy(w, other);
    expect(store.traffic().held).toEqual(before);
    await step.run();
    expect([...(await store.read(other))]).toEqual([2, 4, 6, 10]);
    expect([...(await store.read(w))]).toEqual([4, 8, 12, 10]);
  });

  it("moves an average there, and what lies behind it in memory", async () => {
    const { store, w, other, step } = await opened();
    await step.run();
    store.write(other, [0, 0, 0, 0]);
    await store.blend(other, w, LENGTH + 1, 0.5);
    expect(store.traffic().held.down).toBe(0);
    expect([...(await store.read(other))]).toEqual([1, 2, 3, 5]);
  });

  it("sums squares there, and in memory where single precision has no room for them", async () => {
    const { store, part, rate, step } = await opened();
    await step.run();
    expect(await store.sumOfSquares(part, LENGTH)).toBe(4 + 16 + 36);
    expect(store.traffic().held.down).toBe(0);
    store.write(rate, [1e30]);
    await step.run();
    const large = await store.sumOfSquares(part, LENGTH);
    expect(large / (1e60 * (4 + 16 + 36))).toBeCloseTo(1, 5);
    expect(store.traffic().held.down).toBe(BYTES);
  });
});
