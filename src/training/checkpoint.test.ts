import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { collect, heldOutPictures, lastCheckpoint, ringConfig, small, smallImages } from "../../test/small-run.ts";
import type { DataSet } from "../data/dataset.ts";
import { sha256 } from "../data/fingerprint.ts";
import { tableData } from "../data/rows.ts";
import { optimizerNames } from "../learning/optimizers.ts";
import { isProblem } from "../problem.ts";
import { decodeCheckpoint, requireState } from "./checkpoint.ts";
import type { Config } from "./config.ts";
import { decodeTensors, encodeTensors } from "./safetensors.ts";
import { resume, type TrainOptions, train } from "./train.ts";

/** Options of a run whose data are named. */
type Run = TrainOptions & { readonly data: string | DataSet };

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
    ["three G steps, with masks and a moving average", { ...small, data: "ring", gSteps: 3, dropout: 0.2 }],
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

  it("of a table with a thousand columns, whatever their names are, is read and resumed exactly", async () => {
    const names = Array.from({ length: 1000 }, (_, i) => `a column with a name that is rather long, number ${i}`);
    // What a search for the checksum would find first.
    names[0] = `"sha256":"${"0".repeat(64)}"`;
    names[1] = 'größe "\\\u0007';
    const values = Float64Array.from({ length: 8 * names.length }, (_, i) => Math.sin(i * i));
    const options = { ...small, data: await tableData("wide", { columns: names, values }), batch: 4 };
    const whole = await collect(train({ ...options, steps: 3 }));
    const half = lastCheckpoint(await collect(train({ ...options, steps: 1 })));
    expect(await decodeCheckpoint("half", half)).toMatchObject({ step: 1 });
    const start = whole.find((event) => event.type === "start");
    const config = (start?.type === "start" ? start.config : undefined) as Config;
    const rest = await collect(resume({ checkpoint: half, config, data: options.data }));
    expect(lastCheckpoint(rest)).toEqual(lastCheckpoint(whole));
  });

  it("of an earlier version is read", async () => {
    const bytes = await readFile("lab/src/trained/ring.safetensors");
    await expect(decodeCheckpoint("ring", bytes)).resolves.toMatchObject({ step: expect.any(Number) });
  });

  describe("with a right checksum but", () => {
    const good = train({ data: "ring", ...small, steps: 1 });
    const file = collect(good).then((events) => decodeTensors("good", lastCheckpoint(events)));

    /** The file with other metadata, and the checksum that belongs to it. */
    async function rewritten(change: Readonly<Record<string, unknown>>): Promise<Uint8Array> {
      const { metadata, tensors } = await file;
      const changed = { ...metadata, ...change } as Record<string, string>;
      const written = (sha: string): Uint8Array => encodeTensors([...tensors.values()], { ...changed, sha256: sha });
      if ("sha256" in change) return encodeTensors([...tensors.values()], changed);
      return written(await sha256(written("0".repeat(64))));
    }

    it("nothing altered is read", async () => {
      await expect(decodeCheckpoint("c", await rewritten({}))).resolves.toMatchObject({ step: 1 });
    });

    it.each<[string, unknown]>([
      ["format", null],
      ["format", "saddlepoint checkpoint 9"],
      ["step", "abc"],
      ["step", "-5"],
      ["step", 1],
      ["step", "1e9"],
      ["config", "null"],
      ["config", "[]"],
      ["config", "{}"],
      ["config", "{"],
      ["state", "null"],
      ["state", '{"data":-1,"prior":0,"dropout":0,"penalty":0}'],
      ["state", '{"data":0.5,"prior":0,"dropout":0,"penalty":0}'],
      ["updates", '{"G":1}'],
      ["updates", "7"],
      ["sha256", ["0".repeat(64)]],
      ["sha256", null],
      ["sha256", "Z".repeat(64)],
    ])("%s %j is refused in words", async (field, value) => {
      const error = await decodeCheckpoint("c", await rewritten({ [field]: value })).catch((thrown: unknown) => thrown);
      expect(isProblem(error) && error.message).toMatch(
        /^reading (checkpoint c|c as safetensors): expected .*, but got /,
      );
    });

    it.each([
      ["no data", { data: null }],
      ["a negative shape", { data: { name: "ring", shape: [-2], fingerprint: "x" } }],
      ["columns that are none", { data: { name: "ring", shape: [2], fingerprint: "x", columns: [null] } }],
      ["one column for two numbers", { data: { name: "ring", shape: [2], fingerprint: "x", columns: [] } }],
      ["a list for a player", { generator: [] }],
      ["null for a player", { discriminator: null }],
      ["a rate that is text", { generator: { learningRate: "fast" } }],
    ])("a configuration with %s is refused in words", async (_, change) => {
      const { metadata } = await file;
      const config = JSON.stringify({ ...JSON.parse(metadata.config ?? ""), ...change });
      const error = await decodeCheckpoint("c", await rewritten({ config })).catch((thrown: unknown) => thrown);
      expect(isProblem(error) && error.message).toMatch(/^reading checkpoint c: expected /);
    });

    it.each([
      ["a parameter", "D/dense 1/bias", 8],
      ["what Adam remembers", "G square/dense 1/weight", 16],
      ["the moving average", "G average/dense 2/bias", 2],
    ])("%s that is missing or of another size is refused before it is used", async (_, name, length) => {
      const { metadata, tensors } = await file;
      const config = ringConfig({ ...small, steps: 1 });
      const checkpoint = await decodeCheckpoint("c", encodeTensors([...tensors.values()], metadata));
      expect(() => requireState(checkpoint, config)).not.toThrow();
      const says = (came: string) =>
        `taking ${name} from the checkpoint of step 1: expected ${length} values, but got ${came}.`;
      const other = new Map(tensors).set(name, { name, shape: [1], values: new Float32Array(1) });
      expect(() => requireState({ ...checkpoint, tensors: other }, config)).toThrow(says("1"));
      const fewer = new Map([...tensors].filter(([key]) => key !== name));
      expect(() => requireState({ ...checkpoint, tensors: fewer }, config)).toThrow(says("none"));
    });

    it("nothing is missing from what any optimizer writes", async () => {
      for (const optimizer of optimizerNames) {
        const options = { ...small, optimizer, steps: 1, average: optimizer === "sgd" ? 0 : 0.9 };
        const events = await collect(train({ data: "ring", ...options }));
        const checkpoint = await decodeCheckpoint("c", lastCheckpoint(events));
        expect(() => requireState(checkpoint, ringConfig(options))).not.toThrow();
      }
    });
  });
});
