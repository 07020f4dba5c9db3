import { describe, expect, it } from "vitest";
import type { Grid } from "#inner";
import type { Opened, Reading } from "../worker/protocol.ts";
import { arrowLength, arrowScale, lengthsOf, medianOf } from "./arrows.ts";
import { type Box, fromPlace, toLeft, toTop } from "./box.ts";
import { fieldColours, rangeOf, rgbOf, SHADES, shadeIndex } from "./colours.ts";
import { layColumns } from "./column-charts.ts";
import { contourLines } from "./contours.ts";
import { discOf } from "./dots.ts";
import { cellAt, cellWidth, middleOf, movedBy, nearestCell, valueAt } from "./grid.ts";
import { extremesOf, fieldAt, layHeat } from "./heat.ts";
import { defaultLayers, layersOf, toggled } from "./layers.ts";
import { histogramOf } from "./line.ts";
import { opacities } from "./manifold.ts";
import { coarser, shownOptimal, smoothed } from "./readings.ts";
import { pairShares, sharesOf, worstFirst } from "./row-shares.ts";
import { nearestPair, pairsOf, rangesOf } from "./scatter.ts";
import { byteOf, imageAt, imageBy, laySheet, stripOf } from "./sheet.ts";
import { nearModes, quantilesOf } from "./summaries.ts";

const grid = { low: [-2, 0], high: [2, 3], bins: [4, 3] };

describe("cells of a grid", () => {
  it("are looked up with the last axis the fastest", () => {
    expect(cellAt(grid, [-1.5, 0.5])).toBe(0);
    expect(cellAt(grid, [-1.5, 2.5])).toBe(2);
    expect(cellAt(grid, [1.5, 0.5])).toBe(9);
    expect(cellAt({ low: [0], high: [1], bins: [10] }, [0.55])).toBe(5);
  });

  it("contain their own middles", () => {
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 3; j++) expect(cellAt(grid, [middleOf(grid, 0, i), middleOf(grid, 1, j)])).toBe(3 * i + j);
    }
  });

  it("end where the grid ends", () => {
    expect([cellAt(grid, [-2.01, 1]), cellAt(grid, [2, 1]), cellAt(grid, [0, 3]), cellAt(grid, [0])]).toEqual([
      -1, -1, -1, -1,
    ]);
    expect(valueAt(grid, new Float32Array(12), [5, 5])).toBeNull();
    expect(valueAt(grid, Float32Array.of(Number.NaN, 1), [-1.5, 0.5])).toBeNull();
    expect(valueAt(grid, Float32Array.of(0, 0.25), [-1.5, 1.5])).toBe(0.25);
    expect(nearestCell(grid, [-9, 9])).toEqual([0, 2]);
  });

  it("are gone through by arrow keys, and no further than the edge", () => {
    expect(movedBy("ArrowRight", grid.bins, null)).toEqual([2, 1]);
    expect(movedBy("ArrowRight", grid.bins, [2, 1])).toEqual([3, 1]);
    expect(movedBy("ArrowRight", grid.bins, [3, 1], 5)).toEqual([3, 1]);
    expect(movedBy("ArrowUp", grid.bins, [2, 1])).toEqual([2, 2]);
    expect(movedBy("Home", grid.bins, [2, 1])).toEqual([0, 1]);
    expect(movedBy("ArrowUp", [10], [2])).toBeUndefined();
    expect(movedBy("x", grid.bins, [2, 1])).toBeUndefined();
  });
});

