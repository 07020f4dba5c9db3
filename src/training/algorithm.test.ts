import { describe, expect, it } from "vitest";
import { algorithm1 } from "./algorithm.ts";
import type { Machine } from "./machine.ts";

describe("Algorithm 1", () => {
  /** A machine that only writes down what it is told to do. */
  function recorder(generatorNeedsExamples = false): { machine: Machine; log: string[] } {
    const log: string[] = [];
    const note = (what: string) => () => void log.push(what);
    const player = (name: string) => ({ update: (step: number) => void log.push(`${name} moves ${step}`) });
    const machine = {
      discriminatorStep: () => player("D"),
      generatorStep: () => player("G"),
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
    for await (const moment of algorithm1(machine, { first: 3, last: 4, dSteps: 2, gSteps: 1, updates: "alternating" }))
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

  it("plays as many G steps as are asked for, each on fresh noise, before the round is over", async () => {
    const { machine, log } = recorder();
    const moments = [];
    const rounds = { first: 1, last: 2, dSteps: 2, gSteps: 3, updates: "alternating" } as const;
    for await (const moment of algorithm1(machine, rounds)) moments.push(moment);
    const ofD = (n: number) => ["z", "x", "∇D", `D moves ${n}`];
    const ofG = (n: number) => ["z", "∇G", `G moves ${n}`, "average"];
    const turn = (n: number) => [...ofD(n), ...ofD(n), ...ofG(n), ...ofG(n), ...ofG(n)];
    expect(log).toEqual([...turn(1), ...turn(2)]);
    const told = moments.slice(0, moments.length / 2).map(({ did, player, k, g }) => `${player} ${k} ${g} ${did}`);
    expect(told.slice(8)).toEqual([
      ...[1, 2, 3].flatMap((g) => ["noise", "gradient", "update"].map((did) => `G 2 ${g} ${did}`)),
      "G 2 3 round",
    ]);
    expect(told.slice(0, 8).every((one) => /^D [12] 0 /.test(one))).toBe(true);
  });

  it("in simultaneous form goes on with further G steps against the D that has moved", async () => {
    const { machine, log } = recorder(true);
    for await (const _ of algorithm1(machine, { first: 1, last: 1, dSteps: 1, gSteps: 2, updates: "simultaneous" }));
    const both = ["z", "x", "∇D", "∇G", "D moves 1", "G moves 1", "average"];
    expect(log).toEqual([...both, "z", "x", "∇G", "G moves 1", "average"]);
  });

  it("draws examples for G's step too where its loss compares pairs", async () => {
    const { machine, log } = recorder(true);
    for await (const _ of algorithm1(machine, { first: 1, last: 1, dSteps: 1, gSteps: 1, updates: "alternating" }));
    expect(log).toEqual(["z", "x", "∇D", "D moves 1", "z", "x", "∇G", "G moves 1", "average"]);
  });

  it("in simultaneous form takes both gradients from one batch of noise before either player moves", async () => {
    const { machine, log } = recorder();
    for await (const _ of algorithm1(machine, { first: 1, last: 1, dSteps: 1, gSteps: 1, updates: "simultaneous" }));
    expect(log).toEqual(["z", "x", "∇D", "∇G", "D moves 1", "G moves 1", "average"]);
  });
});
