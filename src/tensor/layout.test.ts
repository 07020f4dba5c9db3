import { describe, expect, it } from "vitest";
import { compile } from "../onnx/runtime.ts";
import { gradient } from "./gradient.ts";
import { graph } from "./graph.ts";
import { layout, pack, viewOf } from "./layout.ts";
import { gemm, mean, relu, slice, softplus, sum } from "./operations.ts";
import { interpret } from "./reference.ts";
import { input } from "./tensor.ts";

const shapes = [
  { name: "w1", shape: [3, 4] },
  { name: "b1", shape: [4] },
  { name: "big", shape: [4, 2000] },
  { name: "b2", shape: [2000] },
];
const parameters = layout("P", shapes);
const tensors = shapes.map(({ name, shape }) => input(name, shape));
const [w1, b1, big, b2] = tensors as [
  (typeof tensors)[0],
  (typeof tensors)[0],
  (typeof tensors)[0],
  (typeof tensors)[0],
];
const x = input("x", [2, 3]);
const loss = mean(softplus(gemm(relu(gemm(x, w1, b1)), big, b2)));
const gradients = gradient(loss, tensors);
const step = graph("step", {
  loss,
  ...Object.fromEntries(shapes.map(({ name }, i) => [`∇${name}`, gradients[i] as (typeof gradients)[0]])),
});
const results = layout("R", [
  ...shapes.map(({ name, shape }) => ({ name: `∇${name}`, shape })),
  { name: "loss", shape: [] },
]);

describe("a layout", () => {
  it("puts small tensors first, so that they form one run, without gaps", () => {
    expect(parameters.entries.map(({ name, offset }) => [name, offset])).toEqual([
      ["w1", 0],
      ["b1", 12],
      ["b2", 16],
      ["big", 2016],
    ]);
    expect(parameters.length).toBe(10016);
  });

  it("hands neighbouring small tensors over as one, large ones alone", () => {
    const packed = pack(step, [parameters], [results]);
    expect(packed.inputs.map(({ name, shape, offset }) => [name, shape, offset])).toEqual([
      ["P from w1", [2016], 0],
      ["big", [4, 2000], 2016],
      ["x", [2, 3], 0],
    ]);
    expect(packed.outputs.map(({ shape }) => shape)).toEqual([[2017], [4, 2000]]);
  });

  it("leaves what was one minibatch in one piece where its halves are neighbours", () => {
    const scores = relu(input("scores", [4, 2]));
    const halves = [slice(scores, 0, 0, 2), slice(scores, 0, 2)] as const;
    const entries = ["loss", "real", "generated"].map((name, i) => ({ name, shape: i === 0 ? [] : [2, 2] }));
    const told = graph("step", { loss: sum(scores), real: halves[0], generated: halves[1] });
    const { graph: packed } = pack(told, [], [layout("R", entries)]);
    expect(packed.nodes.map(({ op }) => op)).not.toContain("slice");
    const given = { scores: [-1, 2, 3, -4, 5, 6, 7, 8] };
    const [row] = Object.values(
      interpret(Object.fromEntries(packed.outputs.map(({ name, tensor }) => [name, tensor])), given),
    );
    expect([...(row ?? [])]).toEqual([31, 0, 2, 3, 0, 5, 6, 7, 8]);
  });

  it("does not change what is computed", async () => {
    const vector = Float32Array.from({ length: parameters.length }, (_, i) => Math.sin(i) / 10);
    const data = Float32Array.of(1, -2, 3, 0.5, 1, -1);
    const values = Object.fromEntries(parameters.entries.map((entry) => [entry.name, viewOf(vector, entry)]));
    const expected = interpret(step, { ...values, x: data });
    const program = await compile(step, { inputs: [parameters], outputs: [results] });
    const { R } = await program.run({ P: vector, x: data });
    await program.release();
    for (const entry of results.entries) {
      const actual = viewOf(R as Float32Array, entry);
      expected[entry.name]?.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 5));
    }
  });

  it("that gives a tensor another shape than the graph is refused", () => {
    const wrong = layout("P", [{ name: "w1", shape: [4, 3] }]);
    expect(() => pack(step, [wrong], [])).toThrow("compiling step with w1 in P: expected shape [3×4], but got [4×3].");
  });

  it("leaves a gap out of a run when the graph does not use an entry", () => {
    const partial = graph("partial", { y: gemm(x, w1, input("c", [4])) });
    const place = layout("P", [
      shapes[0] as (typeof shapes)[0],
      { name: "unused", shape: [5] },
      { name: "c", shape: [4] },
    ]);
    expect(pack(partial, [place], []).inputs.map(({ name, offset }) => [name, offset])).toEqual([
      ["w1", 0],
      ["c", 17],
      ["x", 0],
    ]);
  });
});
