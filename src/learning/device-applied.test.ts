/** Networks as they stand on a graphics card: what is drawn, answered and measured there is what the processor gives. */
import { describe, expect, it } from "vitest";
import { hasCard } from "../../test/graphics-card.ts";
import { graph } from "../tensor/graph.ts";
import { layout } from "../tensor/layout.ts";
import { mul, sum } from "../tensor/operations.ts";
import { input } from "../tensor/tensor.ts";
import { apply } from "./applied.ts";

const weights = layout("W", [
  { name: "W/a", shape: [3] },
  { name: "W/b", shape: [2, 2] },
]);

/** y = Σa · x · b, of x [2, 2]. */
const product = (): ReturnType<typeof graph> =>
  graph("product", { y: mul(mul(input("x", [2, 2]), sum(input("W/a", [3]))), input("W/b", [2, 2])) });

describe.skipIf(!hasCard)("on a graphics card, a graph that looks at parameters", () => {
  it("takes them when a binding first runs, and what else it is given at every run", async () => {
    const applied = await apply(product(), { parameters: [weights], device: "webgpu" });
    const values = Float32Array.of(1, 2, 3, 1, 2, 3, 4);
    const [x, y] = [Float32Array.of(1, 1, 1, 1), new Float32Array(4)];
    const first = applied.bind({ W: values, x, y });
    await first.run();
    expect([...y]).toEqual([6, 12, 18, 24]);
    values[0] = 5;
    x[3] = 2;
    await first.run();
    expect([...y]).toEqual([6, 12, 18, 48]);
    const second = applied.bind({ W: values, x, y });
    await second.run();
    expect([...y]).toEqual([10, 20, 30, 80]);
    await applied.release();
  });

  it("has each binding's own when several run in turns, or are asked to run at once", async () => {
    const applied = await apply(product(), { parameters: [weights], device: "webgpu" });
    const x = Float32Array.of(1, 1, 1, 1);
    const results = [new Float32Array(4), new Float32Array(4)];
    const bound = results.map((y, i) => applied.bind({ W: new Float32Array(7).fill(i + 1), x, y }));
    await Promise.all([...bound, ...bound].map((one) => one.run()));
    expect(results.map((y) => [...y])).toEqual([
      [3, 3, 3, 3],
      [12, 12, 12, 12],
    ]);
    await applied.release();
  });

  it("refuses parameters of another length, and is as good as before", async () => {
    const applied = await apply(product(), { parameters: [weights], device: "webgpu" });
    const [x, y] = [Float32Array.of(1, 1, 1, 1), new Float32Array(4)];
    await expect(applied.bind({ W: new Float32Array(6), x, y }).run()).rejects.toThrow(
      "running product: expected 7 values for W, but got 6",
    );
    await applied.bind({ W: new Float32Array(7).fill(1), x, y }).run();
    expect([...y]).toEqual([3, 3, 3, 3]);
    await applied.release();
  });
});
