import { describe, expect, it } from "vitest";
import { nodesOf, productOf } from "../bench/floor/profile.mjs";
import { floorOf, updateBytes } from "../bench/floor/sum.mjs";
import { workloads } from "../bench/workloads.mjs";

const typed = (...shapes: number[][]) => shapes.map((float) => ({ float }));
const kernel = (name: string, op: string, dur: number, inputs: number[][], output: number[]) => ({
  cat: "Node",
  name: `${name}_kernel_time`,
  dur,
  args: { op_name: op, input_type_shape: typed(...inputs), output_type_shape: typed(output) },
});

describe("the floor of a step", () => {
  it("counts the FLOPs of products in every form, and their lengths", () => {
    expect(productOf("Gemm", [[64, 100], [100, 256], [256]], [[64, 256]])).toEqual({
      flops: 2 * 64 * 100 * 256,
      lengths: [64, 100, 256],
    });
    // A weight gradient: xᵀ·g.
    expect(
      productOf(
        "FusedMatMul",
        [
          [64, 784],
          [64, 512],
        ],
        [[784, 512]],
      ),
    ).toMatchObject({ lengths: [784, 64, 512] });
    expect(productOf("MatMul", [[64], [64, 784]], [[784]])).toMatchObject({ lengths: [1, 64, 784] });
    expect(productOf("MatMul", [[64, 784], [784]], [[64]])).toMatchObject({ lengths: [64, 784, 1] });
    expect(
      productOf(
        "FusedConv",
        [
          [8, 3, 32, 32],
          [64, 3, 4, 4],
        ],
        [[8, 64, 16, 16]],
      ),
    ).toEqual({
      flops: 2 * 8 * 64 * 16 * 16 * 3 * 16,
    });
    expect(
      productOf(
        "ConvTranspose",
        [
          [8, 64, 4, 4],
          [64, 32, 4, 4],
        ],
        [[8, 32, 8, 8]],
      ),
    ).toEqual({
      flops: 2 * 8 * 64 * 16 * 32 * 16,
    });
    expect(productOf("Add", [[4], [4]], [[4]])).toEqual({ flops: 0 });
  });

  it("reads the runtime's profile without the first runs", () => {
    const events = [900, 900, 900, 900, 900, 10, 12, 14, 16, 18, 20].flatMap((dur) => [
      { name: "model_run", dur: dur + 5 },
      kernel(
        "a",
        "MatMul",
        dur,
        [
          [2, 3],
          [3, 4],
        ],
        [2, 4],
      ),
      { cat: "Node", name: "a_fence_before", dur: 1 },
    ]);
    const { runs, run, nodes } = nodesOf(events);
    expect([runs, nodes.length]).toEqual([11, 1]);
    expect(run).toBeCloseTo(0.02, 9);
    expect(nodes[0]).toMatchObject({ op: "MatMul", lengths: [2, 3, 4], milliseconds: 0.015, least: 0.01 });
  });

  it("knows the bytes of updates: Adam reads four numbers and writes three", () => {
    const { W1, W1b } = workloads as Record<string, object>;
    const parameters = (2 + 1) * 32 + 33 * 32;
    expect(updateBytes(W1 ?? {})).toBe(4 * 7 * (parameters + 33 * 2 + parameters + 33));
    // Plain descent reads two and writes one, and D plays twice.
    const eight = 3 * 8 + 9 * 8;
    expect(updateBytes(W1b ?? {})).toBe(4 * 3 * (eight + 9 * 2 + 2 * (eight + 9)));
  });

  it("adds up what the parts of a step cost alone, D's as often as D plays", () => {
    const node = (op: string, milliseconds: number, lengths?: [number, number, number]) => ({
      name: op,
      op,
      inputs: [],
      outputs: [],
      flops: lengths ? 2 * lengths[0] * lengths[1] * lengths[2] : 0,
      ...(lengths ? { lengths } : {}),
      milliseconds,
      least: milliseconds,
    });
    const sessions = [
      { runs: 200, run: 3, nodes: [node("Gemm", 2, [8, 8, 8]), node("Add", 0.5)] },
      { runs: 100, run: 2, nodes: [node("Gemm", 1, [8, 8, 8])] },
    ];
    const alone = new Map([
      [
        "8×8×8",
        [
          { form: "a·b", warm: 0.6, cold: 0.9 },
          { form: "a·bᵀ", warm: 0.5, cold: 0.7 },
        ],
      ],
    ]);
    const costs = { alone, call: 0.1, node: 0.01, bytesPerSecond: 1e9 };
    const { products, parts, floor } = floorOf(
      workloads.W1b ?? {},
      { step: 9, profiledStep: 10, times: {}, sessions },
      costs,
    );
    expect(products).toMatchObject([{ times: 3, inStep: 5, form: "a·bᵀ" }]);
    expect(products[0]?.cold).toBeCloseTo(3 * 0.6, 9);
    const figures = parts.map(({ part, inStep, floor: least }) => [part, inStep, Number(least.toFixed(6))]);
    expect(figures).toEqual([
      ["products", 5, 1.8],
      ["other nodes", 1, 0.02],
      ["calls of the runtime", 2, 0.3],
      ["updates, norms, noise", 2, Number((updateBytes(workloads.W1b ?? {}) / 1e6).toFixed(6))],
    ]);
    expect(floor).toBeCloseTo(
      parts.reduce((sum, part) => sum + part.floor, 0),
      12,
    );
  });
});
