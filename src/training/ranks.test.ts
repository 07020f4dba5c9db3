import { describe, expect, it } from "vitest";
import { ranksInProcess } from "../../test/in-process.ts";
import { builtIn } from "../data/built-in.ts";
import type { DataSet } from "../data/dataset.ts";
import { shuffled } from "../data/shuffled.ts";
import { isProblem } from "../problem.ts";
import { algorithm1 } from "./algorithm.ts";
import { assemble } from "./assemble.ts";
import { type Collective, exceptions, isOnEveryRank, ranksText, spread } from "./collective.ts";
import { resolveConfig } from "./config.ts";
import type { Ended, Report, Started, TrainingEvent } from "./events.ts";
import { resume, type TrainOptions, train } from "./train.ts";

/** Numbered examples, whose count no minibatch divides. */
const numbered = (options: { readonly bad?: number; readonly fingerprint?: string } = {}): DataSet =>
  shuffled({
    name: "numbered",
    shape: [3],
    count: 37,
    fingerprint: options.fingerprint ?? "numbered",
    write: (index, to, at) => to.set([index / 37, Math.sin(index), index === options.bad ? Number.NaN : 1], at),
  });

const tiny = {
  widths: [8],
  batch: 12,
  samples: 12,
  decaySteps: 1000,
  reportEvery: 20,
  steps: 40,
} satisfies TrainOptions;

