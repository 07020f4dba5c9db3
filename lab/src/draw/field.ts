/** Values on a 2-D grid as colours, smoothed. */
import type { Grid } from "#inner";
import { type Box, toLeft, toTop } from "./box.ts";
import { type Range, shadeIndex } from "./colours.ts";

export interface FieldPainter {
  readonly paint: (
    context: CanvasRenderingContext2D,
    box: Box,
    field: {
      readonly grid: Grid;
      readonly values: Float32Array;
      readonly range: Range;
      readonly colours: Uint8ClampedArray;
    },
  ) => void;
}

/** Keeps one small picture, a pixel per cell, which is made anew when the values are others. */
export function createFieldPainter(): FieldPainter {
  let picture: HTMLCanvasElement | undefined;
  let painted: { values: Float32Array; colours: Uint8ClampedArray; low: number } | undefined;

  const fill = (grid: Grid, values: Float32Array, range: Range, colours: Uint8ClampedArray): HTMLCanvasElement => {
    const [columns = 1, rows = 1] = grid.bins;
    picture ??= document.createElement("canvas");
    picture.width = columns;
    picture.height = rows;
    const context = picture.getContext("2d") as CanvasRenderingContext2D;
    const image = context.createImageData(columns, rows);
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < rows; j++) {
        const value = values[i * rows + j] ?? Number.NaN;
        // Where there is no value the paper shows.
        if (Number.isNaN(value)) continue;
        const shade = 3 * shadeIndex(value, range);
        const at = 4 * ((rows - 1 - j) * columns + i);
        image.data[at] = colours[shade] ?? 0;
        image.data[at + 1] = colours[shade + 1] ?? 0;
        image.data[at + 2] = colours[shade + 2] ?? 0;
        image.data[at + 3] = 255;
      }
    }
    context.putImageData(image, 0, 0);
    return picture;
  };

  return {
    paint: (context, box, { grid, values, range, colours }) => {
      if (!picture || painted?.values !== values || painted.colours !== colours || painted.low !== range[0]) {
        picture = fill(grid, values, range, colours);
        painted = { values, colours, low: range[0] };
      }
      const [left, top] = [toLeft(box, grid.low[0] ?? 0), toTop(box, grid.high[1] ?? 0)];
      const [right, bottom] = [toLeft(box, grid.high[0] ?? 0), toTop(box, grid.low[1] ?? 0)];
      context.imageSmoothingEnabled = true;
      // Finer kinds of smoothing take many times as long, and look the same here.
      context.imageSmoothingQuality = "low";
      context.drawImage(picture, left, top, right - left, bottom - top);
    },
  };
}
