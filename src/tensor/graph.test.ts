import { describe, expect, it } from "vitest";
import { gradient } from "./gradient.ts";
import { graph, print } from "./graph.ts";
import {
  add,
  broadcast,
  concat,
  conv2d,
  convTranspose2d,
  div,
  gemm,
  maximum,
  mean,
  mul,
  neg,
  relu,
  reshape,
  slice,
  softplus,
  stopGradient,
  sub,
  sum,
  transpose,
} from "./operations.ts";
import { interpret } from "./reference.ts";
import { constant, input, named } from "./tensor.ts";

const x = input("x", [2, 3]);
const w = input("w", [3, 2]);

describe("a graph", () => {
  it("lists its inputs, and each computation once, operands first", () => {
    const once = graph("g", { a: sum(mul(x, x)), b: neg(mul(x, x)) });
    expect(once.inputs.map(({ name }) => name)).toEqual(["x"]);
    expect(once.nodes.map(({ op }) => op)).toEqual(["input", "mul", "reduceSum", "neg"]);
  });

  it("keeps apart what differs only in attributes, and zeros of different sign", () => {
    expect(graph("g", { a: sum(x, { axes: [0] }), b: sum(x, { axes: [1] }) }).nodes).toHaveLength(3);
    expect(graph("g", { a: div(x, constant(0)), b: div(x, constant(-0)) }).nodes).toHaveLength(5);
  });

  it("has no stop-gradients: nothing is differentiated any more", () => {
    expect(graph("g", { y: neg(stopGradient(x)) }).nodes.map(({ op }) => op)).toEqual(["input", "neg"]);
  });

  it("refuses two inputs of the same name", () => {
    expect(() => graph("D step", { y: add(input("z", [1]), input("z", [1])) })).toThrow(
      "building graph D step: expected input names to be unique, but got two inputs named z.",
    );
  });

  it("prints as text", () => {
    const loss = named("loss", mean(relu(gemm(x, w))));
    expect(print(graph("small", { loss }))).toBe(
      [
        'graph "small" (2 inputs, 3 operations)',
        "  %x = input : float32[2×3]",
        "  %w = input : float32[3×2]",
        "  %2 = gemm(%x, %w) {transA: false, transB: false, alpha: 1, beta: 1} : float32[2×2]",
        "  %3 = relu(%2) : float32[2×2]",
        "  %4 = reduceMean(%3) {axes: [0,1], keep: false} : float32[]  # loss",
        "  return loss = %4",
        "",
      ].join("\n"),
    );
  });
});

describe("making nodes simplifies them where the result is exactly the same", () => {
  it.each([
    ["x + 0", add(x, 0), x],
    ["0 + x", add(0, x), x],
    ["x − 0", sub(x, 0), x],
    ["x · 1", mul(x, 1), x],
    ["x / 1", div(x, 1), x],
    ["−(−x)", neg(neg(x)), x],
    ["a reshape to the same shape", reshape(x, [2, 3]), x],
    ["a broadcast to the same shape", broadcast(x, [2, 3]), x],
    ["a transposed transpose", transpose(transpose(x)), x],
    ["a slice of everything", slice(x, 0, 0), x],
    ["all slices of x, put together", concat([slice(x, 1, 0, 1), slice(x, 1, 1, 2), slice(x, 1, 2)], 1), x],
  ])("%s is x", (_, made, same) => {
    expect(made).toBe(same);
  });

  it("but not where the shape changes", () => {
    expect(add(x, broadcast(0, [4, 2, 3])).shape).toEqual([4, 2, 3]);
    expect(mul(broadcast(1, [4, 2, 3]), x).shape).toEqual([4, 2, 3]);
  });

  it("a product takes transposes into its flags", () => {
    const made = gemm(transpose(x), transpose(w));
    expect(made.inputs).toEqual([x, w]);
    expect(made).toMatchObject({ op: "gemm", attributes: { transA: true, transB: true } });
  });

  it("an elementwise operation drops broadcasts that it does by itself", () => {
    const row = input("row", [3]);
    expect(mul(x, broadcast(row, [2, 3])).inputs).toEqual([x, row]);
    expect(mul(broadcast(row, [2, 3]), broadcast(row, [2, 3])).shape).toEqual([2, 3]);
  });

  it("complementary pads of a split become a concatenation", () => {
    const [top, bottom] = [slice(x, 0, 0, 1), slice(x, 0, 1)];
    const [dx] = gradient(add(sum(mul(top, top)), sum(mul(3, bottom))), [x]);
    expect(dx?.op).toBe("concat");
    expect([...(interpret({ dx: dx as never }, { x: [1, 2, 3, 4, 5, 6] }).dx as Float64Array)]).toEqual([
      2, 4, 6, 3, 3, 3,
    ]);
  });

  it("neighbouring slices are put together as one, others are not", () => {
    const joined = concat([slice(x, 1, 0, 1), slice(x, 1, 1, 2)], 1);
    expect(joined).toMatchObject({ op: "slice", inputs: [x], shape: [2, 2] });
    for (const apart of [
      concat([slice(x, 1, 1, 2), slice(x, 1, 0, 1)], 1),
      concat([slice(x, 1, 0, 1), slice(x, 1, 2)], 1),
      concat([slice(x, 1, 0, 1), slice(x, 1, 1, 2)], 0),
      concat([slice(x, 1, 0, 2, 2), slice(x, 1, 2)], 1),
      concat(
        [slice(slice(x, 0, 0, 1), 1, 0, 1), slice(x, 1, 1, 2)].map((piece) => slice(piece, 0, 0, 1)),
        1,
      ),
    ]) {
      expect(apart.op).toBe("concat");
    }
  });

  it("a constant takes the minus of its product, and signs that the product is multiplied by, for they round nothing", () => {
    const minus = neg(mul(3, x));
    expect(minus).toMatchObject({ op: "mul" });
    const signs = constant([1, -1, 1, -1, 1, -1], [2, 3]);
    const signed = mul(mul(0.1, x), signs);
    expect(signed.inputs).toHaveLength(2);
    expect(signed.inputs).toContain(x);
    const values = interpret({ minus, signed }, { x: [1, 2, 3, 4, 5, 6] });
    expect([...(values.minus ?? [])]).toEqual([-3, -6, -9, -12, -15, -18]);
    const tenth = Math.fround(0.1);
    [1, -2, 3, -4, 5, -6].forEach((value, i) => expect(values.signed?.[i]).toBeCloseTo(value * tenth, 12));
    // A factor of 3 would round differently before and after 0.1.
    expect(mul(mul(0.1, x), constant([3, 3, 3, 3, 3, 3], [2, 3])).inputs).not.toContain(x);
  });

  it("constants are folded in single precision", () => {
    const third = div(1, 3);
    expect(third).toMatchObject({ op: "constant" });
    expect(interpret({ third }).third?.[0]).toBe(Math.fround(1 / 3));
  });

  it("does not simplify x · 0, which is not 0 where x is infinite", () => {
    expect(mul(x, 0).op).toBe("mul");
  });
});