describe("the colours of D", () => {
  const palette = { paper: "#ffffff", generated: "#c24e00", real: "#0072b2" };
  const colours = fieldColours(palette);
  const shade = (value: number): number[] => [...colours.slice(3 * shadeIndex(value, [0, 1])).subarray(0, 3)];

  it("are neutral at 1/2", () => expect(shade(0.5)).toEqual([255, 255, 255]));

  it("leave the neutral by as much on both sides", () => {
    for (const apart of [0.1, 0.25, 0.5]) {
      expect(shadeIndex(0.5 + apart, [0, 1]) + shadeIndex(0.5 - apart, [0, 1])).toBe(SHADES - 1);
    }
    const [redAt0 = 0, , blueAt0 = 0] = shade(0);
    const [redAt1 = 0, , blueAt1 = 0] = shade(1);
    expect(redAt0).toBeGreaterThan(blueAt0);
    expect(blueAt1).toBeGreaterThan(redAt1);
  });

  it("go no further than the ends of the range", () => {
    expect([shadeIndex(-7, [-5, 5]), shadeIndex(7, [-5, 5]), shadeIndex(0, [-5, 5])]).toEqual([
      0,
      SHADES - 1,
      (SHADES - 1) / 2,
    ]);
  });

  it("are read in the long and the short form", () => {
    expect(rgbOf("#0072b2")).toEqual([0, 114, 178]);
    expect(rgbOf("#f80")).toEqual([255, 136, 0]);
  });

  it("stand for 0 to 1, or for a symmetric round range of scores", () => {
    expect(rangeOf(Float32Array.of(0.4), true)).toEqual([0, 1]);
    expect(rangeOf(Float32Array.of(-3.2, 1), false)).toEqual([-5, 5]);
    expect(rangeOf(Float32Array.of(0.013), false)).toEqual([-0.02, 0.02]);
    expect(rangeOf(Float32Array.of(700), false)).toEqual([-1000, 1000]);
    expect(rangeOf(Float32Array.of(0, 0), false)).toEqual([-1, 1]);
  });
});

describe("arrows", () => {
  it("have a median length of 6 % of the width, and at most 20 %", () => {
    const pulls = Float32Array.of(0, 0.001, 0.002, 0, 0, -0.003, 0.4, 0.3, 0, 0.0021);
    const scale = arrowScale(pulls, 500);
    const lengths = lengthsOf(pulls);
    expect(arrowLength(medianOf(lengths), scale, 500)).toBeCloseTo(30, 6);
    expect(arrowLength(Math.max(...lengths), scale, 500)).toBe(100);
  });

  it("are not there where nothing pulls", () => {
    expect(arrowScale(new Float32Array(8), 500)).toBe(0);
    expect(arrowScale(new Float32Array(), 500)).toBe(0);
  });

  it("are seen where most samples are not pulled", () => {
    expect(arrowScale(Float32Array.of(0, 0, 0, 0, 0, 0, 0, 2), 100)).toBe(3);
  });
});

describe("discs of rectangles", () => {
  it("lie on whole pixels around one middle, at every fineness of the screen", () => {
    for (let width = 3; width < 20; width++) {
      const disc = discOf(width);
      expect(disc.every(([w, h]) => (width - w) % 2 === 0 && (width - h) % 2 === 0 && w > 0 && h > 0)).toBe(true);
      // No corner sticks far out of the circle.
      expect(Math.max(...disc.map(([w, h]) => Math.hypot(w, h) / 2))).toBeLessThan(0.62 * width);
    }
  });
});

describe("a box", () => {
  const box: Box = { left: 10, top: 20, width: 100, height: 50, x: [-1, 1], y: [0, 5] };
  it("has its values upwards", () => {
    expect([toLeft(box, -1), toLeft(box, 0), toTop(box, 5), toTop(box, 0)]).toEqual([10, 60, 20, 70]);
    expect(fromPlace(box, toLeft(box, 0.3), toTop(box, 1.2))).toEqual([expect.closeTo(0.3), expect.closeTo(1.2)]);
  });
});

