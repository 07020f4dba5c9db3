/** Images in rows: generated ones, and some real ones beneath. */
import { overChequers, type Shape } from "#inner";
import { FONT } from "./axes.ts";
import type { Palette } from "./palette.ts";
import type { Size } from "./surface.ts";

/** Values are in [−1, 1], as the command line takes them. */
export const byteOf = (value: number): number => Math.round(127.5 * Math.min(1, Math.max(-1, value)) + 127.5);

/** Width of an image on the page, about, in CSS pixels. */
const ABOUT = 56;
/** Where there is little room images are smaller, so that so many stand in a row. */
const FEWEST_COLUMNS = 8;
/** Width of an image where a sheet fills its room, at most and at least. */
const LARGEST = 112;
const SMALLEST = 12;
const GAP = 4;
const HEADING = 24;
/** Rows of real images: enough to compare with. */
const REAL_ROWS = 2;

export interface SheetScene {
  readonly shape: Shape;
  readonly generated: Float32Array | null;
  readonly real: Float32Array;
  readonly words: { readonly generated: string; readonly real: string };
  /** The image that values are told of; it is framed. */
  readonly chosen: Chosen | null;
}

export interface Chosen {
  readonly of: "generated" | "real";
  readonly index: number;
}

export interface SheetLayout {
  readonly columns: number;
  /** Of an image, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly generated: { readonly count: number; readonly top: number };
  readonly real: { readonly count: number; readonly top: number };
  readonly total: number;
}

export const pixelsOf = ([channels = 1, height = 1, width = 1]: Shape): number => channels * height * width;

/** @param most height that there is; absent if the sheet may be as high as it comes. */
export function laySheet(scene: SheetScene, width: number, most = Number.POSITIVE_INFINITY): SheetLayout {
  const [, rows = 1, across = 1] = scene.shape;
  const longest = Math.max(rows, across);
  if (most === Number.POSITIVE_INFINITY) {
    const usual = Math.max(1, Math.round(ABOUT / longest));
    const narrow = Math.max(1, ((width + GAP) / FEWEST_COLUMNS - GAP) / longest);
    return layAt(scene, width, Math.min(usual, narrow, width / across));
  }
  // As large as the room lets them be.
  let scale = Math.min(LARGEST / longest, width / across);
  let layout = layAt(scene, width, scale);
  while (layout.total > most && scale * longest > SMALLEST) {
    scale *= 0.96;
    layout = layAt(scene, width, scale);
  }
  return layout;
}

function layAt({ shape, generated, real }: SheetScene, width: number, scale: number): SheetLayout {
  const [, rows = 1, across = 1] = shape;
  const [w, h] = [across * scale, rows * scale];
  const size = pixelsOf(shape);
  const made = (generated?.length ?? 0) / size;
  const columns = columnsOf(made, Math.max(1, Math.floor((width + GAP) / (w + GAP) + 1e-9)));
  const given = Math.min(real.length / size, REAL_ROWS * columns);
  const heightOf = (count: number): number => Math.ceil(count / columns) * (h + GAP);
  const under = HEADING + heightOf(Math.max(1, made)) + HEADING;
  return {
    columns,
    width: w,
    height: h,
    generated: { count: made, top: HEADING },
    real: { count: given, top: under },
    total: under + heightOf(given),
  };
}

/** As many as there is room for, or up to a quarter fewer where that fills every row. */
function columnsOf(count: number, most: number): number {
  for (let columns = most; columns > 0.75 * most; columns--) if (count % columns === 0) return columns;
  return most;
}

/** The image at a place on the canvas. */
export function imageAt(layout: SheetLayout, left: number, top: number): Chosen | null {
  const of = top >= layout.real.top ? "real" : "generated";
  const column = Math.floor(left / (layout.width + GAP));
  const row = Math.floor((top - layout[of].top) / (layout.height + GAP));
  const index = row * layout.columns + column;
  const there = column >= 0 && column < layout.columns && row >= 0 && index < layout[of].count;
  return there ? { of, index } : null;
}

/** The image that an arrow key leads to; from nowhere to the first. `undefined` if the key means nothing here. */
export function imageBy(key: string, layout: SheetLayout, from: Chosen | null): Chosen | undefined {
  const { columns, generated, real } = layout;
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
  if (by === undefined) return undefined;
  if (!from) return { of: "generated", index: 0 };
  const index = from.index + by;
  if (index >= 0 && index < layout[from.of].count) return { of: from.of, index };
  // Over the edge from one sheet to the other, in the same column.
  if (key === "ArrowDown" && from.of === "generated" && real.count > 0) {
    return { of: "real", index: Math.min(real.count - 1, from.index % columns) };
  }
  if (key === "ArrowUp" && from.of === "real" && generated.count > 0) {
    const lastRow = Math.floor((generated.count - 1) / columns) * columns;
    return { of: "generated", index: Math.min(generated.count - 1, lastRow + (from.index % columns)) };
  }
  return from;
}

/** The values of one image. */
export const valuesOf = (values: Float32Array, shape: Shape, index: number): Float32Array =>
  values.subarray(index * pixelsOf(shape), (index + 1) * pixelsOf(shape));

/** Images below one another, a pixel per pixel: as RGBA; transparent ones over chequers. */
export function stripOf(shape: Shape, values: Float32Array, count: number): Uint8ClampedArray<ArrayBuffer> {
  const [channels = 1, height = 1, width = 1] = shape;
  const area = height * width;
  const bytes = new Uint8ClampedArray(4 * area * count);
  for (let i = 0; i < count; i++) {
    for (let at = 0; at < area; at++) {
      const to = 4 * (i * area + at);
      const byteIn = (channel: number): number => byteOf(values[(i * channels + channel) * area + at] ?? 0);
      for (let c = 0; c < 3; c++) {
        const byte = byteIn(channels >= 3 ? c : 0);
        bytes[to + c] =
          channels === 4 ? overChequers(byte, byteIn(3), [at % width, Math.floor(at / width)], width) : byte;
      }
      bytes[to + 3] = 255;
    }
  }
  return bytes;
}

export interface SheetPainter {
  readonly draw: (context: CanvasRenderingContext2D, size: Size, palette: Palette, scene: SheetScene) => void;
}

export function createSheetPainter(): SheetPainter {
  const strips = { generated: document.createElement("canvas"), real: document.createElement("canvas") };
  const filled = { generated: null as Float32Array | null, real: null as Float32Array | null };

  const fill = (of: Chosen["of"], shape: Shape, values: Float32Array): void => {
    if (filled[of] === values) return;
    const [, height = 1, width = 1] = shape;
    const count = values.length / pixelsOf(shape);
    const strip = strips[of];
    strip.width = width;
    strip.height = height * count;
    const context = strip.getContext("2d") as CanvasRenderingContext2D;
    context.putImageData(new ImageData(stripOf(shape, values, count), width, height * count), 0, 0);
    filled[of] = values;
  };

  return {
    draw: (context, { width, height }, palette, scene) => {
      const { shape, words, chosen } = scene;
      const [, rows = 1, across = 1] = shape;
      const layout = laySheet(scene, width, height);
      // Whole pixels of the screen, or rows of an image would differ in height.
      const fine = context.getTransform().a;
      const snap = (value: number): number => Math.round(value * fine) / fine;
      context.imageSmoothingEnabled = false;
      context.font = FONT;
      context.textAlign = "left";
      context.textBaseline = "middle";
      for (const of of ["generated", "real"] as const) {
        const values = scene[of];
        const { count, top } = layout[of];
        context.fillStyle = palette[of];
        context.fillText(words[of], 0, top - HEADING / 2);
        if (!values) continue;
        fill(of, shape, values);
        for (let i = 0; i < count; i++) {
          const left = snap((i % layout.columns) * (layout.width + GAP));
          const y = snap(top + Math.floor(i / layout.columns) * (layout.height + GAP));
          const [w, h] = [snap(layout.width), snap(layout.height)];
          context.drawImage(strips[of], 0, i * rows, across, rows, left, y, w, h);
          if (chosen?.of !== of || chosen.index !== i) continue;
          context.strokeStyle = palette.accent;
          context.lineWidth = 2;
          context.strokeRect(left - 1, y - 1, w + 2, h + 2);
        }
      }
    },
  };
}
