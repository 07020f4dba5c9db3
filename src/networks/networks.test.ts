import { describe, expect, it } from "vitest";
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { add, mean, sub } from "../tensor/operations.ts";
import { interpret } from "../tensor/reference.ts";
import { sizeOf } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { dcganDiscriminator, dcganGenerator } from "./dcgan.ts";
import { type Init, initialise, weightInit } from "./initialisers.ts";
import { activation, dense, dropout, normalisation, pixelLayers } from "./layers.ts";
import { type MlpOptions, mlp } from "./mlp.ts";
import {
  type LayerPlan,
  type Network,
  outsideTraining,
  type Pass,
  parameterCount,
  sequential,
  summarize,
} from "./network.ts";

const he: Init = { scheme: "he", scale: 1 };
const plain: MlpOptions = {
  widths: [5, 4],
  activation: "leaky-relu",
  slope: 0.2,
  pieces: 2,
  normalisation: "none",
  keep: 1,
  keepInput: 1,
  init: he,
  output: "linear",
};
const dcgan = {
  channels: 64,
  activation: "relu",
  slope: 0.2,
  normalisation: "batch",
  keep: 1,
  init: { scheme: "normal", scale: 0.02 },
} as const;

const pass: Pass = {
  ...outsideTraining((name) => input(name, shapes.get(name) ?? [])),
  mask: (name, shape) => input(name, shape),
};
const shapes = new Map<string, readonly number[]>();
const withShapes = (network: Network): Network => {
  for (const { name, shape } of network.parameters) shapes.set(name, shape);
  return network;
};

/** A vector of numbers that look random. */
const numbers = (length: number, seed: number): number[] =>
  Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** A row times a matrix, plus a row. */
const affine = (x: readonly number[], weight: readonly number[], bias: readonly number[]): number[] =>
  bias.map((b, j) => x.reduce((sum, value, i) => sum + value * weight[i * bias.length + j]!, b));

describe("pixels in [0, 1]", () => {
  const { before, output, after } = pixelLayers.unit;
  const options: MlpOptions = { ...plain, widths: [3], activation: "relu" };
  const weights = (network: Network) =>
    Object.fromEntries(network.parameters.map(({ name, shape }, i) => [name, numbers(sizeOf(shape), i + 1)] as const));
  const forward = (network: Network, x: readonly number[]): number[] => {
    const y = withShapes(network).apply(input("x", [1, ...network.input]), pass);
    return [...(interpret({ y }, { ...weights(network), x }).y as Float64Array)];
  };
  const plainly = (network: Network, x: readonly number[]): number[] => {
    const [w1 = [], b1 = [], w2 = [], b2 = []] = Object.values(weights(network));
    const hidden = affine(x, w1, b1).map((value) => Math.max(0, value));
    return affine(hidden, w2, b2);
  };

  it("are what D sees", () => {
    const network = mlp("D", [1, 2, 2], [1], { ...options, before });
    const image = [-1, -0.5, 0.25, 1];
    const [logit] = forward(network, image);
    const [expected] = plainly(
      network,
      image.map((value) => (value + 1) / 2),
    );
    expect(logit).toBeCloseTo(expected as number, 12);
  });

  it("are what G makes: the sigmoid of its last layer, before the image is brought to [−1, 1]", () => {
    const network = mlp("G", [2], [1, 2, 2], { ...options, output, after });
    const z = [0.3, -0.7];
    const ink = plainly(network, z).map(sigmoid);
    forward(network, z).forEach((value, i) => expect((value + 1) / 2).toBeCloseTo(ink[i] as number, 12));
  });

  it("cost no parameters and rename none, in either kind of network", () => {
    const names = (network: Network) => network.parameters.map(({ name }) => name);
    for (const make of [dcganGenerator, dcganDiscriminator] as const) {
      const [unit, symmetric] = (["unit", "symmetric"] as const).map((pixels) =>
        make === dcganGenerator
          ? make("G", [3], [1, 28, 28], { ...dcgan, channels: 2, pixels })
          : dcganDiscriminator("D", [1, 28, 28], { ...dcgan, channels: 2, pixels }),
      ) as [Network, Network];
      expect(names(unit)).toEqual(names(symmetric));
      expect(unit.layers.length).toBe(symmetric.layers.length + 1);
    }
  });
});

