import { describe, expect, it } from "vitest";
import { builtIn } from "../data/built-in.ts";
import type { DataSet } from "../data/dataset.ts";
import { byteImages } from "../data/images.ts";
import { tableData } from "../data/rows.ts";
import { viewOf } from "../tensor/layout.ts";
import { interpret } from "../tensor/reference.ts";
import { algorithm1 } from "./algorithm.ts";
import { assemble } from "./assemble.ts";
import { decodeCheckpoint, parametersOf } from "./checkpoint.ts";
import { type Config, gameOf, learningOf, resolveConfig } from "./config.ts";
import type { TrainingEvent } from "./events.ts";
import { createMachine, type Machine } from "./machine.ts";
import type { GivenOptions } from "./recipes.ts";
import { createJudge, createSampler, noise } from "./sampler.ts";
import { resume, type TrainOptions, train } from "./train.ts";

const small = {
  batch: 16,
  widths: [8],
  samples: 4,
  sampleEvery: 1000,
  checkpointEvery: 1000,
  reportEvery: 4,
  decaySteps: 100,
} satisfies GivenOptions;

const pictures = byteImages(
  "pictures",
  Uint8Array.from({ length: 40 * 64 }, (_, i) => (i * 37) % 256),
  [1, 8, 8],
  "pictures",
  40,
);
const heldOutPictures = byteImages(
  "pictures",
  Uint8Array.from({ length: 40 * 64 }, (_, i) => (i * 37) % 256),
  [1, 8, 8],
  "pictures",
  40,
  { holdout: 9 },
);
const smallImages = {
  ...small,
  data: pictures,
  network: "dcgan",
  channels: 2,
  latent: 3,
  batch: 8,
} satisfies TrainOptions;

/** Options of a run whose data are named. */
type Run = TrainOptions & { readonly data: string | DataSet };

async function collect(stream: AsyncIterable<TrainingEvent>): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

const checkpoints = (events: readonly TrainingEvent[]) => events.filter((event) => event.type === "checkpoint");
const lastCheckpoint = (events: readonly TrainingEvent[]): Uint8Array =>
  checkpoints(events).at(-1)?.bytes as Uint8Array;

const machineOf = (config: Config, data = builtIn("ring")): Promise<Machine> =>
  createMachine({
    game: gameOf(config),
    switchAt: config.loss === "mixed" ? config.mixedSteps : Number.POSITIVE_INFINITY,
    data,
    seed: config.seed,
    generator: learningOf(config.generator),
    discriminator: learningOf(config.discriminator),
    average: config.average,
    threads: 1,
    diverged: (step) => new Error(`diverged at ${step}`),
  });

const ringConfig = (given: GivenOptions = {}): Config => resolveConfig(builtIn("ring"), { ...small, ...given });

