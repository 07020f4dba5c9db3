import { describe, expect, it } from "vitest";
import { outsideTraining } from "../networks/network.ts";
import { gradient } from "../tensor/gradient.ts";

import { interpret } from "../tensor/reference.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { momentLoss, momentState, type PairTargets } from "./pair-moments.ts";

const [M, SIZE] = [4, 3];
const rows = input("rows", [M, SIZE]);
const y = input("y", [M, SIZE + 1]);
const wave = (seed: number, length: number): number[] =>
  Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + 1) + seed));
const targets: PairTargets = {
  size: SIZE,
  parts: [[0, SIZE]],
  pairs: Float32Array.from(wave(1, SIZE * SIZE)),
  pairWeights: Float32Array.from(wave(2, SIZE * SIZE), Math.abs),
  given: Float32Array.from(wave(3, SIZE * SIZE)),
  givenWeights: Float32Array.from(wave(4, SIZE * SIZE), Math.abs),
};
const values = {
  rows: wave(5, M * SIZE),
  y: wave(6, M * (SIZE + 1)),
  "G/moments of pairs": wave(7, SIZE * SIZE),
  "G/moments of given": wave(8, SIZE * SIZE),
};

function lossWith(moments: Parameters<typeof momentLoss>[1]) {
  const kept = new Map<string, Tensor>();
  const state = (name: string): Tensor => input(name, [SIZE, SIZE]);
  const pass = { ...outsideTraining(state), remember: (name: string, next: Tensor) => void kept.set(name, next) };
  return { loss: momentLoss("G", moments, rows, y, pass), kept };
}

/** aᵀb / m, for a of width `width` of which the first SIZE numbers count. */
const products = (a: readonly number[], width: number): number[] =>
  Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [p, q] = [Math.floor(i / SIZE), i % SIZE];
    let total = 0;
    for (let row = 0; row < M; row++) total += (a[row * width + p] as number) * (values.rows[row * SIZE + q] as number);
    return total / M;
  });

describe("moments of pairs in G's loss", () => {
  it("are 2 Σ w (average − target) · moments of the minibatch, each term with its weight", () => {
    const { loss } = lossWith({ pairs: 3, given: 0.5, targets });
    const term = (average: readonly number[], target: Float32Array, weights: Float32Array, made: readonly number[]) =>
      made.reduce(
        (total, moment, i) => total + 2 * (weights[i] ?? 0) * ((average[i] ?? 0) - (target[i] ?? 0)) * moment,
        0,
      );
    const pairs = term(values["G/moments of pairs"], targets.pairs, targets.pairWeights, products(values.rows, SIZE));
    const given = term(values["G/moments of given"], targets.given, targets.givenWeights, products(values.y, SIZE + 1));
    expect(interpret({ loss: loss as Tensor }, values).loss?.[0]).toBeCloseTo(3 * pairs + 0.5 * given, 5);
  });

  it("pull as the squares of the differences do, where the minibatch is the average", () => {
    const { loss } = lossWith({ pairs: 1, given: 0, targets });
    const [pull] = gradient(loss as Tensor, [rows]);
    const at = { ...values, "G/moments of pairs": products(values.rows, SIZE) };
    const pulled = interpret({ pull: pull as Tensor }, at).pull ?? [];
    // Central differences of Σ w (C − C*)².
    const squares = (numbers: readonly number[]): number => {
      let total = 0;
      for (let i = 0; i < SIZE * SIZE; i++) {
        const [p, q] = [Math.floor(i / SIZE), i % SIZE];
        let moment = 0;
        for (let row = 0; row < M; row++)
          moment += ((numbers[row * SIZE + p] ?? 0) * (numbers[row * SIZE + q] ?? 0)) / M;
        total += (targets.pairWeights[i] ?? 0) * (moment - (targets.pairs[i] ?? 0)) ** 2;
      }
      return total;
    };
    values.rows.forEach((value, i) => {
      const moved = (by: number): number[] => values.rows.with(i, value + by);
      expect(pulled[i]).toBeCloseTo((squares(moved(1e-4)) - squares(moved(-1e-4))) / 2e-4, 4);
    });
  });

  it("remember an average of what was made, a tenth of each minibatch for pairs and 3 % for what is given", () => {
    const { kept } = lossWith({ pairs: 1, given: 1, targets });
    const next = interpret(Object.fromEntries(kept), values);
    for (const [name, memory, made] of [
      ["G/moments of pairs", 0.9, products(values.rows, SIZE)],
      ["G/moments of given", 0.97, products(values.y, SIZE + 1)],
    ] as const) {
      next[name]?.forEach((value, i) => {
        expect(value).toBeCloseTo(memory * (values[name][i] ?? 0) + (1 - memory) * (made[i] ?? 0), 6);
      });
    }
  });

  it("are of the numbers that they are asked for alone", () => {
    const some = {
      ...targets,
      size: 2,
      parts: [
        [0, 1],
        [2, 1],
      ] as const,
    };
    const kept = new Map<string, Tensor>();
    const pass = {
      ...outsideTraining((name) => input(name, [2, 2])),
      remember: (name: string, next: Tensor) => void kept.set(name, next),
    };
    const cut = (all: Float32Array): Float32Array => Float32Array.of(...[0, 2, 6, 8].map((i) => all[i] ?? 0));
    const loss = momentLoss(
      "G",
      { pairs: 1, given: 0, targets: { ...some, pairs: cut(targets.pairs), pairWeights: cut(targets.pairWeights) } },
      rows,
      y,
      pass,
    );
    const all = products(values.rows, SIZE);
    const average = [0.1, 0.2, 0.3, 0.4];
    const expected = [0, 2, 6, 8].reduce(
      (total, i, k) =>
        total + 2 * (targets.pairWeights[i] ?? 0) * ((average[k] ?? 0) - (targets.pairs[i] ?? 0)) * (all[i] ?? 0),
      0,
    );
    expect(
      interpret({ loss: loss as Tensor }, { rows: values.rows, "G/moments of pairs": average }).loss?.[0],
    ).toBeCloseTo(expected, 6);
  });

  it("start at the targets, and have no place in a game without them", () => {
    expect(momentState("G", SIZE, { pairs: 1, given: 0, targets }).map(({ name, init }) => [name, init])).toEqual([
      ["G/moments of pairs", { kind: "values", values: targets.pairs }],
    ]);
    expect(momentState("G", SIZE, { pairs: 0, given: 0, targets })).toEqual([]);
    expect(
      momentLoss(
        "G",
        { pairs: 0, given: 0, targets },
        rows,
        undefined,
        outsideTraining(() => rows),
      ),
    ).toBeUndefined();
  });
});
