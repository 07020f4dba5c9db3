/** The benchmark measures equal work, shows who is missing and who fails, and its figures are what they are called. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type CardFound, cardFound } from "../bench/card.mjs";
import { expectedOnTwo, fixedPart, lineThrough, reduction, stepOn } from "../bench/cost-model.mjs";
import { guard } from "../bench/guard.mjs";
import { labTable } from "../bench/lab-play.mjs";
import { uniformNumbers } from "../bench/numbers.mjs";
import { readOptions } from "../bench/options.mjs";
import { between } from "../bench/page.mjs";
import { peersFor } from "../bench/peers.mjs";
import { predictions } from "../bench/predictions.mjs";
import { minutesTo, qualityTable } from "../bench/quality/curve.mjs";
import { disagreement, type Peer, playRounds, type Result } from "../bench/rounds.mjs";
import { exponent, median, pairedRatio, quantile } from "../bench/statistics.mjs";
import { asMarkdown, asText, tableOf } from "../bench/table.mjs";
import { targetsOf } from "../bench/targets.mjs";
import { flopsOf, type LayerRow, type Workload, workloads } from "../bench/workloads.mjs";
import { discriminatorStep, flops, gameOf, generatorStep, resolveConfig } from "../src/inner.ts";
import { plainLosses } from "./bench/plain-loops.ts";
import { hasCard } from "./graphics-card.ts";

const workload = (name: string): Workload => workloads[name] as Workload;

/** The same layers with few units and examples, so that plain loops are done in no time. */
function shrunk(given: Workload): Workload {
  const size = given.example.shape.reduce((a, b) => a * b, 1);
  const few = (count: number): number => (count <= 3 ? count : Math.max(4, Math.round(count / 32)));
  const smaller = (layers: readonly LayerRow[]): LayerRow[] =>
    layers.map(([kind, ...numbers], i): LayerRow => {
      const [next, ...numbersAfter] = layers[i + 1] ?? [""];
      const [number = 0] = numbers;
      if (kind === "reshape") return [kind, few(number), ...numbers.slice(1)];
      if (kind === "conv" || kind === "conv-transpose") return [kind, few(number)];
      if (kind !== "dense" || number === size || number === 1) return [kind, ...numbers];
      if (next === "reshape")
        return [kind, few(numbersAfter[0] ?? 0) * (numbersAfter[1] ?? 0) * (numbersAfter[2] ?? 0)];
      return [kind, next === "maxout" ? 10 : few(number)];
    });
  return {
    ...given,
    batch: 4,
    generator: smaller(given.generator),
    discriminator: smaller(given.discriminator),
    ...(given.sample ? { piece: 4 } : {}),
  };
}

const own = peersFor(["saddlepoint"]).filter(({ name }) => name.startsWith("saddlepoint"));
const fixture = (behaviour: string): Peer => ({
  name: behaviour,
  process: { command: process.execPath, args: [resolve("test/bench/peer.mjs"), behaviour] },
});
const short = { rounds: 2, seconds: 0.02, patience: 60 };

