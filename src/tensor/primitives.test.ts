/**
 * Every primitive, random shapes, on the runtime and the device under test: the value against plain loops in double precision, the gradient
 * against finite differences of the value, and the gradient of the gradient against finite differences of the gradient.
 */
import fc from "fast-check";
import { afterAll, describe, expect, inject, it } from "vitest";
import { hasCard } from "../../test/graphics-card.ts";
import { compile } from "../onnx/runtime.ts";
import { isProblem } from "../problem.ts";
import { gradient } from "./gradient.ts";
import { graph } from "./graph.ts";
import * as ops from "./operations.ts";
import { interpret } from "./reference.ts";
import { type Shape, sizeOf } from "./shape.ts";
import { constant, input, named, node, type Op, type Tensor } from "./tensor.ts";

interface Operand {
  readonly shape: Shape;
  /** Where values are drawn from. `distinct`: no two within 0.05 of each other or of zero, so that no finite difference crosses a kink. */
  readonly domain?: "distinct" | "positive";
}

interface Case {
  readonly operands: readonly Operand[];
  readonly build: (...operands: Tensor[]) => Tensor;
}

const length = fc.integer({ min: 1, max: 4 });
const shape = (minLength: number, maxLength: number) => fc.array(length, { minLength, maxLength });
const anyShape = shape(0, 3);

/** Two shapes that stretch to each other: some axes of either are 1 or missing. */
const stretching = fc
  .tuple(anyShape, fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 }), fc.nat(3), fc.boolean())
  .map(([full, squeeze, drop, swap]): [Shape, Shape] => {
    const squeezed = full.map((size, axis) => (squeeze[axis] === 0 ? 1 : size)).slice(Math.min(drop, full.length));
    const other = full.map((size, axis) => (squeeze[axis] === 1 ? 1 : size));
    return swap ? [squeezed, other] : [other, squeezed];
  });

const unary = (build: (x: Tensor) => Tensor, domain: "distinct" | "positive" = "distinct") =>
  anyShape.map((s): Case => ({ operands: [{ shape: s, domain }], build }));

const binary = (build: (a: Tensor, b: Tensor) => Tensor, domain: "distinct" | "positive" = "distinct") =>
  stretching.map(([a, b]): Case => ({ operands: [{ shape: a }, { shape: b, domain }], build }));

const comparison = (compare: (a: Tensor, b: Tensor) => Tensor) =>
  binary((a, b) => ops.mul(ops.toFloat(compare(a, b)), ops.add(a, b)));

const subsetOf = (s: Shape) => fc.subarray(s.map((_, axis) => axis));

const reduction = (build: (x: Tensor, options: ops.ReductionOptions) => Tensor) =>
  anyShape.chain((s) =>
    fc
      .tuple(subsetOf(s), fc.boolean())
      .map(([axes, keep]): Case => ({ operands: [{ shape: s }], build: (x) => build(x, { axes, keep }) })),
  );

const convolutionOptions = fc.record({
  strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })),
  dilations: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.constant(1)),
  padding: fc.tuple(fc.nat(2), fc.nat(1), fc.nat(2), fc.nat(1)),
  groups: fc.integer({ min: 1, max: 3 }),
});

