import { describe, expect, it } from "vitest";
import { ranksInProcess } from "../../test/in-process.ts";
import { layoutOf } from "../data/columns/layout.ts";
import { conditionWidth } from "../data/columns/table-condition.ts";
import { typedData } from "../data/typed-data.ts";
import type { TypedTable } from "../data/typed-table.ts";
import { discriminatorStep } from "../game/step.ts";
import { dense } from "../networks/layers.ts";
import { sequential } from "../networks/network.ts";
import { openModel } from "../onnx/runtime.ts";
import { interpret } from "../tensor/reference.ts";
import { decodeCheckpoint, parametersOf } from "./checkpoint.ts";
import { type Config, resolveConfig } from "./config.ts";
import type { Report, TrainingEvent } from "./events.ts";
import { exportGenerator } from "./export.ts";
import { gameOf, priorOf } from "./game-of-config.ts";
import { createSampler, noise } from "./sampler.ts";
import { resume, type TrainOptions, train } from "./train.ts";

const ROWS = 200;
const made = (value: (i: number) => number): Float64Array => Float64Array.from({ length: ROWS }, (_, i) => value(i));
const table: TypedTable = {
  rows: ROWS,
  columns: [
    { name: "kind", kind: "category", levels: ["a", "b", "c"], values: made((i) => i % 3) },
    { name: "size", kind: "number", form: { decimals: 1 }, values: made((i) => ((i * 37) % 101) / 10) },
    { name: "flag", kind: "boolean", levels: ["no", "yes"], values: made((i) => (i % 5 === 0 ? 1 : 0)) },
  ],
};
const data = await typedData("t", table);
const small = { steps: 8, batch: 24, latent: 4, widths: [16, 16], samples: 4, checkpointEvery: 4, reportEvery: 4 };

async function played(events: AsyncIterable<TrainingEvent>) {
  const checkpoints = new Map<number, Uint8Array>();
  const reports: Report[] = [];
  let config: Config | undefined;
  for await (const event of events) {
    if (event.type === "start") config = event.config;
    if (event.type === "checkpoint") checkpoints.set(event.step, event.bytes);
    if (event.type === "report") reports.push(event);
  }
  return { config: config as Config, checkpoints, reports };
}

const figures = ({ dLoss, gLoss, penalty, dGradientNorm, gGradientNorm }: Report): number[] =>
  [dLoss, gLoss, penalty, dGradientNorm, gGradientNorm].map((figure) => figure ?? 0);

describe.each([
  ["several columns given in a share of the rows", { subsets: 0.5 }],
  ["Gumbel noise", { generator: { gumbel: 0.7 } }],
  ["packs of rows", { pack: 4, loss: "least-squares", gradientPenalty: 1, discriminator: { dropout: 0.5 } }],
] as readonly (readonly [string, Partial<TrainOptions>])[])("a game of a table with %s", (_, options) => {
  const given = { ...small, ...options, data } as TrainOptions;

  it("goes on from a checkpoint exactly, and is another game than without", async () => {
    const whole = await played(train(given));
    const checkpoint = whole.checkpoints.get(4) as Uint8Array;
    const on = await played(resume({ checkpoint, config: whole.config, data }));
    expect(on.checkpoints.get(8)).toEqual(whole.checkpoints.get(8));
    const without = await played(train({ ...small, data }));
    expect(without.reports.map(figures)).not.toEqual(whole.reports.map(figures));
  });

  it("is the same on two ranks", async () => {
    const one = (await played(train(given))).reports.flatMap(figures);
    const ranks = ranksInProcess(2).map((collective) => played(train({ ...given, collective })));
    for (const { reports } of await Promise.all(ranks)) {
      expect(reports.flatMap(figures)).toEqual(one.map((figure) => expect.closeTo(figure, 3) as number));
    }
  });
});