describe("the benchmark's workloads", () => {
  it.each(Object.keys(workloads))(
    "%s is the same for native, wasm and plain loops: first losses from equal weights agree",
    async (name) => {
      const small = shrunk(workload(name));
      const results = await playRounds(small, own, { ...short, rounds: 1 });
      const expected = plainLosses(small);
      expect(results.map(({ failed, missing }) => failed ?? missing)).toEqual(own.map(() => undefined));
      for (const { losses = [] } of results) {
        expect(disagreement(losses, expected, "plain loops")).toBeUndefined();
      }
      expect(new Set(expected).size).toBe(expected.length);
    },
  );

  it("are found unequal if a weight, a slope or an order of layers differs", () => {
    const small = shrunk(workload("W2c"));
    const expected = plainLosses(small);
    const others: Workload[] = [
      {
        ...small,
        discriminator: small.discriminator.map(([kind, n = 0]) => (kind === "dropout" ? [kind, n * 0.9] : [kind, n])),
      },
      { ...small, generator: small.generator.map(([kind, ...n]) => [kind === "relu" ? "tanh" : kind, ...n]) },
      { ...small, rates: { ...small.rates, discriminator: 0.1 } },
    ];
    for (const other of others) expect(disagreement(plainLosses(other), expected, "the table")).toContain("differ");
  });

  it("start from numbers that exact integers give too", () => {
    const word = 2n ** 32n;
    const hash = (n: bigint): number => {
      let h = n % word;
      h = ((h ^ (h >> 16n)) * 0x7feb352dn) % word;
      h = ((h ^ (h >> 15n)) * 0x846ca68bn) % word;
      return Number(h ^ (h >> 16n));
    };
    const expected = Array.from({ length: 1000 }, (_, i) =>
      Math.fround(-2 + (hash(BigInt(i) + 77n * 0x9e3779b9n) / 2 ** 32) * 5),
    );
    expect([...uniformNumbers(77, 1000, -2, 3)]).toEqual(expected);
  });

  it("count the FLOPs that the library counts in its own graphs, but for what is done element by element", () => {
    const shape = [784];
    const config = resolveConfig(
      { name: "x", shape, fingerprint: "" },
      {
        ...{ batch: 64, latent: 100, activation: "leaky-relu" as const, average: 0, normalisation: "none" as const },
        generator: { widths: [256, 512] },
        discriminator: { widths: [512, 256] },
      },
    );
    const game = gameOf(config);
    const counted = flops(discriminatorStep(game).graph) + flops(generatorStep(game).graph);
    const share = flopsOf(workload("W2")) / counted;
    expect(share).toBeGreaterThan(0.97);
    expect(share).toBeLessThanOrEqual(1);
  });
});

describe("the benchmark on a graphics card", () => {
  const known = Object.keys(workloads);
  const onCard = (card: CardFound): Peer[] => peersFor(["saddlepoint"], { card }).filter((peer) => peer.card);

  it("takes part where it is asked for, and is compared with nothing that the processor alone plays", () => {
    expect(peersFor(["saddlepoint"]).some(({ card }) => card)).toBe(false);
    expect(readOptions(["--device", "webgpu"], known)?.device).toBe("webgpu");
    expect(readOptions([], known)?.device).toBeUndefined();
    expect(() => readOptions(["--device", "cuda"], known)).toThrow("reading --device: expected webgpu");
    expect(() => readOptions(["--device", "webgpu", "--guard"], known)).toThrow("expected no --guard");
    expect(() => readOptions(["--device", "webgpu", "--against", "HEAD"], known)).toThrow("no --against");
  });

  it("has the card's name in its row, or why there is none, and no share of the processor's peak", () => {
    const [named] = onCard({ name: "NVIDIA H200, driver 570.86.15" });
    expect(named?.name).toBe("saddlepoint webgpu (NVIDIA H200, driver 570.86.15)");
    expect(named?.process?.args.slice(1)).toEqual(["1", "webgpu"]);
    const [without] = onCard({ missing: "no graphics card was opened" });
    expect(without).toMatchObject({ name: "saddlepoint webgpu", missing: "no graphics card was opened" });
    const timed: Result = { peer: "card", startSeconds: 1, millisecondsPerStep: [1], peakBytes: 1e8 };
    const context = { ours: () => true, flops: 1e6, peak: 10 };
    expect(tableOf([timed], context).rows[0]?.[5]).toBe("10 %");
    expect(tableOf([timed], { ...context, onCard: ({ peer }) => peer === "card" }).rows[0]?.[5]).toBe("–");
  });

  it("has the lab's rows, also of one that could not play", () => {
    const sides = [
      { name: "processor", steps: 4081, pictures: 30, ready: 990 },
      { name: "webgpu", failed: "this Chromium offers no card to pages" },
    ];
    expect(labTable(sides).rows).toEqual([
      ["processor", "4080", "30", "0.99"],
      ["webgpu", "failed: this Chromium offers no card to pages"],
    ]);
  });

  it.skipIf(!hasCard)(
    "plays what the processor plays, with convolutions and without, and samples",
    async () => {
      const peers = onCard(cardFound());
      for (const name of ["W1b", "W3", "S"]) {
        const small = shrunk(workload(name));
        const [result] = await playRounds(small, peers.slice(0, 1), { ...short, rounds: 1, patience: 120 });
        expect(result?.failed ?? result?.missing).toBeUndefined();
        expect(disagreement(result?.losses ?? [], plainLosses(small), "plain loops")).toBeUndefined();
        expect(result?.millisecondsPerStep).toHaveLength(1);
      }
    },
    300_000,
  );

  it("asks nobody for anything after its time", async () => {
    const [result] = await playRounds(workload("W1"), [fixture("right")], { ...short, until: 0 });
    expect(result?.failed).toBe("no time was left for it");
    expect(result?.losses).toBeUndefined();
  });
});

