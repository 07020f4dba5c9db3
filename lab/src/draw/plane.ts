/** Two dimensions: examples, D, D*, p_g, the manifold and the pull, as layers. */

import { type Frame, MANIFOLD, type Opened, type Reading } from "../worker/protocol.ts";
import { drawPulls } from "./arrows.ts";
import { AXIS, drawAxis, drawFrame, inUnit } from "./axes.ts";
import { type Box, drawCross, within } from "./box.ts";
import { fieldColours, type Range, rangeOf } from "./colours.ts";
import { contourLines, traceLines } from "./contours.ts";
import { createDotsPainter, drawDots, generatedLook, realLook } from "./dots.ts";
import { createFieldPainter } from "./field.ts";
import type { Layers } from "./layers.ts";
import { drawLegend, type Key, layLegend, STROKES, type Stroke } from "./legend.ts";
import { extentOf } from "./lookup.ts";
import { drawManifold } from "./manifold.ts";
import type { Palette } from "./palette.ts";
import { shownDensity, shownOptimal } from "./readings.ts";
import type { Size } from "./surface.ts";

export interface PlaneScene {
  readonly opened: Opened;
  readonly frame: Frame | null;
  readonly reading: Reading | null;
  readonly layers: Layers;
  /** Where values are read. */
  readonly cross: readonly number[] | null;
  readonly keys: readonly Key[];
  readonly axes: readonly [x: string, y: string];
}

/** Levels of D*, and of p_g as shares of its peak. */
const OPTIMAL_LEVELS = [0.25, 0.5, 0.75] as const;
const DENSITY_LEVELS = [0.05, 0.25, 0.75] as const;

/** Lines of fewer points are of stray samples. */
const SPECK = 6;
const TOP_GAP = 4;
const RIGHT = 12;

/** What the ends of D's colours stand for. */
export const fieldRange = ({ opened, frame }: Pick<PlaneScene, "opened" | "frame">): Range =>
  rangeOf(frame?.field ?? null, opened.probability);

/** The box of the data; below and to the left of it are the scales. `size`: the room that there is. */
export function planeBox(context: CanvasRenderingContext2D, { opened, keys }: PlaneScene, size: Size): Box {
  const [low0 = -1, low1 = -1] = opened.grid?.low ?? [];
  const [high0 = 1, high1 = 1] = opened.grid?.high ?? [];
  const top = layLegend(context, keys, size.width - 4).height + TOP_GAP;
  const room = size.width - AXIS.left - RIGHT;
  // Equal scales: the box is as high as its values are.
  const slope = (high1 - low1) / (high0 - low0);
  const width = Math.max(40, Math.min(room, (size.height - top - AXIS.bottom) / slope));
  const left = AXIS.left + Math.max(0, room - width) / 2;
  return { left, top, width, height: width * slope, x: [low0, high0], y: [low1, high1] };
}

export function planeHeight(context: CanvasRenderingContext2D, scene: PlaneScene, width: number): number {
  const { top, height } = planeBox(context, scene, { width, height: Number.POSITIVE_INFINITY });
  return Math.ceil(top + height + AXIS.bottom);
}

export interface PlanePainter {
  readonly draw: (context: CanvasRenderingContext2D, size: Size, palette: Palette, scene: PlaneScene) => void;
}

export function createPlanePainter(): PlanePainter {
  const field = createFieldPainter();
  const real = createDotsPainter();
  let colours: { of: Palette; shades: Uint8ClampedArray } | undefined;
  return {
    draw: (context, size, palette, scene) => {
      if (colours?.of !== palette) colours = { of: palette, shades: fieldColours(palette) };
      const { shades } = colours;
      const { opened, frame, reading, layers, cross, keys, axes } = scene;
      const { grid, probability } = opened;
      const box = planeBox(context, scene, size);
      const stroke = (kind: Stroke, colour: string, width: number = STROKES[kind].width): void => {
        context.setLineDash([...STROKES[kind].dash]);
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.stroke();
        context.setLineDash([]);
      };
      const optimal = reading && (layers.optimal || layers.optimalField) ? shownOptimal(reading, opened) : null;
      within(context, box, () => {
        if (layers.optimalField) {
          if (optimal) field.paint(context, box, { ...optimal, range: [0, 1], colours: shades });
        } else if (layers.discriminator && grid && frame?.field) {
          field.paint(context, box, { grid, values: frame.field, range: fieldRange(scene), colours: shades });
        }
        if (layers.manifold && frame?.manifold) {
          drawManifold(context, box, frame.manifold, { side: MANIFOLD, colour: palette.generated });
        }
        const density = layers.generatedDensity && reading ? shownDensity(reading, opened) : null;
        const peak = extentOf(density?.values ?? null)?.[1] ?? 0;
        if (density && peak > 0) {
          for (const [i, level] of DENSITY_LEVELS.entries()) {
            traceLines(context, box, contourLines(density.grid, density.values, level * peak, SPECK));
            stroke("solid", palette.generated, 1 + 0.6 * i);
          }
        }
        if (layers.real) real.draw(context, size, box, opened.real, realLook(palette));
        if (layers.generated && frame) drawDots(context, box, frame.generated, generatedLook(palette));
        if (layers.optimal && optimal) {
          for (const level of OPTIMAL_LEVELS) {
            traceLines(context, box, contourLines(optimal.grid, optimal.values, level, SPECK));
            stroke("dashed", palette.optimal, level === 0.5 ? 2.2 : 1.2);
          }
        }
        if (layers.boundary && grid && frame?.field) {
          traceLines(context, box, contourLines(grid, frame.field, probability ? 0.5 : 0));
          stroke("solid", palette.discriminator);
        }
        if (layers.pulls && frame?.pulls) drawPulls(context, box, frame.generated, frame.pulls, palette);
      });
      if (cross) drawCross(context, box, { x: cross[0] ?? 0, y: cross[1] ?? 0 }, palette.ink);
      drawFrame(context, box, palette.rule);
      const [first, second] = opened.columns ?? [];
      drawAxis(context, box, { side: "bottom", domain: inUnit(box.x, first), label: axes[0] }, palette);
      drawAxis(context, box, { side: "left", domain: inUnit(box.y, second), label: axes[1] }, palette);
      drawLegend(context, layLegend(context, keys, size.width - 4), palette, { left: 2, top: 0 });
    },
  };
}