describe("Algorithm 1", () => {
  /** A machine that only writes down what it is told to do. */
  function recorder(generatorNeedsExamples = false): { machine: Machine; log: string[] } {
    const log: string[] = [];
    const note = (what: string) => () => void log.push(what);
    const player = (name: string) => ({ update: (_: unknown, step: number) => void log.push(`${name} moves ${step}`) });
    const machine = {
      discriminator: player("D"),
      generator: player("G"),
      discriminatorStep: { gradient: {} },
      generatorStep: () => ({ gradient: {} }),
      drawNoise: note("z"),
      drawExamples: note("x"),
      generatorNeedsExamples,
      discriminatorGradient: async () => note("∇D")(),
      generatorGradient: async () => note("∇G")(),
      updateAverage: note("average"),
    } as unknown as Machine;
    return { machine, log };
  }

  it("plays k D steps on fresh minibatches, then one G step on fresh noise", async () => {
    const { machine, log } = recorder();
    const moments = [];
    for await (const moment of algorithm1(machine, { first: 3, last: 4, dSteps: 2, updates: "alternating" }))
      moments.push(moment);
    expect(moments.filter(({ did }) => did === "round").map(({ step }) => step)).toEqual([3, 4]);
    const told = moments.slice(0, moments.length / 2).map(({ did, player, k }) => `${player} ${k} ${did}`);
    const ofD = (k: number) => ["noise", "examples", "gradient", "update"].map((did) => `D ${k} ${did}`);
    const ofG = ["noise", "gradient", "update", "round"].map((did) => `G 2 ${did}`);
    expect(told).toEqual([...ofD(1), ...ofD(2), ...ofG]);
    const turn = (n: number) => [
      "z",
      "x",
      "∇D",
      `D moves ${n}`,
      "z",
      "x",
      "∇D",
      `D moves ${n}`,
      "z",
      "∇G",
      `G moves ${n}`,
      "average",
    ];
    expect(log).toEqual([...turn(3), ...turn(4)]);
  });

  it("draws examples for G's step too where its loss compares pairs", async () => {
    const { machine, log } = recorder(true);
    for await (const _ of algorithm1(machine, { first: 1, last: 1, dSteps: 1, updates: "alternating" }));
    expect(log).toEqual(["z", "x", "∇D", "D moves 1", "z", "x", "∇G", "G moves 1", "average"]);
  });

  it("in simultaneous form takes both gradients from one batch of noise before either player moves", async () => {
    const { machine, log } = recorder();
    for await (const _ of algorithm1(machine, { first: 1, last: 1, dSteps: 1, updates: "simultaneous" }));
    expect(log).toEqual(["z", "x", "∇D", "∇G", "D moves 1", "G moves 1", "average"]);
  });
});

describe("the red line", () => {
  it("the D step leaves every byte of G as it is, and the G step every byte of D", async () => {
    const machine = await machineOf(ringConfig());
    const bytes = (player: "generator" | "discriminator") => machine[player].parameters.data.join();
    const [g, d] = [bytes("generator"), bytes("discriminator")];
    machine.drawNoise();
    await machine.drawExamples();
    await machine.discriminatorGradient(1);
    machine.discriminator.update(machine.discriminatorStep.gradient, 1);
    expect(bytes("generator")).toBe(g);
    expect(bytes("discriminator")).not.toBe(d);
    const moved = bytes("discriminator");
    await machine.generatorGradient(1);
    machine.generator.update(machine.generatorStep(1).gradient, 1);
    expect(bytes("discriminator")).toBe(moved);
    expect(bytes("generator")).not.toBe(g);
    await machine.release();
  });
});

describe("a step of gradient descent", () => {
  it.each(["discriminator", "generator"] as const)(
    "moves the %s by minus the rate times the gradient of the loss on the minibatch it saw",
    async (player) => {
      const config = ringConfig({
        optimizer: "sgd",
        learningRate: 0.1,
        schedule: "constant",
        activation: "tanh",
        batch: 6,
      });
      const machine = await machineOf(config);
      machine.drawNoise();
      await machine.drawExamples();
      const inputs: Record<string, Float32Array> = { x: machine.x.data.slice(), z: machine.z.data.slice() };
      for (const { layout, parameters } of [machine.generator, machine.discriminator]) {
        for (const entry of layout.entries) inputs[entry.name] = viewOf(parameters.data, entry).slice();
      }
      const running = player === "discriminator" ? machine.discriminatorStep : machine.generatorStep(1);
      await running.run(1);
      machine[player].update(running.gradient, 1);
      const lossAt = (at: Readonly<Record<string, ArrayLike<number>>>) =>
        interpret(running.step.graph, at).loss?.[0] ?? Number.NaN;
      for (const entry of machine[player].layout.entries) {
        const before = Float64Array.from(inputs[entry.name] as Float32Array);
        const after = viewOf(machine[player].parameters.data, entry);
        const i = before.length - 1;
        const slope =
          (lossAt({ ...inputs, [entry.name]: before.with(i, before[i]! + 1e-5) }) -
            lossAt({ ...inputs, [entry.name]: before.with(i, before[i]! - 1e-5) })) /
          2e-5;
        expect(after[i]).toBeCloseTo(before[i]! - 0.1 * slope, 5);
      }
      await machine.release();
    },
  );
});

