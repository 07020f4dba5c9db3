import { describe, expect, it } from "vitest";
import { builtIn, densityData } from "../data/built-in.ts";
import type { Density } from "../data/density.ts";
import { jensenShannon, kullbackLeibler } from "../theory/jensen-shannon.ts";
import { decodeCheckpoint } from "../training/checkpoint.ts";
import { resolveConfig } from "../training/config.ts";
import { train } from "../training/train.ts";
import { evaluateRun } from "./evaluate-run.ts";
import { modeScores } from "./mode-coverage.ts";

const ring = builtIn("ring").density as Density;

async function draw(density: Density, count: number): Promise<Float32Array> {
  const values = new Float32Array(count * density.dimension);
  const reader = await densityData("d", density).open({ seed: 3, batch: count });
  await reader.next({ x: values });
  return values;
}

describe("divergences", () => {
  it("of equal distributions are 0", () => {
    const p = [0.1, 0.2, 0.7];
    expect([kullbackLeibler(p, p), jensenShannon(p, p)]).toEqual([0, 0]);
  });

  it("of disjoint ones are infinite (KL) and log 2 (JSD)", () => {
    expect(kullbackLeibler([1, 0], [0, 1])).toBe(Number.POSITIVE_INFINITY);
    expect(jensenShannon([1, 0], [0, 1])).toBeCloseTo(Math.log(2), 15);
  });

  it("with half the mass lost are log 2 (KL) and 0.216 nat (JSD)", () => {
    // q is p restricted to half its mass, and doubled there.
    const [p, q] = [
      [0.5, 0.5],
      [1, 0],
    ];
    expect(kullbackLeibler(q, p)).toBeCloseTo(Math.log(2), 15);
    expect(jensenShannon(p, q)).toBeCloseTo(0.2157615543388357, 12);
  });

  it("are symmetric (JSD) and not (KL)", () => {
    const [p, q] = [
      [0.9, 0.1],
      [0.4, 0.6],
    ];
    expect(jensenShannon(p, q)).toBe(jensenShannon(q, p));
    expect(kullbackLeibler(p, q)).not.toBeCloseTo(kullbackLeibler(q, p), 2);
  });
});

describe("the mode protocol", () => {
  const modes = ring.modes as NonNullable<Density["modes"]>;
  const at = (points: number[][]): Float32Array => Float32Array.from(points.flat());

  it("finds all modes of real data, 98.9 % of it within three deviations", async () => {
    const scores = modeScores(modes, await draw(ring, 20_000));
    expect(scores.modes).toBe(8);
    // P(r ≤ 3σ) = 1 − e^(−4.5) in two dimensions.
    expect(Math.abs(scores.highQuality - (1 - Math.exp(-4.5)))).toBeLessThan(0.004);
    expect(scores.reverseKl).toBeLessThan(0.001);
  });

  it("counts a mode only for samples within three deviations", () => {
    expect(
      modeScores(
        modes,
        at([
          [1, 0],
          [0, 1.029],
          [0, -1.031],
        ]),
      ),
    ).toMatchObject({ modes: 2, of: 8, highQuality: 2 / 3 });
  });

  it("gives collapse to one of eight modes a reverse KL of log 8, to four of them log 2", () => {
    const { centers } = modes;
    expect(
      modeScores(
        modes,
        at([
          [1, 0],
          [1, 0],
        ]),
      ).reverseKl,
    ).toBeCloseTo(Math.log(8), 12);
    expect(modeScores(modes, at(centers.slice(0, 4).map((center) => [...center]))).reverseKl).toBeCloseTo(
      Math.log(2),
      12,
    );
  });
});

describe("evaluating a run", () => {
  it("gives every figure with the number of samples behind it, the same each time", async () => {
    const options = { widths: [8], batch: 100, steps: 3, reportEvery: 10, samples: 2 };
    const data = builtIn("two-normals");
    let bytes = new Uint8Array();
    for await (const event of train({ data, ...options })) if (event.type === "checkpoint") bytes = event.bytes;
    const config = resolveConfig(data, options);
    const checkpoint = await decodeCheckpoint("c", bytes);
    const result = await evaluateRun({ config, checkpoint, data });
    expect(result).toMatchObject({
      step: 3,
      modesOf: 2,
      samples: 2500,
      jsdSamples: 100_000,
      discriminatorSamples: 10_000,
      discriminatorOutput: "probability",
    });
    expect(result.jsdError).toBeLessThan(0.002);
    expect(result.jsd).toBeGreaterThan(0.01);
    expect(result.meanDFake).toBeGreaterThan(0);
    expect(await evaluateRun({ config, checkpoint, data })).toEqual(result);
    // Without the data, what needs them is left out.
    expect(await evaluateRun({ config, checkpoint, data: undefined })).toMatchObject({
      modes: null,
      jsd: null,
      meanDReal: null,
    });
  });
});