describe("mlp", () => {
  it("starts its output bias from what it is told", () => {
    const { parameters } = mlp("G", [2], [2], { ...plain, outputBias: [3, 4] });
    expect(parameters.at(-1)).toMatchObject({ shape: [2], init: { kind: "values", values: [3, 4] } });
    expect(parameters.filter(({ init }) => init.kind === "values")).toHaveLength(1);
  });

  it("computes what its layers say, one after the other", () => {
    const network = withShapes(mlp("G", [2], [1], { ...plain, widths: [2], activation: "relu" }));
    const y = network.apply(input("z", [1, 2]), pass);
    const { y: value } = interpret(
      { y },
      {
        z: [1, 2],
        "G/dense 1/weight": [1, -1, 0.5, 1], // → [2, 1] + bias
        "G/dense 1/bias": [0, -3],
        "G/dense 2/weight": [4, 100],
        "G/dense 2/bias": [0.25],
      },
    );
    expect([...(value as Float64Array)]).toEqual([8.25]);
  });

  it.each<[string, Partial<MlpOptions>, number, string[]]>([
    [
      "leaky-relu",
      {},
      2 * 5 + 5 + (5 * 4 + 4) + (4 + 1),
      ["dense 5", "leaky-relu 0.2", "dense 4", "leaky-relu 0.2", "dense 1"],
    ],
    [
      "maxout",
      { activation: "maxout", widths: [5], pieces: 3 },
      2 * 15 + 15 + (5 + 1),
      ["dense 15", "maxout of 3", "dense 1"],
    ],
    [
      "dropout",
      { widths: [5], keep: 0.5, keepInput: 0.8 },
      2 * 5 + 5 + (5 + 1),
      ["dropout, keep 0.8", "dense 5", "leaky-relu 0.2", "dropout, keep 0.5", "dense 1"],
    ],
    [
      "layer normalisation",
      { widths: [5], normalisation: "layer" },
      2 * 5 + 2 * 5 + (5 + 1),
      ["dense 5", "layer norm", "leaky-relu 0.2", "dense 1"],
    ],
    ["no hidden layer", { widths: [] }, 2 + 1, ["dense 1"]],
    ["an activation at the end", { widths: [], output: "tanh" }, 2 + 1, ["dense 1", "tanh"]],
  ])("with %s has the layers and parameters one counts by hand", (_, options, parameters, layers) => {
    const network = mlp("D", [2], [1], { ...plain, ...options });
    expect(network.layers.map(({ label }) => label)).toEqual(layers);
    expect(parameterCount(network)).toBe(parameters);
    expect(network.output).toEqual([1]);
  });

  it("flattens images and makes them", () => {
    const network = withShapes(mlp("G", [1, 4, 4], [1, 2, 2], plain));
    expect(network.apply(input("x", [3, 1, 4, 4]), pass).shape).toEqual([3, 1, 2, 2]);
  });

  it("asks for a mask per dropout, and for none outside of training", () => {
    const network = withShapes(mlp("D", [2], [1], { ...plain, keep: 0.5 }));
    const masks: string[] = [];
    const asking = { ...pass, mask: (name: string) => void masks.push(name) };
    network.apply(input("x", [3, 2]), asking);
    expect(masks).toEqual(["D/dropout 1 mask", "D/dropout 2 mask"]);
  });

  it("says when an input has the wrong shape", () => {
    expect(() => mlp("D", [2], [1], plain).apply(input("x", [8, 3]), pass)).toThrow(
      "applying D to x: expected shape [batch×2], but got [8×3].",
    );
  });

  it("refuses maxout with normalisation, and instance normalisation of vectors", () => {
    expect(() => mlp("D", [2], [1], { ...plain, activation: "maxout", normalisation: "batch" })).toThrow(
      "building D: expected maxout without normalisation, but got batch normalisation.",
    );
    expect(() => mlp("D", [2], [1], { ...plain, normalisation: "instance" })).toThrow(
      "expected images: instance normalisation averages over pixels, but got vectors [5].",
    );
  });
});

