/** Two columns of a table against each other. */
import type { Grid, Place } from "#inner";
import { AXIS, drawAxis, drawFrame, inUnit } from "./axes.ts";
import { type Box, drawCross, within } from "./box.ts";
import { drawDots, generatedLook, realLook } from "./dots.ts";
import type { Layers } from "./layers.ts";
import { drawLegend, type Key, layLegend } from "./legend.ts";
import { extentOf } from "./lookup.ts";
import type { Palette } from "./palette.ts";
import type { Size } from "./surface.ts";

export interface ScatterScene {
  /** Pairs x, y of the chosen columns, in the numbers of training. */
  readonly real: Float32Array;
  readonly generated: Float32Array;
  readonly columns: readonly [x: Place | undefined, y: Place | undefined];
  readonly names: readonly [x: string, y: string];
  readonly layers: Layers;
  readonly cross: readonly [x: number, y: number] | null;
  readonly keys: readonly Key[];
}

const MARGIN = 0.15;
const RIGHT = 12;

/** The chosen two numbers of every example. */
export function pairsOf(values: Float32Array, width: number, first: number, second: number): Float32Array {
  const pairs = new Float32Array(2 * Math.floor(values.length / width));
  for (let row = 0; 2 * row < pairs.length; row++) {
    pairs[2 * row] = values[row * width + first] ?? 0;
    pairs[2 * row + 1] = values[row * width + second] ?? 0;
  }
  return pairs;
}

/** The real examples with some room around them: what G makes does not move the scales. */
export function rangesOf(pairs: Float32Array): readonly [x: readonly [number, number], y: readonly [number, number]] {
  const range = (axis: number): readonly [number, number] => {
    const [low, high] = extentOf(pairs.filter((_, i) => i % 2 === axis)) ?? [-1, 1];
    const room = MARGIN * (high - low) || 1;
    return [low - room, high + room];
  };
  return [range(0), range(1)];
}

export function scatterBox(context: CanvasRenderingContext2D, scene: ScatterScene, size: Size): Box {
  const top = layLegend(context, scene.keys, size.width - 4).height + 4;
  const [x, y] = rangesOf(scene.real);
  const width = Math.max(40, size.width - AXIS.left - RIGHT);
  return { left: AXIS.left, top, width, height: Math.max(60, size.height - top - AXIS.bottom), x, y };
}

export function drawScatter(
  context: CanvasRenderingContext2D,
  size: Size,
  palette: Palette,
  scene: ScatterScene,
): void {
  const { real, generated, columns, names, layers, cross, keys } = scene;
  const box = scatterBox(context, scene, size);
  drawAxis(context, box, { side: "bottom", domain: inUnit(box.x, columns[0]), label: names[0], lines: true }, palette);
  drawAxis(context, box, { side: "left", domain: inUnit(box.y, columns[1]), label: names[1], lines: true }, palette);
  within(context, box, () => {
    if (layers.real) drawDots(context, box, real, realLook(palette));
    if (layers.generated) drawDots(context, box, generated, generatedLook(palette));
  });
  if (cross) drawCross(context, box, { x: cross[0], y: cross[1] }, palette.ink);
  drawFrame(context, box, palette.rule);
  drawLegend(context, layLegend(context, keys, size.width - 4), palette, { left: 2, top: 0 });
}

/** The pair next to a place, as it looks: in shares of the ranges. `null` if there is none. */
export function nearestPair(
  pairs: Float32Array,
  [x, y]: readonly [number, number],
  { low, high }: Pick<Grid, "low" | "high">,
): readonly [number, number] | null {
  const [across, up] = [(high[0] ?? 1) - (low[0] ?? 0), (high[1] ?? 1) - (low[1] ?? 0)];
  let nearest: readonly [number, number] | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const pair = [pairs[i] ?? Number.NaN, pairs[i + 1] ?? Number.NaN] as const;
    const distance = Math.hypot((pair[0] - x) / across, (pair[1] - y) / up);
    if (distance < least) [least, nearest] = [distance, pair];
  }
  return nearest;
}
