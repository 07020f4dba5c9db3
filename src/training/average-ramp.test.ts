import { expect, it } from "vitest";
import { builtIn } from "../data/built-in.ts";
import { resolveConfig } from "./config.ts";
import { createPlay } from "./play.ts";

it("G's average has a half-life of at most a share of the updates so far", async () => {
  const data = builtIn("ring");
  const [average, averageRamp] = [0.9, 0.5];
  const config = resolveConfig(data, { widths: [4], batch: 4, average, averageRamp });
  const { machine, round, release } = await createPlay({ config, data });
  const expected = [...(machine.average?.data ?? [])];
  const betas: number[] = [];
  for (let t = 1; t <= 20; t++) {
    await round();
    const beta = Math.min(average, 0.5 ** (1 / (averageRamp * t)));
    betas.push(beta);
    machine.generator.parameters.data.forEach((w, i) => {
      expected[i] = beta * (expected[i] ?? 0) + (1 - beta) * w;
    });
  }
  // Both are seen: the share of the updates, and the most.
  expect(betas.at(0)).toBe(0.25);
  expect(betas.at(-1)).toBe(average);
  machine.average?.data.forEach((w, i) => expect(w).toBeCloseTo(expected[i] ?? Number.NaN, 5));
  await release();
});