describe("dcgan", () => {
  it.each([
    [28, 28, 1],
    [28, 28, 3],
    [32, 32, 1],
    [32, 32, 3],
    [128, 64, 1],
    [24, 40, 3],
  ])("of %i×%i pixels and %i channels maps z to images and images to one logit", (height, width, depth) => {
    const image = [depth, height, width];
    const generator = withShapes(dcganGenerator("G", [100], image, dcgan));
    const discriminator = withShapes(dcganDiscriminator("D", image, dcgan));
    expect(generator.apply(input("z", [2, 100]), pass).shape).toEqual([2, ...image]);
    expect(discriminator.apply(input("x", [2, ...image]), pass).shape).toEqual([2, 1]);
  });

  it("for grey 28 pixels has the parameters one counts by hand", () => {
    // dense 100→6272, norm 128, conv 128→64, norm 64, conv 64→1 with bias
    const g = 100 * 6272 + 2 * 128 + 128 * 64 * 16 + 2 * 64 + 64 * 16 + 1;
    // conv 1→64 with bias, conv 64→128, norm 128, dense 6272→1
    const d = 64 * 16 + 64 + 64 * 128 * 16 + 2 * 128 + 6272 + 1;
    expect(parameterCount(dcganGenerator("G", [100], [1, 28, 28], dcgan))).toBe(g);
    expect(parameterCount(dcganDiscriminator("D", [1, 28, 28], dcgan))).toBe(d);
  });

  it("begins with feature maps of the proportions of the image, whose shorter side is 4 to 7", () => {
    const start = (height: number, width: number) =>
      summarize(dcganGenerator("G", [5], [1, height, width], { ...dcgan, channels: 2 }))[1]?.output;
    expect([start(128, 64), start(64, 128), start(28, 56), start(32, 32)]).toEqual([
      [16, 8, 4],
      [16, 4, 8],
      [4, 7, 14],
      [8, 4, 4],
    ]);
  });

  it("can double images by resizing, without any transposed convolution, up to 128 pixels", () => {
    const options = { ...dcgan, channels: 2, upsampling: "resize" } as const;
    const generator = withShapes(dcganGenerator("G", [5], [3, 128, 128], options));
    expect(generator.apply(input("z", [2, 5]), pass).shape).toEqual([2, 3, 128, 128]);
    expect(generator.layers.filter(({ label }) => label.startsWith("resize × 2"))).toHaveLength(5);
    expect(generator.layers.some(({ label }) => label.includes("transposed"))).toBe(false);
    // dense 5→32·4·4, norm, then 3×3 convolutions 32→16→8→4→2→3, all but the last with norm and without bias.
    const convolutions = 9 * (32 * 16 + 16 * 8 + 8 * 4 + 4 * 2 + 2 * 3);
    expect(parameterCount(generator)).toBe(5 * 512 + convolutions + 2 * (32 + 16 + 8 + 4 + 2) + 3);
  });

  it("puts no normalisation on G's output and D's first layer", () => {
    const kinds = (network: Network): string =>
      network.layers.map(({ label }) => label.replace(/ .*norm/, " norm")).join("; ");
    expect(kinds(dcganGenerator("G", [9], [1, 28, 28], dcgan))).toMatch(/conv transposed[^;]*, 1; tanh$/);
    expect(kinds(dcganDiscriminator("D", [1, 28, 28], dcgan))).toMatch(
      /^conv[^;]*, 64; relu; conv[^;]*, 128; batch norm; relu;/,
    );
  });

  it("mixes examples of a batch exactly with batch normalisation", () => {
    expect(dcganDiscriminator("D", [1, 28, 28], dcgan).mixesBatch).toBe(true);
    expect(dcganDiscriminator("D", [1, 28, 28], { ...dcgan, normalisation: "layer" }).mixesBatch).toBe(false);
  });

  it.each([
    [[1, 27, 27], "27×27"],
    [[1, 28, 30], "28×30"],
    [[1, 128, 72], "128×72"],
    [[2], "examples of shape [2]"],
  ])("refuses examples of shape %j", (shape, came) => {
    expect(() => dcganDiscriminator("D", shape, dcgan)).toThrow(
      `building D as dcgan: expected images whose shorter side is 4, 5, 6 or 7 times a power of two (28, 32, …) and whose longer side can be halved as often, but got ${came}. Use \`network: "mlp"\` for other data.`,
    );
  });
});

describe("a network's table", () => {
  it("has output shape, parameters and forward FLOPs of each layer", () => {
    const rows = summarize(dcganDiscriminator("D", [1, 28, 28], { ...dcgan, normalisation: "none" }));
    expect(rows[0]).toEqual({
      layer: "conv 4×4 / 2, 64",
      output: [64, 14, 14],
      parameters: 64 * 16 + 64,
      flops: 2 * 64 * 14 * 14 * 16,
    });
    expect(rows.at(-1)).toEqual({ layer: "dense 1", output: [1], parameters: 6273, flops: 2 * 6272 });
  });
});

