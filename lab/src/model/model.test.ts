import { describe, expect, it } from "vitest";
import { phasesOf } from "../state/phases.ts";
import type { Phase } from "../words/messages.ts";
import type { Frame, Opened } from "../worker/protocol.ts";
import { activityOf } from "./activity.ts";
import { answersOf, fieldAt, sharesBetween } from "./answers.ts";
import { graphHeight, layGraph, NAME, PARTS } from "./graph.ts";
import { besides, counts } from "./miniatures.ts";
import { streamsOf } from "./streams.ts";

const still = { doing: "nothing", phase: null, moved: [], pairs: false } as const;
const PHASES = (["D", "G"] as const).flatMap((player) =>
  (["noise", "examples", "gradient", "update"] as const).flatMap((did) =>
    phasesOf({ did, player, step: 1, k: 1, g: 1 }),
  ),
);

describe("the graph of the model", () => {
  it.each([
    [280, 120],
    [360, 150],
    [500, 150],
    [640, 260],
    [900, 120],
    [900, 260],
  ])("has room for every part and its name in %i by %i pixels, and none covers another", (width, height) => {
    const { squares, wires } = layGraph(width, height);
    const boxes = PARTS.map((part) => squares[part]);
    for (const { left, top, side } of boxes) {
      expect(side).toBeGreaterThanOrEqual(36);
      expect(Math.min(left, top - NAME)).toBeGreaterThanOrEqual(0);
      expect(left + side).toBeLessThanOrEqual(width);
      expect(top + side).toBeLessThanOrEqual(height);
    }
    for (const [i, a] of boxes.entries()) {
      for (const b of boxes.slice(i + 1)) {
        const beside = a.left + a.side < b.left || b.left + b.side < a.left;
        const above = a.top + a.side <= b.top - NAME || b.top + b.side <= a.top - NAME;
        expect(beside || above).toBe(true);
      }
    }
    for (const { wire, data } of wires) {
      expect(data.from[0]).toBe(squares[wire[0]].left + squares[wire[0]].side);
      expect(data.to[0]).toBe(squares[wire[1]].left);
      expect(data.to[0] - data.from[0]).toBeGreaterThanOrEqual(13);
    }
  });

  it("is as high as is asked for, within what it can be drawn in", () => {
    expect([graphHeight(500, 50), graphHeight(500, 200), graphHeight(500, 900)]).toEqual([120, 200, 260]);
    expect([graphHeight(280), graphHeight(2000)]).toEqual([120, 260]);
  });

  it("lets gradients run back beside the data, and none into real examples or noise", () => {
    for (const { wire, data, gradient } of layGraph(600, 180).wires) {
      if (wire[0] === "real" || wire[0] === "z") expect(gradient).toBeNull();
      else {
        expect(gradient?.from[0]).toBe(data.to[0]);
        expect(gradient?.to[0]).toBe(data.from[0]);
        expect(gradient?.to[1]).toBeGreaterThan(data.from[1]);
      }
    }
  });
});

describe("what works", () => {
  it("is told for every phase that slow motion shows", () => {
    expect(PHASES.length).toBeGreaterThanOrEqual(13);
    for (const phase of PHASES) {
      const { lit, currents } = activityOf({ ...still, phase });
      expect(lit?.size).toBeGreaterThan(0);
      // What moves, moves between parts that are lit.
      for (const { from, to } of currents) expect([phase, lit?.has(from), lit?.has(to)]).toEqual([phase, true, true]);
    }
  });

  it("has D's gradient stop before G, and G's go through D into G", () => {
    const gradients = (phase: Phase): string[] =>
      activityOf({ ...still, phase }).currents.map(({ from, to, of }) => `${from}-${to} ${of}`);
    expect(gradients("gradient-D")).toEqual(["D-answers discriminator"]);
    expect(gradients("gradient-G")).toEqual(["G-generated generated", "generated-D generated", "D-answers generated"]);
    expect([
      activityOf({ ...still, phase: "gradient-D" }).stops,
      activityOf({ ...still, phase: "gradient-G" }).stops,
    ]).toEqual([true, false]);
  });

  it("takes real examples into G's step only where the loss compares with them", () => {
    const lit = (pairs: boolean): boolean =>
      activityOf({ ...still, phase: "judge-G", pairs }).lit?.has("real") ?? false;
    expect([lit(false), lit(true)]).toEqual([false, true]);
  });

  it("is both players in play, D while it is trained alone, and who moved by hand", () => {
    const movers = (given: Parameters<typeof activityOf>[0]): string[] => [
      ...new Set(activityOf(given).currents.flatMap(({ what, of }) => (what === "gradient" ? [of] : []))),
    ];
    expect(movers({ ...still, doing: "playing" })).toEqual(["discriminator", "generated"]);
    expect(movers({ ...still, doing: "training D" })).toEqual(["discriminator"]);
    expect(movers({ ...still, moved: ["G"] })).toEqual(["generated"]);
    expect(activityOf(still)).toEqual({ lit: null, currents: [], stops: false });
  });
});

