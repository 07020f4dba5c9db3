import { describe, expect, it } from "vitest";
import { gradient } from "../tensor/gradient.ts";
import { graph } from "../tensor/graph.ts";
import { conv2d, convTranspose2d, mean, softplus } from "../tensor/operations.ts";
import { interpret } from "../tensor/reference.ts";
import type { Shape } from "../tensor/shape.ts";
import { sizeOf } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { BLOCKS, blockedProbe, blockOf } from "./blocked.ts";
import { toOnnx } from "./model.ts";
import { compile } from "./runtime.ts";
import { decodeModel } from "./schema.ts";

const waves = (shape: Shape, scale: number): Float32Array =>
  Float32Array.from({ length: sizeOf(shape) }, (_, i) => scale * Math.sin(12.9898 * (i + 1)));

interface Case {
  readonly x: Shape;
  readonly weight: Shape;
  /** Channels that come out. */
  readonly channels: number;
  readonly make: (x: Tensor, weight: Tensor, bias: Tensor) => Tensor;
}

const doubled = (x: Tensor, w: Tensor, b: Tensor) => convTranspose2d(x, w, b, { strides: 2, padding: 1 });
const cases: Record<string, Case> = {
  "kernel 4, stride 2, padding 1": {
    x: [3, 32, 8, 6],
    weight: [16, 32, 4, 4],
    channels: 16,
    make: (x, w, b) => conv2d(x, w, b, { strides: 2, padding: 1 }),
  },
  "kernel 3 of odd size": {
    x: [2, 16, 7, 7],
    weight: [48, 16, 3, 3],
    channels: 48,
    make: (x, w, b) => conv2d(x, w, b, { padding: 1 }),
  },
  "uneven padding, dilation 2": {
    x: [2, 16, 7, 9],
    weight: [16, 16, 2, 3],
    channels: 16,
    make: (x, w, b) => conv2d(x, w, b, { padding: [1, 0, 2, 1], dilations: 2 }),
  },
  "a batch that fills blocks, so that the gradient by weights is in blocks too": {
    x: [16, 32, 14, 12],
    weight: [16, 32, 4, 4],
    channels: 16,
    make: (x, w, b) => conv2d(x, w, b, { strides: 2, padding: 1 }),
  },
  "likewise with stride 1 and uneven padding": {
    x: [32, 16, 5, 6],
    weight: [32, 16, 3, 3],
    channels: 32,
    make: (x, w, b) => conv2d(x, w, b, { padding: [0, 1, 2, 1] }),
  },
  "a transposed one that doubles the size": { x: [3, 32, 4, 5], weight: [32, 16, 4, 4], channels: 16, make: doubled },
  "a transposed one from one pixel": { x: [2, 16, 1, 1], weight: [16, 32, 4, 4], channels: 32, make: doubled },
  "a transposed one that does not fit the four quarters": {
    x: [2, 16, 4, 4],
    weight: [16, 16, 3, 3],
    channels: 16,
    make: (x, w, b) => convTranspose2d(x, w, b, { strides: 2, padding: 1, outputPadding: 1 }),
  },
};

const built = ({ x, weight, channels, make }: Case) => {
  const [image, kernel, bias] = [input("x", x), input("weight", weight), input("bias", [channels])];
  return { image, kernel, bias, y: make(image, kernel, bias) };
};
const operators = (outputs: Record<string, Tensor>, block?: number): string[] =>
  decodeModel(toOnnx(graph("g", outputs), block === undefined ? {} : { block })).graph.node.map(({ domain, opType }) =>
    domain ? `${domain} ${opType}` : opType,
  );