describe("a run of the benchmark", () => {
  it("gives every peer its turns, tells what failed and what is missing, and goes on", async () => {
    const peers: Peer[] = [
      fixture("right"),
      { name: "absent", missing: "it is not installed; install it" },
      ...["wrong", "refuses", "dies", "breaks"].map(fixture),
      { name: "nowhere", process: { command: "no-such-program-anywhere", args: [] } },
      fixture("also right"),
    ];
    const results = await playRounds(workload("W1"), peers, short);
    const of = (name: string): Result => results.find(({ peer }) => peer === name) as Result;
    expect(results.map(({ peer }) => peer)).toEqual(peers.map(({ name }) => name));
    for (const name of ["right", "also right"]) {
      const { failed, millisecondsPerStep = [], startSeconds, peakBytes } = of(name);
      expect(failed).toBeUndefined();
      expect(millisecondsPerStep).toHaveLength(short.rounds);
      // One step of the fixture sleeps for a millisecond.
      expect(Math.min(...millisecondsPerStep)).toBeGreaterThan(0.9);
      expect(startSeconds).toBeGreaterThan(0.01);
      expect(peakBytes).toBeGreaterThan(1e7);
    }
    expect(of("absent").missing).toBe("it is not installed; install it");
    expect(of("wrong").failed).toBe(
      "first losses from equal weights differ: expected 1.00000, 0.500000 (right), came 1.00100, 0.500000",
    );
    expect(of("refuses").failed).toBe("no such layer");
    expect(of("dies").failed).toBe("ended by exit code 3");
    expect(of("breaks").failed).toBe("ended by exit code 4: RangeError: too much");
    expect(of("nowhere").failed).toContain("could not be started");

    const text = asText(tableOf(results, { ours: ({ peer }) => peer === "right", flops: 1e6, peak: 10 }));
    expect(text).toContain("missing: it is not installed; install it");
    expect(text).toContain("failed: first losses from equal weights differ");
    expect(text).toContain("failed: ended by exit code 3");
  });

  it.skipIf(process.platform === "win32")("lets nobody work while it is another's turn", async () => {
    const peers = [fixture("right"), fixture("restless")];
    const results = await playRounds(workload("W1"), peers, { ...short, between: () => sleep(500) });
    for (const { failed, millisecondsPerStep = [] } of results) {
      expect(failed).toBeUndefined();
      // Half a second between rounds would have been 50 ticks, and 47 seconds.
      expect(Math.max(...millisecondsPerStep)).toBeLessThan(10_000);
    }
  });

  it("does not wait for ever", async () => {
    const [result] = await playRounds(workload("W1"), [fixture("hangs")], { ...short, patience: 0.5 });
    expect(result?.failed).toBe('no answer to "prepare" within 0.5 s');
  });

  it("says how to get a peer that is missing", () => {
    const torch = peersFor(["PyTorch"], { pythonPath: "/no/such/python" }).filter(({ family }) => family === "PyTorch");
    expect(torch.length).toBeGreaterThan(0);
    for (const { missing, process: started } of torch) {
      expect(missing).toBe("no Python with PyTorch and NumPy was found; run npm run bench -- --setup");
      expect(started).toBeUndefined();
    }
    expect(() => peersFor(["Pytroch"])).toThrow(/expected a part of .*"PyTorch on 1 thread".*; came "Pytroch"/);
  });
});