describe("a run", () => {
  it("tells its story in order: start, samples and a checkpoint at 0, reports, samples, checkpoint, end", async () => {
    const events = await collect(train({ data: "ring", ...small, steps: 8 }));
    const told = events.filter(({ type }) => type !== "progress").map(({ type, step }) => `${type} ${step}`);
    expect(told).toEqual([
      "start 0",
      "samples 0",
      "checkpoint 0",
      "report 4",
      "report 8",
      "samples 8",
      "checkpoint 8",
      "end 8",
    ]);
    expect(events.at(-1)).toMatchObject({ reason: "finished" });
  });

  it("reports losses, D's answers, V and gradient norms, all finite", async () => {
    const events = await collect(train({ data: "ring", ...small, steps: 4 }));
    const report = events.find(({ type }) => type === "report");
    for (const key of [
      "dLoss",
      "gLoss",
      "meanDReal",
      "meanDFake",
      "value",
      "dGradientNorm",
      "gGradientNorm",
      "dLearningRate",
    ]) {
      expect(Number.isFinite((report as unknown as Record<string, number>)[key]), key).toBe(true);
    }
  });

  it("leaves V out where D gives scores, and reports penalties where there are some", async () => {
    const events = await collect(train({ data: "ring", ...small, steps: 4, loss: "wasserstein" }));
    const report = events.find(({ type }) => type === "report");
    expect(report).not.toHaveProperty("value");
    expect(report).toHaveProperty("penalty");
  });

  it("of the same seed makes the same bytes, of another seed others", async () => {
    const bytes = async (seed: number) =>
      lastCheckpoint(await collect(train({ data: "ring", ...small, steps: 5, seed })));
    expect(await bytes(1)).toEqual(await bytes(1));
    expect(await bytes(1)).not.toEqual(await bytes(2));
  });

  it("makes the same bytes whatever is reported, sampled and saved on the way", async () => {
    const quiet = await collect(train({ data: "ring", ...small, steps: 9, reportEvery: 100 }));
    const busy = await collect(
      train({
        data: "ring",
        ...small,
        steps: 9,
        reportEvery: 1,
        sampleEvery: 2,
        checkpointEvery: 3,
        samples: 7,
        keep: 2,
      }),
    );
    expect(lastCheckpoint(busy)).toEqual(lastCheckpoint(quiet));
  });

  it("can be left at any event: nothing runs on", async () => {
    for await (const event of train({ data: "ring", ...small, steps: 1e6 })) if (event.type === "report") break;
  });

  it("stops when told to, with a checkpoint from which it goes on", async () => {
    const controller = new AbortController();
    const events: TrainingEvent[] = [];
    for await (const event of train({ data: "ring", ...small, steps: 50, signal: controller.signal })) {
      events.push(event);
      if (event.type === "report" && event.step === 8) controller.abort();
    }
    expect(events.at(-1)).toMatchObject({ type: "end", reason: "aborted", step: 8 });
    const config = ringConfig({ steps: 50 });
    const resumed = await collect(resume({ checkpoint: lastCheckpoint(events), config, data: "ring" }));
    const whole = await collect(train({ data: "ring", ...small, steps: 50 }));
    expect(lastCheckpoint(resumed)).toEqual(lastCheckpoint(whole));
  });
});