describe("a convolution in blocks of channels", () => {
  it.each(Object.entries(cases))("computes the same, and so do its gradients: %s", async (_, one) => {
    const { image, kernel, bias, y } = built(one);
    const [dx, dw, db] = gradient(mean(softplus(y)), [image, kernel, bias]) as [Tensor, Tensor, Tensor];
    const outputs = { y, dx, dw, db };
    const given = {
      x: waves(one.x, 1),
      weight: waves(one.weight, 0.1),
      bias: waves(bias.shape, 1),
    };
    const on = async (threads: number) => {
      const program = await compile(graph("g", outputs), { threads });
      const results = await program.run(given);
      await program.release();
      return results;
    };
    const results = await on(1);
    // To the last bit.
    expect(await on(2)).toEqual(results);
    const reference = interpret(outputs, Object.fromEntries(Object.entries(given).map(([k, v]) => [k, [...v]])));
    for (const name of Object.keys(outputs)) {
      const wanted = reference[name] as Float64Array;
      const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(results[name]).toHaveLength(wanted.length);
      wanted.forEach((value, i) => expect(Math.abs((results[name]?.[i] ?? 9) - value)).toBeLessThan(5e-6 * largest));
    }
  });

  it("is made of the runtime's own operators where channels fill blocks, of ONNX's elsewhere and in files", () => {
    const { y } = built(cases["kernel 4, stride 2, padding 1"] as Case);
    expect(operators({ y }, 16)).toContain("com.microsoft.nchwc Conv");
    expect(operators({ y }, 16)).not.toContain("Conv");
    expect(operators({ y })).toEqual(["Conv"]);
    const transposed = built(cases["a transposed one that doubles the size"] as Case).y;
    const made = operators({ transposed }, 8);
    expect(made.filter((name) => name === "com.microsoft.nchwc Conv")).toHaveLength(4);
    expect(made).not.toContain("ConvTranspose");
    const other = built(cases["a transposed one that does not fit the four quarters"] as Case).y;
    expect(operators({ other }, 16)).toEqual(["ConvTranspose"]);
    const grouped = conv2d(input("x", [2, 32, 8, 8]), input("w", [32, 16, 3, 3]), undefined, { groups: 2 });
    expect(operators({ grouped }, 16)).toEqual(["Conv"]);
    const three = conv2d(input("x", [2, 3, 8, 8]), input("weight", [16, 3, 4, 4]));
    expect(operators({ three }, 16)).toEqual(["Conv"]);
  });

  it("writes a border of zeros where a large kernel meets little but borders, once for each input", () => {
    const { image, kernel, y } = built(
      cases["a batch that fills blocks, so that the gradient by weights is in blocks too"] as Case,
    );
    const [dx, dw] = gradient(mean(softplus(y)), [image, kernel]) as [Tensor, Tensor];
    expect(operators({ dw }, 16).filter((name) => name === "Pad")).toHaveLength(1);
    expect(operators({ y, dx }, 16)).not.toContain("Pad");
    const [x, one, two] = [input("x", [16, 16, 8, 8]), input("one", [16, 16, 6, 6]), input("two", [32, 16, 6, 6])];
    const twice = {
      first: conv2d(x, one, undefined, { padding: 1 }),
      second: conv2d(x, two, undefined, { padding: 1 }),
    };
    expect(operators(twice, 16).filter((name) => name === "Pad")).toHaveLength(1);
  });

  it("lays a weight out once, however often it is used", () => {
    const [a, b, kernel] = [input("a", [2, 16, 4, 4]), input("b", [2, 16, 4, 4]), input("w", [16, 16, 3, 3])];
    const made = operators({ first: conv2d(a, kernel), second: conv2d(b, kernel) }, 16);
    expect(made.filter((name) => name === "Transpose")).toHaveLength(1);
  });
});

describe("the length of a block", () => {
  /** What the probe gives on a runtime with this block, or without blocks. */
  const answer = (block: number): Float32Array => {
    const { x, weight } = blockedProbe();
    const n = x.length;
    return Float32Array.from({ length: n }, (_, o) => {
      let sum = 0;
      for (let c = 0; c < n; c++) {
        // [O/B][C/B][B of C][B of O]
        const place = [Math.floor(o / block), Math.floor(c / block), c % block, o % block] as const;
        sum += (x[c] ?? 0) * (weight[((place[0] * (n / block) + place[1]) * block + place[2]) * block + place[3]] ?? 0);
      }
      return sum;
    });
  };

  it.each(BLOCKS)("is found where it is %i", (block) => {
    expect(blockOf(blockedProbe(), answer(block))).toBe(block);
  });

  it("is 1 where the runtime has another one", () => {
    expect(blockOf(blockedProbe(), answer(4))).toBe(1);
    expect(blockOf(blockedProbe(), new Float32Array(32).fill(Number.NaN))).toBe(1);
  });
});
