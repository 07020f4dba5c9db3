import { describe, expect, it } from "vitest";
import { resolveConfig } from "#inner";
import {
  checkpointBytes,
  type Fetching,
  followMetrics,
  openRun,
  type RunNews,
  sampleRows,
  sampleValues,
  troubleOf,
} from "./run-source.ts";

const record = {
  preset: "paper",
  config: resolveConfig({ name: "ring", shape: [2], fingerprint: "ring" }, {}),
};
const report = { seconds: 1, stepsPerSecond: 1, meanDReal: 0.5, meanDFake: 0.5, dGradientNorm: 1, gGradientNorm: 1 };
const rates = { dLearningRate: 1, gLearningRate: 1 };
const line = (step: number): string =>
  `${JSON.stringify({ step, dLoss: 1 / step, gLoss: step, ...report, ...rates })}\n`;

/** A served run whose metrics.jsonl can be changed. */
function served({ ranges = true } = {}) {
  const run = { metrics: "", training: true, failures: 0 };
  const asked: string[] = [];
  const fetching: Fetching = async (path, init) => {
    if (run.failures > 0) {
      run.failures--;
      throw new TypeError("Failed to fetch");
    }
    const bytes = new TextEncoder().encode(run.metrics);
    const { Range } = (init.headers ?? {}) as { Range?: string };
    asked.push(Range ? `${path} ${Range}` : path);
    if (path === "run/index.json") {
      return Response.json({
        name: "ring",
        config: record,
        checkpoints: [0, 100],
        training: run.training,
        metricsBytes: bytes.length,
        samples: ["step-0.png"],
      });
    }
    if (path === "run/metrics.jsonl") {
      const from = ranges ? Number(/bytes=(\d+)-/.exec(Range ?? "")?.[1] ?? 0) : 0;
      if (from >= bytes.length && from > 0) {
        return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${bytes.length}` } });
      }
      return new Response(bytes.slice(from), { status: ranges ? 206 : 200 });
    }
    return new Response("none", { status: 404 });
  };
  return { run, asked, fetching };
}

/** What is told when the run changes in these ways, one after the other; the last one ends it. */
async function toldOf(
  source: ReturnType<typeof served>,
  changes: readonly (() => void)[],
): Promise<{ readonly steps: number[]; readonly anew: boolean }[]> {
  const told: RunNews[] = [];
  const ending = new AbortController();
  let at = 0;
  await followMetrics(
    (news) => {
      told.push(news);
      if (at < changes.length) changes[at++]?.();
      else ending.abort();
    },
    ending.signal,
    { fetching: source.fetching, pause: 1 },
  );
  return told.map(({ lines, anew }) => ({ steps: lines.map(({ step }) => step), anew }));
}

describe("a served run", () => {
  it("is opened from beside the page", async () => {
    const { fetching, asked } = served();
    expect(await openRun(undefined, fetching)).toMatchObject({ name: "ring", config: record, checkpoints: [0, 100] });
    expect(asked).toEqual(["run/index.json"]);
  });

  it("may be absent", async () => {
    expect(await openRun(undefined, async () => Response.json({ none: true }, { status: 404 }))).toBeNull();
  });

  it.each([
    ["no server", () => Promise.reject(new TypeError("Failed to fetch")), "unreachable"],
    ["a server that fails", async () => new Response("", { status: 500 }), "refused"],
    ["a page in its place", async () => new Response("<!doctype html>"), "unreadable"],
    ["another index", async () => Response.json({ name: "ring", config: {} }), "unreadable"],
  ] satisfies [string, Fetching, string][])("says what is wrong with %s", async (_, fetching, kind) => {
    const error = await openRun(undefined, fetching).catch((thrown: unknown) => thrown);
    expect(troubleOf(error)?.kind).toBe(kind);
  });

  it("gives a checkpoint, or says that it is gone", async () => {
    const fetching: Fetching = async (path) =>
      path === "run/checkpoints/step-7.safetensors"
        ? new Response(new Uint8Array([1, 2, 3]))
        : new Response("", { status: 404 });
    expect(await checkpointBytes(7, undefined, fetching)).toEqual(new Uint8Array([1, 2, 3]));
    const error = await checkpointBytes(8, undefined, fetching).catch((thrown: unknown) => thrown);
    expect(troubleOf(error)).toEqual({ kind: "gone", step: 8 });
  });

  it("gives samples as numbers, and refuses what is none", async () => {
    const as = (text: string): Fetching => {
      return async () => new Response(text);
    };
    expect(await sampleValues("step-1.csv", 2, undefined, as("x,y\n0.5,-1\n1e-3,2\n"))).toEqual(
      Float32Array.of(0.5, -1, 1e-3, 2),
    );
    for (const text of ["x,y\n0.5,a\n", "x,y\n1,2\n3\n"]) {
      const error = await sampleValues("step-1.csv", 2, undefined, as(text)).catch((thrown: unknown) => thrown);
      expect(troubleOf(error)?.kind).toBe("unreadable");
    }
  });
});

it("gives rows of mixed tables as they are written: categories, gaps, what stands in quotation marks", async () => {
  const as = (text: string): Fetching => {
    return async () => new Response(text);
  };
  const text = 'colour,when,"a, b"\nred,2024-01-31,1.50\n,,"x, ""y"""\n';
  expect(await sampleRows("step-1.csv", undefined, as(text))).toEqual({
    names: ["colour", "when", "a, b"],
    rows: [
      ["red", "2024-01-31", "1.50"],
      ["", "", 'x, "y"'],
    ],
  });
  const error = await sampleRows("step-1.csv", undefined, as("a,b\n1,2\n3\n")).catch((thrown: unknown) => thrown);
  expect(troubleOf(error)?.kind).toBe("unreadable");
});

describe.each([{ ranges: true }, { ranges: false }])("metrics.jsonl, %o", (how) => {
  it("is read on from where it ended", async () => {
    const source = served(how);
    const { run } = source;
    run.metrics = line(1) + line(2);
    const told = await toldOf(source, [
      () => {},
      () => (run.metrics += line(3)),
      () => (run.metrics += line(4) + line(5)),
    ]);
    expect(told.map(({ steps }) => steps)).toEqual([[1, 2], [], [3], [4, 5]]);
    expect(told.some(({ anew }) => anew)).toBe(false);
  });

  it("may end within a line, even within a character", async () => {
    const source = served(how);
    const { run } = source;
    const next = line(2);
    run.metrics = line(1) + next.slice(0, 7);
    const told = await toldOf(source, [
      () => {},
      () => (run.metrics = line(1) + next.slice(0, 11)),
      () => (run.metrics = line(1) + next + line(3)),
    ]);
    expect(told.map(({ steps }) => steps)).toEqual([[1], [], [], [2, 3]]);
  });

  it("may become shorter: the run was begun anew", async () => {
    const source = served(how);
    const { run } = source;
    run.metrics = line(1) + line(2) + line(3);
    const told = await toldOf(source, [() => (run.metrics = line(1)), () => (run.metrics += line(2))]);
    expect(told).toEqual([
      { steps: [1, 2, 3], anew: false },
      { steps: [1], anew: true },
      { steps: [2], anew: false },
    ]);
  });

  it("may have been written anew and be longer than before", async () => {
    const source = served(how);
    const { run } = source;
    run.metrics = line(10) + line(20);
    const whole = () => (run.metrics = line(5) + line(10) + line(15) + line(20));
    expect(await toldOf(source, [whole])).toEqual([
      { steps: [10, 20], anew: false },
      { steps: [5, 10, 15, 20], anew: true },
    ]);
  });

  it("may have lines that are none, which are passed over", async () => {
    const source = served(how);
    source.run.metrics = `${line(1)}{"step":\nnull\n${line(2)}`;
    expect(await toldOf(source, [])).toEqual([{ steps: [1, 2], anew: false }]);
  });
});

describe("following", () => {
  it("asks for what was added only, and for nothing if nothing was", async () => {
    const source = served();
    source.run.metrics = line(1);
    await toldOf(source, [() => {}, () => (source.run.metrics += line(2))]);
    expect(source.asked.filter((path) => path.includes("metrics"))).toEqual([
      "run/metrics.jsonl bytes=0-",
      `run/metrics.jsonl bytes=${line(1).length}-`,
    ]);
  });

  it("ends with the training, after its last lines", async () => {
    const source = served();
    source.run.training = false;
    source.run.metrics = line(1);
    const told: number[] = [];
    await followMetrics(
      ({ lines }) => told.push(...lines.map(({ step }) => step)),
      new AbortController().signal,
      source,
    );
    expect(told).toEqual([1]);
  });

  it("bears a server that is away for a moment", async () => {
    const source = served();
    source.run.metrics = line(1);
    const away = () => {
      source.run.failures = 2;
      source.run.metrics += line(2);
    };
    expect((await toldOf(source, [away])).map(({ steps }) => steps)).toEqual([[1], [2]]);
  });

  it.each([
    ["from the start", 0, 1],
    ["for long", 1, 3],
  ])("says so if the server is away %s", async (_, after, failures) => {
    const source = served();
    const away = () => (source.run.failures = failures);
    if (after === 0) away();
    const error = await toldOf(source, after === 0 ? [] : [away]).catch((thrown: unknown) => thrown);
    expect(troubleOf(error)?.kind).toBe("unreachable");
  });
});
