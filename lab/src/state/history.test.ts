import { expect, it } from "vitest";
import type { Reading } from "../worker/protocol.ts";
import { createHistory, type History, seriesNames } from "./history.ts";

const frame = (step: number, given: Readonly<Record<string, number>> = {}) => ({
  step,
  measures: {
    dLoss: step,
    gLoss: Number.NaN,
    meanDReal: 0.5,
    meanDFake: 0.25,
    dGradientNorm: 1,
    gGradientNorm: 0,
    dLearningRate: 1e-3,
    gLearningRate: 1e-3,
    ...given,
  },
  lossNorms: null,
});

const reading = (step: number, given: Partial<Reading> = {}): Reading => ({
  step,
  moves: { G: step, D: step },
  jsd: null,
  distance: null,
  modes: null,
  grid: null,
  generated: null,
  optimal: null,
  rows: null,
  sampleDistance: 0.125,
  noiseDistance: Number.NaN,
  realDistance: 0,
  ...given,
});

const play = (history: History, from: number, to: number): void => {
  for (let step = from; step <= to; step++) history.add(frame(step));
};

it("gives the columns that were asked for, with null where nothing was measured", () => {
  const history = createHistory();
  history.add(frame(1));
  history.add({ ...frame(2, { value: -1.5 }), lossNorms: { minimax: 0.01, nonSaturating: 2 } });
  expect(history.columns(["dLoss", "gLoss", "value", "minimaxNorm", "gGradientNorm"])).toEqual([
    [1, 2],
    [1, 2],
    [null, null],
    [null, -1.5],
    [null, 0.01],
    [0, 0],
  ]);
});

it("keeps the last of two frames of the same step", () => {
  const history = createHistory();
  history.add(frame(1));
  history.add(frame(1, { dLoss: 7 }));
  expect(history.columns(["dLoss"])).toEqual([[1], [7]]);
});

it("forgets what comes after the step that the game went back to", () => {
  const history = createHistory();
  play(history, 1, 10);
  history.addReading(reading(4));
  history.addReading(reading(9));
  history.cutAfter(6);
  expect(history.columns(["dLoss"])[0]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(history.columns(["energyDistance"])[0]).toEqual([4]);
  history.cutAfter(-1);
  expect(history.span()).toBeNull();
  expect(history.has("dLoss")).toBe(false);
});

it("replaces the future when a frame comes from an earlier step", () => {
  const history = createHistory();
  play(history, 1, 10);
  history.add(frame(4, { dLoss: -1 }));
  expect(history.columns(["dLoss"])).toEqual([
    [1, 2, 3, 4],
    [1, 2, 3, -1],
  ]);
});

it("drops every second point of the older part when it is full", () => {
  const history = createHistory(8);
  play(history, 1, 9);
  expect(history.columns(["dLoss"])[0]).toEqual([1, 3, 5, 7, 8, 9]);
});

it("stays bounded over a long run, evenly spaced from its first step on, and dense at its end", () => {
  const history = createHistory(200);
  play(history, 1, 50_000);
  const [steps, losses] = history.columns(["dLoss"]);
  expect(steps.length).toBeLessThanOrEqual(200);
  expect(steps.length).toBeGreaterThan(100);
  expect(steps[0]).toBe(1);
  expect(losses).toEqual(steps);
  const gaps = steps.slice(1).map((step, i) => step - (steps[i] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(50_000 / 25);
  expect(gaps.slice(-20)).toEqual(Array(20).fill(1));
});

it("stays bounded when rounds are far apart", () => {
  const history = createHistory(40);
  for (let step = 0; step < 1e6; step += 1000) history.add(frame(step));
  const [steps] = history.columns(["dLoss"]);
  expect(steps.length).toBeLessThanOrEqual(40);
  expect(steps[0]).toBe(0);
  expect(steps.at(-1)).toBe(999_000);
});

it("hands out columns that later frames do not change", () => {
  const history = createHistory();
  history.add(frame(1));
  const columns = history.columns(["dLoss"]);
  history.add(frame(2));
  expect(columns).toEqual([[1], [1]]);
});

it("knows which series have values, and the first and the last step of all", () => {
  const history = createHistory();
  history.addReading(reading(0, { jsd: { value: 0.5, error: 0.01 } }));
  play(history, 1, 3);
  expect(history.span()).toEqual([0, 3]);
  expect([history.has("jsd"), history.has("modes"), history.has("dLoss"), history.has("gLoss")]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

it("writes a CSV of frames and readings by step, with empty fields for gaps", () => {
  const history = createHistory();
  history.add(frame(1));
  history.addReading(
    reading(2, {
      jsd: { value: 0.5, error: 0.01 },
      modes: { found: 3, of: 8, highQuality: 0.9 },
      realDistance: Number.NaN,
    }),
  );
  history.add(frame(2, { value: -1.25 }));
  history.addReading(reading(3));
  const [header, ...lines] = history.csv().split("\n");
  expect(header).toBe(["step", ...seriesNames].join(","));
  expect(lines).toEqual([
    "1,1,,,,0.5,0.25,1,0,,,,,,,,,,,,,",
    "2,2,,,-1.25,0.5,0.25,1,0,,,0.5,0.01,,3,8,0.9,0.125,,,,",
    "3,,,,,,,,,,,,,,,,,0.125,0,,,",
    "",
  ]);
});