describe("errors name the operation, the tensors and their shapes", () => {
  const z = named("D/dense 1/weight", mul(input("wide", [4, 5]), 2));
  const image = input("image", [2, 6, 4, 4]);
  const filters = (...shape: number[]) => input("w", shape);
  it.each([
    [
      () => add(x, z),
      "add of x [2×3] and D/dense 1/weight [4×5]: expected shapes that are equal or stretch from 1, but got [2×3], [4×5].",
    ],
    [() => gemm(x, z), "gemm of x [2×3] and D/dense 1/weight [4×5]: expected equal inner lengths, but got 3 and 4."],
    [() => gemm(x, z, undefined, { transB: true }), "equal inner lengths, but got 3 and 5 (transB)."],
    [() => reshape(x, [4]), "reshape of x [2×3]: expected a shape of 6 elements, but got [4] of 4."],
    [() => reshape(x, [0, 6]), "reshape: expected every axis to be a positive integer, but got [0×6]."],
    [() => broadcast(x, [2, 4]), "broadcast of x [2×3]: expected a shape that [2×3] stretches to, but got [2×4]."],
    [() => transpose(x, [0, 0]), "transpose of x [2×3]: expected different axes from 0 to 1, but got [0, 0]."],
    [() => sum(x, { axes: [2] }), "choosing an axis of x [2×3]: expected an integer from -2 to 1, but got 2."],
    [
      () => slice(x, 1, 2, 2),
      "slice of x [2×3]: expected 0 ≤ start < end ≤ length and a step of at least 1 on every axis, but got [0:2:1, 2:2:1].",
    ],
    [
      () => concat([x, w], 0),
      "concat of x [2×3] and w [3×2]: expected shapes that differ only on axis 0, but got [2×3], [3×2].",
    ],
    [
      () => conv2d(image, filters(4, 6, 3, 3), undefined, { groups: 4 }),
      "conv2d of image [2×6×4×4] and w [4×6×3×3]: expected channels that can be parted into 4 groups, but got 6 and 4.",
    ],
    [
      () => conv2d(image, filters(4, 6, 3, 3), undefined, { groups: 2 }),
      "conv2d of image [2×6×4×4] and w [4×6×3×3]: expected a weight [out×3×height×width], but got [4×6×3×3].",
    ],
    [
      () => convTranspose2d(image, filters(2, 6, 3, 3), undefined, { groups: 3 }),
      "convTranspose2d of image [2×6×4×4] and w [2×6×3×3]: expected a weight [6×out/3×height×width], but got [2×6×3×3].",
    ],
    [
      () => conv2d(image, filters(4, 6, 3, 3), undefined, { strides: 0.5 }),
      "expected strides, dilations and groups to be positive integers, but got strides [0.5, 0.5], dilations [1, 1], groups 1.",
    ],
    [
      () => conv2d(image, filters(4, 6, 3, 3), undefined, { padding: -1 }),
      "expected padding of 0 or more pixels, but got [-1, -1, -1, -1].",
    ],
    [
      () => conv2d(image, filters(4, 6, 5, 5)),
      "conv2d of image [2×6×4×4] and w [4×6×5×5]: expected at least one output pixel, but got 0×0 with padding [0, 0, 0, 0].",
    ],
    [() => concat([], 0), "concat: expected at least one tensor, but got none."],
    [() => constant([1, 2], [3]), "constant [3]: expected 3 values, but got 2."],
    [() => input("", [1]), "making an input: expected a name, but got an empty string."],
    [
      () => maximum(x, input("flag", [2, 3], "bool")),
      "maximum of x [2×3] and flag [2×3]: expected operand 2 to be float32, but got bool.",
    ],
    [
      () => softplus(input("flag", [1], "bool")),
      "softplus of flag [1]: expected operand 1 to be float32, but got bool.",
    ],
  ])("%#", (make, message) => {
    expect(make).toThrow(message);
  });
});
