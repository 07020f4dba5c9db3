/** What a generator draws, as a picture: images in rows, points, or a histogram. */
import type { Column, Shape } from "#inner";
import { AXIS, drawAxis, drawFrame } from "../draw/axes.ts";
import { type Box, drawCross, toLeft, toTop, within } from "../draw/box.ts";
import { drawDots, drawRug, generatedLook } from "../draw/dots.ts";
import { histogramOf } from "../draw/line.ts";
import { extentOf } from "../draw/lookup.ts";
import type { Palette } from "../draw/palette.ts";
import { pixelsOf, stripOf } from "../draw/sheet.ts";
import { columnOf } from "../draw/summaries.ts";
import type { Size } from "../draw/surface.ts";
import type { Values } from "../worker/protocol.ts";
import { type View, viewOf } from "../worker/view.ts";

/** A shape, and the columns of a table: others than those of cells look as points do. */
interface Looked {
  readonly shape: Shape;
  readonly columns?: readonly Column[] | null;
}

/** How examples are shown. */
export const lookOf = ({ shape, columns }: Looked): View => viewOf({ shape, ...(columns ? { columns } : {}) });

/** What the values of images range over. */
export type PixelRange = "symmetric" | "bytes";

/** Images below one another, a pixel per pixel, as RGBA. One channel is grey; of other numbers than three, the first is shown. */
export function imageBytes(shape: Shape, range: PixelRange, values: Values): Uint8ClampedArray<ArrayBuffer> {
  const count = Math.floor(values.length / pixelsOf(shape));
  return stripOf(shape, Float32Array.from(values, range === "bytes" ? (value) => value / 127.5 - 1 : undefined), count);
}

const GAP = 4;
/** Images that are larger than they are to be shown are made smaller, but not below this. */
const LEAST_SHOWN = 96;

/** Where images stand, in CSS pixels. */
export interface Cells {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
  readonly total: number;
}

/** Of as many columns as there is room for, so many that the last row is full, unless half of the room would stay empty. */
function columnsFor(count: number, most: number): number {
  for (let columns = most; 2 * columns >= most; columns--) if (count % columns === 0) return columns;
  return most;
}

/** `about`: the longer side of an image, as near as whole pixels allow. */
export function layCells([, rows = 1, across = 1]: Shape, count: number, room: number, about: number): Cells {
  const longest = Math.max(rows, across);
  const wanted = longest <= about ? Math.round(about / longest) : Math.min(1, Math.max(about, LEAST_SHOWN) / longest);
  const scale = Math.min(room / across, wanted);
  const [width, height] = [across * scale, rows * scale];
  const columns = columnsFor(count, Math.max(1, Math.min(count, Math.floor((room + GAP) / (width + GAP)))));
  return { columns, width, height, total: Math.ceil(count / columns) * (height + GAP) };
}

/** No browser's canvas may be much longer. */
const LONGEST = 8192;

export interface Strips {
  readonly canvases: readonly HTMLCanvasElement[];
  /** Images on each but the last. */
  readonly each: number;
}

/** Images below one another on canvases of their own, from which they are drawn. */
export function stripsOf(shape: Shape, range: PixelRange, values: Values): Strips {
  const [, rows = 1, across = 1] = shape;
  const size = pixelsOf(shape);
  const each = Math.max(1, Math.floor(LONGEST / rows));
  const canvases: HTMLCanvasElement[] = [];
  for (let from = 0; from + size <= values.length; from += each * size) {
    const pixels = imageBytes(shape, range, values.subarray(from, from + each * size));
    const canvas = document.createElement("canvas");
    canvas.width = across;
    canvas.height = pixels.length / (4 * across);
    canvas.getContext("2d")?.putImageData(new ImageData(pixels, across, canvas.height), 0, 0);
    canvases.push(canvas);
  }
  return { canvases, each };
}

export function drawImages(
  context: CanvasRenderingContext2D,
  { canvases, each }: Strips,
  [, rows = 1, across = 1]: Shape,
  { columns, width, height }: Cells,
): void {
  // Whole pixels of the screen, or rows of an image would differ in height.
  const fine = context.getTransform().a;
  const snap = (value: number): number => Math.round(value * fine) / fine;
  context.imageSmoothingEnabled = width < across;
  for (const [at, canvas] of canvases.entries()) {
    for (let row = 0; row * rows < canvas.height; row++) {
      const i = at * each + row;
      const left = snap((i % columns) * (width + GAP));
      const top = snap(Math.floor(i / columns) * (height + GAP));
      context.drawImage(canvas, 0, row * rows, across, rows, left, top, snap(width), snap(height));
    }
  }
}

const MARGIN = 0.1;
const RIGHT = 12;
/** A histogram or a scatter is not wider than it needs to be. */
const WIDEST = 520;
const LINE_HEIGHT = 220;
const TOP = 8;
const RUG = 8;

export type Span = readonly [low: number, high: number];

/** The values with some room around them. */
export function spanOf(values: Values): Span {
  const [low, high] = extentOf(values) ?? [-1, 1];
  const room = MARGIN * (high - low) || Math.max(1, Math.abs(low)) * MARGIN;
  return [low - room, high + room];
}