describe("Gumbel noise", () => {
  const options = { ...small, generator: { gumbel: 1 } };

  it("is a part of z, in samples and in exported files too", async () => {
    const { config, checkpoints } = await played(train({ ...options, data }));
    const checkpoint = await decodeCheckpoint("it", checkpoints.get(8) as Uint8Array);
    const { generator, prior, batch } = gameOf(config);
    const layout = layoutOf(data.columns);
    expect(prior.latent).toBe(4 + layout.size);
    const z = await noise(prior, 7, 100);
    const y = new Float32Array(100 * conditionWidth(layout));
    const sampler = await createSampler({ generator, prior, seed: 1, batch, threads: 1, conditions: y });
    const numbers = await sampler.sample(parametersOf(checkpoint, generator, "average"), new Float32Array(), z, y);
    // The same z for the trunk: what is left of chance is the noise.
    const sameTrunk = z.map((value, i) => (i % prior.latent < 4 ? 0.5 : value));
    const again = await sampler.sample(
      parametersOf(checkpoint, generator, "average"),
      new Float32Array(),
      sameTrunk,
      y,
    );
    await sampler.release();
    const kinds = new Set(
      Array.from({ length: 100 }, (_, row) => again.slice(row * layout.size, row * layout.size + 3).indexOf(1)),
    );
    expect(kinds).toEqual(new Set([0, 1, 2]));

    const { bytes } = await exportGenerator({ config, checkpoint });
    const model = await openModel(bytes);
    const { x } = await model.run({
      z: { values: z, shape: [100, prior.latent] },
      given: { values: new Float32Array(300).fill(-1), shape: [100, 3] },
    });
    await model.release();
    for (let row = 0; row < 100; row++) {
      const at = row * layout.size;
      const level = data.columns[0]?.values[numbers.slice(at, at + 3).indexOf(1)];
      expect(x?.values[row * 3]).toBe(level);
    }
  });

  it("needs the normal prior", () => {
    expect(() => resolveConfig(data, { generator: { gumbel: 1 }, prior: "uniform" })).toThrow(
      "option `generator.gumbel`: expected the normal prior, which the noise is made of, but got uniform",
    );
    expect(priorOf(resolveConfig(data, {})).latent).toBe(64);
  });
});

describe("packs", () => {
  it("are refused where they do not divide the minibatch, with one that they do", () => {
    expect(() => resolveConfig(data, { pack: 10, batch: 24 })).toThrow(
      "option `pack`: expected packs that divide the minibatch of 24, but got 10. Use `batch: 20`.",
    );
    expect(resolveConfig(data, { pack: 4, batch: 24 }).pack).toBe(4);
    // The default minibatch gives way.
    for (const pack of [2, 7, 10]) expect(resolveConfig(data, { pack }).batch % pack).toBe(0);
  });

  it("are judged as one: D has an input for every number of its rows, and one answer for all of them", async () => {
    const config = resolveConfig(data, { ...small, pack: 4 });
    const game = gameOf(config);
    expect(game.discriminator.input).toEqual([4 * (data.shape[0] ?? 0)]);
    const { graph } = discriminatorStep(game);
    const of = (name: string) => graph.outputs.find((output) => output.name === name)?.tensor.shape;
    expect([of("real"), of("generated")]).toEqual([
      [6, 1],
      [6, 1],
    ]);
  });

  it("have one gradient penalty each, of the gradient by all of their rows", () => {
    // D(x) = w · x of three rows of two numbers: ‖∇D‖ = ‖w‖ wherever it is taken.
    const network = (name: string, input: number, output: number) =>
      sequential(name, [input], [dense(output, { scheme: "he", scale: 1 })]);
    const step = discriminatorStep({
      generator: network("G", 2, 2),
      discriminator: network("D", 6, 1),
      prior: { kind: "normal", latent: 2, halfWidth: 1 },
      batch: 12,
      pack: 3,
      loss: "wasserstein",
      gradientPenalty: 10,
      r1: 0,
      r2: 0,
      labelSmoothing: 0,
    });
    const w = [0.5, -1, 2, 0.25, -0.5, 1];
    const given = Object.fromEntries(
      step.graph.inputs.map(({ name, shape }) => {
        const length = shape.reduce((a, b) => a * b, 1);
        return [name, name === "D/dense 1/weight" ? w : Array.from({ length }, (_, i) => Math.sin(i + 1))];
      }),
    );
    const { penalty, real } = interpret(step.graph, given);
    expect(real).toHaveLength(4);
    const norm = Math.sqrt(w.reduce((sum, value) => sum + value ** 2, 0));
    expect(penalty?.[0]).toBeCloseTo(10 * (norm - 1) ** 2, 5);
  });
});
