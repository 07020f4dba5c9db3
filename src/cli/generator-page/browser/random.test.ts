import { describe, expect, it } from "vitest";
import { interpolateNoise, normalMass, noise as sampled } from "../../../inner.ts";
import { between, noise, uniform } from "./random.ts";

const normal = { kind: "normal", latent: 3, halfWidth: 1 } as const;

describe("random numbers of a page", () => {
  it("are sfc32 where rows are asked for something, as in another implementation", () => {
    // In 64-bit integers cut to 32 bits, instead of what JavaScript's operators do.
    const cut = (value: bigint): bigint => BigInt.asUintN(32, value);
    let [a, b, c, counter] = [0n, 4_000_000_000n, 0n, 1n];
    const next = (): bigint => {
      const result = cut(a + b + counter++);
      [a, b, c] = [b ^ (b >> 9n), cut(c * 9n), cut(((c << 21n) | (c >> 11n)) + result)];
      return result;
    };
    for (let i = 0; i < 15; i++) next();
    const random = uniform(4_000_000_000);
    for (let i = 0; i < 100; i++) expect(random() * 2 ** 32 - 0.5).toBe(Number(next()));
  });

  it("follow as noise from the seed, and are spread as the prior", async () => {
    const z = await noise(normal, 1, 20_000);
    expect(await noise(normal, 1, 20_000)).toEqual(z);
    expect(await noise(normal, 2, 20_000)).not.toEqual(z);
    // As samples of a run are drawn.
    expect(await sampled(normal, 1, 20_000)).toEqual(z);
    for (const bound of [-2, -1, 0, 0.5, 1.5]) {
      const share = z.filter((value) => value < bound).length / z.length;
      // Five deviations of a share of 60,000.
      expect(Math.abs(share - normalMass(Number.NEGATIVE_INFINITY, bound, 0, 1))).toBeLessThan(0.0102);
    }
    // Both numbers of a pair of Box–Muller are used, and know nothing of each other.
    const product = z.reduce((sum, value, i) => sum + (i % 2 === 0 ? value * (z[i + 1] ?? 0) : 0), 0) / (z.length / 2);
    expect(Math.abs(product)).toBeLessThan(0.03);
    const flat = await noise({ kind: "uniform", latent: 2, halfWidth: 3 }, 1, 20_000);
    expect(flat.every((value) => Math.abs(value) < 3)).toBe(true);
    for (const bound of [-2, 0, 1]) {
      const share = flat.filter((value) => value < bound).length / flat.length;
      expect(Math.abs(share - (bound + 3) / 6)).toBeLessThan(0.0125);
    }
  });

  it("is walked through as the library walks", () => {
    const [a, b] = [Float32Array.of(1, 2, -1), Float32Array.of(0.5, -1, 3)];
    for (const kind of ["normal", "uniform"] as const) {
      for (const t of [0, 0.3, 1]) {
        expect(between(kind, a, b, t)).toEqual(interpolateNoise({ ...normal, kind }, a, b, t));
        expect(between(kind, a, a, t)).toEqual(interpolateNoise({ ...normal, kind }, a, a, t));
      }
    }
  });
});
