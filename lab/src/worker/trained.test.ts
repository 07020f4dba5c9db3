/** The states that come with the lab, as its instruments read them. */
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { builtInData } from "#inner";
import { createLab } from "./lab.ts";

const fileOf = async (name: string): Promise<Uint8Array> =>
  readFile(new URL(`../trained/${name}.safetensors`, import.meta.url));

/** What each is to have reached: all modes, the JSD where its error is small, and otherwise the energy distance. */
const REACHED: Readonly<Record<string, { readonly modes?: number; readonly jsd?: number; readonly energy: number }>> = {
  normal: { modes: 1, jsd: 0.01, energy: 0.02 },
  "two-normals": { modes: 2, jsd: 0.01, energy: 0.02 },
  uniform: { jsd: 0.01, energy: 0.02 },
  ring: { modes: 8, energy: 0.06 },
  grid: { modes: 25, energy: 0.1 },
  line: { energy: 0.02 },
  blobs: { modes: 3, energy: 0.04 },
  "swiss-roll": { energy: 0.03 },
  moons: { energy: 0.03 },
};

describe("trained states", () => {
  it("are there for every built-in distribution", async () => {
    const points = builtInData.map(({ name }) => name).filter((name) => name !== "glyphs");
    expect(Object.keys(REACHED).sort()).toEqual([...points].sort());
  });

  it.each(Object.entries(REACHED))("%s is near its equilibrium, and goes on", async (name, reached) => {
    const lab = createLab();
    const checkpoint = await fileOf(name);
    expect(checkpoint.byteLength).toBeLessThan(140_000);
    const opened = await lab.open({ source: { kind: "built-in", name }, options: {}, checkpoint });
    expect(opened.step).toBeGreaterThanOrEqual(15_000);
    const { modes, jsd, sampleDistance } = await lab.read();
    expect(sampleDistance).toBeLessThan(reached.energy);
    if (reached.modes) expect(modes?.found).toBe(reached.modes);
    if (reached.jsd) expect((jsd?.value ?? 1) + (jsd?.error ?? 1)).toBeLessThan(reached.jsd);
    expect((await lab.advance({ rounds: 1, milliseconds: 0 }, {})).step).toBe(opened.step + 1);
  });

  it("glyphs is a game of convolutions that goes on", async () => {
    const lab = createLab();
    const checkpoint = await fileOf("glyphs");
    expect(checkpoint.byteLength).toBeLessThan(400_000);
    const opened = await lab.open({ source: { kind: "built-in", name: "glyphs" }, options: {}, checkpoint });
    expect(opened).toMatchObject({ view: "images", step: 2000 });
    const { sampleDistance } = await lab.read();
    expect((await lab.advance({ rounds: 1, milliseconds: 0 }, {})).step).toBe(2001);
    await lab.open({ source: { kind: "built-in", name: "glyphs" }, options: opened.options });
    expect(sampleDistance).toBeLessThan(0.3 * (await lab.read()).sampleDistance);
  });

  it.each(["digits", "clothes"])("%s is a generator that draws each class", async (name) => {
    const lab = createLab();
    const bytes = await fileOf(name);
    expect(bytes.byteLength).toBeLessThan(400_000);
    const opened = await lab.openGenerator(`${name}.safetensors`, bytes);
    expect(opened).toMatchObject({ shape: [1, 28, 28], step: 2000 });
    expect(opened.classes?.counts).toHaveLength(10);
    const z = await lab.noise(1, 8);
    const [zeros, ones] = [await lab.draw(z, 0), await lab.draw(z, 1)];
    const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
    expect(zeros).toHaveLength(8 * 784);
    expect(Math.abs(mean(zeros) - mean(ones))).toBeGreaterThan(0.02);
  });
});
