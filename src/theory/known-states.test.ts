/** Instruments on states whose truth is known: how often the stated error holds it. */
import { describe, expect, it } from "vitest";
import { builtIn } from "../data/built-in.ts";
import { type Density, normalMixture } from "../data/density.ts";
import type { Prior } from "../data/prior.ts";
import { noise } from "../training/sampler.ts";
import { normalDivergence } from "./closed-forms.ts";
import { halvedCells } from "./density-cells.ts";
import { knownDistance, sampledDistance } from "./distance-to-optimal.ts";
import { commonCells, longPieces, readPushForward } from "./push-forward-reading.ts";
import { sampledJsd } from "./sampled-density.ts";

/** A generator whose density is known where it goes. */
interface State {
  readonly name: string;
  readonly data: Density;
  readonly prior: Prior["kind"];
  readonly at: (u: number, v: number) => readonly number[];
  /** p_g at G(z). */
  readonly density: (u: number, v: number) => number;
}

const builtInDensity = (name: "normal" | "two-normals" | "uniform" | "ring"): Density =>
  builtIn(name).density as Density;
const [one, two, flat, ring] = (["normal", "two-normals", "uniform", "ring"] as const).map(builtInDensity) as [
  Density,
  Density,
  Density,
  Density,
];
const plane = normalMixture([[0, 0]], 1);
const normal = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
const ofPrior = (prior: Prior["kind"], z: number): number => (prior === "normal" ? normal(z) : 0.5);

/** A generator on a line that never turns back, with its slope. */
const line = (
  name: string,
  data: Density,
  prior: Prior["kind"],
  g: (z: number) => number,
  slope: (z: number) => number,
): State => ({ name, data, prior, at: (z) => [g(z)], density: (z) => ofPrior(prior, z) / Math.abs(slope(z)) });
const affine = (data: Density, prior: Prior["kind"], mean: number, s: number): State =>
  line(
    `${mean} + ${s}·z of a ${prior} prior`,
    data,
    prior,
    (z) => mean + s * z,
    () => s,
  );
const saturated = (data: Density, prior: Prior["kind"], size: number, steep: number, more = 0): State =>
  line(
    `${size}·tanh(${steep}·z) + ${more}·z of a ${prior} prior`,
    data,
    prior,
    (z) => size * Math.tanh(steep * z) + more * z,
    (z) => (size * steep) / Math.cosh(steep * z) ** 2 + more,
  );
/** Pieces with one slope below and another above a bend. */
const bent = (data: Density, prior: Prior["kind"], bend: number, below: number, above: number): State =>
  line(
    `slopes ${below} and ${above} of a ${prior} prior`,
    data,
    prior,
    (z) => (z - bend) * (z < bend ? below : above),
    (z) => (z < bend ? below : above),
  );
const onLine: State[] = [
  affine(one, "normal", 1, 0.5),
  affine(one, "normal", 1.05, 0.52),
  affine(one, "normal", 1.3, -0.7),
  affine(one, "normal", 1, 0.01),
  affine(one, "normal", 4, 0.3),
  affine(one, "uniform", 1, 0.8),
  affine(one, "uniform", 1.0371, 0.6173),
  affine(one, "uniform", 1.1, 0.013),
  affine(two, "normal", 1.5, 0.5),
  affine(two, "uniform", 0, 2.7),
  affine(flat, "uniform", 0, 1),
  affine(flat, "uniform", 0.5, 0.5),
  affine(flat, "uniform", -0.1, 0.317),
  saturated(one, "uniform", 1, 2.3),
  saturated(one, "uniform", 1, 6),
  saturated(one, "normal", 1.5, 1),
  saturated(two, "normal", 1.5, 20, 0.5),
  saturated(two, "normal", 1.2, 3, 0.4),
  line(
    "a cube",
    one,
    "normal",
    (z) => 1 + 0.3 * z + 0.05 * z ** 3,
    (z) => 0.3 + 0.15 * z * z,
  ),
  bent(one, "normal", -1, 0.1, 0.9),
  bent(two, "uniform", -0.4, 3, 0.02),
  {
    name: "0.5 + 0.6·|z|",
    data: one,
    prior: "normal",
    at: (z) => [0.5 + 0.6 * Math.abs(z)],
    density: (z) => (2 * normal(z)) / 0.6,
  },
  {
    name: "1.2·z² − 0.6 of a uniform prior",
    data: flat,
    prior: "uniform",
    at: (z) => [1.2 * z * z - 0.6],
    density: (z) => 1 / Math.abs(2.4 * z),
  },
];