const cases = {
  input: unary((x) => x),
  constant: unary((x) => ops.mul(x, constant(3.5))),
  stopGradient: unary((x) => ops.mul(ops.stopGradient(constant(2)), x)),
  after: unary((x) => {
    const waiting = node("after", [x, ops.log(ops.sum(x))], {});
    return ops.reshape(ops.mul(waiting, waiting), [1, ...x.shape]);
  }),

  add: binary(ops.add),
  sub: binary(ops.sub),
  mul: binary(ops.mul),
  div: binary(ops.div, "positive"),
  maximum: binary(ops.maximum),
  minimum: binary(ops.minimum),

  neg: unary(ops.neg),
  exp: unary(ops.exp),
  log: unary(ops.log, "positive"),
  sqrt: unary(ops.sqrt, "positive"),
  abs: unary(ops.abs),
  sign: unary((x) => ops.mul(ops.sign(x), x)),
  step: unary((x) => ops.mul(ops.step(x), x)),
  tanh: unary(ops.tanh),
  erf: unary(ops.erf),
  sigmoid: unary(ops.sigmoid),
  softplus: unary(ops.softplus),
  relu: unary(ops.relu),
  leakyRelu: fc.double({ min: 0, max: 0.9, noNaN: true }).chain((slope) => unary((x) => ops.leakyRelu(x, slope))),

  greater: comparison(ops.greater),
  greaterEqual: comparison(ops.greaterEqual),
  equal: comparison(ops.equal),
  where: binary((a, b) => ops.where(ops.greater(a, 0), ops.mul(a, b), b)),
  toFloat: unary((x) => ops.mul(ops.toFloat(ops.greater(x, 0.5)), x)),

  gemm: fc
    .tuple(
      length,
      length,
      length,
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom(1, -0.5),
      fc.constantFrom(1, 2),
      fc.nat(3),
    )
    .map(([m, k, n, transA, transB, alpha, beta, addend]): Case => {
      const options = { transA, transB, alpha, beta };
      const bias = [undefined, [n], [m, 1], [m, n]][addend];
      return {
        operands: [
          { shape: transA ? [k, m] : [m, k] },
          { shape: transB ? [n, k] : [k, n] },
          ...(bias ? [{ shape: bias }] : []),
        ],
        build: (a, b, c) => ops.gemm(a, b, c, options),
      };
    }),
  matmul: fc.tuple(stretching, length, length, length).map(
    ([[a, b], m, k, n]): Case => ({
      operands: [{ shape: [...a.slice(-2), m, k] }, { shape: [...b.slice(-2), k, n] }],
      build: ops.matmul,
    }),
  ),
  conv2d: fc
    .tuple(length, length, length, fc.tuple(length, length), convolutionOptions, fc.nat(3), fc.nat(3), fc.boolean())
    .map(([n, c, o, kernel, options, extraHeight, extraWidth, bias]): Case => {
      const { dilations, padding, groups } = options;
      const height = Math.max(1, dilations[0] * (kernel[0] - 1) + 1 - padding[0] - padding[2]) + extraHeight;
      const width = Math.max(1, dilations[1] * (kernel[1] - 1) + 1 - padding[1] - padding[3]) + extraWidth;
      return {
        operands: [
          { shape: [n, c * groups, height, width] },
          { shape: [o * groups, c, ...kernel] },
          ...(bias ? [{ shape: [o * groups] }] : []),
        ],
        build: (x, w, b) => ops.conv2d(x, w, b, options),
      };
    }),
  convTranspose2d: fc
    .tuple(
      length,
      length,
      length,
      fc.tuple(length, length),
      convolutionOptions,
      length,
      length,
      fc.nat(2),
      fc.boolean(),
    )
    .map(([n, c, o, kernel, options, height, width, extra, bias]): Case => {
      const { strides, groups } = options;
      // Padding takes away from the output; keep at least one pixel.
      const padding = [0, 0, Math.min(1, kernel[0] - 1), Math.min(1, kernel[1] - 1)] as const;
      const outputPadding = [Math.min(extra, strides[0] - 1), Math.min(extra, strides[1] - 1)] as const;
      return {
        operands: [
          { shape: [n, c * groups, height, width] },
          { shape: [c * groups, o, ...kernel] },
          ...(bias ? [{ shape: [o * groups] }] : []),
        ],
        build: (x, w, b) => ops.convTranspose2d(x, w, b, { ...options, padding, outputPadding }),
      };
    }),
  resizeNearest: fc
    .tuple(shape(4, 4), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 }))
    .map(
      ([s, down, across]): Case => ({ operands: [{ shape: s }], build: (x) => ops.resizeNearest(x, [down, across]) }),
    ),

  reduceSum: reduction(ops.sum),
  reduceMean: reduction(ops.mean),
  reduceMax: reduction(ops.max),

  reshape: anyShape.map((s): Case => ({ operands: [{ shape: s }], build: (x) => ops.reshape(x, [1, sizeOf(s), 1]) })),
  broadcast: stretching.map(
    ([a, b]): Case => ({
      operands: [{ shape: a }, { shape: b }],
      build: (x, y) => ops.broadcast(ops.mul(x, x), ops.add(x, y).shape),
    }),
  ),
  transpose: anyShape.chain((s) =>
    fc
      .shuffledSubarray(
        s.map((_, axis) => axis),
        { minLength: s.length },
      )
      .map((permutation): Case => ({ operands: [{ shape: s }], build: (x) => ops.transpose(x, permutation) })),
  ),
  concat: fc.tuple(shape(1, 3), fc.nat(2), length, length).map(([s, seed, second, third]): Case => {
    const axis = seed % s.length;
    return {
      operands: [{ shape: s }, { shape: s.with(axis, second) }, { shape: s.with(axis, third) }],
      build: (a, b, c) => ops.concat([a, b, c], axis),
    };
  }),
  slice: fc
    .tuple(shape(1, 3), fc.nat(2), fc.nat(3), fc.nat(3), fc.integer({ min: 1, max: 3 }))
    .map(([s, seed, from, size, step]): Case => {
      const axis = seed % s.length;
      const grown = s.with(axis, from + size + 2);
      return { operands: [{ shape: grown }], build: (x) => ops.slice(x, axis, from, from + size + 1, step) };
    }),
  pad: anyShape.chain((s) =>
    fc.tuple(fc.array(fc.nat(2), { minLength: s.length, maxLength: s.length }), fc.nat(2)).map(
      ([before, after]): Case => ({
        operands: [{ shape: s }],
        build: (x) =>
          ops.pad(
            x,
            before,
            s.map(() => after),
          ),
      }),
    ),
  ),
  take: shape(1, 3).chain((s) =>
    fc
      .array(fc.integer({ min: -1, max: (s[0] ?? 1) - 1 }), { minLength: 1, maxLength: 6 })
      .map((entries): Case => ({ operands: [{ shape: s }], build: (x) => ops.take(x, entries) })),
  ),
} satisfies Record<Op, fc.Arbitrary<Case>>;