describe("resuming is exact", () => {
  it.each<[string, Run]>([
    ["adam", { ...small, data: "ring" }],
    ["sgd", { ...small, data: "ring", optimizer: "sgd" }],
    [
      "momentum with schedules",
      {
        ...small,
        data: "ring",
        optimizer: "momentum",
        learningRate: 0.05,
        momentum: 0.5,
        finalMomentum: 0.7,
        momentumSteps: 8,
        schedule: "exponential",
      },
    ],
    ["rmsprop", { ...small, data: "grid", optimizer: "rmsprop", average: 0 }],
    ["adamw", { ...small, data: "moons", optimizer: "adamw", weightDecay: 0.01 }],
    ["dropout", { ...small, data: "ring", dropout: 0.5, discriminator: { inputDropout: 0.2 } }],
    ["gradient penalty and five D steps", { ...small, data: "ring", loss: "wasserstein" }],
    ["a switch of losses on the way", { ...small, data: "ring", loss: "mixed", mixedSteps: 5 }],
    [
      "simultaneous updates and a uniform prior",
      { ...small, data: "ring", updates: "simultaneous", prior: "uniform", halfWidth: Math.sqrt(3) },
    ],
    ["pairs", { ...small, data: "ring", loss: "relativistic" }],
    [
      "all that the 2014 preset asks for",
      {
        preset: "goodfellow2014-mnist",
        data: heldOutPictures,
        ...small,
        batch: 7,
        widths: [6, 5],
        // Within the four steps before the stop and the seven after it.
        momentumSteps: 8,
      },
    ],
    [
      "masks that pairs share, with batch normalisation in D",
      {
        ...smallImages,
        loss: "relativistic",
        updates: "simultaneous",
        sharedMasks: true,
        dropout: 0.5,
        pixels: "unit",
      },
    ],
    ["images, batch normalisation, epochs", smallImages],
    ["images, a penalty", { ...smallImages, r1: 1 }],
  ])("with %s", async (_, options) => {
    const whole = await collect(train({ ...options, steps: 11 }));
    const half = await collect(train({ ...options, steps: 4 }));
    const start = whole.find((event) => event.type === "start");
    const config = start?.type === "start" ? start.config : undefined;
    const rest = await collect(
      resume({ checkpoint: lastCheckpoint(half), config: config as Config, data: options.data }),
    );
    expect(lastCheckpoint(rest)).toEqual(lastCheckpoint(whole));
    expect(lastCheckpoint(half)).not.toEqual(lastCheckpoint(whole));
  });

  it("and refused for other mathematics, other data, or fewer steps than were made", async () => {
    const checkpoint = lastCheckpoint(await collect(train({ data: "ring", ...small, steps: 4 })));
    const attempt = (config: Config, data = "ring") => collect(resume({ checkpoint, config, data }));
    await expect(attempt(ringConfig({ steps: 9, seed: 2 }))).rejects.toThrow(
      "resuming from the checkpoint: expected the configuration it was written with, but got another one. Only the options under run may change.",
    );
    await expect(attempt(ringConfig({ steps: 9 }), "grid")).rejects.toThrow(
      "expected the data it was trained on (ring, built-in ring:",
    );
    await expect(attempt(ringConfig({ steps: 3 }))).rejects.toThrow(
      "expected a number of steps from 4 on, as that is how far it is, but got 3. Raise the number of steps.",
    );
  });
});

describe("a checkpoint", () => {
  it("is found out when a byte changed or the end is missing", async () => {
    const bytes = lastCheckpoint(await collect(train({ data: "ring", ...small, steps: 1 })));
    for (const at of [bytes.length - 1, bytes.length >> 1, 700]) {
      const altered = bytes.slice();
      altered[at] = (altered[at] ?? 0) ^ 1;
      await expect(decodeCheckpoint("step-1", altered), `byte ${at}`).rejects.toThrow(/reading (checkpoint )?step-1/);
    }
    await expect(decodeCheckpoint("step-1", bytes.subarray(0, bytes.length - 4))).rejects.toThrow(
      "reading step-1 as safetensors",
    );
    await expect(decodeCheckpoint("step-1", bytes)).resolves.toMatchObject({ step: 1 });
    // A Buffer of Node is left as it is.
    const buffer = Buffer.from(bytes);
    await expect(decodeCheckpoint("step-1", buffer)).resolves.toMatchObject({ step: 1 });
    expect(buffer.equals(bytes)).toBe(true);
  });

  it("holds every parameter, moment and average under a readable name", async () => {
    const { tensors } = await decodeCheckpoint(
      "c",
      lastCheckpoint(await collect(train({ data: "ring", ...small, steps: 1 }))),
    );
    const names = [...tensors.keys()];
    for (const name of [
      "G/dense 1/weight",
      "G mean/dense 1/weight",
      "G square/dense 2/bias",
      "G average/dense 2/weight",
      "D/dense 1/weight",
      "D mean/dense 2/bias",
    ]) {
      expect(names).toContain(name);
    }
    expect(names.some((name) => name.startsWith("D average"))).toBe(false);
    expect(tensors.get("G/dense 1/weight")?.shape).toEqual([2, 8]);
  });
});