/** A linear map of the plane, by its rows. */
const linear = (
  data: Density,
  prior: Prior["kind"],
  [x, y]: readonly [number, number],
  [a, b, c, d]: readonly [number, number, number, number],
): State => ({
  name: `(${a}, ${b}; ${c}, ${d}) around (${x}, ${y}) of a ${prior} prior`,
  data,
  prior,
  at: (u, v) => [x + a * u + b * v, y + c * u + d * v],
  density: (u, v) => (ofPrior(prior, u) * ofPrior(prior, v)) / Math.abs(a * d - b * c),
});
/** Boxes around some modes of the ring, which share the first axis of z. */
const boxes = (count: number, width: number, height: number): State => ({
  name: `${count} boxes of ${width}×${height} on the ring`,
  data: ring,
  prior: "uniform",
  at: (u, v) => {
    const part = ((u + 1) / 2) * count;
    const mode = Math.min(count - 1, Math.floor(part));
    const [x = 0, y = 0] = ring.modes?.centers[mode] ?? [];
    return [x + width * (2 * (part - mode) - 1), y + height * v];
  },
  density: () => 1 / (4 * count * width * height),
});
const inPlane: State[] = [
  linear(plane, "normal", [0, 0], [1, 0, 0, 1]),
  linear(plane, "normal", [0.3, -0.4], [1, 0, 0, 1]),
  linear(plane, "normal", [0, 0], [1, 0.8, 0, 0.6]),
  linear(plane, "normal", [0.1, 0.2], [0.8, 0.1, 0.3, 0.1]),
  linear(plane, "normal", [0, 0.2], [0.8, 0.01, 0.5, -0.01]),
  linear(plane, "normal", [0, 0.2], [0.8, 1e-3, 0.5, -1e-3]),
  linear(plane, "normal", [0.1, 0.2], [1e-4, 0, 0, 1e-4]),
  linear(plane, "uniform", [0, 0], [1.5, 0, 0, 1.5]),
  linear(plane, "uniform", [0.2, 0.1], [1.1, 0.9, -0.9, 1.1]),
  linear(ring, "normal", [1, 0], [0.01, 0, 0, 0.01]),
  linear(ring, "normal", [1, 0], [0.01, 1e-4, 0.01, -1e-4]),
  boxes(8, 0.017, 0.017),
  boxes(7, 0.017, 0.002),
  boxes(8, 0.02, 0.0003),
  boxes(1, 0.01, 0.01),
  {
    name: "a bow",
    data: plane,
    prior: "normal",
    at: (u, v) => [u, 0.05 * v + 0.5 * u * u - 0.5],
    density: (u, v) => (normal(u) * normal(v)) / 0.05,
  },
  {
    name: "edges of tanh",
    data: plane,
    prior: "uniform",
    at: (u, v) => [Math.tanh(3 * u), Math.tanh(3 * v)],
    density: (u, v) => 0.25 / ((9 / Math.cosh(3 * u) ** 2) * Math.cosh(3 * v) ** -2),
  },
];

/** A mean over the prior by the midpoint rule. */
function meanOverPrior({ prior, data }: State, f: (u: number, v: number) => number): number {
  const [count, reach] = data.dimension === 1 ? [40_000, 9] : [400, 7];
  const places = Array.from({ length: count }, (_, i) => (prior === "normal" ? reach : 1) * ((2 * i + 1) / count - 1));
  const others = data.dimension === 1 ? [0] : places;
  let [sum, weight] = [0, 0];
  for (const u of places) {
    for (const v of others) {
      const mass = ofPrior(prior, u) * ofPrior(prior, v);
      weight += mass;
      sum += mass * f(u, v);
    }
  }
  return sum / weight;
}

/** JSD = log 2 − ½·E[r·log(1 + 1/r) + log(1 + r)] over p_g, with r = p_data/p_g: from the definition, the terms of p_data taken to where p_g is. */
const jsdOf = (state: State): number =>
  Math.LN2 -
  0.5 *
    meanOverPrior(state, (u, v) => {
      const r = Math.exp(state.data.logAt(state.at(u, v)) - Math.log(state.density(u, v)));
      return r > 1e-300 ? r * Math.log1p(1 / r) + Math.log1p(r) : 0;
    });

async function draw(state: State, count: number, seed = 1): Promise<Float32Array> {
  const { dimension } = state.data;
  const z = await noise({ kind: state.prior, latent: dimension, halfWidth: 1 }, seed, count, "evaluation");
  const samples = new Float32Array(count * dimension);
  for (let i = 0; i < count; i++)
    samples.set(state.at(z[i * dimension] ?? 0, z[i * dimension + 1] ?? 0), i * dimension);
  return samples;
}

