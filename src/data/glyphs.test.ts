import { describe, expect, it } from "vitest";
import { glyphs } from "./glyphs.ts";

async function draw(minibatches: number, batch: number, { seed = 1, position = 0 } = {}): Promise<Float32Array[]> {
  const reader = await glyphs().open({ seed, batch, position });
  const drawn: Float32Array[] = [];
  for (let i = 0; i < minibatches; i++) {
    const to = new Float32Array(batch * 784);
    await reader.next({ x: to });
    drawn.push(to);
  }
  return drawn;
}

describe("glyphs", () => {
  it("follow from seed and position alone", async () => {
    const all = await draw(4, 5);
    expect(await draw(2, 5, { position: 2 })).toEqual(all.slice(2));
    expect(await draw(4, 5, { seed: 2 })).not.toEqual(all);
  });

  it("are bright strokes on a dark ground, within the picture, in [−1, 1]", async () => {
    const [pictures = new Float32Array()] = await draw(1, 300);
    expect(pictures.every((value) => value >= -1 && value <= 1)).toBe(true);
    for (let i = 0; i < 300; i++) {
      const picture = pictures.subarray(784 * i, 784 * (i + 1));
      const ink = picture.filter((value) => value > 0.5).length;
      expect(ink).toBeGreaterThan(20);
      expect(ink).toBeLessThan(300);
      const rim = [...picture].filter((_, j) => j < 28 || j >= 756 || j % 28 === 0 || j % 28 === 27);
      expect(Math.max(...rim)).toBeLessThan(0.5);
    }
  });

  it("are of ten kinds, equally often: holes tell 0, 6 and 9 from 8 and from the others", async () => {
    const [pictures = new Float32Array()] = await draw(1, 1000);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 1000; i++) {
      const holes = countHoles(pictures.subarray(784 * i, 784 * (i + 1)));
      counts[holes] = (counts[holes] ?? 0) + 1;
    }
    // Two holes: 8. One: 0, 6, 9 and a 4 that is closed. Four deviations of a binomial.
    expect(Math.abs((counts[2] ?? 0) - 100)).toBeLessThan(40);
    expect(counts[1]).toBeGreaterThan(300 - 60);
    expect(counts[1]).toBeLessThan(400 + 65);
  });
});

/** Dark regions that the rim does not reach; a pixel or three where strokes run side by side are none. */
function countHoles(picture: Float32Array): number {
  const dark = Array.from(picture, (value) => value < 0);
  const flood = (start: number): number => {
    const waiting = [start];
    let size = 0;
    while (waiting.length > 0) {
      const at = waiting.pop() as number;
      if (!dark[at]) continue;
      dark[at] = false;
      size++;
      if (at % 28 > 0) waiting.push(at - 1);
      if (at % 28 < 27) waiting.push(at + 1);
      if (at >= 28) waiting.push(at - 28);
      if (at < 756) waiting.push(at + 28);
    }
    return size;
  };
  flood(0);
  let holes = 0;
  for (let at = 0; at < 784; at++) {
    if (flood(at) > 3) holes++;
  }
  return holes;
}
