/** Scales around a box: ticks, numbers and names. */
import { scaleLinear } from "d3-scale";
import type { Box } from "./box.ts";
import type { Palette } from "./palette.ts";

export const FONT = "12px system-ui, 'Noto Sans KR', sans-serif";

/** Room around a box for its scales. */
export const AXIS = { left: 52, bottom: 38, right: 46 } as const;

export interface Axis {
  readonly side: "bottom" | "left" | "right";
  /** Values at the ends of the box, in the unit that is shown. */
  readonly domain: readonly [low: number, high: number];
  readonly label: string;
  /** Faint lines across the box. */
  readonly lines?: boolean;
}

/** Of a column of a table: numbers of training become those of the data. */
export const inUnit = (
  [low, high]: readonly [number, number],
  column: { readonly center: number; readonly scale: number } | undefined,
): readonly [number, number] =>
  column ? [column.center + column.scale * low, column.center + column.scale * high] : [low, high];

const minus = (text: string): string => text.replaceAll("-", "−");

/** The text, cut so that it takes no more than the room there is. */
export function fitted(context: CanvasRenderingContext2D, text: string, room: number): string {
  let kept = text;
  while (kept.length > 1 && context.measureText(kept).width > room) kept = `${kept.slice(0, -2).trimEnd()}…`;
  return kept;
}

export function drawAxis(context: CanvasRenderingContext2D, box: Box, axis: Axis, palette: Palette): void {
  const { side, domain, label, lines } = axis;
  const across = side === "bottom";
  const length = across ? box.width : box.height;
  const scale = scaleLinear()
    .domain(domain)
    .range(across ? [box.left, box.left + length] : [box.top + length, box.top]);
  const count = Math.max(2, Math.floor(length / (across ? 70 : 50)));
  const format = scale.tickFormat(count);
  const edge = side === "right" ? box.left + box.width : across ? box.top + box.height : box.left;
  const out = side === "left" ? -1 : 1;
  context.save();
  context.font = FONT;
  context.lineWidth = 1;
  context.textAlign = across ? "center" : side === "left" ? "right" : "left";
  context.textBaseline = across ? "top" : "middle";
  for (const tick of scale.ticks(count)) {
    // On whole pixels, so that thin lines are sharp.
    const at = Math.round(scale(tick)) + 0.5;
    context.beginPath();
    if (lines) {
      context.strokeStyle = palette.rule;
      context.globalAlpha = 0.6;
      context.moveTo(across ? at : box.left, across ? box.top : at);
      context.lineTo(across ? at : box.left + box.width, across ? box.top + box.height : at);
      context.stroke();
      context.globalAlpha = 1;
      context.beginPath();
    }
    context.strokeStyle = palette.faint;
    context.moveTo(across ? at : edge, across ? edge : at);
    context.lineTo(across ? at : edge + out * 4, across ? edge + 4 : at);
    context.stroke();
    context.fillStyle = palette.faint;
    context.fillText(minus(format(tick)), across ? at : edge + out * 7, across ? edge + 6 : at);
  }
  context.fillStyle = palette.ink;
  context.textAlign = "center";
  const name = fitted(context, label, length);
  if (across) context.fillText(name, box.left + box.width / 2, edge + 21);
  else {
    context.translate(edge + out * (side === "left" ? AXIS.left - 8 : AXIS.right - 8), box.top + box.height / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(name, 0, 0);
  }
  context.restore();
}

export function drawFrame(context: CanvasRenderingContext2D, box: Box, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.strokeRect(
    Math.round(box.left) + 0.5,
    Math.round(box.top) + 0.5,
    Math.round(box.width),
    Math.round(box.height),
  );
}
