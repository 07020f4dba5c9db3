/**
 * Games beside PyTorch's: the losses, both steps of whole residual pairs with R1 and R2, and what D sees instead of examples. Its answers
 * stand in test/others/pytorch.json.
 */
import { describe, expect, it } from "vitest";
import { type Digest, expectAsPytorch, pytorch, wave } from "../../test/others/pytorch.ts";
import type { Place } from "../networks/architecture.ts";
import { type ResnetBuilding, resnetArchitecture } from "../networks/resnet.ts";
import { square } from "../tensor/composed.ts";
import { gradient } from "../tensor/gradient.ts";
import { add, mul, sum } from "../tensor/operations.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { constant, input, type Tensor } from "../tensor/tensor.ts";
import { augment } from "./augmentation/augment.ts";
import { operationNames, planOf } from "./augmentation/operations.ts";
import { lossNames, lossOf } from "./losses.ts";
import { gradientName } from "./objective.ts";
import { discriminatorStep, type Game, generatorStep, type Step } from "./step.ts";

const LATENT = 3;

interface Pair {
  readonly building: Partial<ResnetBuilding>;
  readonly image: Shape;
  /** Numbers of y. */
  readonly y?: number;
  readonly r1: number;
  readonly r2: number;
  readonly batch: number;
  /** Of the weights. */
  readonly scale: number;
}

const pairs: Readonly<Record<string, Pair>> = {
  "plain blocks, y, attention, a mapping and the deviation": {
    building: { channels: [8], attention: [4], minibatchDeviation: 2, mapping: 1 },
    image: [1, 9, 8],
    y: 2,
    ...{ r1: 0.7, r2: 0.3, batch: 4, scale: 0.25 },
  },
  "bottlenecks in groups, learned first maps, bilinear resampling": {
    building: {
      channels: [16, 8],
      blockKind: "bottleneck",
      imageEnds: "pixels",
      firstMaps: "basis",
      imageOutput: "linear",
    },
    image: [2, 8, 8],
    ...{ r1: 0.5, r2: 0.25, batch: 2, scale: 0.4 },
  },
};

function gameOf({ building, image, y, r1, r2, batch }: Pair): Game {
  const place = (name: string, from: Shape, to: Shape): Place & ResnetBuilding => ({
    ...{ name, input: from, output: to, kind: "images", pixels: "symmetric" },
    ...(y === undefined ? {} : { condition: [y] }),
    ...{
      channels: [8],
      blocks: 1,
      blockKind: "plain",
      imageEnds: "strided",
      firstMaps: "dense",
      imageOutput: "bounded",
    },
    ...{ activation: "leaky-relu", slope: 0.2, spectralNorm: false, attention: [], minibatchDeviation: 0, mapping: 0 },
    ...{ init: "he", initScale: 1 },
    ...building,
  });
  return {
    generator: resnetArchitecture.generator(place("G", [LATENT], image)),
    discriminator: resnetArchitecture.discriminator(place("D", image, [1])),
    prior: { kind: "normal", latent: LATENT, halfWidth: 1 },
    batch,
    loss: "relativistic",
    gradientPenalty: 0,
    r1,
    r2,
    labelSmoothing: 0,
  };
}

const outputsOf = ({ graph: { outputs } }: Step): Readonly<Record<string, Tensor>> =>
  Object.fromEntries(outputs.map(({ name, tensor }) => [name, tensor]));

/** A number alone. */
const one = (value: number): Digest => [1, value, value * (wave(1, 80)[0] ?? Number.NaN)];

