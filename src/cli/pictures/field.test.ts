import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { svgPage } from "./chart.ts";
import { FIELD, fieldGroup, HATCHING } from "./field.ts";

const grid = { low: [-1, 0], high: [1, 10], bins: [2, 3] };

describe("a field over the plane", () => {
  it("has x₁ to the right and x₂ upwards, hatching where there is no value, and one rectangle for cells of one shade", () => {
    // [x₁][x₂], from the lowest: the left column is 0, 0, 1, the right one 0.5 and twice nothing.
    const values = Float64Array.of(0, 0, 1, 0.5, Number.NaN, Number.NaN);
    const svg = fieldGroup({ title: "D & D*", grid, values, kind: "probability" });
    const squares = [
      ...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="145.05" height="([\d.]+)" fill="([^"]+)"/g),
    ];
    expect(squares.map(([, x, y, height, fill]) => [Number(x), Number(y), Math.round(Number(height)), fill])).toEqual([
      [46, 130.67, 193, "rgb(110,38,4)"],
      [46, 34, 97, "rgb(222,240,255)"],
      [191, 227.33, 97, "rgb(190,168,150)"],
      [191, 34, 193, "url(#hatched)"],
    ]);
    expect(svg).toContain("D &#38; D*");
    expect(svg).toContain(">−1.0<");
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it("leaves 0 of a density white, and can be drawn where there is none at all and where ticks are close", async () => {
    const near = { low: [10_000, 0], high: [10_010, 1e-9], bins: [2, 2] };
    const svg = fieldGroup({ title: "p", grid: near, values: new Float64Array(4), kind: "density" });
    expect(svg).not.toContain(`width="145.05"`);
    expect(svg).toContain(">10,002<");
    expect(svg).not.toMatch(/NaN|Infinity|-\d+<\/text>/);
    const page = svgPage(FIELD.width, FIELD.height, [{ x: 0, y: 0, svg: HATCHING + svg }]);
    expect((await sharp(Buffer.from(page)).metadata()).width).toBe(FIELD.width);
  });

  it("goes from dark to light without turning, so that it can be read in grey", () => {
    const values = Float64Array.from({ length: 64 }, (_, i) => i / 63);
    const line = { low: [0, 0], high: [1, 1], bins: [64, 1] };
    const svg = fieldGroup({ title: "D", grid: line, values, kind: "probability" });
    const lightness = [...svg.matchAll(/height="290.05" fill="rgb\((\d+),(\d+),(\d+)\)"/g)].map(
      ([, r, g, b]) => 0.2126 * Number(r) + 0.7152 * Number(g) + 0.0722 * Number(b),
    );
    expect(lightness.length).toBeGreaterThan(60);
    for (const [i, value] of lightness.entries()) expect(value).toBeGreaterThanOrEqual(lightness[i - 1] ?? 0);
  });
});
