import { describe, expect, it } from "vitest";
import { interpret } from "../tensor/reference.ts";
import { sizeOf } from "../tensor/shape.ts";
import { input } from "../tensor/tensor.ts";
import { resolveConfig } from "../training/config.ts";
import { gameOf } from "../training/game-of-config.ts";
import { attentionAt, selfAttention } from "./attention.ts";
import { outsideTraining, sequential } from "./network.ts";

const [BATCH, CHANNELS, HEIGHT, WIDTH] = [2, 17, 2, 3];
const PIXELS = HEIGHT * WIDTH;
const network = sequential("D", [CHANNELS, HEIGHT, WIDTH], [selfAttention({ scheme: "he", scale: 1 })]);

function valuesWith(gamma: number): Record<string, number[]> {
  const wave = (length: number, from: number) =>
    Array.from({ length }, (_, i) => 0.5 * Math.sin(12.9898 * (i + 1) + 3.7 * from));
  return {
    x: wave(BATCH * CHANNELS * PIXELS, 0),
    ...Object.fromEntries(network.parameters.map(({ name, shape }, i) => [name, wave(sizeOf(shape), i + 1)])),
    "D/attention 1/gamma": [gamma],
  };
}

const found = (values: Record<string, number[]>): ArrayLike<number> => {
  const x = input("x", [BATCH, CHANNELS, HEIGHT, WIDTH]);
  const shapes = new Map(network.parameters.map(({ name, shape }) => [name, shape]));
  const y = network.apply(
    x,
    outsideTraining((name) => input(name, shapes.get(name) ?? [])),
  );
  return interpret({ y }, values).y ?? [];
};

/** The formula of Zhang et al., pixel by pixel. */
function byLoops(values: Record<string, number[]>): number[] {
  const x = values.x as number[];
  const weight = (part: string) => values[`D/attention 1/${part}/weight`] as number[];
  const result = x.slice();
  for (let example = 0; example < BATCH; example++) {
    const at = (c: number, p: number) => x[(example * CHANNELS + c) * PIXELS + p]!;
    const mapped = (part: string, p: number) => {
      const w = weight(part);
      return Array.from({ length: w.length / CHANNELS }, (_, o) =>
        Array.from({ length: CHANNELS }, (_, c) => w[o * CHANNELS + c]! * at(c, p)).reduce((a, b) => a + b, 0),
      );
    };
    for (let p = 0; p < PIXELS; p++) {
      const query = mapped("query", p);
      const scores = Array.from({ length: PIXELS }, (_, other) =>
        Math.exp(mapped("key", other).reduce((total, k, i) => total + k * query[i]!, 0)),
      );
      const total = scores.reduce((a, b) => a + b, 0);
      const seen = mapped("value", p).map(() => 0);
      scores.forEach((score, other) => {
        mapped("value", other).forEach((value, i) => {
          seen[i]! += (score / total) * value;
        });
      });
      for (let c = 0; c < CHANNELS; c++) {
        const o = seen.reduce((sum, value, i) => sum + value * weight("out")[c * seen.length + i]!, 0);
        result[(example * CHANNELS + c) * PIXELS + p]! += values["D/attention 1/gamma"]![0]! * o;
      }
    }
  }
  return result;
}

describe("self-attention", () => {
  it("is the paper's formula, computed by plain loops", () => {
    const values = valuesWith(0.7);
    const expected = byLoops(values);
    expected.forEach((value, i) => expect(found(values)[i]).toBeCloseTo(value, 9));
  });

  it("changes nothing at its start, where γ is 0", () => {
    expect(network.parameters.at(-1)?.init).toEqual({ kind: "constant", value: 0 });
    expect(Array.from(found(valuesWith(0)))).toEqual(valuesWith(0).x);
  });

  it("keeps examples apart, so that penalties may stand beside it", () => {
    expect(network.mixesBatch).toBe(false);
  });

  it("refuses maps of which there is no eighth", () => {
    expect(() => sequential("D", [7, 2, 2], [selfAttention({ scheme: "he", scale: 1 })])).toThrow(
      "expected at least 8 channels",
    );
  });
});

describe("attention at sides that are asked for", () => {
  const init = { scheme: "he", scale: 1 } as const;
  const maps = [
    [4, 6],
    [8, 12],
  ];

  it("stands behind the maps whose shorter side it is", () => {
    const kinds = (sides: readonly number[]) => attentionAt("G", maps, { sides, init }).map(([plan]) => plan?.kind);
    expect(kinds([8])).toEqual([undefined, "attention"]);
    expect(kinds([])).toEqual([undefined, undefined]);
  });

  it("refuses sides that no map has", () => {
    expect(() => attentionAt("G", maps, { sides: [4, 6], init })).toThrow(
      "reading option `attention`: expected shorter sides of feature maps of G: 4, 8, but got 6. Use `attention: 8`.",
    );
  });
});

it.each(["dcgan", "resnet"] as const)("%s attends at the same sides in both players", (network) => {
  const { generator, discriminator } = gameOf(
    resolveConfig(
      { name: "x", fingerprint: "x", shape: [1, 32, 48] },
      { network, channels: 8, attention: [8], classes: "none" },
    ),
  );
  for (const { layers } of [generator, discriminator]) {
    expect(layers.map(({ label }) => label).filter((label) => label.startsWith("attention"))).toEqual([
      "attention over 8×12",
    ]);
  }
});