describe("a stated error on states of known truth", () => {
  it("JSD by samples: at least 95 % of forty states, thin, with edges, or with modes that are lost", async () => {
    const states = [...onLine, ...inPlane];
    const missed: string[] = [];
    const errors: number[] = [];
    for (const state of states) {
      const truth = jsdOf(state);
      const { value, error, atLeast } = sampledJsd(state.data, await draw(state, 40_000));
      if (!(Math.abs(value - truth) <= error)) missed.push(`${state.name}: ${value} ± ${error} of ${truth}`);
      if (atLeast) expect(value).toBeLessThan(truth + 1e-4);
      errors.push(error);
    }
    expect(states.length).toBeGreaterThanOrEqual(40);
    expect(missed.length / states.length, missed.join("\n")).toBeLessThanOrEqual(0.05);
    // An error that holds everything says nothing.
    expect(errors.toSorted((a, b) => a - b)[Math.floor(errors.length / 2)]).toBeLessThan(0.005);
  });

  it("JSD and KL(p_g ‖ p_data) by change of variables: all states on a line, to a thousandth", async () => {
    for (const state of onLine) {
      const prior = { kind: state.prior, latent: 1, halfWidth: 1 };
      const read = await readPushForward(state.data, prior, (z) =>
        Promise.resolve(Float32Array.from(z, (at) => state.at(at, 0)[0] ?? 0)),
      );
      const kl = meanOverPrior(state, (u) => {
        const [q, mass] = [state.density(u, 0), ofPrior(state.prior, u)];
        return mass > 1e-15 ? Math.log(q) - state.data.logAt(state.at(u, 0)) : 0;
      });
      for (const [what, { value, error }, truth] of [
        ["JSD", read.jsd, jsdOf(state)],
        ["KL", read.reverseKl, kl],
      ] as const) {
        if (truth === Number.POSITIVE_INFINITY) expect(value).toBe(truth);
        else expect(Math.abs(value - truth), `${what} of ${state.name}, ${truth}`).toBeLessThanOrEqual(error + 2e-5);
        expect(error).toBeLessThan(1e-3 * (1 + value));
      }
    }
  });

  it("KL(p_data ‖ p_g) by change of variables: normals by the closed form, infinite where p_g ends before the data", async () => {
    const prior = { kind: "normal", latent: 1, halfWidth: 1 } as const;
    const read = (data: Density, g: (z: number) => number, kind: Prior["kind"] = "normal") =>
      readPushForward(data, { ...prior, kind }, (z) => Promise.resolve(Float32Array.from(z, g)));
    for (const [mean, s] of [
      [1, 0.5],
      [1.1, 0.45],
      [1.3, -0.7],
      [4, 0.3],
      [0.8, 0.16],
      [-2, 2],
    ] as const) {
      const { value, error } = (await read(one, (z) => mean + s * z)).kl;
      const truth = normalDivergence([1, 0.5], [mean, Math.abs(s)]);
      expect(Math.abs(value - truth), `N(${mean}, ${s}²)`).toBeLessThanOrEqual(error);
      expect(error).toBeLessThan(2e-3 * (1 + value));
    }
    for (const g of [(z: number) => 1 + z, (z: number) => 1 + 0.5 * Math.tanh(z)])
      expect((await read(one, g, "uniform")).kl.value).toBe(Number.POSITIVE_INFINITY);
    expect((await read(one, Math.abs)).kl.value).toBe(Number.POSITIVE_INFINITY);
    expect((await read(flat, (z) => 2 * z)).kl.value).toBeLessThan(Number.POSITIVE_INFINITY);
    // G that makes one point, or no number.
    const point = await read(one, () => 0.25);
    expect(point.jsd.value).toBeCloseTo(Math.LN2, 6);
    expect(point.reverseKl.value).toBe(Number.POSITIVE_INFINITY);
    expect((await read(one, () => Number.NaN)).jsd.value).toBeCloseTo(Math.LN2, 6);
  });

  it("of few samples, JSD is a lower bound", async () => {
    const few = sampledJsd(plane, await draw(inPlane[2] as State, 2000));
    expect(few).toMatchObject({ atLeast: true });
    expect(few.value).toBeLessThan(jsdOf(inPlane[2] as State));
    expect(few.value + few.error).toBeGreaterThan(Math.LN2 - 1e-6);
  });
});

