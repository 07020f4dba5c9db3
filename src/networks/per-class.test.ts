import { describe, expect, it } from "vitest";
import { interpret } from "../tensor/reference.ts";
import { sizeOf } from "../tensor/shape.ts";
import { input } from "../tensor/tensor.ts";
import { type Normalisation, normalisation } from "./layers.ts";
import { byName, outsideTraining, sequential } from "./network.ts";

const wave = (length: number, from: number): number[] =>
  Array.from({ length }, (_, i) => Math.sin(1.7 * (i + from)) + 0.3 * Math.cos(3.1 * i));

/** Normalised over these places, by plain loops: value, then scale and shift of the channel with what y adds to both. */
function byLoops(
  x: readonly number[],
  [m, c, s]: readonly [number, number, number],
  kind: Exclude<Normalisation, "none">,
  values: Readonly<Record<string, readonly number[]>>,
  y: readonly (readonly number[])[],
): number[] {
  const at = (i: number, channel: number, place: number): number => x[(i * c + channel) * s + place] ?? Number.NaN;
  return x.map((value, index) => {
    const [i, channel] = [Math.floor(index / (c * s)), Math.floor(index / s) % c];
    const among: number[] = [];
    for (let a = 0; a < m; a++) {
      for (let b = 0; b < c; b++) {
        const within = { batch: b === channel, layer: a === i, instance: a === i && b === channel }[kind];
        if (within) for (let p = 0; p < s; p++) among.push(at(a, b, p));
      }
    }
    const mean = among.reduce((sum, one) => sum + one, 0) / among.length;
    const variance = among.reduce((sum, one) => sum + (one - mean) ** 2, 0) / among.length;
    const told = (part: string): number =>
      (values[part]?.[channel] ?? 0) +
      (y[i] ?? []).reduce((sum, of, k) => sum + of * (values[`${part} of y`]?.[k * c + channel] ?? 0), 0);
    return ((value - mean) / Math.sqrt(variance + 1e-5)) * told("scale") + told("shift");
  });
}

describe.each(["batch", "layer", "instance"] as const)("%s normalisation per class", (kind) => {
  it("scales and shifts each example by what its y adds", () => {
    const [m, c, side] = [4, 3, 2];
    const network = sequential(
      "G",
      [c, side, side],
      [normalisation(kind, { scheme: "he", scale: 1 }, { perClass: true })],
      {
        condition: [2],
      },
    );
    expect(network.condition).toEqual([2]);
    const x = wave(m * c * side * side, 1);
    const y = [
      [1, 0],
      [0, 1],
      [1, 1],
      [0, 0],
    ];
    const values = Object.fromEntries(
      network.parameters.map(({ name, shape }, i) => [name, wave(sizeOf(shape), 10 * i + 3)]),
    );
    const pass = outsideTraining(
      byName(new Map(network.parameters.map(({ name, shape }) => [name, input(name, shape)]))),
      input("y", [m, 2]),
    );
    const found = interpret(
      { out: network.apply(input("x", [m, c, side, side]), pass) },
      { ...values, x, y: y.flat() },
    ).out;
    const named = Object.fromEntries(Object.entries(values).map(([name, of]) => [name.split("/").at(-1), of]));
    const expected = byLoops(x, [m, c, side * side], kind, named as Record<string, number[]>, y);
    expect(found?.length).toBe(expected.length);
    expected.forEach((value, i) => expect(found?.[i]).toBeCloseTo(value, 6));
  });

  it("begins as if it were told nothing", () => {
    const { parameters } = sequential(
      "G",
      [3, 2, 2],
      [normalisation(kind, { scheme: "he", scale: 1 }, { perClass: true })],
      {
        condition: [2],
      },
    );
    const ofY = parameters.filter(({ name }) => name.endsWith(" of y"));
    expect(ofY.map(({ init, shape }) => [init, shape])).toEqual([
      [{ kind: "constant", value: 0 }, [2, 3]],
      [{ kind: "constant", value: 0 }, [2, 3]],
    ]);
  });
});