describe("contour lines", () => {
  const wide = { low: [-1, -2], high: [1, 2], bins: [40, 60] };
  const on = (f: (x: number, y: number) => number): Float32Array =>
    Float32Array.from({ length: 2400 }, (_, cell) =>
      f(middleOf(wide, 0, Math.floor(cell / 60)), middleOf(wide, 1, cell % 60)),
    );

  it("lie where the values have the level, in the numbers of the data", () => {
    const lines = contourLines(
      wide,
      on((x, y) => x + 0.25 * y),
      0.2,
    );
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      for (let i = 0; i < line.length; i += 2) expect((line[i] ?? 0) + 0.25 * (line[i + 1] ?? 0)).toBeCloseTo(0.2, 4);
    }
  });

  it("close around a hill", () => {
    const [line, ...others] = contourLines(
      wide,
      on((x, y) => Math.hypot(x, y)),
      0.6,
    );
    expect(others).toEqual([]);
    expect([line?.[0], line?.[1]]).toEqual([line?.at(-2), line?.at(-1)]);
  });

  it("do not run along the edge of the grid, nor of places without a value", () => {
    expect(
      contourLines(
        wide,
        on(() => 1),
        0.5,
      ),
    ).toEqual([]);
    expect(
      contourLines(
        wide,
        on((x) => (x > 0 ? Number.NaN : 1)),
        0.5,
      ),
    ).toEqual([]);
  });
});

describe("the manifold", () => {
  it("is fainter where it is stretched", () => {
    const [small = 0, usual = 0, large = 0, huge = 0] = opacities(Float64Array.of(0.5, 1, 9, 1e9));
    expect([small, usual]).toEqual([1, 1]);
    expect(large).toBeCloseTo(1 / 3);
    expect(huge).toBeGreaterThan(0);
    expect(huge).toBeLessThan(large);
  });
});

