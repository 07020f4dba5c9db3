/** Units as small maps over the plane that their network looks at, or as curves over one number. */
import type { Palette } from "../draw/palette.ts";
import { MAP_CELLS, type UnitMaps } from "../worker/protocol.ts";

/** Where the maps of a layer stand: one beside the other in rows, each over its bar. */
export interface Tiles {
  readonly columns: number;
  readonly side: number;
  /** From one row to the next. */
  readonly pitch: number;
  readonly width: number;
  readonly height: number;
}

/** Beneath a map, for the bar of its gradient. */
export const BAR = 3;
const GAP = 2;
const LARGEST = 36;

export function layTiles(count: number, room: { readonly width: number; readonly height: number }): Tiles {
  const columns = count <= 2 ? 1 : count <= 8 ? 2 : 4;
  const rows = Math.ceil(count / columns);
  const under = BAR + 2 * GAP;
  const side = Math.floor(
    Math.min(LARGEST, (room.width - (columns - 1) * GAP) / columns, (room.height - rows * under) / rows),
  );
  const pitch = side + under;
  return { columns, side, pitch, width: columns * side + (columns - 1) * GAP, height: rows * pitch - 2 * GAP };
}

export const tileAt = ({ columns, side, pitch }: Tiles, index: number): readonly [left: number, top: number] => [
  (index % columns) * (side + GAP),
  Math.floor(index / columns) * pitch,
];

/** Two-dimensional where there are as many values as cells of a square. */
export const isPlane = ({ units, values }: Pick<UnitMaps, "units" | "values">): boolean =>
  values.length === units.length * MAP_CELLS[2] ** 2;

export const mapOf = ({ units, values }: Pick<UnitMaps, "units" | "values">, index: number): Float32Array => {
  const size = values.length / units.length;
  return values.subarray(index * size, (index + 1) * size);
};

/** The largest size of a value: every unit has a scale of its own, so that its form is seen. */
export function sizeOfMap(map: Float32Array): number {
  let largest = 0;
  for (const value of map) if (Math.abs(value) > largest) largest = Math.abs(value);
  return Number.isFinite(largest) ? largest : 0;
}

/** Fills a picture of RGBA, a pixel per cell, the second axis upwards. `shades`: from most negative to most positive, three bytes each. */
export function paintMap(picture: Uint8ClampedArray, map: Float32Array, shades: Uint8ClampedArray): void {
  const cells = MAP_CELLS[2];
  const middle = (shades.length / 3 - 1) / 2;
  const size = sizeOfMap(map);
  for (let i = 0; i < cells; i++) {
    for (let j = 0; j < cells; j++) {
      const share = size > 0 ? (map[i * cells + j] as number) / size : 0;
      const shade = 3 * Math.round(middle * (1 + (Number.isFinite(share) ? share : 0)));
      const at = 4 * ((cells - 1 - j) * cells + i);
      picture[at] = shades[shade] as number;
      picture[at + 1] = shades[shade + 1] as number;
      picture[at + 2] = shades[shade + 2] as number;
      picture[at + 3] = 255;
    }
  }
}

export interface MapPainter {
  /** Draws map `index` of a layer. */
  readonly draw: (
    context: CanvasRenderingContext2D,
    maps: UnitMaps,
    index: number,
    tile: { readonly left: number; readonly top: number; readonly side: number },
    colours: Pick<Palette, "ink" | "rule" | "paper"> & { readonly shades: Uint8ClampedArray },
  ) => void;
}

/** Keeps one small picture that every map is made in. */
export function createMapPainter(): MapPainter {
  const cells = MAP_CELLS[2];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [cells, cells];
  const on = canvas.getContext("2d") as CanvasRenderingContext2D;
  const image = on.createImageData(cells, cells);
  return {
    draw: (context, maps, index, { left, top, side }, { ink, rule, paper, shades }) => {
      const map = mapOf(maps, index);
      if (isPlane(maps)) {
        paintMap(image.data, map, shades);
        on.putImageData(image, 0, 0);
        context.imageSmoothingQuality = "low";
        context.drawImage(canvas, left, top, side, side);
        return;
      }
      const size = sizeOfMap(map) || 1;
      context.fillStyle = paper;
      context.fillRect(left, top, side, side);
      context.fillStyle = rule;
      context.fillRect(left, Math.round(top + side / 2), side, 1);
      context.beginPath();
      map.forEach((value, i) => {
        context.lineTo(left + (side * (i + 0.5)) / map.length, top + (side / 2) * (1 - (0.92 * value) / size));
      });
      context.strokeStyle = ink;
      context.lineWidth = 1;
      context.stroke();
    },
  };
}
