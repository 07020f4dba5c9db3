/** How often the values of two columns meet, as fields: of real rows, of generated ones, and the difference. */
import { FONT, fitted } from "./axes.ts";
import { css, mixed, rgbOf, shadeOf } from "./colours.ts";
import type { Palette } from "./palette.ts";
import type { Size } from "./surface.ts";

export interface HeatScene {
  /** Values of the first column lie under each other, those of the second beside each other. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly titles: readonly [real: string, generated: string, difference: string];
  /** Shares of the rows, row after row. */
  readonly real: Float64Array;
  readonly generated: Float64Array;
  /** The field that is read. */
  readonly chosen: readonly [row: number, column: number] | null;
}

const SMALL = "11px system-ui, 'Noto Sans KR', sans-serif";
const [TITLE, NAMES, BENEATH, GAP, LEAST] = [20, 84, 64, 14, 112];

/** A name needs so much across its line. */
const NAME = 11;

interface Map {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Its rows have names at the left. */
  readonly named: boolean;
}

/** Side by side where there is room, else under each other. */
export function layHeat(width: number): { readonly maps: readonly Map[]; readonly height: number } {
  const room = (width - NAMES - 2 * GAP) / 3;
  if (room >= LEAST) {
    const side = Math.min(room, 260);
    const maps = [0, 1, 2].map((i) => ({
      left: NAMES + i * (side + GAP),
      top: TITLE,
      width: side,
      height: side,
      named: i === 0,
    }));
    return { maps, height: TITLE + side + BENEATH };
  }
  const side = Math.min(width - NAMES, 300);
  const each = TITLE + 0.7 * side + BENEATH;
  const maps = [0, 1, 2].map((i) => ({
    left: NAMES,
    top: TITLE + i * each,
    width: side,
    height: 0.7 * side,
    named: true,
  }));
  return { maps, height: 3 * each };
}

/** The largest share of real or generated rows, and the largest difference. */
export function extremesOf({ real, generated }: Pick<HeatScene, "real" | "generated">): {
  readonly share: number;
  readonly difference: number;
} {
  let [share, difference] = [1e-9, 1e-9];
  real.forEach((value, i) => {
    const other = generated[i] ?? 0;
    share = Math.max(share, value, other);
    difference = Math.max(difference, Math.abs(value - other));
  });
  return { share, difference };
}

export function drawHeat(context: CanvasRenderingContext2D, { width }: Size, palette: Palette, scene: HeatScene): void {
  const { real, generated, titles } = scene;
  const { share, difference } = extremesOf(scene);
  const paper = rgbOf(palette.paper);
  // Small shares are told from none by their roots.
  const shade = (colour: string, values: Float64Array) => (i: number) =>
    css(mixed(paper, rgbOf(colour), Math.sqrt((values[i] ?? 0) / share)));
  const shades = [
    shade(palette.real, real),
    shade(palette.generated, generated),
    // What is made too often has the colour of generated rows, what too seldom that of real ones.
    (i: number) => css(shadeOf(palette, ((real[i] ?? 0) - (generated[i] ?? 0)) / difference)),
  ];
  layHeat(width).maps.forEach((map, i) => {
    context.font = FONT;
    context.fillStyle = palette.ink;
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillText(fitted(context, titles[i] ?? "", map.width), map.left, map.top - TITLE / 2);
    drawMap(context, map, palette, scene, shades[i] ?? (() => palette.paper));
  });
}

function drawMap(
  context: CanvasRenderingContext2D,
  map: Map,
  palette: Palette,
  { rows, columns, chosen }: HeatScene,
  shade: (field: number) => string,
): void {
  const [wide, high] = [map.width / columns.length, map.height / rows.length];
  rows.forEach((_, row) => {
    columns.forEach((__, column) => {
      context.fillStyle = shade(row * columns.length + column);
      context.fillRect(map.left + column * wide, map.top + row * high, wide + 0.5, high + 0.5);
    });
  });
  context.strokeStyle = palette.rule;
  context.lineWidth = 1;
  context.strokeRect(map.left + 0.5, map.top + 0.5, map.width, map.height);
  if (chosen) {
    context.strokeStyle = palette.ink;
    context.lineWidth = 2;
    context.strokeRect(map.left + chosen[1] * wide, map.top + chosen[0] * high, wide, high);
  }
  drawNames(context, map, palette, { rows, columns });
}

/** Every name, or every so many where there is no room for all. */
const apart = (room: number): number => Math.ceil(NAME / room);

function drawNames(
  context: CanvasRenderingContext2D,
  { left, top, width, height, named }: Map,
  palette: Palette,
  { rows, columns }: Pick<HeatScene, "rows" | "columns">,
): void {
  const [wide, high] = [width / columns.length, height / rows.length];
  context.font = SMALL;
  context.fillStyle = palette.faint;
  context.textAlign = "right";
  context.textBaseline = "middle";
  if (named) {
    rows.forEach((text, row) => {
      if (row % apart(high) === 0)
        context.fillText(fitted(context, text, NAMES - 8), left - 5, top + (row + 0.5) * high);
    });
  }
  columns.forEach((text, column) => {
    if (column % apart(wide) !== 0) return;
    context.save();
    context.translate(left + (column + 0.5) * wide, top + height + 5);
    context.rotate(-Math.PI / 2);
    context.fillText(fitted(context, text, BENEATH - 10), 0, 0);
    context.restore();
  });
}

/** The field at a place on the canvas; `null` beside the maps. */
export function fieldAt(
  width: number,
  [left, top]: readonly [number, number],
  rows: number,
  columns: number,
): readonly [row: number, column: number] | null {
  for (const map of layHeat(width).maps) {
    const [across, down] = [(left - map.left) / map.width, (top - map.top) / map.height];
    if (across >= 0 && across < 1 && down >= 0 && down < 1)
      return [Math.floor(down * rows), Math.floor(across * columns)];
  }
  return null;
}
