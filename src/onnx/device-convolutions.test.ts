/** Convolutions on a graphics card, over kernels, strides and paddings: a provider has been a row off for some of them alone. */
import { describe, expect, it } from "vitest";
import { hasCard } from "../../test/graphics-card.ts";
import { gradient } from "../tensor/gradient.ts";
import { type Graph, graph } from "../tensor/graph.ts";
import { conv2d, convTranspose2d, mul, sum } from "../tensor/operations.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { compile } from "./runtime.ts";

/** Numbers that differ from each other, the same for every run. */
const numbers = (shape: Shape, phase: number): Float32Array =>
  Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(1 + phase + 1.7 * i + 0.01 * i * i));

/** A convolution, and its gradients by both operands. */
function graphOf(y: Tensor, x: Tensor, w: Tensor): Graph {
  const weights = input("g", y.shape);
  const [gx, gw] = gradient(sum(mul(y, weights)), [x, w]) as [Tensor, Tensor];
  return graph("convolution", { y, gx, gw });
}

async function expectSame(made: Graph, what: string): Promise<void> {
  const given = Object.fromEntries(made.inputs.map(({ name = "", shape }, i) => [name, numbers(shape, i)]));
  const [cpu, card] = [await compile(made), await compile(made, { device: "webgpu" })];
  const [expected, came] = [await cpu.run(given), await card.run(given)];
  for (const [name, values] of Object.entries(expected)) {
    const size = Math.max(1, ...values.map(Math.abs));
    values.forEach((value, i) => {
      expect(Math.abs((came[name]?.[i] ?? Number.NaN) - value) / size, `${name}[${i}] of ${what}`).toBeLessThan(1e-5);
    });
  }
  await cpu.release();
  await card.release();
}

const kernels = [1, 2, 3, 4, 5];
const moves = [
  { stride: 1, before: 0, after: 0 },
  { stride: 1, before: 1, after: 1 },
  { stride: 2, before: 1, after: 1 },
  { stride: 2, before: 0, after: 1 },
  { stride: 2, before: 1, after: 0 },
  { stride: 3, before: 0, after: 2 },
] as const;

describe.skipIf(!hasCard).each(kernels)("on a graphics card a kernel of %i", (kernel) => {
  it.each(moves)(
    "convolves as the processor does, and has its gradients, with %o",
    async ({ stride, before, after }) => {
      const [x, w] = [input("x", [2, 2, 7, 6]), input("w", [3, 2, kernel, kernel])];
      const options = { strides: [stride, stride], padding: [before, before, after, after] } as const;
      await expectSame(
        graphOf(conv2d(x, w, undefined, options), x, w),
        `a convolution with ${JSON.stringify(options)}`,
      );
    },
  );

  it.each(moves.filter(({ before, after }) => Math.max(before, after) < kernel))(
    "convolves transposed as the processor does, and has its gradients, with %o",
    async ({ stride, before, after }) => {
      const [x, w] = [input("x", [2, 2, 3, 4]), input("w", [2, 3, kernel, kernel])];
      const more = stride - 1;
      const options = {
        strides: [stride, stride],
        padding: [before, before, after, after],
        outputPadding: [more, more],
      } as const;
      await expectSame(
        graphOf(convTranspose2d(x, w, undefined, options), x, w),
        `transposed, ${JSON.stringify(options)}`,
      );
    },
  );
});

describe.skipIf(!hasCard)("on a graphics card a kernel as large as the image", () => {
  it.each([
    [0, 1],
    [1, 0],
    [1, 1],
    [0, 2],
  ])("heeds padding of %i before and %i behind", async (before, after) => {
    const [x, w] = [input("x", [1, 1, 1, 2]), input("w", [1, 1, 1, 2])];
    const options = { strides: [1, 1], padding: [0, before, 0, after] } as const;
    await expectSame(graphOf(conv2d(x, w, undefined, options), x, w), JSON.stringify(options));
  });
});
