import { appendFile, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inFolder } from "../../../test/cli/command.ts";
import {
  bytesAt,
  doubleAt,
  doublesAt,
  fieldsOf,
  integerAt,
  messagesAt,
  tensorboardPoints,
  textAt,
  wandbRun,
} from "../../../test/log-readers.ts";
import { small } from "../../../test/small-run.ts";
import { builtIn, type Config, decodeTensors, type MetricsLine, resume, train } from "../../inner.ts";
import { recorded } from "../session/recorded.ts";
import { figureNames } from "./figures.ts";
import { type LogName, logNames, logTo, parseLogNames } from "./log-to.ts";
import { listen, type RunEvent, type Sink } from "./sink.ts";

// Sheets come with figures and without; the checkpoint that runs go on from lies on a report, whose means begin there.
const data = builtIn("ring");
const options = { ...small, data, steps: 20, reportEvery: 2, sampleEvery: 5, checkpointEvery: 10, samples: 12 };
const created = new Date("2026-01-31T23:59:59.250Z");
const place = (folder: string) => ({ folder, name: "a run", created });
const logsIn = (folder: string, before: readonly MetricsLine[] = []): readonly Sink[] =>
  logNames.map((name) => logTo(name, { ...place(folder), before }));

/** A sink that keeps every event. */
function keeper(): { readonly events: RunEvent[]; readonly sink: Sink } {
  const events: RunEvent[] = [];
  return { events, sink: { event: (event) => void events.push(event) } };
}

/** What is recorded, but for what is no figure. */
const linesOf = (events: readonly RunEvent[]): Omit<MetricsLine, "spread">[] =>
  events.flatMap((event) => {
    if (event.type !== "recorded") return [];
    const { spread: _, ...line } = event.line;
    return [line];
  });
const nameOf = (key: string): string => figureNames.find((figure) => figure.key === key)?.name ?? key;

/** Without what the clock makes. */
const TIMED = ["seconds", "stepsPerSecond", "memory"];
const untimed = (line: object): object =>
  Object.fromEntries(Object.entries(line).filter(([key]) => !TIMED.some((timed) => key.endsWith(timed))));

async function csvRows(folder: string): Promise<object[]> {
  const [header = "", ...rows] = (await readFile(join(folder, "metrics.csv"), "utf8")).trimEnd().split("\n");
  const keys = header.split(",");
  return rows.map((row) =>
    Object.fromEntries(row.split(",").flatMap((cell, i) => (cell === "" ? [] : [[keys[i], Number(cell)]]))),
  );
}