/** For both axes. Points without units have equal scales on both. */
export function planeSpans(values: Values, equal: boolean): readonly [x: Span, y: Span] {
  const spans = [0, 1].map((axis) => spanOf(columnOf(values, 2, axis))) as [Span, Span];
  if (!equal) return spans;
  const half = Math.max(...spans.map(([low, high]) => (high - low) / 2));
  return spans.map(([low, high]) => [(low + high) / 2 - half, (low + high) / 2 + half]) as unknown as [Span, Span];
}

/** Numbers, in units of the data. */
export interface PointsScene {
  readonly values: Values;
  /** Others, faintly beneath; they make the scales if there are any, so that these stand still. */
  readonly behind: Values | null;
  readonly names: readonly string[];
  /** Both axes have the same scale. */
  readonly equal: boolean;
  readonly density: string;
}

const widthOf = ({ width }: Size): number => Math.max(40, Math.min(WIDEST, width) - AXIS.left - RIGHT);

export function pointsHeight(look: View, { equal }: PointsScene, width: number): number {
  if (look === "line") return LINE_HEIGHT;
  const across = widthOf({ width, height: 0 });
  return TOP + (equal ? across : 0.75 * across) + AXIS.bottom;
}

export function drawPlane(context: CanvasRenderingContext2D, size: Size, palette: Palette, scene: PointsScene): void {
  const { values, behind, names, equal } = scene;
  const [x, y] = planeSpans(behind ?? values, equal);
  const box: Box = {
    left: AXIS.left,
    top: TOP,
    width: widthOf(size),
    height: size.height - TOP - AXIS.bottom,
    x,
    y,
  };
  drawAxis(context, box, { side: "bottom", domain: x, label: names[0] ?? "", lines: true }, palette);
  drawAxis(context, box, { side: "left", domain: y, label: names[1] ?? "", lines: true }, palette);
  const look = generatedLook(palette);
  within(context, box, () => {
    if (behind) drawDots(context, box, behind, { ...look, colour: palette.faint, opacity: 0.4 });
    drawDots(context, box, values, look);
  });
  if (values.length === 2) drawOne(context, box, palette, values);
  drawFrame(context, box, palette.rule);
}

/** One example among others: larger, and on a cross, by which it is found. */
function drawOne(context: CanvasRenderingContext2D, box: Box, palette: Palette, [x = 0, y = 0]: Values): void {
  drawCross(context, box, { x, y }, palette.faint);
  within(context, box, () => {
    context.beginPath();
    context.arc(toLeft(box, x), toTop(box, y), 6, 0, 2 * Math.PI);
    context.fillStyle = palette.generated;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = palette.paper;
    context.stroke();
  });
}

export function drawLine(context: CanvasRenderingContext2D, size: Size, palette: Palette, scene: PointsScene): void {
  const { values, behind, names, density } = scene;
  const x = spanOf(behind ?? values);
  const [own, others] = [histogramOf(values, ...x), behind && histogramOf(behind, ...x)];
  const box: Box = {
    left: AXIS.left,
    top: TOP,
    width: widthOf(size),
    height: size.height - TOP - RUG - AXIS.bottom,
    x,
    // One example is a line, with no density of its own; others are cut where they rise above twice of what is beneath.
    y: [0, 1.05 * topOf(others, values.length > 1 ? own : null)],
  };
  drawAxis(context, box, { side: "left", domain: box.y, label: density }, palette);
  drawAxis(
    context,
    { ...box, height: box.height + RUG },
    { side: "bottom", domain: x, label: names[0] ?? "" },
    palette,
  );
  within(context, box, () => {
    if (others) drawBars(context, box, others, palette.faint, 0.35);
    if (values.length > 1) drawBars(context, box, own, palette.generated, others ? 0.5 : 0.7);
  });
  drawFrame(context, box, palette.rule);
  if (values.length > 1) {
    drawRug(context, box, values, { colour: palette.generated, top: box.top + box.height + 1, height: RUG });
    return;
  }
  for (const value of values) {
    context.fillStyle = palette.generated;
    if (value >= x[0] && value <= x[1]) context.fillRect(toLeft(box, value) - 1, box.top, 2, box.height + RUG);
  }
}

function topOf(others: Float64Array | null, own: Float64Array | null): number {
  const [beneath, above] = [Math.max(0, ...(others ?? [])), Math.max(0, ...(own ?? []))];
  return (beneath > 0 ? Math.max(beneath, Math.min(above, 2 * beneath)) : above) || 1;
}

function drawBars(
  context: CanvasRenderingContext2D,
  box: Box,
  bars: Float64Array,
  colour: string,
  opacity: number,
): void {
  const width = box.width / bars.length;
  context.fillStyle = colour;
  context.globalAlpha = opacity;
  bars.forEach((height, i) => {
    const top = toTop(box, height);
    context.fillRect(box.left + i * width + 0.5, top, width - 1, box.top + box.height - top);
  });
  context.globalAlpha = 1;
}
