import { describe, expect, it } from "vitest";
import { interpolateNoise } from "./interpolate.ts";

const normal = { kind: "normal", latent: 2, halfWidth: 1 } as const;
const uniform = { ...normal, kind: "uniform" } as const;
const close = (found: Float32Array, expected: number[]) =>
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 6));

describe("interpolation of z", () => {
  const [a, b] = [Float32Array.of(3, 0, 1, 1), Float32Array.of(0, 3, 2, 2)];

  it("begins and ends where it should, exactly", () => {
    for (const prior of [normal, uniform]) {
      close(interpolateNoise(prior, a, b, 0), [...a]);
      close(interpolateNoise(prior, a, b, 1), [...b]);
    }
  });

  it("goes along the circle for a normal prior, and straight for a uniform one", () => {
    const third = Math.PI / 6;
    close(interpolateNoise(normal, a, b, 1 / 3).subarray(0, 2), [3 * Math.cos(third), 3 * Math.sin(third)]);
    close(interpolateNoise(uniform, a, b, 1 / 3).subarray(0, 2), [2, 1]);
  });

  it("goes straight between parallel vectors, opposite ones and zeros", () => {
    close(interpolateNoise(normal, a, b, 0.5).subarray(2), [1.5, 1.5]);
    close(interpolateNoise(normal, Float32Array.of(1, 0), Float32Array.of(-1, 0), 0.25), [0.5, 0]);
    close(interpolateNoise(normal, Float32Array.of(0, 0), Float32Array.of(1, 2), 0.5), [0.5, 1]);
  });

  it("is never longer than the longer of the two, however far apart they point", () => {
    for (const turn of [0.5, 2, 3, 3.1, 3.13]) {
      const [p, q] = [Float32Array.of(2, 0), Float32Array.of(0.5 * Math.cos(turn), 0.5 * Math.sin(turn))];
      for (const t of [0.1, 0.5, 0.9]) {
        const [x = 0, y = 0] = interpolateNoise(normal, p, q, t);
        expect(Math.hypot(x, y)).toBeCloseTo(2 * (1 - t) + 0.5 * t, 2);
      }
    }
  });

  it("refuses sets of different size", () => {
    expect(() => interpolateNoise(normal, a, b.subarray(1), 0)).toThrow(
      "expected two sets of vectors of 2, but got 4 and 3",
    );
  });
});
