/** What the marks of a plot mean, in rows above it. */
import { traceArrow } from "./arrows.ts";
import { FONT } from "./axes.ts";
import { css, shadeOf } from "./colours.ts";
import { drawDots, generatedLook, realLook } from "./dots.ts";
import type { Palette } from "./palette.ts";

export type Stroke = "solid" | "dashed" | "dotted" | "fine";

/** Dashes, and the width of the line. */
export const STROKES: Readonly<Record<Stroke, { readonly dash: readonly number[]; readonly width: number }>> = {
  solid: { dash: [], width: 2.2 },
  dashed: { dash: [8, 4], width: 2 },
  dotted: { dash: [2, 4], width: 2.6 },
  fine: { dash: [1.5, 3], width: 1.5 },
};

export interface Key {
  readonly kind: "real" | "generated" | "tick" | "bars" | "arrow" | "mesh" | "scale" | Stroke;
  readonly colour: keyof Palette;
  readonly label: string;
}

export interface Legend {
  readonly placed: readonly { readonly key: Key; readonly left: number; readonly row: number }[];
  readonly height: number;
}

const ROW = 20;
const SAMPLE = 24;
const GAP = 14;

/** As many in a row as there is room for. */
export function layLegend(context: CanvasRenderingContext2D, keys: readonly Key[], width: number): Legend {
  context.font = FONT;
  let [left, row] = [0, 0];
  const placed = keys.map((key) => {
    const needed = SAMPLE + 6 + context.measureText(key.label).width;
    if (left > 0 && left + needed > width) [left, row] = [0, row + 1];
    const place = { key, left, row };
    left += needed + GAP;
    return place;
  });
  return { placed, height: keys.length === 0 ? 4 : (row + 1) * ROW + 4 };
}

export function drawLegend(
  context: CanvasRenderingContext2D,
  { placed }: Legend,
  palette: Palette,
  from: { readonly left: number; readonly top: number },
): void {
  context.save();
  context.font = FONT;
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const { key, left, row } of placed) {
    const [x, y] = [from.left + left, from.top + row * ROW + ROW / 2];
    drawSample(context, key, palette, x, y);
    context.fillStyle = palette.ink;
    context.fillText(key.label, x + SAMPLE + 6, y + 0.5);
  }
  context.restore();
}

function drawSample(
  context: CanvasRenderingContext2D,
  { kind, colour }: Key,
  palette: Palette,
  x: number,
  y: number,
): void {
  const middle = x + SAMPLE / 2;
  context.strokeStyle = context.fillStyle = palette[colour];
  context.setLineDash([]);
  context.lineWidth = 1.4;
  context.beginPath();
  switch (kind) {
    case "real":
    case "generated": {
      const box = { left: x, top: y - 8, width: SAMPLE, height: 16, x: [0, SAMPLE], y: [0, 16] } as const;
      drawDots(context, box, [4, 8, 12, 8, 20, 8], kind === "real" ? realLook(palette) : generatedLook(palette));
      return;
    }
    case "tick":
      for (const at of [-8, -3, 0, 2, 7]) {
        context.moveTo(middle + at, y - 4);
        context.lineTo(middle + at, y + 4);
      }
      break;
    case "bars":
      context.globalAlpha = 0.3;
      for (const [i, height] of [6, 12, 9].entries()) context.fillRect(x + 2 + 7 * i, y + 6 - height, 6, height);
      context.globalAlpha = 1;
      return;
    case "arrow":
      traceArrow(context, [x + 1, y], [x + SAMPLE - 2, y], 6);
      break;
    case "mesh":
      context.globalAlpha = 0.3;
      context.fillRect(x + 2, y - 6, SAMPLE - 4, 12);
      context.globalAlpha = 1;
      context.lineWidth = 0.8;
      for (const at of [2, 7, 12, 17, 22]) {
        context.moveTo(x + at, y - 6);
        context.lineTo(x + at, y + 6);
      }
      for (const at of [-6, 0, 6]) {
        context.moveTo(x + 2, y + at);
        context.lineTo(x + SAMPLE - 2, y + at);
      }
      break;
    case "scale":
      for (let i = 0; i < SAMPLE; i++) {
        context.fillStyle = css(shadeOf(palette, (2 * i) / (SAMPLE - 1) - 1));
        context.fillRect(x + i, y - 6, 1.1, 12);
      }
      context.strokeStyle = palette.rule;
      context.lineWidth = 1;
      context.strokeRect(x, y - 6, SAMPLE, 12);
      return;
    case "solid":
    case "dashed":
    case "dotted":
    case "fine":
      context.setLineDash([...STROKES[kind].dash]);
      context.lineWidth = STROKES[kind].width;
      context.moveTo(x, y);
      context.lineTo(x + SAMPLE, y);
  }
  context.stroke();
  context.setLineDash([]);
}
