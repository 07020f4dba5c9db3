/** One dimension: Figure 1 of the paper (Goodfellow et al. 2014), live. */

import type { Frame, Opened, Reading } from "../worker/protocol.ts";
import { traceArrow } from "./arrows.ts";
import { AXIS, drawAxis, drawFrame, FONT, inUnit } from "./axes.ts";
import { type Box, drawCross, toLeft, toTop, within } from "./box.ts";
import { rangeOf } from "./colours.ts";
import { drawRug } from "./dots.ts";
import { middleOf } from "./grid.ts";
import type { Layers } from "./layers.ts";
import { drawLegend, type Key, layLegend, STROKES, type Stroke } from "./legend.ts";
import { extentOf } from "./lookup.ts";
import type { Palette } from "./palette.ts";
import { shownOptimal } from "./readings.ts";
import type { Size } from "./surface.ts";

export interface LineScene {
  readonly opened: Opened;
  readonly frame: Frame | null;
  readonly reading: Reading | null;
  readonly layers: Layers;
  readonly cross: number | null;
  readonly keys: readonly Key[];
  readonly axes: { readonly x: string; readonly density: string; readonly discriminator: string };
  /** Says how high a curve is that leaves the plot. */
  readonly peak: (value: number) => string;
}

const RUG = 7;
/** From the line of x down to the line of z: a share of the picture, within bounds. */
const LONGEST_DROP = 74;
const SHORTEST_DROP = 26;
const dropOf = (height: number): number => Math.max(SHORTEST_DROP, Math.min(LONGEST_DROP, 0.2 * height));
/** Beneath the line of z, for its numbers. */
const FOOT = 24;
/** Beyond this multiple of p_data's peak, p_g is cut: else a collapsed G would flatten everything else. */
const HEADROOM = 2.5;
const BARS = 40;

const arrowsIn = ({ layers, frame }: LineScene): Frame["arrows"] => (layers.arrows ? (frame?.arrows ?? []) : []);

/** Real examples as a histogram, where p_data is not known. */
export function histogramOf(values: Float32Array | Float64Array, low: number, high: number): Float64Array {
  const heights = new Float64Array(BARS);
  const width = (high - low) / BARS;
  for (const value of values) {
    const bar = Math.floor((value - low) / width);
    if (bar >= 0 && bar < BARS) heights[bar] = (heights[bar] ?? 0) + 1 / (values.length * width);
  }
  return heights;
}

/** The largest density that the plot has room for. */
function topOf({ opened, frame }: LineScene, bars: Float64Array | null): number {
  const data = extentOf(opened.density ?? bars)?.[1] ?? 0;
  const generated = extentOf(frame?.density ?? null)?.[1] ?? 0;
  const top = data > 0 ? Math.min(Math.max(data, generated), HEADROOM * data) : generated;
  return top > 0 ? 1.1 * top : 1;
}

/** Beneath the box: ticks of examples, the axis of x, and the arrows if there are any. */
const belowOf = (scene: LineScene, drop: number): number =>
  2 * RUG + 6 + AXIS.bottom + (arrowsIn(scene).length > 0 ? drop + FOOT : 0);

/** So that the box is 16:10. */
export function lineHeight(context: CanvasRenderingContext2D, scene: LineScene, width: number): number {
  const box = (10 / 16) * (width - AXIS.left - AXIS.right);
  return layLegend(context, scene.keys, width - 4).height + 4 + box + belowOf(scene, LONGEST_DROP);
}

export function lineBox(context: CanvasRenderingContext2D, scene: LineScene, size: Size): Box {
  const { opened } = scene;
  const top = layLegend(context, scene.keys, size.width - 4).height + 4;
  const [low, high] = [opened.grid?.low[0] ?? -1, opened.grid?.high[0] ?? 1];
  const bars = opened.density ? null : histogramOf(opened.real, low, high);
  return {
    left: AXIS.left,
    top,
    width: Math.max(40, size.width - AXIS.left - AXIS.right),
    height: Math.max(60, size.height - top - belowOf(scene, dropOf(size.height))),
    x: [low, high],
    y: [0, topOf(scene, bars)],
  };
}

