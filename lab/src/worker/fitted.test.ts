/** What other data do to the options that were chosen. */
import { describe, expect, it } from "vitest";
import { builtIn, byteImages } from "#inner";
import { fitted } from "./fitted.ts";
import { createLab } from "./lab.ts";

const [line, plane, glyphs] = [builtIn("normal"), builtIn("ring"), builtIn("glyphs")];
const SMOOTH = { activation: "tanh", generator: { activation: "softplus" } } as const;

describe("options for other data", () => {
  it("are smooth in one dimension, and only there", () => {
    const onLine = fitted(line, { seed: 3, generator: { learningRate: 0.01 } });
    expect(onLine).toEqual({ seed: 3, ...SMOOTH, generator: { learningRate: 0.01, activation: "softplus" } });
    expect(fitted(line, onLine)).toEqual(onLine);
    expect(fitted(plane, onLine)).toEqual({ seed: 3, generator: { learningRate: 0.01 } });
    expect(fitted(plane, fitted(line, {}))).toEqual({});
    expect(fitted(glyphs, onLine)).not.toHaveProperty("activation");
  });

  it.each([
    { activation: "relu" },
    { generator: { activation: "tanh" } },
    { discriminator: { activation: "elu" } },
  ] as const)("keep an activation that was chosen: %j", (chosen) => {
    expect(fitted(line, chosen)).toEqual(chosen);
    expect(fitted(plane, chosen)).toEqual(chosen);
  });

  it("play pictures by a perceptron on minibatches of at most all of them, and only pictures", () => {
    const onGlyphs = fitted(glyphs, { seed: 2 });
    expect(onGlyphs).toEqual({ seed: 2, network: "mlp", widths: [128], batch: 64, latent: 16 });
    expect(fitted(byteImages("three", new Uint8Array(12), [1, 2, 2], "", 3), {}).batch).toBe(3);
    expect(fitted(plane, onGlyphs)).toEqual({ seed: 2 });
  });

  it.each([1, 2])("leave D on a line without corners (seed %i)", async (seed) => {
    /** The sharpest bend of D over the plot. */
    const bend = async (fit: boolean): Promise<number> => {
      const lab = createLab();
      await lab.open({ source: { kind: "built-in", name: "normal" }, options: { batch: 128, seed }, fit });
      const field = (await lab.advance({ rounds: 300, milliseconds: 60_000 }, { field: true })).field ?? [];
      const bends = Array.from(field.slice(1, -1), (at, i) => Math.abs((field[i] ?? 0) - 2 * at + (field[i + 2] ?? 0)));
      return Math.max(...bends);
    };
    const [smooth, corners] = [await bend(true), await bend(false)];
    expect(smooth).toBeGreaterThan(0);
    expect(smooth).toBeLessThan(0.3 * corners);
  });
});
