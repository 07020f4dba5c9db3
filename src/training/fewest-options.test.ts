import { describe, expect, it } from "vitest";
import { builtIn } from "../data/built-in.ts";
import { resolveConfig } from "./config.ts";
import { fewestOptions } from "./fewest-options.ts";

describe("the fewest options", () => {
  const ring = builtIn("ring");

  it("are none for the defaults", () => {
    expect(fewestOptions(ring, resolveConfig(ring, {}))).toEqual({});
  });

  it("are what was given, and make the same configuration", () => {
    for (const given of [
      { seed: 7, loss: "minimax" as const, generator: { widths: [64, 64] } },
      { batch: 32, discriminator: { activation: "maxout" as const, pieces: 3 }, steps: 100 },
    ]) {
      const config = resolveConfig(ring, given);
      const fewest = fewestOptions(ring, config);
      expect(resolveConfig(ring, fewest)).toEqual(config);
      expect(fewest).toEqual(expect.objectContaining(given));
    }
  });
});
