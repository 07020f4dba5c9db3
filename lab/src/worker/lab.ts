/** What the page can ask for: one game at a time, played by hand, and one generator to draw from. */
import { problem } from "#inner";
import type { DrawingGenerator } from "./file-generator.ts";
import { between, noiseFor, openGenerator } from "./generators.ts";
import { createPlaying } from "./playing.ts";
import type { Lab } from "./protocol.ts";

export function createLab(): Lab {
  let generator: DrawingGenerator | undefined;
  const opened = (): DrawingGenerator => {
    if (generator) return generator;
    throw problem({ doing: "drawing samples", expected: "a generator", came: "none", next: "Open a file first." });
  };
  return {
    ...createPlaying(),
    openGenerator: async (name, bytes) => {
      const next = await openGenerator(name, bytes);
      await generator?.release();
      generator = next;
      return next.opened;
    },
    noise: async (seed, count) => noiseFor(opened(), seed, count),
    between: async (a, b, t) => between(opened(), a, b, t),
    draw: async (z, ofClass) => opened().draw(z, ofClass),
    rows: async (wish) => opened().rows(wish),
  };
}
