/** Runs that start from the weights of another. */
import { beforeAll, describe, expect, it } from "vitest";
import { ranksInProcess } from "../../../test/in-process.ts";
import { collect, lastCheckpoint, small } from "../../../test/small-run.ts";
import { builtIn } from "../../data/built-in.ts";
import { byteImages } from "../../data/images.ts";
import { sizeOf } from "../../tensor/shape.ts";
import { type Checkpoint, decodeCheckpoint } from "../checkpoint.ts";
import { type Config, checkConfig, mathematics, resolveConfig } from "../config.ts";
import { estimate } from "../estimate.ts";
import type { Started, TrainingEvent } from "../events.ts";
import { createPlay } from "../play.ts";
import { resume, type TrainOptions, train } from "../train.ts";
import { networksText, transferText } from "./text.ts";
import { type StartingPoint, transferTo } from "./transfer.ts";

const picturesOf = (channels: number, side: number, labels?: { classes: readonly string[]; numbers: Uint32Array }) =>
  byteImages(
    "pictures",
    Uint8Array.from({ length: 24 * channels * side * side }, (_, i) => (i * 37 + (i >> 8) * 11) % 256),
    [channels, side, side],
    `pictures ${channels}×${side}`,
    24,
    labels ? { labels } : {},
  );
const labelsOf = (...classes: string[]) => ({
  classes,
  numbers: Uint32Array.from({ length: 24 }, (_, i) => (i * i) % classes.length),
});
const tiny = {
  network: "resnet",
  channels: [6, 4],
  imageEnds: "strided",
  latent: 3,
  batch: 8,
  steps: 4,
  samples: 2,
  sampleEvery: 9,
  checkpointEvery: 2,
  reportEvery: 9,
  r1: 0.5,
} satisfies TrainOptions;
const { network: _, channels: __, imageEnds: ___, latent: ____, ...further } = tiny;

const configOf = (events: readonly TrainingEvent[]): Config =>
  (events.find(({ type }) => type === "start") as Started).config;
const checkpointsOf = (events: readonly TrainingEvent[]) =>
  Promise.all(events.flatMap((event) => (event.type === "checkpoint" ? [decodeCheckpoint("it", event.bytes)] : [])));

async function startOf(options: TrainOptions): Promise<StartingPoint> {
  const events = await collect(train(options));
  return {
    run: "runs/before",
    config: configOf(events),
    checkpoint: await decodeCheckpoint("it", lastCheckpoint(events)),
  };
}

/** The state before the first step. */
async function firstOf(options: TrainOptions): Promise<Checkpoint> {
  const [first] = await checkpointsOf(await collect(train({ ...options, steps: 1 })));
  return first as Checkpoint;
}

const valuesOf = ({ tensors }: Checkpoint, name: string): Float32Array =>
  tensors.get(name)?.values ?? new Float32Array([Number.NaN]);
const namesOf = (transfer: ReturnType<typeof transferTo>, how: string): readonly string[] =>
  [...transfer.generator, ...transfer.discriminator].filter((one) => one.how === how).map(({ name }) => name);

let grey: StartingPoint;
beforeAll(async () => {
  grey = await startOf({ ...tiny, data: picturesOf(1, 16) });
});