describe("the moving average of G", () => {
  it("is β·average + (1 − β)·G after each step, β growing to its value so that the start is forgotten", async () => {
    const config = ringConfig({ average: 0.9, steps: 30 });
    const machine = await machineOf(config);
    const expected = Float64Array.from(machine.generator.parameters.data);
    for await (const { did, step } of algorithm1(machine, { first: 1, last: 30, dSteps: 1, updates: "alternating" })) {
      if (did !== "round") continue;
      const beta = Math.min(0.9, (1 + step) / (10 + step));
      machine.generator.parameters.data.forEach((value, i) => {
        expected[i] = beta * (expected[i] ?? 0) + (1 - beta) * value;
      });
    }
    machine.average?.data.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? 9, 5));
    await machine.release();
  });
});

describe("shared masks", () => {
  /** D's answers on the same generated batch, as the D step and as the G step see them; and whether G's masks were drawn. */
  async function answers(given: GivenOptions, data: DataSet = builtIn("ring")) {
    const config = resolveConfig(data, { ...small, updates: "simultaneous", dropout: 0.5, widths: [8, 8], ...given });
    const machine = await assemble(config, data);
    const rounds = { first: 1, last: 3, dSteps: 2, updates: "simultaneous" } as const;
    for await (const _ of algorithm1(machine, rounds)); // the masks of the last D step of the last round count
    machine.drawNoise();
    await machine.drawExamples();
    await machine.discriminatorGradient(3);
    const before = machine.streams.dropout.position;
    await machine.generatorGradient(3);
    const drawn = machine.streams.dropout.position > before;
    await machine.release();
    return { d: [...machine.discriminatorStep.generated], g: [...machine.generatorStep(3).generated], drawn };
  }

  it.each<[string, GivenOptions]>([
    ["dropout in both players", {}],
    ["dropout of D's input", { discriminator: { inputDropout: 0.3 } }],
    ["pairs", { loss: "relativistic" }],
    ["batch normalisation, so that D judges in two passes", { normalisation: "batch" }],
  ])("show both gradients the same game: %s", async (_, given) => {
    const shared = await answers({ ...given, sharedMasks: true });
    shared.d.forEach((value, i) => expect(shared.g[i]).toBeCloseTo(value, 5));
    expect(shared.drawn).toBe(false);
    const own = await answers(given);
    expect(own.drawn).toBe(true);
    expect(own.d.some((value, i) => Math.abs(value - (own.g[i] ?? 0)) > 1e-3)).toBe(true);
  });

  it("change nothing where players take turns", async () => {
    const bytes = async (sharedMasks: boolean) => {
      const events = await collect(train({ data: "ring", ...small, dropout: 0.5, steps: 3, sharedMasks }));
      return [...(await decodeCheckpoint("c", lastCheckpoint(events))).tensors].map(([, { values }]) => values.join());
    };
    expect(await bytes(true)).toEqual(await bytes(false));
  });
});