describe("sheets of images", () => {
  const scene = {
    shape: [1, 28, 28],
    generated: new Float32Array(64 * 784),
    real: new Float32Array(64 * 784),
    words: { generated: "", real: "" },
    chosen: null,
  };
  const layout = laySheet(scene, 700);

  it("have as many columns as fit, and some where there is little room", () => {
    expect(layout).toMatchObject({ columns: 11, width: 56, height: 56 });
    expect(laySheet(scene, 330).columns).toBe(8);
    expect(laySheet({ ...scene, shape: [3, 512, 512] }, 330)).toMatchObject({ columns: 1, width: 330 });
  });

  it("find the image at a place, but none where there is none", () => {
    expect(imageAt(layout, 61, layout.generated.top + 1)).toEqual({ of: "generated", index: 1 });
    expect(imageAt(layout, 1, layout.real.top + 61)).toEqual({ of: "real", index: 11 });
    expect(imageAt(layout, 10 * 60 + 1, layout.generated.top + 5 * 60 + 1)).toBeNull();
  });

  it("are gone through by arrow keys, from one sheet into the other", () => {
    expect(imageBy("ArrowDown", layout, null)).toEqual({ of: "generated", index: 0 });
    expect(imageBy("ArrowDown", layout, { of: "generated", index: 57 })).toEqual({ of: "real", index: 2 });
    expect(imageBy("ArrowUp", layout, { of: "real", index: 2 })).toEqual({ of: "generated", index: 57 });
    expect(imageBy("ArrowLeft", layout, { of: "generated", index: 0 })).toEqual({ of: "generated", index: 0 });
    expect(imageBy("Enter", layout, null)).toBeUndefined();
  });

  it("show −1 as black and 1 as white, plane by plane", () => {
    expect([byteOf(-1), byteOf(0), byteOf(1), byteOf(3)]).toEqual([0, 128, 255, 255]);
    expect([...stripOf([1, 1, 2], Float32Array.of(-1, 1), 1)]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
    const colours = Float32Array.of(1, -1, -1, 1, -1, -1);
    expect([...stripOf([3, 1, 2], colours, 1)]).toEqual([255, 0, 0, 255, 0, 255, 0, 255]);
  });
});

describe("tables", () => {
  const rows = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
  it("are seen two columns at a time", () => {
    expect([...pairsOf(rows, 3, 2, 0)]).toEqual([3, 1, 6, 4, 9, 7]);
    const [[low, high]] = rangesOf(pairsOf(rows, 3, 2, 0));
    expect(low).toBeLessThan(3);
    expect(high).toBeGreaterThan(9);
  });

  it("name the example that looks nearest", () => {
    const box = { low: [0, 0], high: [1, 1000] };
    expect(nearestPair(Float32Array.of(0.9, 0, 0.1, 300), [0.1, 0], box)).toEqual([expect.closeTo(0.1), 300]);
    expect(nearestPair(new Float32Array(), [0, 0], box)).toBeNull();
  });
});

describe("summaries", () => {
  it("count each sample for its nearest mode, if it is within three deviations", () => {
    const modes = {
      centers: [
        [0, 0],
        [1, 0],
      ],
      deviation: 0.1,
    };
    expect(nearModes(modes, Float32Array.of(0, 0.2, 0.1, 0, 0.5, 0, 1, 0.29, 1, 0.31))).toEqual([2, 1]);
  });

  it("interpolate quantiles", () => {
    expect(quantilesOf(Float32Array.of(4, 1, 3, 2, 5), [0, 0.25, 0.5, 0.9])).toEqual([1, 2, 3, expect.closeTo(4.6)]);
    expect(quantilesOf(new Float32Array(), [0.5])).toEqual([Number.NaN]);
  });

  it("have histograms that sum to the share inside", () => {
    const heights = histogramOf(Float32Array.of(-5, 0.1, 0.2, 0.9), 0, 1);
    expect(heights.reduce((a, b) => a + b, 0) / heights.length).toBeCloseTo(0.75);
  });
});

describe("a reading", () => {
  const opened = {
    grid: { low: [0, 0], high: [4, 4], bins: [8, 8] },
    density: Float32Array.from({ length: 64 }, (_, cell) => (cell === 0 ? 1 : 0)),
    modes: null,
  } as unknown as Opened;

  it("has D* only where one of the densities matters", () => {
    const reading = {
      grid: { low: [0, 0], high: [4, 4], bins: [4, 4] },
      generated: Float32Array.from({ length: 16 }, (_, cell) => (cell === 15 ? 1 : 0.001)),
      optimal: new Float32Array(16).fill(0.3),
    } as unknown as Reading;
    const shown = [...(shownOptimal(reading, opened)?.values ?? [])];
    expect([shown[0], shown[15]]).toEqual([expect.closeTo(0.3), expect.closeTo(0.3)]);
    expect(shown.filter((value) => !Number.isNaN(value)).length).toBe(2);
  });

  it("has D* only where one of the densities matters, on one axis as well", () => {
    const line = {
      grid: { low: [0], high: [4], bins: [16] },
      density: Float32Array.from({ length: 16 }, (_, cell) => (cell < 4 ? 1 : 0)),
      modes: null,
    } as unknown as Opened;
    const reading = {
      grid: { low: [0], high: [4], bins: [8] },
      generated: Float32Array.from({ length: 8 }, (_, cell) => (cell === 7 ? 1 : 0.001)),
      optimal: new Float32Array(8).fill(0.3),
    } as unknown as Reading;
    const shown = [...(shownOptimal(reading, line)?.values ?? [])];
    expect(shown.map((value) => !Number.isNaN(value))).toEqual([true, true, false, false, false, false, false, true]);
  });

  it("keeps its mass when it is averaged and smoothed", () => {
    const grid = { low: [0, -1], high: [10, 1], bins: [250, 130] };
    const values = Float32Array.from({ length: 250 * 130 }, (_, cell) => {
      const [i, j] = [Math.floor(cell / 130), cell % 130];
      return Math.exp(-(((i - 120) / 20) ** 2) - ((j - 60) / 15) ** 2);
    });
    const mass = ({ grid: on, values: all }: { grid: Grid; values: Float32Array }): number =>
      all.reduce((a, b) => a + b, 0) * cellWidth(on, 0) * cellWidth(on, 1);
    const less = coarser({ grid, values }, 100);
    expect(less.grid.bins).toEqual([83, 65]);
    expect(mass(less)).toBeCloseTo(mass({ grid, values }), 5);
    expect(mass(smoothed(less))).toBeCloseTo(mass(less), 5);
  });
});

describe("layers", () => {
  const opened = (view: Opened["view"], density: boolean, probability: boolean, latent: number): Opened =>
    ({ view, density: density ? new Float32Array() : null, probability, config: { latent } }) as unknown as Opened;

  it("are offered only where there is something to show", () => {
    expect(layersOf(opened("plane", true, true, 2))).toContain("optimal");
    expect(layersOf(opened("plane", true, false, 2))).not.toContain("optimal");
    expect(layersOf(opened("plane", false, true, 2))).not.toContain("generatedDensity");
    expect(layersOf(opened("line", true, true, 1))).toContain("arrows");
    expect(layersOf(opened("line", true, true, 2))).not.toContain("arrows");
    expect(layersOf(opened("images", false, true, 16))).toEqual([]);
  });

  it("have one field at a time", () => {
    const both = toggled(defaultLayers("plane"), "optimalField", true);
    expect([both.optimalField, both.discriminator]).toEqual([true, false]);
    expect(toggled(both, "discriminator", true)).toMatchObject({ optimalField: false, discriminator: true });
    expect(toggled(both, "optimalField", false)).toMatchObject({ optimalField: false, discriminator: false });
  });
});

describe("rows of mixed tables", () => {
  const chart = (bars: number, ordered: boolean) => ({
    name: "a",
    score: "90 %",
    ordered,
    ends: ["0", "9"] as const,
    bars: Array.from({ length: bars }, () => ({ text: "x", range: ordered, real: 1 / bars, generated: 1 / bars })),
  });

  it("have shares by bar and by pair of bars, whose sum is 1", () => {
    const [a, b] = [Uint8Array.of(0, 0, 1, 1), Uint8Array.of(2, 0, 2, 2)];
    expect([...sharesOf(a, 2)]).toEqual([0.5, 0.5]);
    expect([...pairShares(a, b, [2, 3])]).toEqual([0.25, 0, 0.25, 0, 0, 0.5]);
    expect([...sharesOf(new Uint8Array(), 2)]).toEqual([0, 0]);
  });

  it("stand with the least alike columns first, and those that cannot be compared last", () => {
    expect(worstFirst([0.9, Number.NaN, 0.2, 0.9])).toEqual([2, 0, 3, 1]);
  });

  it("are drawn in rows of charts that do not overlap, within the width", () => {
    const charts = [chart(3, false), chart(12, true), chart(9, false), chart(2, false)];
    for (const width of [180, 390, 700]) {
      const { places, height } = layColumns(charts, width);
      expect(places).toHaveLength(4);
      for (const place of places) expect(place.left + place.width).toBeLessThanOrEqual(width + 0.01);
      const [first, second] = [places[0] as (typeof places)[0], places[1] as (typeof places)[0]];
      expect(second.top > first.top || second.left >= first.left + first.width).toBe(true);
      expect(height).toBeGreaterThan(places[3]?.top ?? 0);
    }
  });

  it("have fields that are found where they are drawn, in each of the three maps", () => {
    for (const width of [320, 900]) {
      for (const { left, top, width: wide, height } of layHeat(width).maps) {
        expect(left + wide).toBeLessThanOrEqual(width);
        expect(fieldAt(width, [left + 0.99 * wide, top + 0.01 * height], 4, 5)).toEqual([0, 4]);
        expect(fieldAt(width, [left + 0.01 * wide, top + 0.99 * height], 4, 5)).toEqual([3, 0]);
      }
      expect(fieldAt(width, [1, 1], 4, 5)).toBeNull();
    }
  });

  it("are shaded by the largest share and the largest difference", () => {
    const shares = { real: Float64Array.of(0.5, 0.5), generated: Float64Array.of(0.7, 0.3) };
    expect(extremesOf(shares).share).toBe(0.7);
    expect(extremesOf(shares).difference).toBeCloseTo(0.2, 10);
  });
});