describe.each(Object.entries(pairs))("a residual pair beside PyTorch's: %s", (name, pair) => {
  const known = pytorch.games[name];
  if (!known) throw new Error(`PyTorch has not answered for ${name}`);
  const plain = gameOf(pair);
  const values = {
    x: wave(pair.batch * sizeOf(pair.image), 0),
    z: wave(pair.batch * LATENT, 40),
    y: wave(pair.batch * (pair.y ?? 0), 50),
    ...Object.fromEntries(
      plain.generator.parameters.map((p, i) => [p.name, wave(sizeOf(p.shape), 100 + i, pair.scale)]),
    ),
    ...Object.fromEntries(
      plain.discriminator.parameters.map((p, i) => [p.name, wave(sizeOf(p.shape), 200 + i, pair.scale)]),
    ),
  };
  const slopesOf = (player: "generator" | "discriminator", digests: readonly Digest[]): Record<string, Digest> => {
    const { parameters } = plain[player];
    expect(parameters).toHaveLength(digests.length);
    return Object.fromEntries(parameters.map((p, i) => [gradientName(p.name), digests[i] as Digest]));
  };

  it.each([
    ["of the loss's answers", true],
    ["of answers of their own", false],
  ])("D's step has the loss, R1 and R2 %s, and the gradient by every weight", async (_, jointPenalties) => {
    await expectAsPytorch(outputsOf(discriminatorStep({ ...plain, jointPenalties })), values, {
      loss: one(known.loss),
      penalty: one(known.penalty),
      ...slopesOf("discriminator", known.D),
    });
  });

  it("G's step has the gradient by every weight", async () => {
    await expectAsPytorch(outputsOf(generatorStep(plain)), values, slopesOf("generator", known.G));
  });
});

describe("losses beside PyTorch's", () => {
  it.each(lossNames)("%s has its values and slopes for both players", async (name) => {
    const known = pytorch.losses[name];
    if (!known) throw new Error(`PyTorch has not answered for ${name}`);
    const [real, fake] = [input("real", [6, 1]), input("fake", [6, 1])];
    const loss = lossOf(name);
    const [D, G] = [loss.discriminator(real, fake, 0), loss.generator(fake, real)];
    const [byReal, byFake] = gradient(D, [real, fake]) as [Tensor, Tensor];
    const [ofG] = gradient(G, [fake]) as [Tensor];
    const [first, second, third] = known.slopes as [Digest, Digest, Digest];
    await expectAsPytorch(
      { D, G, byReal, byFake, ofG },
      { real: wave(6, 1, 3), fake: wave(6, 2, 3) },
      { D: one(known.D), G: one(known.G), byReal: first, byFake: second, ofG: third },
    );
  });
});

const SHAPE: Shape = [3, 8, 8];

/** Below the probability: the operation acts. */
const [P, ACTS] = [0.5, 0.1];

describe("what D sees beside PyTorch's", () => {
  it.each(Object.entries(pytorch.augmentations))("%s has its values and derivatives", async (names, known) => {
    const { operations } = planOf(names.split(" "), SHAPE);
    const x = input("x", [1, ...SHAPE]);
    const values: Record<string, readonly number[]> = { x: wave(sizeOf(SHAPE), 0), p: [P] };
    const left: Record<string, readonly number[]> = {
      ...known.numbers,
      uniform: [...operations.map(() => ACTS), ...(known.numbers.uniform ?? [])],
    };
    const y = augment(x, { operations, noise: 0.1 }, "x", input("p", []), ({ name, shape, distribution: { kind } }) => {
      const count = sizeOf(shape);
      if (count === sizeOf(SHAPE)) values[name] = wave(count, 90);
      else [values[name], left[kind]] = [left[kind]?.slice(0, count) ?? [], left[kind]?.slice(count) ?? []];
      return input(name, shape);
    });
    expect(Object.values(left).flat()).toEqual([]);
    const energy = add(sum(mul(constant(wave(sizeOf(SHAPE), 60), y.shape), y)), mul(0.5, sum(square(y))));
    const [first] = gradient(energy, [x]) as [Tensor];
    const [second] = gradient(mul(0.5, sum(square(first))), [x]) as [Tensor];
    await expectAsPytorch({ y, first, second }, values, {
      y: known.y,
      first: known.first[0] as Digest,
      second: known.second[0] as Digest,
    });
  });

  it("every operation is tried", () => {
    expect([...new Set(Object.keys(pytorch.augmentations).flatMap((names) => names.split(" ")))].sort()).toEqual(
      operationNames.toSorted(),
    );
  });
});
