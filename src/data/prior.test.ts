import { describe, expect, it } from "vitest";
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { normalMass, normalQuantile } from "../tensor/special.ts";
import { drawNoise, formatPrior, type Prior, priorLattice } from "./prior.ts";

const kernels = await createKernels(bytesFor(new Array(10).fill(20_000)));

function draw(prior: Prior): Float32Array {
  const to = kernels.allocate(20_000);
  drawNoise(prior, openStream(kernels, 3, "prior"), to);
  return to.data;
}

const moments = (values: Float32Array): [number, number] => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return [mean, values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length];
};

it.each<[Prior, number, number]>([
  [{ kind: "normal", latent: 2, halfWidth: 1 }, 1, Number.POSITIVE_INFINITY],
  [{ kind: "uniform", latent: 2, halfWidth: 1 }, 1 / 3, 1],
  // The 2014 code: unit variance.
  [{ kind: "uniform", latent: 2, halfWidth: Math.sqrt(3) }, 1, Math.sqrt(3)],
])("noise from %j has mean 0, the right variance and stays in its bounds", (prior, variance, bound) => {
  const values = draw(prior);
  const [mean, measured] = moments(values);
  expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(variance / values.length));
  expect(Math.abs(measured / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length));
  expect(values.every((value) => Math.abs(value) <= bound)).toBe(true);
});

it("a prior is written as its distribution with the dimension as exponent", () => {
  expect(formatPrior({ kind: "normal", latent: 100, halfWidth: 1 })).toBe("N(0, 1)^100");
  expect(formatPrior({ kind: "uniform", latent: 2, halfWidth: Math.sqrt(3) })).toBe("U(−1.732, 1.732)^2");
});

it("streams of one seed with different names or substreams are different, and can be read from any position", () => {
  const read = (name: "prior" | "data", substream: number, position: number): string => {
    const to = kernels.allocate(16);
    openStream(kernels, 9, name, substream, position).uniform(to, 0, 1);
    return to.data.join();
  };
  expect(new Set([read("prior", 0, 0), read("prior", 1, 0), read("data", 0, 0), read("prior", 0, 1)]).size).toBe(4);
  const whole = kernels.allocate(32);
  const stream = openStream(kernels, 9, "prior");
  stream.uniform(whole, 0, 1);
  expect(stream.position).toBe(8);
  expect(whole.data.subarray(16).join()).toBe(read("prior", 0, 4));
});

describe("the lattice of a prior", () => {
  it("divides a normal one into parts of equal probability, from the middle of each", () => {
    const places = priorLattice({ kind: "normal", latent: 1, halfWidth: 1 }, 20);
    places.forEach((z, i) => expect(normalMass(-40, z, 0, 1)).toBeCloseTo((i + 0.5) / 20, 6));
    // Tables of the normal distribution: Φ⁻¹(0.975) = 1.959964.
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect([0, 1, 0.5].map(normalQuantile)).toEqual([-Infinity, Infinity, expect.closeTo(0, 12)]);
    expect(normalQuantile(1.5)).toBeNaN();
  });

  it("divides a uniform one evenly", () => {
    expect([...priorLattice({ kind: "uniform", latent: 1, halfWidth: 2 }, 4)]).toEqual([-1.5, -0.5, 0.5, 1.5]);
  });
});