async function collect(events: AsyncIterable<TrainingEvent>): Promise<TrainingEvent[]> {
  const all: TrainingEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** The events of every rank. */
const onRanks = (size: number, optionsOf: (collective: Collective) => TrainOptions): Promise<TrainingEvent[][]> =>
  Promise.all(ranksInProcess(size).map((collective) => collect(train({ ...optionsOf(collective), collective }))));

const ofType = <T extends TrainingEvent["type"]>(events: readonly TrainingEvent[] | undefined, type: T) =>
  (events ?? []).filter((event): event is Extract<TrainingEvent, { type: T }> => event.type === type);

const figures = ({ dLoss, gLoss, meanDReal, meanDFake, value, penalty, dGradientNorm, gGradientNorm }: Report) =>
  [dLoss, gLoss, meanDReal, meanDFake, value, penalty, dGradientNorm, gGradientNorm].map((figure) => figure ?? 0);

/** The error that every rank ends with. */
async function failures(size: number, optionsOf: (collective: Collective) => TrainOptions): Promise<Error[]> {
  const ended = await Promise.allSettled(
    ranksInProcess(size).map((collective) => collect(train({ ...optionsOf(collective), collective }))),
  );
  return ended.map((end) => (end.status === "rejected" ? (end.reason as Error) : new Error("none")));
}

describe("several ranks", () => {
  it.each([
    ["alternating updates", {}],
    ["simultaneous updates with shared dropout masks", { updates: "simultaneous", sharedMasks: true, dropout: 0.5 }],
    ["dropout of inputs and layers", { dropout: 0.3, inputDropout: 0.2, widths: [7, 5] }],
    ["two penalties, two steps of D", { loss: "hinge", r1: 0.1, r2: 0.1, dSteps: 2, activation: "tanh" }],
    ["three steps of G, masks and pairs", { gSteps: 3, dropout: 0.2, loss: "relativistic", optimizer: "sgd" }],
    ["a gradient penalty", { loss: "least-squares", gradientPenalty: 10, activation: "tanh" }],
    ["losses that change on the way", { loss: "mixed", mixedSteps: 15 }],
    ["a noise of odd dimension", { latent: 5, prior: "uniform" }],
    ["layer normalisation and momentum", { normalisation: "layer", optimizer: "momentum", learningRate: 0.01 }],
  ] as const)("play the game that one rank plays: %s", async (_, options) => {
    const given = { ...tiny, steps: 200, ...options, data: numbered() };
    const one = ofType(await collect(train(given)), "report").map(figures);
    for (const size of [2, 4]) {
      for (const events of await onRanks(size, () => given)) {
        const several = ofType(events, "report").map(figures);
        expect(several).toHaveLength(10);
        for (const [i, line] of several.entries()) {
          for (const [k, figure] of line.entries()) {
            const alone = one[i]?.[k] ?? Number.NaN;
            expect(Math.abs(figure - alone)).toBeLessThan(1e-4 * Math.max(1, Math.abs(alone)));
          }
        }
      }
    }
  });

  // A constant added to all scores changes nothing there, so the bias of D's output follows the rounding errors of its gradient.
  it("play games that compare scores alike but for a constant", async () => {
    const given = { ...tiny, steps: 200, loss: "relativistic", activation: "tanh", data: numbered() } as const;
    const losses = ({ dLoss, gLoss, dGradientNorm, gGradientNorm }: Report) => [
      dLoss,
      gLoss,
      dGradientNorm,
      gGradientNorm,
    ];
    const one = ofType(await collect(train(given)), "report").flatMap(losses);
    for (const events of await onRanks(4, () => given)) {
      expect(ofType(events, "report").flatMap(losses)).toEqual(
        one.map((figure) => expect.closeTo(figure, 4) as number),
      );
    }
  });

  it("of data that are drawn afresh see the same minibatches too", async () => {
    const one = ofType(await collect(train({ ...tiny, data: "ring" })), "report").map(figures);
    const [several] = await onRanks(3, () => ({ ...tiny, data: "ring" }));
    expect(ofType(several, "report").flatMap(figures)).toEqual(
      one.flat().map((figure) => expect.closeTo(figure, 4) as number),
    );
  });

  it("of which rank 0 alone tells of samples and checkpoints", async () => {
    const events = await onRanks(2, () => ({ ...tiny, data: "ring" }));
    expect(ofType(events[0], "checkpoint").map(({ step }) => step)).toEqual([0, 40]);
    expect(ofType(events[0], "samples")).not.toEqual([]);
    expect([...ofType(events[1], "checkpoint"), ...ofType(events[1], "samples")]).toEqual([]);
  });

  it("go on from a checkpoint of any number of ranks as that number would have", async () => {
    const given = { ...tiny, data: "ring" };
    const [whole] = await onRanks(2, () => given);
    const [begun] = await onRanks(2, () => ({ ...given, steps: 20 }));
    const checkpoint = ofType(begun, "checkpoint").at(-1)?.bytes as Uint8Array;
    const config = ofType(whole, "start")[0]?.config as Started["config"];
    const goOn = async (size: number): Promise<TrainingEvent[][]> =>
      Promise.all(
        ranksInProcess(size).map((collective) => collect(resume({ checkpoint, config, data: "ring", collective }))),
      );
    const end = ofType(whole, "checkpoint").at(-1)?.bytes;
    expect(ofType((await goOn(2))[0], "checkpoint").at(-1)?.bytes).toEqual(end);
    for (const size of [1, 3]) {
      const report = ofType((await goOn(size))[0], "report").flatMap(figures);
      const expected = ofType(whole, "report").slice(1).flatMap(figures);
      expect(report).toEqual(expected.map((figure) => expect.closeTo(figure, 4) as number));
    }
  });

  it("reduce once per step of a player, in the memory in which the step has left its gradient", async () => {
    const data = builtIn("ring");
    const config = resolveConfig(data, { ...tiny, dSteps: 2 });
    const [first, second] = ranksInProcess(2) as [Collective, Collective];
    const reduced: Float32Array[] = [];
    const watched: Collective = {
      ...first,
      allReduce: (values) => {
        reduced.push(values);
        return first.allReduce(values);
      },
    };
    const machines = await Promise.all(
      [watched, second].map((collective) =>
        assemble(config, data, undefined, undefined, { collective, stopping: () => false, took: () => undefined }),
      ),
    );
    const play = async (machine: (typeof machines)[number]) => {
      const rounds = { first: 1, last: 1, dSteps: config.dSteps, gSteps: config.gSteps, updates: config.updates };
      for await (const _ of algorithm1(machine, rounds));
    };
    await Promise.all(machines.map(play));
    const machine = machines[0] as (typeof machines)[number];
    const [d, g] = [machine.discriminatorStep(1).gradient, machine.generatorStep(1).gradient];
    expect(reduced.map(({ byteOffset }) => byteOffset)).toEqual([d, d, g].map(({ pointer }) => pointer));
    expect(reduced.every(({ buffer }) => buffer === machine.generator.parameters.data.buffer)).toBe(true);
    // The gradient, and a handful of numbers behind it.
    expect(reduced.map(({ length }) => length)).toEqual([d, d, g].map(({ data: { length } }) => length + 5));
    for (const { release } of machines) await release();
  });

  it("say at the start how they share, and what is per rank", async () => {
    const [events] = await onRanks(2, () => ({ ...tiny, data: "ring", steps: 1, normalisation: "batch" }));
    expect(ofType(events, "start")[0]?.ranks).toEqual({
      count: 2,
      batchPerRank: 6,
      batchStatisticsPerRank: ["G", "D"],
    });
    const [without] = await onRanks(2, () => ({ ...tiny, data: "ring", steps: 1 }));
    expect(ofType(without, "start")[0]?.ranks?.batchStatisticsPerRank).toEqual([]);
    expect((ofType(without, "end")[0] as Ended).ranks).toMatchObject({ count: 2 });
  });

  it("stop after the same step when one of them is asked to", async () => {
    const controller = new AbortController();
    const events = await Promise.all(
      ranksInProcess(3).map(async (collective) => {
        const mine: TrainingEvent[] = [];
        const signal = collective.rank === 2 ? { signal: controller.signal } : {};
        for await (const event of train({ ...tiny, data: "ring", steps: 1000, ...signal, collective })) {
          mine.push(event);
          if (collective.rank === 2 && event.type === "report") controller.abort();
        }
        return mine;
      }),
    );
    const ends = events.map((each) => ofType(each, "end")[0] as Ended);
    expect(new Set(ends.map(({ reason, step }) => `${reason} ${step}`)).size).toBe(1);
    expect(ends[0]?.reason).toBe("aborted");
    expect(ofType(events[0], "checkpoint").at(-1)?.step).toBe(ends[0]?.step);
  });
});

describe("ranks that differ", () => {
  it.each([
    [
      "in their data",
      ({ rank }: Collective) => ({ ...tiny, data: numbered(rank === 2 ? { fingerprint: "other" } : {}) }),
      "training on 3 ranks: expected the same data on every rank, but got other data on rank 2.",
    ],
    [
      "in their options",
      ({ rank }: Collective) => ({ ...tiny, data: "ring", seed: rank === 1 ? 2 : 1 }),
      "training on 3 ranks: expected the same options on every rank, but got others on rank 1.",
    ],
  ] as const)("%s are named before the first step, on every rank", async (_, optionsOf, message) => {
    for (const error of await failures(3, optionsOf)) {
      expect(error.message).toContain(message);
      expect(isProblem(error) && isOnEveryRank(error)).toBe(true);
    }
  });

  it("in their parameters are named, and stop the run", async () => {
    const damage = (collective: Collective): Collective => ({
      ...collective,
      allReduce: async (values) => {
        await collective.allReduce(values);
        // One number of a gradient, as a machine with bad memory would have it.
        if (collective.rank === 1 && values.length > 20) values[3] = (values[3] ?? 0) + 0.01;
      },
    });
    // Adam's first step would hide it: it depends on signs alone.
    const given = { ...tiny, data: "ring", optimizer: "sgd" } as const;
    const ended = await Promise.allSettled(
      ranksInProcess(3).map((rank) => collect(train({ ...given, collective: damage(rank) }))),
    );
    for (const end of ended) {
      expect(end).toMatchObject({
        reason: {
          message: expect.stringContaining(
            "comparing the parameters of 3 ranks after step 1: expected the same bits on every rank, but got others on rank 1.",
          ) as string,
        },
      });
    }
  });

  it("in that one has a bad number are told of it, with its rank", async () => {
    const errors = await failures(2, () => ({ ...tiny, data: numbered({ bad: 5 }) }));
    expect(new Set(errors.map(({ message }) => message)).size).toBe(1);
    expect(errors[0]?.message).toMatch(/expected finite numbers, but got NaN in x on rank [01]\./);
  });

  it("cannot share a minibatch that their number does not divide", async () => {
    for (const error of await failures(5, () => ({ ...tiny, data: "ring" }))) {
      expect(error.message).toBe(
        "dividing minibatches of 12 among 5 ranks: expected a multiple of 5, but got 12. Start a number of ranks that divides it; a new run may take `batch` 10 or 15.",
      );
    }
  });
});

describe("what ranks tell each other", () => {
  it("arrives as it was sent", async () => {
    const sent = Uint8Array.from({ length: 1000 }, (_, i) => (i * 31) % 256);
    const received = await Promise.all(
      ranksInProcess(3).map((collective) => spread(collective, collective.rank === 1 ? sent : undefined, 1)),
    );
    for (const bytes of received) expect(bytes).toEqual(sent);
  });

  it("is compared with what most say, or with rank 0 where no text has most", () => {
    expect(exceptions(["a", "a", "b"])).toEqual([2]);
    expect(exceptions(["b", "a", "a"])).toEqual([0]);
    expect(exceptions(["a", "b"])).toEqual([1]);
    expect(exceptions(["a", "a"])).toEqual([]);
    expect([ranksText([1]), ranksText([0, 2, 3])]).toEqual(["rank 1", "ranks 0, 2 and 3"]);
  });
});