/** Metrics of the one run in mlruns/, by name: steps and values. */
async function mlflowMetrics(folder: string): Promise<ReadonlyMap<string, readonly (readonly [number, number])[]>> {
  const [run = ""] = (await readdir(join(folder, "mlruns/0"))).filter((name) => /^[0-9a-f]{32}$/.test(name));
  const metrics = join(folder, "mlruns/0", run, "metrics");
  const names = (await readdir(metrics, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(metrics.length + 1));
  const read = async (name: string) => {
    const lines = (await readFile(join(metrics, name), "utf8")).trimEnd().split("\n");
    return [name, lines.map((line) => [Number(line.split(" ")[2]), Number(line.split(" ")[1])] as const)] as const;
  };
  return new Map(await Promise.all(names.sort().map(read)));
}

/** All that the tools show of a run, but for what the clock makes. */
async function shown(folder: string) {
  const points = await tensorboardPoints(join(folder, "tensorboard"));
  const run = await wandbRun(join(folder, "wandb"));
  const byTag = new Map<string, Map<number, unknown>>();
  for (const { tag, step, number, picture, histogram } of points) {
    const value = number ?? (picture ?? histogram)?.get(picture ? 4 : 7)?.[0];
    if (value === undefined || TIMED.some((timed) => tag.endsWith(timed))) continue;
    const steps = byTag.get(tag) ?? new Map<number, unknown>();
    // A point that stands twice contradicts itself, even with the same value.
    expect(steps.has(step), `${tag} at ${step}`).toBe(false);
    byTag.set(tag, steps.set(step, value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value));
  }
  const metrics = await mlflowMetrics(folder);
  return {
    tensorboard: byTag,
    csv: (await csvRows(folder)).map(untimed),
    rows: run.rows.map(({ _timestamp, _runtime, ...row }) => untimed(row)),
    files: [...run.files].sort(),
    exit: run.exit,
    mlflow: new Map([...metrics].filter(([name]) => !TIMED.some((timed) => name.endsWith(timed)))),
  };
}

/** A run in a folder, logged for every tool. */
interface Whole {
  readonly folder: string;
  readonly events: readonly RunEvent[];
  readonly config: Config;
  readonly checkpoint: Uint8Array;
}

async function playWhole(folder: string): Promise<Whole> {
  const { events, sink } = keeper();
  await listen(recorded(train(options), { data }), [...logsIn(folder), sink]);
  const start = events.find((event) => event.type === "start");
  const saved = events.find((event) => event.type === "checkpoint" && event.step === 10);
  if (start?.type !== "start" || saved?.type !== "checkpoint") throw new Error("a run without start or checkpoint");
  return { folder, events, config: start.config, checkpoint: saved.bytes };
}

describe("a run that is logged", () => {
  let whole: Whole;
  let over: () => void = () => undefined;
  beforeAll(async () => {
    await new Promise<void>((ready, failed) => {
      inFolder(async (folder) => {
        whole = await playWhole(folder);
        ready();
        await new Promise<void>((done) => {
          over = done;
        });
      }).catch(failed);
    });
  });
  afterAll(() => over());

  it("has the lines of its record in a CSV, every figure in its column", async () => {
    const rows = await csvRows(whole.folder);
    expect(rows).toEqual(linesOf(whole.events));
    expect(rows.map((row) => (row as MetricsLine).step)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
    expect(rows.at(-1)).toHaveProperty("energyDistance");
  });

  it("has them as scalars for TensorBoard, as float32, at the time that they came", async () => {
    const points = await tensorboardPoints(join(whole.folder, "tensorboard"));
    const numbers = points.filter((point) => point.number !== undefined);
    const expected = linesOf(whole.events).flatMap(({ step, ...line }) =>
      Object.entries(line).map(([key, value]) => `${nameOf(key)} ${step} ${Math.fround(Number(value))}`),
    );
    const told = numbers.map(({ tag, step, number }) => `${tag} ${step} ${number}`);
    expect(new Set(told)).toEqual(new Set(expected));
    expect(told.length).toBe(expected.length);
    for (const { time } of points) expect(Math.abs(Date.now() / 1000 - time)).toBeLessThan(600);
  });

  it("has its sheets as pictures for TensorBoard, with their sides", async () => {
    const points = await tensorboardPoints(join(whole.folder, "tensorboard"));
    const sheets = whole.events.filter((event) => event.type === "sheet");
    const pictures = points.filter(({ tag }) => tag === "samples/sheet");
    expect(pictures.map(({ step }) => step)).toEqual([0, 5, 10, 15, 20]);
    for (const [i, { picture }] of pictures.entries()) {
      if (!picture) throw new Error("no picture");
      expect([integerAt(picture, 1), integerAt(picture, 2), integerAt(picture, 3)]).toEqual([560, 560, 3]);
      expect(Buffer.compare(bytesAt(picture, 4) as Uint8Array, sheets[i]?.picture as Uint8Array)).toBe(0);
    }
    expect(points.filter(({ tag }) => tag === "samples/real").length).toBe(1);
  });

  it("has its parameters as histograms for TensorBoard", async () => {
    const points = await tensorboardPoints(join(whole.folder, "tensorboard"));
    const { tensors } = decodeTensors("it", whole.checkpoint);
    const own = [...tensors.values()].filter(({ name }) => name.startsWith("G/") || name.startsWith("D/"));
    expect(own.length).toBeGreaterThan(6);
    for (const { name, values } of own) {
      const { histogram } = points.find((point) => point.tag === `parameters ${name}` && point.step === 10) ?? {};
      if (!histogram) throw new Error(`no histogram of ${name}`);
      const [limits, counts] = [doublesAt(histogram, 6), doublesAt(histogram, 7)];
      expect([doubleAt(histogram, 1), doubleAt(histogram, 2)]).toEqual([Math.min(...values), Math.max(...values)]);
      expect([doubleAt(histogram, 3), counts.reduce((a, b) => a + b)]).toEqual([values.length, values.length]);
      const below = (limit: number): number => values.filter((value) => value < limit).length;
      const middle = limits.length >> 1;
      const seen = counts.slice(0, middle).reduce((a, b) => a + b, 0);
      if (limits.length > 1) expect(seen).toBe(below(limits[middle - 1] as number));
    }
  });

  it("has its configuration as text and as settings for TensorBoard", async () => {
    const points = await tensorboardPoints(join(whole.folder, "tensorboard"));
    const at = (tag: string) => points.find((point) => point.tag === tag);
    const [text, settings] = [at("configuration"), at("_hparams_/session_start_info")];
    expect(text?.tensor && textAt(text.tensor, 8)).toContain(`"batch": ${whole.config.batch}`);
    const content = settings?.metadata && bytesAt(messagesAt(settings.metadata, 1)[0] ?? new Map(), 2);
    const [session] = messagesAt(fieldsOf(content ?? new Uint8Array()), 3);
    const entries = messagesAt(session ?? new Map(), 1).map(
      (entry) => [textAt(entry, 1), messagesAt(entry, 2)[0]] as const,
    );
    const batch = new Map(entries).get("batch");
    expect(batch && doubleAt(batch, 2)).toBe(whole.config.batch);
  });

  it("is an offline run of W&B: a row for each step, with the figures and the picture that belong together", async () => {
    const { id, name, config, rows, summary, files, exit } = await wandbRun(join(whole.folder, "wandb"));
    expect([id.length, name, exit, config.batch]).toEqual([8, "a run", 0, whole.config.batch]);
    expect(rows.map((row) => row._step)).toEqual([0, 2, 4, 5, 6, 8, 10, 12, 14, 15, 16, 18, 20]);
    const lines = new Map(linesOf(whole.events).map((line) => [line.step, line]));
    for (const row of rows) {
      const { step, ...line } = lines.get(Number(row._step)) ?? { step: 0 };
      expect(row).toMatchObject(Object.fromEntries(Object.entries(line).map(([key, value]) => [nameOf(key), value])));
    }
    const last = rows.at(-1) ?? {};
    expect(last["samples/sheet > path"]).toBe(files.at(-1));
    expect(summary).toMatchObject(last);
    const [folder = ""] = await readdir(join(whole.folder, "wandb"));
    for (const path of files) {
      const picture = await readFile(join(whole.folder, "wandb", folder, "files", path));
      expect(picture.subarray(1, 4).toString()).toBe("PNG");
    }
    expect(files.length).toBe(6);
  });

  it("is a run of MLflow: metrics, parameters, pictures, and how it ended", async () => {
    const metrics = await mlflowMetrics(whole.folder);
    const lines = linesOf(whole.events);
    expect(metrics.get("losses/dLoss")).toEqual(lines.map(({ step, dLoss }) => [step, dLoss]));
    const store = join(whole.folder, "mlruns/0");
    const [run = ""] = (await readdir(store)).filter((name) => name !== "meta.yaml");
    const read = (path: string): Promise<string> => readFile(join(store, run, path), "utf8");
    expect(await read("params/batch")).toBe(String(whole.config.batch));
    expect(await read("params/generator.widths")).toBe("8");
    expect(await read("tags/mlflow.runName")).toBe("a run");
    expect(await read("meta.yaml")).toMatch(/^status: 3$/m);
    expect((await readdir(join(store, run, "artifacts/samples"))).length).toBe(6);
    expect(JSON.parse(await read("artifacts/config.json"))).toEqual(whole.config);
  });

  it("shows the same where it was cut off in the middle of a write and went on from its checkpoint", () =>
    inFolder(async (folder) => {
      const { events, sink } = keeper();
      const cut: Sink = {
        event: (event) => {
          if (event.type === "recorded" && event.step > 12) throw new Error("killed");
        },
      };
      const stream = recorded(train(options), { data });
      // Nothing is told of the end: a process that is killed has none.
      const logs = logsIn(folder).map(({ event }) => ({ event }) as Sink);
      await expect(listen(stream, [...logs, sink, cut])).rejects.toThrow("killed");
      const [offline = ""] = await readdir(join(folder, "wandb"));
      const [wandb = ""] = (await readdir(join(folder, "wandb", offline))).filter((name) => name.endsWith(".wandb"));
      const half = new Uint8Array(9).fill(7);
      await appendFile(join(folder, "tensorboard/events.out.tfevents.000001"), half);
      await appendFile(join(folder, "wandb", offline, wandb), half);
      await appendFile(join(folder, "metrics.csv"), "18,0.1");
      const before = linesOf(events).filter(({ step }) => step <= 10);
      const { checkpoint, config } = whole;
      const rest = recorded(resume({ checkpoint, config, data }), { data, before });
      await listen(rest, logsIn(folder, before));
      expect(await shown(folder)).toEqual(await shown(whole.folder));
      expect((await readdir(join(folder, "tensorboard"))).length).toBe(2);
    }));

  it("has the lines from before, where a run is logged from its middle on", () =>
    inFolder(async (folder) => {
      const before = linesOf(whole.events).filter(({ step }) => step <= 10);
      const { checkpoint, config } = whole;
      await listen(recorded(resume({ checkpoint, config, data }), { data, before }), logsIn(folder, before));
      const [all, late] = [await shown(whole.folder), await shown(folder)];
      expect([late.csv, late.mlflow]).toEqual([all.csv, all.mlflow]);
      expect(late.tensorboard.get("losses/dLoss")).toEqual(all.tensorboard.get("losses/dLoss"));
      const points = await tensorboardPoints(join(folder, "tensorboard"));
      const times = points.filter(({ tag }) => tag === "training/seconds").map(({ time }) => time);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(late.rows.map((row) => (row as { _step?: number })._step)).toEqual([
        2, 4, 6, 8, 10, 12, 14, 15, 16, 18, 20,
      ]);
    }));

  it.each<[string, unknown, RegExp, number]>([
    ["was interrupted", undefined, /^status: 5$/m, 255],
    ["failed", new Error("a number that is not finite"), /^status: 4$/m, 1],
  ])("says so where it %s", (_, error, status, code) =>
    inFolder(async (folder) => {
      const stop = new AbortController();
      const logs = logsIn(folder);
      const stopping: Sink = {
        event: (event) => {
          if (event.type !== "recorded") return;
          if (error !== undefined) throw error;
          stop.abort();
        },
      };
      await listen(recorded(train({ ...options, signal: stop.signal }), { data }), [...logs, stopping]).catch(() => 0);
      const [run = ""] = (await readdir(join(folder, "mlruns/0"))).filter((name) => name !== "meta.yaml");
      expect(await readFile(join(folder, "mlruns/0", run, "meta.yaml"), "utf8")).toMatch(status);
      expect((await wandbRun(join(folder, "wandb"))).exit).toBe(code);
    }),
  );
});

describe("the page of loggers", () => {
  it("has every figure with what it means", async () => {
    const page = await readFile("docs/loggers.md", "utf8");
    const rows = [...page.matchAll(/^\| `(\w+\/\w+)` \| (.+) \|$/gm)].map(([, name, says]) => [name, says]);
    expect(rows).toEqual(figureNames.map(({ name, says }) => [name, says]));
  });
});

describe("the names of logs", () => {
  it("come with commas between, each once; none is none of them", () => {
    expect(parseLogNames("csv,tensorboard,csv")).toEqual(["csv", "tensorboard"] satisfies LogName[]);
    expect(parseLogNames("none")).toEqual([]);
  });

  it("that are none are refused, with the one that may be meant", () => {
    expect(() => parseLogNames("csv,wandbe")).toThrow("got wandbe. Did you mean wandb?");
    expect(() => parseLogNames("")).toThrow("got an empty name");
  });
});