describe("what moves", () => {
  it("goes from part to part, gradients the other way, and the last mark ends where its way does", () => {
    const graph = layGraph(800, 200);
    const { currents } = activityOf({ ...still, doing: "playing" });
    const streams = streamsOf(graph, currents);
    expect(streams).toHaveLength(currents.length);
    for (const { current, from, angle, count, apart, takes } of streams) {
      expect(Math.sign(Math.cos(angle))).toBe(current.what === "data" ? 1 : -1);
      const way = graph.wires.find(({ wire }) => wire[0] === current.from && wire[1] === current.to)?.[current.what];
      expect(from[0] + count * apart * Math.cos(angle)).toBeCloseTo(way?.to[0] ?? Number.NaN);
      expect(from[1] + count * apart * Math.sin(angle)).toBeCloseTo(way?.to[1] ?? Number.NaN);
      expect(takes).toBeGreaterThanOrEqual(apart > 30 ? 545 : 472);
    }
    const back = streams.filter(({ current }) => current.what === "gradient" && current.to === "answers");
    expect(new Set(back.map(({ ahead }) => ahead)).size).toBe(2);
  });
});

describe("D's answers", () => {
  const grid = { low: [0, 0], high: [2, 2], bins: [2, 2] };
  it("are read between the middles of cells, and at the nearest place beyond them", () => {
    const field = Float32Array.of(0, 0.2, 0.4, 0.6);
    expect(fieldAt(grid, field, [0.5, 1.5], 0)).toBeCloseTo(0.2);
    expect(fieldAt(grid, field, [9, 1, 1, 1], 2)).toBeCloseTo(0.3);
    expect(fieldAt(grid, field, [-5, 9], 0)).toBeCloseTo(0.2);
    expect(fieldAt({ low: [0], high: [3], bins: [3] }, Float32Array.of(0, 1, 5), [2], 0)).toBeCloseTo(3);
    expect(fieldAt(grid, field, [Number.NaN, 1], 0)).toBeNaN();
  });

  it("are shares of one, the ends with what lies beyond them", () => {
    expect([...sharesBetween(Float64Array.of(-1, 0.1, 0.9, 1, Number.NaN), [0, 1], 2)]).toEqual([0.5, 0.5]);
    expect([...sharesBetween(Float64Array.of(), [0, 1], 2)]).toEqual([0, 0]);
  });

  it("are counted where D is known as a field, and means elsewhere", () => {
    const measures = { meanDReal: 0.7, meanDFake: 0.2 };
    const opened = { grid, real: Float32Array.of(0.5, 1.5), probability: true } as unknown as Opened;
    const generated = Float32Array.of(1.5, 1.5, 1.5, 0.5);
    const field = Float32Array.of(0, 0.2, 0.4, 0.6);
    const known = answersOf(opened, { field, generated, measures } as unknown as Frame);
    expect([known.meanReal, known.meanGenerated]).toEqual([expect.closeTo(0.2), expect.closeTo(0.5)]);
    expect(known.generated?.reduce((a, b) => a + b)).toBeCloseTo(1);
    const means = answersOf({ ...opened, grid: null }, { field: null, generated, measures } as unknown as Frame);
    expect(means).toEqual({ range: [0, 1], real: null, generated: null, meanReal: 0.7, meanGenerated: 0.2 });
    const scores = answersOf({ ...opened, grid: null, probability: false }, {
      field: null,
      generated,
      measures: { meanDReal: -3, meanDFake: 1 },
    } as unknown as Frame);
    expect(scores.range).toEqual([-5, 5]);
  });
});

it("lays the pulls on numbers of a line above each other, each beginning at its number", () => {
  const [points, steps] = besides(Float32Array.of(0.5, -2, 1), Float32Array.of(3, -1));
  expect([points.length, points[0], points[2]]).toEqual([4, 0.5, -2]);
  expect(points[1]).toBeGreaterThan(points[3] ?? 1);
  expect([...steps]).toEqual([3, 0, -1, 0]);
});

it("counts values in equal parts of a range, and leaves out what lies outside", () => {
  const bars = counts(Float32Array.of(-1, 0, 0.99, 1, 7, Number.NaN), [0, 1]);
  expect([bars[0], bars.at(-1), bars.reduce((a, b) => a + b)]).toEqual([1, 1, 2]);
});