describe("start values", () => {
  it.each<[string, Init, { mean: number; deviation: number }]>([
    ["he", he, { mean: 0, deviation: Math.sqrt(2 / 300) }],
    ["glorot", { scheme: "glorot", scale: 1 }, { mean: 0, deviation: Math.sqrt(6 / 700 / 3) }],
    ["normal", { scheme: "normal", scale: 0.02 }, { mean: 0, deviation: 0.02 }],
    ["uniform", { scheme: "uniform", scale: 0.05 }, { mean: 0, deviation: 0.05 / Math.sqrt(3) }],
  ])("by %s have the deviation its paper gives", async (_, init, { mean, deviation }) => {
    const count = 30_000;
    const kernels = await createKernels(bytesFor([count]));
    const to = kernels.allocate(count);
    initialise(weightInit(init, 300, 400), openStream(kernels, 1, "init"), to);
    const average = to.data.reduce((a, b) => a + b, 0) / count;
    const spread = Math.sqrt(to.data.reduce((a, b) => a + (b - average) ** 2, 0) / count);
    expect(Math.abs(average - mean)).toBeLessThan((5 * deviation) / Math.sqrt(count));
    expect(Math.abs(spread / deviation - 1)).toBeLessThan(0.03);
  });

  it("of normalisation are scale 1 and shift 0, but DCGAN draws scales around 1", () => {
    const of = (init: Init) =>
      mlp("D", [2], [1], { ...plain, widths: [3], normalisation: "batch", init }).parameters.map(
        (parameter) => parameter.init,
      );
    expect(of(he).slice(1, 3)).toEqual([
      { kind: "constant", value: 1 },
      { kind: "constant", value: 0 },
    ]);
    expect(of({ scheme: "normal", scale: 0.02 })[1]).toEqual({ kind: "normal", mean: 1, deviation: 0.02 });
  });
});

it("batch normalisation with fixed statistics treats examples apart", () => {
  const network = withShapes(mlp("G", [2], [1], { ...plain, widths: [3], normalisation: "batch" }));
  const fixed: Pass = {
    ...pass,
    statistics: (name, { mean, variance }) => ({
      mean: input(`${name}/mean`, mean.shape),
      variance: input(`${name}/variance`, variance.shape),
    }),
  };
  const values: Record<string, number[]> = { "G/batch norm 1/mean": [1, 2, 3], "G/batch norm 1/variance": [4, 4, 4] };
  for (const { name, shape } of network.parameters)
    values[name] = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.cos(i + name.length));
  const outputs = (z: number[]): number[] => {
    const y: Tensor = network.apply(input("z", [z.length / 2, 2]), fixed);
    return [...(interpret({ y }, { ...values, z }).y as Float64Array)];
  };
  expect(outputs([1, 2, 5, -6])[0]).toBe(outputs([1, 2])[0]);
});

describe("a layer that holds layers", () => {
  /** x + f(x), which says nothing of itself but its parameters. */
  const block = (plans: readonly LayerPlan[]): LayerPlan => ({
    kind: "block",
    make: (name, shape) => {
      const inner = sequential(name, shape, plans);
      return {
        label: "block",
        output: shape,
        parameters: inner.parameters,
        apply: (x, given) => add(x, inner.apply(x, given)),
      };
    },
  });

  it("cannot hide batch normalisation, however deep", () => {
    const deep = block([dense(3, he), block([dense(3, he), normalisation("batch", he)])]);
    const network = sequential("D", [3], [deep, dense(1, he)]);
    expect(network.mixesBatch).toBe(true);
    expect(network.statistics).toEqual([{ name: "D/block 1/block 1/batch norm 1", shape: [1, 3] }]);
    expect(sequential("D", [3], [block([dense(3, he), normalisation("layer", he)])]).mixesBatch).toBe(false);
  });

  it("cannot hide that it compares examples without any statistics", () => {
    const deviation: LayerPlan = {
      kind: "minibatch deviation",
      make: (_, shape) => ({
        label: "minibatch deviation",
        output: shape,
        parameters: [],
        apply: (x) => sub(x, mean(x, { axes: [0], keep: true })),
      }),
    };
    const network = sequential("D", [3], [block([block([deviation])])]);
    expect(network.mixesBatch).toBe(true);
    expect(network.statistics).toEqual([]);
  });

  it("hands on dropout: a mask of its own in training, none otherwise", () => {
    const network = withShapes(sequential("D", [3], [block([dense(3, he), dropout(0.5)])]));
    expect(network.mixesBatch).toBe(false);
    const asked: string[] = [];
    const x = input("x", [2, 3]);
    network.apply(x, { ...pass, mask: (name) => void asked.push(name) });
    expect(asked).toEqual(["D/block 1/dropout 1 mask"]);
    expect(
      sequential("D", [3], [block([activation("relu"), dense(3, he)])]).parameters.map(({ name }) => name),
    ).toEqual(["D/block 1/dense 1/weight", "D/block 1/dense 1/bias"]);
  });

  it("must list what it holds, and make what it says", () => {
    const listing = (change: object): LayerPlan => ({
      kind: "block",
      make: (name, shape) => ({ ...block([dense(3, he)]).make(name, shape), ...change }),
    });
    expect(() => sequential("D", [3], [listing({ parameters: [] })])).toThrow(
      "building D/block 1: expected parameters that it lists (none), but got a use of D/block 1/dense 1/weight. List the parameters of layers within it too.",
    );
    expect(() => sequential("D", [3], [listing({ output: [4] })])).toThrow(
      "building D/block 1: expected an output of shape [batch×4], as the layer says, but got [3×3] of 3 examples.",
    );
  });
});