describe("an output bias from the data", () => {
  /** G's output bias before the first step. */
  async function biasOf(given: GivenOptions, data: DataSet = heldOutPictures): Promise<Float32Array> {
    const config = resolveConfig(data, { ...small, network: "mlp", latent: 3, batch: 8, outputBias: "data", ...given });
    const machine = await assemble(config, data);
    const entry = machine.generator.layout.entries.find(({ name }) => name === "G/dense 2/bias");
    const bias = entry ? viewOf(machine.generator.parameters.data, entry).slice() : new Float32Array();
    await machine.release();
    return bias;
  }

  /** Mean ink in [0, 1] of each pixel of the 31 pictures that are trained on, straight from the bytes. */
  const ink = Array.from({ length: 64 }, (_, pixel) => {
    let sum = 0;
    for (let picture = 0; picture < 31; picture++) sum += ((picture * 64 + pixel) * 37) % 256;
    return sum / 31 / 255;
  });

  it("is the logit of the mean ink, so that G starts from the mean picture", async () => {
    const bias = await biasOf({ pixels: "unit" });
    ink.forEach((p, i) => expect(bias[i]).toBeCloseTo(Math.log(p / (1 - p)), 5));
  });

  it("is the inverse of tanh where pixels are symmetric, and the mean itself where G ends without activation", async () => {
    const bias = await biasOf({});
    ink.forEach((p, i) => expect(Math.tanh(bias[i]!)).toBeCloseTo(2 * p - 1, 5));
    const table = await tableData("t", { columns: ["a"], values: Float64Array.of(1, 3, 1000) }, { holdout: 1 });
    expect((await biasOf({ batch: 2 }, table))[0]).toBeCloseTo(0, 6);
  });

  it("stays finite where a pixel is always black or white", async () => {
    const ends = byteImages("ends", Uint8Array.of(0, 255, 0, 255), [1, 1, 2], "ends", 2);
    const [black = 0, white = 0] = await biasOf({ batch: 2, pixels: "unit" }, ends);
    expect(black).toBeCloseTo(Math.log(1e-7), 4);
    expect(white).toBeCloseTo(-black, 4);
  });

  it("is zero by default", async () => {
    expect((await biasOf({ outputBias: "zero" })).every((value) => value === 0)).toBe(true);
  });

  it("is refused where there is none", async () => {
    await expect(biasOf({ network: "dcgan" })).rejects.toThrow(
      "setting G's output bias to the mean of the data: expected an mlp as G, which has a bias for every number of an example, but got dcgan. Use --g-network mlp, or --output-bias zero.",
    );
    await expect(biasOf({}, builtIn("ring"))).rejects.toThrow("taking the mean of ring: expected examples that can");
  });
});

describe("mixed losses", () => {
  it("are non-saturating for the given number of steps, then minimax", async () => {
    const generatorAfter = async (loss: "mixed" | "non-saturating", steps: number): Promise<string> => {
      const config = ringConfig({ loss, mixedSteps: 3 });
      const bytes = lastCheckpoint(await collect(train({ data: "ring", ...small, loss, mixedSteps: 3, steps })));
      return parametersOf(await decodeCheckpoint("c", bytes), gameOf(config).generator).join();
    };
    expect(await generatorAfter("mixed", 3)).toBe(await generatorAfter("non-saturating", 3));
    expect(await generatorAfter("mixed", 4)).not.toBe(await generatorAfter("non-saturating", 4));
  });
});

describe("a number that is not finite", () => {
  it("stops the run before it reaches the parameters, and names step, tensor and one change", async () => {
    const events: TrainingEvent[] = [];
    const running = (async () => {
      for await (const event of train({
        data: "ring",
        ...small,
        steps: 100,
        loss: "least-squares",
        optimizer: "sgd",
        learningRate: 1e6,
        checkpointEvery: 1,
      }))
        events.push(event);
    })();
    await expect(running).rejects.toThrow(
      /^training, [DG] step of step \d+: expected finite numbers, but got (-?Infinity|NaN) in .+\. Lower the learning rate, which is high for sgd: --learning-rate 0\.1\. The last checkpoint is intact\.$/,
    );
    const { tensors } = await decodeCheckpoint("c", lastCheckpoint(events));
    for (const { values } of tensors.values()) expect(values.every(Number.isFinite)).toBe(true);
  });

  it("is traced to the data when the data hold it", async () => {
    const broken = {
      ...builtIn("ring"),
      open: async () => ({ next: (to: Float32Array) => void to.fill(Number.NaN), position: 0 }),
    };
    await expect(collect(train({ data: broken, ...small, steps: 3 }))).rejects.toThrow(
      "training, D step of step 1: expected finite numbers, but got NaN in x.",
    );
  });
});