describe("the benchmark's figures", () => {
  const results: Result[] = [
    { peer: "ours", startSeconds: 1, millisecondsPerStep: [1, 2, 4], peakBytes: 1e8 },
    // The machine became slower from round to round; within each, theirs took three times as long.
    { peer: "theirs", startSeconds: 3, millisecondsPerStep: [3, 6, 12], peakBytes: 2e8 },
    { peer: "script", startSeconds: 0.5, millisecondsPerStep: [0.5, 1, 2], peakBytes: 5e7 },
  ];

  it("are medians, quartiles and ratios within rounds", () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(quantile([0, 10, 20, 30, 40], 0.25)).toBe(10);
    expect(quantile([0, 10], 0.75)).toBe(7.5);
    expect(pairedRatio([3, 6, 12], [1, 2, 4])).toBe(3);
    // Ratios of 10, 2 and 1 within rounds: a ratio of medians would be 2.5.
    expect(pairedRatio([10, 4, 5], [1, 2, 5])).toBe(2);
    expect(exponent([1, 2, 4, 8], [3, 12, 48, 192])).toBeCloseTo(2, 12);
  });

  it("stand in the columns that name them", () => {
    const table = tableOf(results, { ours: ({ peer }) => peer === "ours", flops: 4e6, peak: 8 });
    expect(table.rows).toEqual([
      ["ours", "2", "1.5–3", "", "2", "25 %", "1", "100"],
      ["theirs", "6", "4.5–9", "3× faster", "0.667", "8.3 %", "3", "200"],
      ["script", "1", "0.75–1.5", "2× slower", "4", "50 %", "0.5", "50"],
    ]);
    expect(asMarkdown(table).split("\n")[2]).toBe("| ours | 2 | 1.5–3 |  | 2 | 25 % | 1 | 100 |");
  });

  it("are held against the targets", () => {
    const families = { ours: "saddlepoint native", theirs: "PyTorch", script: "jax-js" };
    const { rows } = targetsOf([{ name: "W2", flops: 4e6, results }], families, 2);
    expect(rows).toEqual([
      ["W2", "speed against PyTorch", "≥ 1.2×", "3×", "met"],
      ["W2", "speed against script", "≥ 6×", "0.5×", "missed"],
      ["W2", "of the machine's peak", "≥ 65 %", "100 %", "met"],
      ["W2", "start against PyTorch", "≥ 2×", "3×", "met"],
      ["W2", "memory against PyTorch", "≤ 0.6×", "0.5×", "met"],
      ["W2", "memory against script", "≤ 1×", "2×", "missed"],
    ]);
  });

  const row = (peer: string, ...millisecondsPerStep: number[]): Result => ({
    peer,
    millisecondsPerStep,
    peakBytes: 2e8,
  });
  const then = [10, 20, 10, 20];
  const guarded = (now: Result, before: Result = row("native, abc", ...then)) =>
    guard([{ name: "W1", results: [now, before] }], { release: "v1.0.0", allowed: 5 });

  it("are guarded: a row fails where even its lower quartile is beyond what is allowed", () => {
    const slow = guarded(row("native", 11, 22, 12, 24));
    expect(slow.sentences).toEqual([
      "W1, native: 15 % slower, more than the 5 % allowed (quartiles +10 % to +20 %): 17 instead of 15 ms; 200 instead of 200 MB.",
      "1 of 1 rows compared with v1.0.0: 1 slower by more than 5 %.",
    ]);
    expect(slow.exitCode).toBe(1);
    // Ratios of 1, 1.02, 1.3 and 1.4: by the median 16 % slower, and noise.
    const noisy = guarded(row("native", 10, 20.4, 13, 28));
    expect(noisy.sentences[0]).toContain(
      "16 % slower, within the 5 % allowed or the noise (quartiles +1.5 % to +32 %)",
    );
    expect(noisy.exitCode).toBe(0);
    const faster = guarded(row("native", 5, 11, 5, 9));
    expect(faster.sentences[0]).toContain("50 % less time (quartiles −51 % to −49 %)");
    expect(faster.exitCode).toBe(0);
    expect(guarded(row("native", 9, 22, 9.5, 20)).sentences[0]).toContain("no difference beyond the noise");
  });

  it("are guarded against rows that cannot be played any more, and against a comparison of nothing", () => {
    const dead = guarded({ peer: "native", failed: "ended by exit code 3" });
    expect(dead.sentences[0]).toBe("W1, native: not timed: ended by exit code 3");
    expect(dead.exitCode).toBe(1);
    const young = guarded(row("native", 1, 2), { peer: "native, abc", failed: "no such layer" });
    expect(young.sentences[0]).toBe("W1, native: v1.0.0 was not timed: no such layer");
    expect(young.exitCode).toBe(2);
  });

  it("are written between a page's markers, and nowhere else", () => {
    const page = "before\n<!-- table -->\nold\n<!-- /table -->\nafter\n";
    expect(between(page, "table", "new")).toBe("before\n<!-- table -->\n\nnew\n\n<!-- /table -->\nafter\n");
    expect(() => between("no markers", "table", "new")).toThrow(/expected the markers <!-- table -->/);
  });
});

