/** What the rewrites of simplify.ts claim: the same bits as without them, for every float, with one exception. */
import { describe, expect, it } from "vitest";
import * as ops from "./operations.ts";
import { interpret } from "./reference.ts";
import { constant, input, node, type Tensor } from "./tensor.ts";

const floats = [0, -0, 1, -1.5, 2 ** -149, -(2 ** -149), 3.4028234663852886e38, Infinity, -Infinity, Number.NaN];
const x = input("x", [floats.length, 1]);
const [zero, minusZero, one, tenth] = [constant(0), constant(-0), constant(1), constant(0.1)] as const;
const values = (y: Tensor): number[] => [...(interpret({ y }, { x: floats }).y as Float64Array)];
/** What the operation gives where nothing is rewritten. */
const raw = {
  add: (a: Tensor, b: Tensor) => node("add", [a, b], {}),
  sub: (a: Tensor, b: Tensor) => node("sub", [a, b], {}),
  mul: (a: Tensor, b: Tensor) => node("mul", [a, b], {}),
  div: (a: Tensor, b: Tensor) => node("div", [a, b], {}),
  neg: (a: Tensor) => node("neg", [a], {}),
  sum: (a: Tensor, axes: readonly number[]) => node("reduceSum", [a], { axes, keep: true }),
  mean: (a: Tensor, axes: readonly number[]) => node("reduceMean", [a], { axes, keep: true }),
  max: (a: Tensor, axes: readonly number[]) => node("reduceMax", [a], { axes, keep: true }),
};
const signs = constant(
  floats.map((_, i) => (i % 2 === 0 ? 1 : -1)),
  [floats.length, 1],
);
const rows = floats.length;
const halves = [ops.slice(x, 0, 0, 4), ops.slice(x, 0, 4)] as const;
const padded = [ops.pad(halves[0], [0, 0], [rows - 4, 0]), ops.pad(halves[1], [4, 0], [0, 0])] as const;

describe("a rewrite gives the same bits for every float", () => {
  it.each<[string, Tensor, Tensor]>([
    ["x + (−0)", ops.add(x, minusZero), raw.add(x, minusZero)],
    ["x − 0", ops.sub(x, zero), raw.sub(x, zero)],
    ["x · 1", ops.mul(x, one), raw.mul(x, one)],
    ["1 · x", ops.mul(one, x), raw.mul(one, x)],
    ["x / 1", ops.div(x, one), raw.div(x, one)],
    ["−(−x)", ops.neg(ops.neg(x)), raw.neg(raw.neg(x))],
    ["−(0.1 · x)", ops.neg(ops.mul(tenth, x)), raw.neg(raw.mul(tenth, x))],
    ["±1 · (0.1 · x)", ops.mul(ops.mul(tenth, x), signs), raw.mul(raw.mul(tenth, x), signs)],
    ["the largest of one", ops.max(x, { axes: [1], keep: true }), raw.max(x, [1])],
  ])("%s", (_, rewritten, plain) => {
    expect(rewritten).not.toMatchObject({ op: plain.op, inputs: plain.inputs });
    expect(values(rewritten)).toEqual(values(plain));
  });

  it("of constants too, which are rounded once to single precision", () => {
    const singles = floats.map(Math.fround);
    for (const a of singles)
      for (const b of singles)
        for (const [folded, exact] of [
          // +0 added to −0 is the exception below.
          ...(a === 0 && b === 0 ? [] : [[ops.add(a, b), a + b] as const]),
          [ops.sub(a, b), a - b],
          [ops.mul(a, b), a * b],
          [ops.div(a, b), a / b],
        ] as const) {
          expect(interpret({ folded }).folded?.[0]).toBe(Math.fround(exact));
        }
  });

  it("and x · 0, x − x, and x − (−0) stay what they are", () => {
    expect(ops.mul(x, zero)).toMatchObject({ op: "mul", inputs: [x, zero] });
    expect(ops.sub(x, x).op).toBe("sub");
    expect(ops.sub(x, minusZero).op).toBe("sub");
  });
});

describe("the one exception is +0 added to −0, which stays −0", () => {
  it.each<[string, Tensor, Tensor]>([
    ["x + 0", ops.add(x, zero), raw.add(x, zero)],
    ["0 + x", ops.add(zero, x), raw.add(zero, x)],
    ["two padded pieces", ops.add(...padded), raw.add(...padded)],
    ["a sum of one", ops.sum(x, { axes: [1], keep: true }), raw.sum(x, [1])],
    ["a mean of one", ops.mean(x, { axes: [1], keep: true }), raw.mean(x, [1])],
  ])("%s", (_, rewritten, plain) => {
    const [kept, computed] = [values(rewritten), values(plain)];
    const differing = floats.filter((_, i) => !Object.is(kept[i], computed[i]));
    expect(differing).toEqual([-0]);
    const place = floats.findIndex((value) => Object.is(value, -0));
    expect([kept[place], computed[place]]).toEqual([-0, 0]);
  });
});