describe("samples", () => {
  it("of a generator with batch normalisation do not depend on each other", async () => {
    const { data: _, ...options } = smallImages;
    const config = resolveConfig(pictures, options);
    const { generator, prior } = gameOf(config);
    const { tensors, ...rest } = await decodeCheckpoint(
      "c",
      lastCheckpoint(await collect(train({ ...smallImages, steps: 2 }))),
    );
    const parameters = parametersOf({ tensors, ...rest }, generator, "average");
    const sampler = await createSampler({ generator, prior, seed: 1, batch: 8, threads: 1 });
    const statistics = await sampler.calibrate(parameters);
    const z = await noise(prior, 1, 40);
    const all = await sampler.sample(parameters, statistics, z);
    const one = await sampler.sample(parameters, statistics, z.slice(33 * prior.latent, 34 * prior.latent));
    await sampler.release();
    expect([...one]).toEqual([...all.subarray(33 * 64, 34 * 64)]);
    expect(all.every((value) => Math.abs(value) <= 1)).toBe(true);
  });

  it("are normalised with the pooled mean and variance of sixteen minibatches", async () => {
    // A G whose first layer is the identity up to its weight: its statistics are those of a known linear map of z.
    const data = builtIn("ring");
    const config = resolveConfig(data, { ...small, widths: [4], generator: { normalisation: "batch" }, batch: 50 });
    const { generator, prior } = gameOf(config);
    const machine = await machineOf(config);
    const parameters = machine.generator.parameters.data.slice();
    const entry = machine.generator.layout.entries.find(({ name }) => name === "G/dense 1/weight");
    const weight = entry ? viewOf(parameters, entry) : new Float32Array();
    const sampler = await createSampler({ generator, prior, seed: 1, batch: 50, threads: 1 });
    const statistics = await sampler.calibrate(parameters);
    await sampler.release();
    await machine.release();
    // z ~ N(0, I): means 0, variances Σ w². 800 draws.
    for (let unit = 0; unit < 4; unit++) {
      const variance = weight[unit]! ** 2 + weight[4 + unit]! ** 2;
      expect(Math.abs(statistics[unit]!)).toBeLessThan(5 * Math.sqrt(variance / 800));
      expect(Math.abs(statistics[4 + unit]! / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 800));
    }
  });

  it("judged by D get the logits that the network gives them", async () => {
    const config = ringConfig();
    const machine = await machineOf(config);
    const judge = await createJudge(gameOf(config).discriminator, 16, 1);
    const examples = Float32Array.from({ length: 64 * 2 }, (_, i) => Math.sin(i));
    const answers = await judge.answers(machine.discriminator.parameters.data, examples);
    expect(answers).toHaveLength(64);
    machine.x.data.set(examples.subarray(32, 64));
    machine.drawNoise();
    await machine.discriminatorGradient(1);
    expect([...machine.discriminatorStep.real]).toEqual([...answers.subarray(16, 32)]);
    await judge.release();
    await machine.release();
  });
});

describe("a preset", () => {
  it("brings its data along where they are built in", async () => {
    const events = await collect(train({ preset: "ring", steps: 1, batch: 16 }));
    expect(events[0]).toMatchObject({ type: "start", config: { data: { name: "ring" }, batch: 16 } });
  });

  it("or says which data it needs", async () => {
    await expect(collect(train({ preset: "goodfellow2014-mnist" }))).rejects.toThrow(
      "training as preset goodfellow2014-mnist: expected the data it is meant for, mnist, but got no data. Read the file by idxImages and give the result as data.",
    );
    await expect(collect(train({ steps: 1 }))).rejects.toThrow(
      "training: expected data, or a preset, but got no data.",
    );
  });
});

describe("data", () => {
  it("of an unknown name is an error with the nearest one", async () => {
    await expect(collect(train({ data: "rign" }))).rejects.toThrow(
      "looking for data rign: expected one of normal, two-normals, uniform, ring, grid, line, blobs, swiss-roll, moons, glyphs, but got rign. Did you mean ring?",
    );
  });

  it("that need more memory than there can be are refused before anything runs", async () => {
    await expect(collect(train({ data: "ring", widths: [65536, 65536] }))).rejects.toThrow(
      "allocating memory for parameters and minibatches: expected at most 4 GiB",
    );
  });
});