describe("a run that starts from the weights of another", () => {
  it("has its networks, its weights and its moving average, and update rules without memory", async () => {
    const first = await firstOf({ ...further, data: picturesOf(1, 16), seed: 5, from: grey });
    expect(first.updates).toEqual({ G: 0, D: 0 });
    for (const [name, { values }] of first.tensors) {
      if (/ (mean|square)\//.test(name))
        expect(
          values.every((value) => value === 0),
          name,
        ).toBe(true);
      else expect(values, name).toEqual(valuesOf(grey.checkpoint, name));
    }
    expect([...first.tensors.keys()]).toEqual([...grey.checkpoint.tensors.keys()]);
  });

  it("says where they come from, in its configuration and in sentences", () => {
    const config = resolveConfig(picturesOf(1, 16), { ...further, from: grey });
    expect(config.from).toEqual({ run: "runs/before", step: 4, sha256: grey.checkpoint.sha256 });
    expect(checkConfig(JSON.parse(JSON.stringify(config)), "reading it")).toEqual(config);
    expect(mathematics(config)).not.toBe(
      mathematics({ ...config, from: { run: "x", step: 4, sha256: "0".repeat(64) } }),
    );
    expect(networksText(config, grey)).toBe(
      "Networks are built as in runs/before where no option says otherwise: resnet, channels 6,4.",
    );
    expect(transferText(transferTo(config, grey))).toMatch(
      /^Weights from runs\/before at step 4: 13 of 13 tensors of G \(0.00\d+ of 0.00\d+ M weights\), and 14 of 14 tensors of D \(.*\)\. The update rules start without memory\.$/,
    );
  });

  it("needs it no more once it has begun: it goes on from its own checkpoints bit for bit", async () => {
    const data = picturesOf(3, 16);
    const whole = await collect(train({ ...further, data, from: grey }));
    const all = whole.filter((event) => event.type === "checkpoint");
    expect(all.map(({ step }) => step)).toEqual([0, 2, 4]);
    for (const { bytes } of all.slice(0, 2)) {
      const on = await collect(resume({ checkpoint: bytes, config: configOf(whole), data }));
      expect(lastCheckpoint(on)).toEqual(lastCheckpoint(whole));
    }
  });

  it("begins alike on two ranks", async () => {
    const options = { ...further, data: picturesOf(3, 32), steps: 1, from: grey };
    const alone = await firstOf(options);
    const both = await Promise.all(ranksInProcess(2).map((collective) => collect(train({ ...options, collective }))));
    const [first] = await checkpointsOf(both[0] ?? []);
    expect(first?.tensors).toEqual(alone.tensors);
  });

  it("is not begun without them", async () => {
    const data = picturesOf(1, 16);
    const config = resolveConfig(data, { ...further, from: grey });
    await expect(createPlay({ config, data })).rejects.toThrow(
      "beginning a run: expected the weights of runs/before at step 4, which it starts from, but got none.",
    );
    expect((await estimate(config, data, { seconds: 0.1 })).measured).toBeGreaterThan(0);
  });

  it("works for points, where layers of other widths start afresh", async () => {
    const points = await startOf({ ...small, data: "ring", widths: [8, 6], steps: 2 });
    const config = resolveConfig(builtIn("grid"), { ...small, widths: [8, 7], from: points });
    const transfer = transferTo(config, points);
    expect(namesOf(transfer, "whole")).toEqual([
      ...["G/dense 1/weight", "G/dense 1/bias", "G/dense 3/bias"],
      ...["D/dense 1/weight", "D/dense 1/bias", "D/dense 3/bias"],
    ]);
    expect(resolveConfig(builtIn("grid"), { from: points }).generator.widths).toEqual([8, 6]);
  });
});

describe("weights for pictures of other sides", () => {
  it.each([
    [32, ["G/conv 2", "G/residual 3", "G/conv transposed 1", "D/conv 1", "D/residual 1", "D/conv 2"]],
    // From 4×4 and 8×8 to 4×4 alone, and 8 pixels.
    [8, ["G/conv transposed 1", "D/conv 1"]],
  ])("to %s are those of the inner stages; what lies further out starts afresh", async (side, afresh) => {
    const data = picturesOf(1, side);
    const config = resolveConfig(data, { ...further, from: grey });
    const transfer = transferTo(config, grey);
    const layers = namesOf(transfer, "none").map((name) => name.split("/").slice(0, 2).join("/"));
    expect([...new Set(layers)]).toEqual(afresh);
    const [first, plain] = [
      await firstOf({ ...further, data, from: grey }),
      await firstOf({ ...tiny, channels: config.generator.channels, data }),
    ];
    for (const name of namesOf(transfer, "none")) expect(valuesOf(first, name), name).toEqual(valuesOf(plain, name));
    // The smallest maps are blocks of the same number in G, and counted from the other end in D.
    expect(valuesOf(first, "G/residual 1/row/conv 1/weight")).toEqual(
      valuesOf(grey.checkpoint, "G/residual 1/row/conv 1/weight"),
    );
    const last = side === 32 ? 3 : 1;
    expect(valuesOf(first, `D/residual ${last}/row/conv 1/weight`)).toEqual(
      valuesOf(grey.checkpoint, "D/residual 2/row/conv 1/weight"),
    );
  });

  it.each([
    ["dcgan", 16, 32, 4, 2],
    ["dcgan", 32, 16, 4, 8],
    // 7×7 and 14×14 to 8×8 and 16×16, which come behind 4×4.
    ["dcgan", 28, 32, 4, 4],
    ["resnet", 32, 64, [8, 6, 4], [8, 6, 4, 2]],
    ["resnet", 28, 32, [6, 4], [6, 4]],
    ["resnet", 28, 64, [6, 4], [6, 4, 2]],
    ["resnet", 64, 32, [8, 6, 4, 2], [8, 6, 4]],
    ["resnet", 32, 64, 4, [16, 8, 4, 2]],
  ] as const)("have channels that fit them: %s, from %s to %s", (network, from, to, channels, then) => {
    const config = resolveConfig(picturesOf(1, from), { ...further, network, channels, r1: 0 });
    const before = { run: "x", config, checkpoint: { step: 1, sha256: "0".repeat(64) } };
    const now = resolveConfig(picturesOf(1, to), { ...further, r1: 0, from: before });
    expect(now.generator.channels).toEqual(then);
    expect(now.discriminator.channels).toEqual(then);
    const given = resolveConfig(picturesOf(1, to), { ...further, r1: 0, channels: 3, from: before });
    expect(given.generator.channels).toBe(3);
  });

  it("of dcgan are those of maps of nearly the same sides", async () => {
    const before = await startOf({
      ...further,
      r1: 0,
      network: "dcgan",
      channels: 4,
      latent: 3,
      data: picturesOf(1, 28),
    });
    const config = resolveConfig(picturesOf(1, 32), { ...further, r1: 0, from: before });
    const transfer = transferTo(config, before);
    expect(namesOf(transfer, "whole").filter((name) => name.includes("conv"))).toEqual([
      "G/conv transposed 2/weight",
      "G/conv transposed 3/weight",
      "G/conv transposed 3/bias",
      "D/conv 1/weight",
      "D/conv 1/bias",
      "D/conv 2/weight",
    ]);
  });
});

describe("weights for pictures of other channels", () => {
  it("make in every colour what was made in grey, and judge a grey picture in colours as it was judged", async () => {
    const first = await firstOf({ ...further, data: picturesOf(3, 16), from: grey });
    const [made, judged] = ["G/conv transposed 1/weight", "D/conv 1/weight"].map((name) => ({
      now: valuesOf(first, name),
      before: valuesOf(grey.checkpoint, name),
    }));
    const window = 16;
    for (let maps = 0; maps < 4; maps++) {
      for (let tap = 0; tap < window; tap++) {
        const at = (values: Float32Array | undefined, colour: number): number =>
          values?.[(maps * 3 + colour) * window + tap] ?? Number.NaN;
        const [ofG, ofD] = [made?.before[maps * window + tap], judged?.before[maps * window + tap] ?? Number.NaN];
        expect([0, 1, 2].map((colour) => at(made?.now, colour))).toEqual([ofG, ofG, ofG]);
        const sum = [0, 1, 2].reduce((total, colour) => total + at(judged?.now, colour), 0);
        expect(sum).toBeCloseTo(ofD, 6);
      }
    }
  });

  it("are the mean colour in grey; transparency starts afresh", async () => {
    const colour = await startOf({ ...tiny, data: picturesOf(3, 16) });
    const config = resolveConfig(picturesOf(1, 16), { ...further, from: colour });
    expect(namesOf(transferTo(config, colour), "part")).toEqual([
      "G/conv transposed 1/weight",
      "G/conv transposed 1/bias",
      "D/conv 1/weight",
    ]);
    const first = await firstOf({ ...further, data: picturesOf(1, 16), from: colour });
    const before = valuesOf(colour.checkpoint, "G/conv transposed 1/bias");
    expect(valuesOf(first, "G/conv transposed 1/bias")[0]).toBeCloseTo(before.reduce((a, b) => a + b) / 3, 6);
    const clear = await firstOf({ ...further, data: picturesOf(4, 16), from: colour });
    const plain = await firstOf({ ...tiny, data: picturesOf(4, 16) });
    const [now, afresh] = [clear, plain].map((one) => valuesOf(one, "G/conv transposed 1/weight"));
    const there = valuesOf(colour.checkpoint, "G/conv transposed 1/weight");
    expect(now?.subarray(0, 48)).toEqual(there.subarray(0, 48));
    expect(now?.subarray(48, 64)).toEqual(afresh?.subarray(48, 64));
  });
});

describe("weights for other classes", () => {
  it("start at nothing where there were none, so that G and D begin as they were", async () => {
    const options: TrainOptions = { ...further, classes: "labels", from: grey };
    const first = await firstOf({ ...options, data: picturesOf(1, 16, labelsOf("a", "b", "c")) });
    const [now, before] = [first, grey.checkpoint].map((one) => valuesOf(one, "G/dense 1/weight"));
    const width = 6 * 4 * 4;
    expect(now?.subarray(0, 3 * width)).toEqual(before);
    expect(now?.subarray(3 * width)).toEqual(new Float32Array(3 * width));
    expect(valuesOf(first, "D/projection 1/of y")).toEqual(new Float32Array(6 * 3));
    expect(valuesOf(first, "D/projection 1/weight")).toEqual(valuesOf(grey.checkpoint, "D/dense 1/weight"));
  });

  it("are those of the classes of the same name; others are the mean of all", async () => {
    const labels = labelsOf("cat", "dog", "hen");
    const before = await startOf({ ...tiny, classes: "labels", data: picturesOf(1, 16, labels) });
    const options: TrainOptions = { ...further, classes: "labels", from: before };
    const data = picturesOf(1, 16, labelsOf("hen", "cow", "cat"));
    const first = await firstOf({ ...options, data });
    const rows = (one: Checkpoint): readonly Float32Array[] =>
      [3, 4, 5].map((row) => valuesOf(one, "G/dense 1/weight").subarray(row * 96, (row + 1) * 96));
    const [[hen, cow, cat], there] = [rows(first), rows(before.checkpoint)];
    expect(hen).toEqual(there[2]);
    expect(cat).toEqual(there[0]);
    const counts = [0, 1, 2].map((k) => labels.numbers.filter((number) => number === k).length);
    cow?.forEach((value, i) => {
      const mean = counts.reduce((sum, count, k) => sum + (count / 24) * (there[k]?.[i] ?? Number.NaN), 0);
      expect(value).toBeCloseTo(mean, 6);
    });
    const [event] = await collect(train({ ...options, data, steps: 1 }));
    const config = (event as Started).config;
    expect(transferText(transferTo(config, before))).toContain(
      "2 classes start as those of the same name; others as the mean of all.",
    );
    const without = transferTo(resolveConfig(data, { ...further, from: before }), before);
    expect(transferText(without)).toContain("That run had classes: what G and D learned of them is left out");
  });
});

describe("what does not fit", () => {
  it("is refused where it is all", () => {
    const data = picturesOf(1, 16);
    const config = resolveConfig(data, { ...further, r1: 0, network: "mlp", from: grey });
    expect(() => transferTo(config, grey)).toThrow(
      "starting from the weights of runs/before: expected networks of which something fits, but got those for [1×16×16] of resnet, of which no tensor does. Leave out the options that build other networks, or start from another run.",
    );
  });

  it("is refused where the data are of another kind", () => {
    expect(() => resolveConfig(builtIn("ring"), { from: grey })).toThrow(
      "starting from the weights of runs/before: expected a run on points, as ring has them, but got one on images.",
    );
  });

  it("is counted number by number", () => {
    const config = resolveConfig(picturesOf(1, 16), { ...further, latent: 5, from: grey });
    const transfer = transferTo(config, grey);
    const first = transfer.generator.find(({ name }) => name === "G/dense 1/weight");
    expect(first).toEqual({ name: "G/dense 1/weight", shape: [5, 96], how: "part", count: 3 * 96 });
    expect(transfer.discriminator.every(({ shape, count }) => count === sizeOf(shape))).toBe(true);
  });
});
