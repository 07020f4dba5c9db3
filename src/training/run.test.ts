import { describe, expect, it } from "vitest";
import { collect, lastCheckpoint, ringConfig, small } from "../../test/small-run.ts";
import { builtIn } from "../data/built-in.ts";
import type { Minibatch } from "../data/dataset.ts";
import { decodeCheckpoint } from "./checkpoint.ts";
import type { TrainingEvent } from "./events.ts";
import { resume, train } from "./train.ts";

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
      /^training, [DG] step of step \d+: expected finite numbers, but got (-?Infinity|NaN) in .+\. Lower the learning rate, which is high for sgd: `learningRate: 0\.1`\. The last checkpoint is intact\.$/,
    );
    const { tensors } = await decodeCheckpoint("c", lastCheckpoint(events));
    for (const { values } of tensors.values()) expect(values.every(Number.isFinite)).toBe(true);
  });

  it("is traced to the data when the data hold it", async () => {
    const broken = {
      ...builtIn("ring"),
      open: async () => ({ next: ({ x }: Minibatch) => void x.fill(Number.NaN), position: 0 }),
    };
    await expect(collect(train({ data: broken, ...small, steps: 3 }))).rejects.toThrow(
      "training, D step of step 1: expected finite numbers, but got NaN in x.",
    );
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
