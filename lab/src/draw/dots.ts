/** Examples as dots and as ticks. Real ones are hollow squares, generated ones full discs: colour alone does not tell them apart. */
import { type Box, toLeft, toTop } from "./box.ts";
import type { Palette } from "./palette.ts";
import type { Size } from "./surface.ts";

export interface Look {
  readonly kind: "hollow" | "full";
  readonly colour: string;
  readonly paper: string;
  readonly opacity: number;
}

/** How real and generated examples look in every plot. */
export const realLook = ({ real, paper }: Palette): Look => ({ kind: "hollow", colour: real, paper, opacity: 0.75 });
export const generatedLook = ({ generated, paper }: Palette): Look => ({
  kind: "full",
  colour: generated,
  paper,
  opacity: 0.9,
});

const SQUARE = 4.2;
const DISC = 3.7;
const EDGE = 0.7;

/** Calls `visit` with the places of points x, y, x, y, …; what lies outside of the box is left out. */
function places(box: Box, points: ArrayLike<number>, visit: (left: number, top: number) => void): void {
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [points[i] ?? Number.NaN, points[i + 1] ?? Number.NaN];
    if (x >= box.x[0] && x <= box.x[1] && y >= box.y[0] && y <= box.y[1]) visit(toLeft(box, x), toTop(box, y));
  }
}

/** Examples x, y, x, y, … */
export function drawDots(context: CanvasRenderingContext2D, box: Box, points: ArrayLike<number>, look: Look): void {
  context.globalAlpha = look.opacity;
  if (look.kind === "hollow") drawSquares(context, box, points, look);
  else drawDiscs(context, box, points, look);
  context.globalAlpha = 1;
}

export interface DotsPainter {
  readonly draw: (
    context: CanvasRenderingContext2D,
    size: Size,
    box: Box,
    points: ArrayLike<number>,
    look: Look,
  ) => void;
}

/** For points that stay: they are drawn once, on a layer of their own, until something about them changes. */
export function createDotsPainter(): DotsPainter {
  const layer = document.createElement("canvas");
  let points: ArrayLike<number> | undefined;
  let drawn = "";
  return {
    draw: (context, { width, height }, box, given, look) => {
      const scale = context.getTransform().a;
      const key = JSON.stringify([scale, width, height, box, look]);
      if (given !== points || key !== drawn) {
        [points, drawn] = [given, key];
        [layer.width, layer.height] = [Math.round(width * scale), Math.round(height * scale)];
        const on = layer.getContext("2d") as CanvasRenderingContext2D;
        on.scale(scale, scale);
        drawDots(on, box, given, look);
      }
      context.save();
      context.resetTransform();
      context.drawImage(layer, 0, 0);
      context.restore();
    },
  };
}

function drawSquares(context: CanvasRenderingContext2D, box: Box, points: ArrayLike<number>, { colour }: Look): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.1;
  places(box, points, (left, top) => context.strokeRect(left - SQUARE / 2, top - SQUARE / 2, SQUARE, SQUARE));
}

/** Rectangles of whole pixels that make a disc together: a path of these is filled many times faster than one of arcs. */
export function discOf(width: number): readonly (readonly [width: number, height: number])[] {
  // Odd differences would put one of them between pixels.
  const narrow = width - 2 * Math.max(1, Math.round(0.25 * width));
  const middle = width - 2 * Math.max(1, Math.round(0.1 * width));
  const plus = [[width, narrow] as const, [narrow, width] as const];
  // Small ones are round enough without.
  return width > 7 ? [...plus, [middle, middle]] : plus;
}

function drawDiscs(context: CanvasRenderingContext2D, box: Box, points: ArrayLike<number>, look: Look): void {
  const scale = context.getTransform().a;
  const width = Math.round(DISC * scale);
  const edge = Math.max(1, Math.round(EDGE * scale));
  const fill = (across: number, colour: string): void => {
    context.beginPath();
    const disc = discOf(across);
    places(box, points, (left, top) => {
      const [x, y] = [Math.round(left * scale - width / 2), Math.round(top * scale - width / 2)];
      for (const [w, h] of disc) context.rect(x + (width - w) / 2, y + (width - h) / 2, w, h);
    });
    context.fillStyle = colour;
    context.fill();
  };
  context.save();
  context.resetTransform();
  // An edge of paper, so that discs are seen on a field of their colour too.
  fill(width + 2 * edge, look.paper);
  fill(width, look.colour);
  context.restore();
}

/** Numbers on a line as small ticks from `top` down. */
export function drawRug(
  context: CanvasRenderingContext2D,
  box: Box,
  values: Float32Array | Float64Array,
  look: { readonly colour: string; readonly top: number; readonly height: number },
): void {
  context.fillStyle = look.colour;
  // One by one: where many lie on each other it is denser.
  context.globalAlpha = 0.35;
  for (const value of values) {
    if (value >= box.x[0] && value <= box.x[1]) context.fillRect(toLeft(box, value) - 0.5, look.top, 1, look.height);
  }
  context.globalAlpha = 1;
}