export function drawLine(context: CanvasRenderingContext2D, size: Size, palette: Palette, scene: LineScene): void {
  const { opened, frame, reading, layers, cross, keys, axes } = scene;
  const { grid, probability, columns } = opened;
  const box = lineBox(context, scene, size);
  const answers: Box = { ...box, y: rangeOf(frame?.field ?? null, probability) };
  const middle = toTop(answers, probability ? 0.5 : 0);
  const perUnit = columns?.[0]?.scale ?? 1;
  drawAxis(context, box, { side: "left", domain: [0, box.y[1] / perUnit], label: axes.density }, palette);
  drawAxis(context, answers, { side: "right", domain: answers.y, label: axes.discriminator }, palette);
  within(context, box, () => {
    const curve = (
      on: Box,
      at: Opened["grid"],
      values: ArrayLike<number> | null | undefined,
      kind: Stroke,
      colour: string,
    ) => {
      if (!at || !values) return;
      context.beginPath();
      let pen = false;
      for (let i = 0; i < values.length; i++) {
        const value = values[i] ?? Number.NaN;
        const place = [toLeft(on, middleOf(at, 0, i)), toTop(on, value)] as const;
        if (Number.isNaN(value)) pen = false;
        else if (pen) context.lineTo(...place);
        else {
          context.moveTo(...place);
          pen = true;
        }
      }
      context.strokeStyle = colour;
      context.lineWidth = STROKES[kind].width;
      context.lineJoin = "round";
      context.setLineDash([...STROKES[kind].dash]);
      context.stroke();
      context.setLineDash([]);
    };
    context.fillStyle = palette.rule;
    context.fillRect(box.left, Math.round(middle), box.width, 1);
    if (layers.dataDensity && !opened.density) drawBars(context, box, opened.real, palette.real);
    const optimal = layers.optimal && reading ? shownOptimal(reading, opened) : null;
    if (optimal) curve(answers, optimal.grid, optimal.values, "fine", palette.optimal);
    if (layers.discriminator) curve(answers, grid, frame?.field, "dashed", palette.discriminator);
    if (layers.generatedDensity) curve(box, grid, frame?.density, "solid", palette.generated);
    if (layers.dataDensity) curve(box, grid, opened.density, "dotted", palette.real);
  });
  if (layers.generatedDensity) drawPeak(context, box, scene, palette);
  if (cross !== null) drawCross(context, box, { x: cross, y: null }, palette.ink);
  drawFrame(context, box, palette.rule);
  const bottom = box.top + box.height;
  if (layers.real) drawRug(context, box, opened.real, { colour: palette.real, top: bottom + 2, height: RUG });
  if (layers.generated && frame) {
    drawRug(context, box, frame.generated, { colour: palette.generated, top: bottom + RUG + 4, height: RUG });
  }
  const axis: Box = { ...box, height: box.height + 2 * RUG + 6 };
  drawAxis(context, axis, { side: "bottom", domain: inUnit(box.x, columns?.[0]), label: axes.x }, palette);
  drawArrows(context, axis, arrowsIn(scene), dropOf(size.height), palette);
  drawLegend(context, layLegend(context, keys, size.width - 4), palette, { left: 2, top: 0 });
}

function drawBars(context: CanvasRenderingContext2D, box: Box, values: Float32Array, colour: string): void {
  const bars = histogramOf(values, box.x[0], box.x[1]);
  const width = box.width / bars.length;
  context.fillStyle = colour;
  context.globalAlpha = 0.3;
  bars.forEach((height, i) => {
    const top = toTop(box, height);
    context.fillRect(box.left + i * width + 0.5, top, width - 1, box.top + box.height - top);
  });
  context.globalAlpha = 1;
}

/** Where p_g leaves the plot it says how high it goes. */
function drawPeak(context: CanvasRenderingContext2D, box: Box, scene: LineScene, palette: Palette): void {
  const { opened, frame, peak } = scene;
  const highest = extentOf(frame?.density ?? null)?.[1] ?? 0;
  if (!opened.grid || !frame?.density || highest <= box.y[1]) return;
  const left = toLeft(box, middleOf(opened.grid, 0, frame.density.indexOf(highest)));
  const right = left < box.left + 0.6 * box.width;
  context.font = FONT;
  context.textAlign = right ? "left" : "right";
  context.textBaseline = "top";
  context.fillStyle = palette.generated;
  context.fillText(peak(highest / (opened.columns?.[0]?.scale ?? 1)), left + (right ? 8 : -8), box.top + 4);
}

/** From each z, on the lower line, to its x on the upper one, the axis of the plot. */
function drawArrows(
  context: CanvasRenderingContext2D,
  axis: Box,
  arrows: Frame["arrows"],
  drop: number,
  palette: Palette,
): void {
  const range = extentOf(arrows.map(([z]) => z));
  if (!range || !(range[1] > range[0])) return;
  const upper = axis.top + axis.height + AXIS.bottom;
  const z: Box = { ...axis, top: upper, height: drop, x: range, y: [0, 1] };
  context.fillStyle = palette.faint;
  context.fillRect(z.left, upper, z.width, 1);
  within(context, z, () => {
    context.beginPath();
    for (const [from, to] of arrows) {
      traceArrow(context, [toLeft(z, from), upper + drop], [toLeft(axis, to), upper + 1], 6);
    }
    context.strokeStyle = palette.generated;
    context.lineWidth = 1;
    context.stroke();
  });
  drawAxis(context, z, { side: "bottom", domain: range, label: "" }, palette);
  context.fillRect(z.left, upper + drop, z.width, 1);
  context.font = `italic ${FONT}`;
  context.fillStyle = palette.ink;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillText("x", z.left - 10, upper);
  context.fillText("z", z.left - 10, upper + drop);
}