describe("the time to a quality", () => {
  const curve = [
    { seconds: 60, fid: 100 },
    { seconds: 120, fid: 10 },
    { seconds: 180, fid: 1 },
  ];

  it("lies between two marks in proportion to the logarithm of FID, and is never where it was not reached", () => {
    expect(minutesTo(curve, 10)).toBeCloseTo(2, 12);
    expect(minutesTo(curve, Math.sqrt(10))).toBeCloseTo(2.5, 12);
    expect(minutesTo(curve, 200)).toBe(1);
    expect(minutesTo(curve, 0.5)).toBeUndefined();
  });

  it("stands below both curves", () => {
    const other = curve.map(({ seconds, fid }) => ({ seconds: 2 * seconds, fid: 5 * fid }));
    const runs = [
      { name: "ours", steps: 30, curve },
      { name: "theirs", steps: 20, curve: other },
    ];
    const { columns, rows } = qualityTable(runs, 3);
    expect(columns).toEqual(["of the steps", "ours, 30 steps: minutes", "FID", "theirs, 20 steps: minutes", "FID"]);
    expect(rows[1]).toEqual(["66.7 %", "2", "10", "4", "50"]);
    expect(rows.at(-1)).toEqual(["minutes to the stated FID", "2.52", "≤ 3", "never", "≤ 3"]);
  });
});

describe("the cost model of several ranks", () => {
  const machine = { flopsPerSecond: 1e11, latency: 1e-5, bandwidth: 1e9 };
  const network = { flops: 1e8, fixed: 0.002, dSteps: 2, generatorBytes: 8e6, discriminatorBytes: 4e6 };

  it("finds latency and bandwidth again from reductions that have them, and looks past those that fit no cache", () => {
    const timed = [64, 4096, 262_144, 4_194_304].map((bytes) => ({ bytes, seconds: 3e-6 + bytes / 8e9 }));
    const line = lineThrough([...timed, { bytes: 2 ** 26, seconds: 9 }]);
    expect(line.latency).toBeCloseTo(3e-6, 12);
    expect(line.bandwidth / 8e9).toBeCloseTo(1, 9);
  });

  it("parts a step into what shrinks with the minibatch and what does not", () => {
    const step = (examples: number) => ({ examples, step: 7 + 0.5 * examples });
    expect(fixedPart(step(64), step(4))).toBeCloseTo(7, 12);
  });

  it("costs one rank nothing to reduce, and two a message there and back with half of the bytes each way", () => {
    expect(reduction(1e6, 1, machine)).toBe(0);
    expect(reduction(1e6, 2, machine)).toBeCloseTo(2e-5 + 1e-3, 12);
    // 2·3 messages, 2·7/8 of the bytes.
    expect(reduction(1e6, 8, machine)).toBeCloseTo(6e-5 + 1.75e-3, 12);
  });

  it("divides computing, but for the fixed part, and reduces D's gradient at each of its steps", () => {
    const { computing, reducing } = stepOn(4, network, 400, machine);
    expect(computing).toBeCloseTo(0.002 + (400 * 1e8) / (4 * 1e11), 12);
    expect(reducing).toBeCloseTo(reduction(8e6, 4, machine) + 2 * reduction(4e6, 4, machine), 12);
  });

  it("expects of two ranks half a minibatch's time and both players' reductions, read between the measured ones", () => {
    const reductions = [1e3, 1e5, 1e7].map((bytes) => ({ bytes, median: bytes / 1e6 }));
    const expected = expectedOnTwo(0.01, { dSteps: 3, parameters: [2500, 250_000] }, reductions);
    expect(expected).toBeCloseTo(0.01 + 1e-5 + 3 * 1e-3, 12);
  });

  it("has its predictions in the documentation as the program prints them", () => {
    const page = readFileSync("docs/distributed.md", "utf8");
    expect(page).toBe(between(page, "predictions", predictions));
  });
});
