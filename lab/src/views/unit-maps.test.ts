import { describe, expect, it } from "vitest";
import { MAP_CELLS, MOST_MAPS, type Opened } from "../worker/protocol.ts";
import { bytesOf, rampBetween } from "./network-draw.ts";
import { mapsByLayer } from "./network-layout.ts";
import { BAR, isPlane, layTiles, mapOf, paintMap, sizeOfMap, tileAt } from "./unit-maps.ts";

const cells = MAP_CELLS[2];

describe("maps of units", () => {
  it.each([1, 2, 3, 8, 9, 31, MOST_MAPS])(
    "stand beside each other with their bars, %i in the room of a layer",
    (count) => {
      const room = { width: 64, height: 188 };
      const tiles = layTiles(count, room);
      expect(tiles.side).toBeGreaterThanOrEqual(13);
      const places = Array.from({ length: count }, (_, i) => tileAt(tiles, i));
      for (const [left, top] of places) {
        expect(left + tiles.side).toBeLessThanOrEqual(tiles.width);
        expect(top + tiles.side + BAR).toBeLessThanOrEqual(room.height);
      }
      expect(tiles.width).toBeLessThanOrEqual(room.width);
      const gaps = places.flatMap(([x, y], i) =>
        places.slice(i + 1).map(([u, v]) => Math.max(Math.abs(x - u) - tiles.side, Math.abs(y - v) - tiles.side - BAR)),
      );
      for (const gap of gaps) expect(gap).toBeGreaterThan(0);
    },
  );

  it("have the first number across and the second upwards, colours from negative to positive, each on its own scale", () => {
    const shades = bytesOf(rampBetween("#0000ff", "#ffffff", "#ff0000"));
    // Rises with the first number: left is negative; one corner, high up at the right, is the largest.
    const map = Float32Array.from({ length: cells ** 2 }, (_, at) => Math.floor(at / cells) - (cells - 1) / 2);
    map[cells ** 2 - 1] = cells;
    const picture = new Uint8ClampedArray(4 * cells ** 2);
    paintMap(picture, map, shades);
    const at = (column: number, row: number): number[] => [
      ...picture.subarray(4 * (row * cells + column)).subarray(0, 4),
    ];
    expect(at(cells - 1, 0)).toEqual([255, 0, 0, 255]);
    const [red = 0, , blue = 0] = at(0, 5);
    expect(blue).toBeGreaterThan(red);
    const again = new Uint8ClampedArray(picture.length);
    paintMap(
      again,
      map.map((value) => 1000 * value),
      shades,
    );
    expect(again).toEqual(picture);
    // A unit that is dead everywhere, and one that is no number, have no colour.
    for (const value of [0, Number.NaN]) {
      paintMap(again, new Float32Array(cells ** 2).fill(value), shades);
      expect(new Set(again)).toEqual(new Set([255]));
    }
  });

  it("are told from curves by how many values they have", () => {
    const plane = { units: [0, 4], values: Float32Array.from({ length: 2 * cells ** 2 }, (_, i) => i) };
    expect(isPlane(plane)).toBe(true);
    expect(mapOf(plane, 1)[0]).toBe(cells ** 2);
    expect(isPlane({ units: [0, 4], values: new Float32Array(2 * MAP_CELLS[1]) })).toBe(false);
    expect([sizeOfMap(Float32Array.of(1, -3)), sizeOfMap(Float32Array.of(Number.POSITIVE_INFINITY))]).toEqual([3, 0]);
  });

  it("of a game that is over are not shown for the next one", () => {
    const layer = (units: number) => ({ layer: "dense", output: [units], parameters: 0 });
    const opened = { networks: { generator: [layer(8), layer(2)], discriminator: [layer(4)] } } as unknown as Opened;
    const map = (at: number, unit: number) => ({ layer: at, units: [unit], values: new Float32Array() });
    expect([...mapsByLayer([map(0, 7), map(2, 3)], opened).keys()]).toEqual([0, 2]);
    expect(mapsByLayer([map(0, 7), map(2, 7)], opened).size).toBe(0);
    expect(mapsByLayer([map(5, 0)], opened).size).toBe(0);
    expect(mapsByLayer(null, opened).size).toBe(0);
  });
});