describe("|D − D*| on states of known truth", () => {
  const d = (slope: number, [x = 0, y = 0]: readonly number[]): number => slope * (x + y - 0.3);
  /** p_g of a linear map anywhere: G(0), G(1, 0) and G(0, 1) tell which z goes there. */
  function densityAt({ at, density }: State, [x = 0, y = 0]: readonly number[]): number {
    const [[x0 = 0, y0 = 0], [x1 = 0, y1 = 0], [x2 = 0, y2 = 0]] = [at(0, 0), at(1, 0), at(0, 1)];
    const [a, b, c, e] = [x1 - x0, x2 - x0, y1 - y0, y2 - y0];
    const determinant = a * e - b * c;
    return density((e * (x - x0) - b * (y - y0)) / determinant, (a * (y - y0) - c * (x - x0)) / determinant);
  }
  /** The largest and the mean |D − D*| of a linear map, on a fine grid of z of both densities. */
  function truthOf(state: State, slope: number) {
    let [peak, largest] = [0, 0];
    const places = Array.from({ length: 401 }, (_, i) => (i - 200) / 40);
    const others = state.data.dimension === 1 ? [0] : places;
    const visit = (f: (apart: number, both: number) => void): void => {
      for (const u of places) {
        for (const v of others) {
          const x = state.at(u, v);
          const [p, q] = [state.data.at(x), state.density(u, v)];
          f(Math.abs(1 / (1 + Math.exp(-d(slope, x))) - p / (p + q)), p + q);
        }
      }
    };
    visit((_, both) => {
      peak = Math.max(peak, both);
    });
    visit((apart, both) => {
      if (both >= 0.01 * peak) largest = Math.max(largest, apart);
    });
    // ½·E over p_g + ½·E over p_data, each over the z or x that it has mass at.
    const away = (x: readonly number[], q: number): number => {
      const p = state.data.at(x);
      return Math.abs(1 / (1 + Math.exp(-d(slope, x))) - p / (p + q));
    };
    const mean =
      0.5 * meanOverPrior(state, (u, v) => away(state.at(u, v), state.density(u, v))) +
      0.5 * meanOverPrior(states[0] as State, (x, y) => away([x, y], densityAt(state, [x, y])));
    return { largest, mean };
  }
  const states = [
    linear(plane, "normal", [0, 0], [1, 0, 0, 1]),
    linear(plane, "normal", [0.3, -0.4], [1, 0, 0, 1]),
    linear(plane, "normal", [0, 0], [1, 0.8, 0, 0.6]),
    linear(plane, "normal", [0.5, 0], [0.9, 0.2, 0.3, 0.8]),
    linear(plane, "normal", [0, 0.2], [0.8, 0.1, 0.5, -0.1]),
  ];

  it.each(states)("of samples is a lower bound that comes near: $name", async (state) => {
    const [generated, real] = [await draw(state, 60_000), await draw(states[0] as State, 60_000, 7)];
    for (const slope of [0, 0.3, 2]) {
      const judged = (points: Float32Array) => ({
        points,
        logits: Float32Array.from({ length: points.length / 2 }, (_, i) =>
          d(slope, [...points.subarray(2 * i, 2 * i + 2)]),
        ),
      });
      const found = sampledDistance(halvedCells(plane, generated, 128), judged(generated), judged(real));
      const truth = truthOf(state, slope);
      expect(found.largest).toBeLessThanOrEqual(truth.largest + 0.01);
      expect(found.largest).toBeGreaterThan(0.7 * truth.largest - 0.05);
      expect(found.largest + found.error).toBeGreaterThanOrEqual(truth.largest);
      expect(Math.abs(found.mean - truth.mean)).toBeLessThanOrEqual(found.meanError + 0.003);
      expect(found.meanError).toBeLessThan(0.05);
    }
  });

  it("of known densities is what the closed forms say, edges included", () => {
    const pieces = longPieces({ kind: "uniform", latent: 1, halfWidth: 1 }, 4096);
    const cells = commonCells(
      flat,
      pieces,
      Float32Array.from(pieces.z, (z) => 0.5 * z),
    );
    // p_g is 1 on [−½, ½], p_data ½ on [−1, 1]: D* is 1/3 inside, 1 outside. D = 1/2.
    const { largest, mean } = knownDistance(
      cells.data,
      cells.generated,
      new Float32Array(cells.data.length),
      () => true,
    );
    expect(largest).toBeCloseTo(1 / 2, 6);
    // Under (p_data + p_g)/2: ¾ of the mass is inside.
    expect(mean).toBeCloseTo((3 / 4) * (1 / 6) + (1 / 4) * (1 / 2), 4);
  });
});