/** Different numbers with the magnitudes 0.1, 0.2, … in a shuffled order: far from each other and from zero. */
function draw({ shape, domain }: Operand, random: () => number): number[] {
  const size = sizeOf(shape);
  const values = Array.from({ length: size }, (_, i) => {
    const magnitude = 0.2 + (1.8 * (i + 0.5 * random())) / size;
    return domain === "positive" || random() < 0.5 ? magnitude : -magnitude;
  });
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [values[i], values[j]] = [values[j] as number, values[i] as number];
  }
  return values.map(Math.fround);
}

/** A fixed sequence from a seed (an LCG is enough to vary test values). */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The gradient, or undefined where the target does not depend on the tensor at all. */
function gradientOrNone(target: Tensor, wrt: Tensor): Tensor | undefined {
  try {
    return gradient(target, [wrt])[0];
  } catch (error) {
    if (isProblem(error) && error.message.includes("no path")) return undefined;
    throw error;
  }
}

const weigh = (tensor: Tensor, random: () => number): Tensor =>
  ops.sum(
    ops.mul(
      tensor,
      constant(
        Array.from({ length: sizeOf(tensor.shape) }, () => random() * 2 - 1),
        tensor.shape,
      ),
    ),
  );

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i] as number, expected[i] as number];
    const allowed = tolerance * Math.max(1, Math.abs(e));
    expect(Math.abs(a - e) <= allowed, `${what}[${i}]: ${a} against ${e}`).toBe(true);
  }
}

/** ∂target/∂name by central differences in double precision. */
function differences(target: Tensor, name: string, values: Readonly<Record<string, number[]>>): number[] {
  const at = (changed: number[]): number => interpret({ target }, { ...values, [name]: changed }).target?.[0] as number;
  const original = values[name] as number[];
  return original.map((value, i) => {
    const h = 1e-5;
    return (at(original.with(i, value + h)) - at(original.with(i, value - h))) / (2 * h);
  });
}

const programs: { release: () => Promise<void> }[] = [];
afterAll(async () => {
  for (const program of programs) await program.release();
});

async function check({ operands, build }: Case, seed: number): Promise<void> {
  const random = sequence(seed);
  const inputs = operands.map((operand, i) => input(`x${i}`, operand.shape));
  const values = Object.fromEntries(operands.map((operand, i) => [`x${i}`, draw(operand, random)]));
  const outputs: Record<string, Tensor> = {};

  const y = build(...inputs);
  outputs.y = named("y", ops.add(y, 0));
  const loss = weigh(y, random);
  inputs.forEach((x, i) => {
    const first = gradientOrNone(loss, x);
    const numeric = differences(loss, `x${i}`, values);
    if (!first) {
      expectClose(
        numeric,
        numeric.map(() => 0),
        1e-9,
        "a gradient that does not exist",
      );
      return;
    }
    outputs[`g${i}`] = first;
    expectClose(interpret({ first }, values).first as Float64Array, numeric, 1e-7, `gradient to x${i}`);
    const curvature = weigh(first, random);
    inputs.forEach((other, j) => {
      const second = gradientOrNone(curvature, other);
      const expected = differences(curvature, `x${j}`, values);
      if (second) outputs[`g${i}${j}`] = second;
      const actual = second ? (interpret({ second }, values).second as Float64Array) : expected.map(() => 0);
      expectClose(actual, expected, 1e-6, `gradient to x${j} of the gradient to x${i}`);
    });
  });

  const computed = graph("case", outputs);
  const reference = interpret(computed, values);
  const program = await compile(computed, { device });
  programs.push(program);
  const given = Object.fromEntries(
    computed.inputs.map(({ name = "" }) => [name, Float32Array.from(values[name] as number[])]),
  );
  const results = await program.run(given);
  for (const name of Object.keys(outputs)) {
    expectClose(results[name] as Float32Array, reference[name] as Float64Array, 2e-5, `${name} on the runtime`);
  }
}

const device = inject("device");

describe.skipIf(device === "webgpu" && !hasCard)(
  "every primitive agrees with its reference, its derivative and its second derivative",
  () => {
    it.each(Object.entries(cases))("%s", async (_, arbitrary) => {
      await fc.assert(
        fc.asyncProperty(arbitrary, fc.nat(), (one, seed) => check(one, seed)),
        { numRuns: 12, seed: 2014 },
      );
    });
  },
);
