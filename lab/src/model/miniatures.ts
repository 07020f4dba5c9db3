/** The small pictures in the parts of the model: noise, examples, D, its answers. */
import type { LayerSummary } from "#inner";
import { drawPulls } from "../draw/arrows.ts";
import { type Box, toLeft, toTop, within } from "../draw/box.ts";
import { fieldColours, rangeOf } from "../draw/colours.ts";
import { contourLines, traceLines } from "../draw/contours.ts";
import { createFieldPainter, type FieldPainter } from "../draw/field.ts";
import { middleOf } from "../draw/grid.ts";
import { drawManifold } from "../draw/manifold.ts";
import type { Palette } from "../draw/palette.ts";
import { sharesOf } from "../draw/row-shares.ts";
import { pairsOf, rangesOf } from "../draw/scatter.ts";
import { pixelsOf, stripOf, valuesOf } from "../draw/sheet.ts";
import { type Frame, MANIFOLD, type Opened, type Reading } from "../worker/protocol.ts";
import { type Answers, answersOf } from "./answers.ts";
import type { Square } from "./graph.ts";

/** Examples in a miniature: more would only fill it. */
const DOTS = 250;
const BARS = 24;
/** Room for arrows of the pull. */
const PULLED = 40;
const ROWS = 8;

export interface Seen {
  readonly opened: Opened;
  readonly frame: Frame | null;
  readonly reading: Reading | null;
}

type Draw = (context: CanvasRenderingContext2D, square: Square, palette: Palette, seen: Seen) => void;

export interface Miniatures {
  readonly z: Draw;
  readonly G: Draw;
  readonly generated: Draw;
  readonly real: Draw;
  readonly D: Draw;
  readonly answers: Draw;
}

const boxIn = ({ left, top, side }: Square, x: Box["x"], y: Box["y"]): Box => ({
  left,
  top,
  width: side,
  height: side,
  x,
  y,
});

/** Dots of one size, whatever they stand for: small ones cost next to nothing. */
function dots(context: CanvasRenderingContext2D, box: Box, points: ArrayLike<number>, colour: string): void {
  const size = box.width > 70 ? 2 : 1.5;
  const step = 2 * Math.max(1, Math.ceil(points.length / 2 / DOTS));
  context.fillStyle = colour;
  for (let i = 0; i + 1 < points.length; i += step) {
    const [x, y] = [toLeft(box, points[i] ?? 0), toTop(box, points[i + 1] ?? 0)];
    context.fillRect(x - size / 2, y - size / 2, size, size);
  }
}

/** Heights as columns from the bottom of the box; the largest fills it. */
function columns(context: CanvasRenderingContext2D, box: Box, heights: ArrayLike<number>, colour: string): void {
  let most = 0;
  for (let i = 0; i < heights.length; i++) most = Math.max(most, heights[i] ?? 0);
  if (most === 0) return;
  const width = box.width / heights.length;
  context.fillStyle = colour;
  for (let i = 0; i < heights.length; i++) {
    const height = (0.92 * box.height * (heights[i] ?? 0)) / most;
    context.fillRect(box.left + i * width, box.top + box.height - height, Math.max(1, width - 0.5), height);
  }
}

/** How often the values lie in equal parts of a range. */
export function counts(values: ArrayLike<number>, [low, high]: Box["x"]): Float64Array {
  const bars = new Float64Array(BARS);
  for (let i = 0; i < values.length; i++) {
    const bar = Math.floor((((values[i] ?? Number.NaN) - low) / (high - low)) * BARS);
    if (bar >= 0 && bar < BARS) bars[bar] = (bars[bar] ?? 0) + 1;
  }
  return bars;
}

/** Where the prior has nearly all of its mass. */
const reachOf = ({ config }: Opened): number => (config.prior === "uniform" ? 1.1 * config.halfWidth : 3);

const noise: Draw = (context, square, palette, { opened, frame }) => {
  if (!frame) return;
  const reach = reachOf(opened);
  const box = boxIn(square, [-reach, reach], [-reach, reach]);
  const { latent } = opened.config;
  within(context, box, () => {
    if (latent === 1) columns(context, box, counts(frame.z, box.x), palette.faint);
    else dots(context, box, latent === 2 ? frame.z : pairsOf(frame.z, latent, 0, 1), palette.ink);
  });
};

/** Layers as columns whose height tells the number of units, joined to the next. */
function layers(
  context: CanvasRenderingContext2D,
  { left, top, side }: Square,
  given: { readonly colour: string; readonly units: readonly number[] },
): void {
  const most = Math.max(...given.units.map((units) => Math.log2(units + 1)));
  const at = given.units.map((units, i) => ({
    x: left + (side * (i + 0.5)) / given.units.length,
    half: Math.max(1.5, (0.42 * side * Math.log2(units + 1)) / most),
  }));
  const middle = top + side / 2;
  context.fillStyle = given.colour;
  context.globalAlpha *= 0.25;
  at.forEach(({ x, half }, i) => {
    const next = at[i + 1];
    if (!next) return;
    context.beginPath();
    context.moveTo(x, middle - half);
    context.lineTo(next.x, middle - next.half);
    context.lineTo(next.x, middle + next.half);
    context.lineTo(x, middle + half);
    context.fill();
  });
  context.globalAlpha *= 4;
  for (const { x, half } of at) context.fillRect(x - 1.5, middle - half, 3, 2 * half);
}

const unitsOf = (inputs: number, network: readonly LayerSummary[]): number[] => [
  inputs,
  ...network.map(({ output }) => output.reduce((a, b) => a * b, 1)),
];

const generator: Draw = (context, square, palette, { opened, frame }) => {
  const { grid, config, networks, view } = opened;
  if (view === "line" && grid && frame && frame.arrows.length > 0) {
    // One number in, one number out: a curve says all of it.
    const reach = reachOf(opened);
    const box = boxIn(square, [-reach, reach], [grid.low[0] ?? -1, grid.high[0] ?? 1]);
    curve(
      context,
      box,
      [...frame.arrows].sort(([a], [b]) => a - b),
      palette.generated,
    );
  } else if (view === "plane" && grid && frame?.manifold) {
    const [x, y] = [0, 1].map((axis) => [grid.low[axis] ?? -1, grid.high[axis] ?? 1] as const) as [Box["x"], Box["y"]];
    const box = boxIn(square, x, y);
    within(context, box, () =>
      drawManifold(context, box, frame.manifold as Float32Array, { side: MANIFOLD, colour: palette.generated }),
    );
  } else layers(context, square, { colour: palette.generated, units: unitsOf(config.latent, networks.generator) });
};

function curve(
  context: CanvasRenderingContext2D,
  box: Box,
  points: readonly (readonly [x: number, y: number])[],
  colour: string,
): void {
  within(context, box, () => {
    context.beginPath();
    for (const [x, y] of points) context.lineTo(toLeft(box, x), toTop(box, y));
    context.strokeStyle = colour;
    context.lineWidth = 1.8;
    context.lineJoin = "round";
    context.stroke();
  });
}

/** As many small images as there is room for, at least one. */
function images(context: CanvasRenderingContext2D, square: Square, values: Float32Array, seen: Seen): void {
  const { shape } = seen.opened.config.data;
  const [, height = 1, width = 1] = shape;
  const across = square.side >= 84 ? 3 : 2;
  const count = Math.min(across * across, Math.floor(values.length / pixelsOf(shape)));
  const side = square.side / across;
  const scale = (side - 1) / Math.max(height, width);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const on = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.imageSmoothingEnabled = false;
  for (let i = 0; i < count; i++) {
    on.putImageData(new ImageData(stripOf(shape, valuesOf(values, shape, i), 1), width, height), 0, 0);
    const [left, top] = [square.left + (i % across) * side, square.top + Math.floor(i / across) * side];
    context.drawImage(
      canvas,
      left + (side - scale * width) / 2,
      top + (side - scale * height) / 2,
      scale * width,
      scale * height,
    );
  }
}

/** Of a mixed table the column that is least alike, or the first. */
function shares(
  context: CanvasRenderingContext2D,
  square: Square,
  colour: string,
  codes: Uint8Array,
  bars: number,
): void {
  if (codes.length > 0) columns(context, boxIn(square, [0, 1], [0, 1]), sharesOf(codes, bars), colour);
}

function worstColumn({ opened, reading }: Seen): number {
  const scores = reading?.rows?.columns.map(({ score }) => (Number.isNaN(score) ? 2 : score)) ?? [];
  const least = scores.indexOf(Math.min(...scores));
  return least >= 0 && least < (opened.mixed?.columns.length ?? 0) ? least : 0;
}

function examples(
  context: CanvasRenderingContext2D,
  square: Square,
  values: Float32Array,
  { colour, seen, box }: { readonly colour: string; readonly seen: Seen; readonly box: Box | null },
): void {
  const { view, config } = seen.opened;
  if (view === "images") images(context, square, values, seen);
  else if (box) {
    within(context, box, () => {
      if (view === "line") columns(context, box, counts(values, box.x), colour);
      else dots(context, box, view === "plane" ? values : pairsOf(values, config.data.shape[0] ?? 2, 0, 1), colour);
    });
  }
}

/** The box that examples are drawn in: that of the plot, or of the first two columns of a table. */
function boxOf(square: Square, { opened }: Seen): Box | null {
  const { grid, view, real, config } = opened;
  if (grid) {
    const [x, y] = [0, 1].map((axis) => [grid.low[axis] ?? 0, grid.high[axis] ?? 1] as const) as [Box["x"], Box["y"]];
    return boxIn(square, x, y);
  }
  if (view !== "table") return null;
  return boxIn(square, ...rangesOf(pairsOf(real, config.data.shape[0] ?? 2, 0, 1)));
}

const realExamples: Draw = (context, square, palette, seen) => {
  const { opened } = seen;
  const column = opened.mixed?.columns[worstColumn(seen)];
  if (column) shares(context, square, palette.real, column.codes, column.bars.length);
  else examples(context, square, opened.real, { colour: palette.real, seen, box: boxOf(square, seen) });
};

/** In one dimension arrows lie above each other, from the top of the box down, so that they can be told apart. */
export function besides(x: Float32Array, pulls: Float32Array): readonly [points: Float32Array, pulls: Float32Array] {
  const count = Math.min(PULLED, x.length, pulls.length);
  const [points, steps] = [new Float32Array(2 * count), new Float32Array(2 * count)];
  for (let i = 0; i < count; i++) {
    points.set([x[i] ?? 0, 0.95 - 0.07 * (i % ROWS)], 2 * i);
    steps[2 * i] = pulls[i] ?? 0;
  }
  return [points, steps];
}

const generatedExamples: Draw = (context, square, palette, seen) => {
  const { opened, frame, reading } = seen;
  const at = worstColumn(seen);
  const column = opened.mixed?.columns[at];
  if (column) {
    shares(
      context,
      square,
      palette.generated,
      reading?.rows?.columns[at]?.codes ?? new Uint8Array(),
      column.bars.length,
    );
    return;
  }
  if (!frame) return;
  const box = boxOf(square, seen);
  examples(context, square, frame.generated, { colour: palette.generated, seen, box });
  const { pulls } = frame;
  if (!box || !pulls) return;
  const [on, points, steps] =
    opened.view === "line"
      ? ([{ ...box, y: [0, 1] }, ...besides(frame.generated, pulls)] as const)
      : ([box, frame.generated, pulls.subarray(0, 2 * PULLED)] as const);
  within(context, box, () => drawPulls(context, on, points, steps, palette));
};

function discriminator(painter: FieldPainter, shades: (palette: Palette) => Uint8ClampedArray): Draw {
  return (context, square, palette, { opened, frame }) => {
    const { grid, view, probability, networks, config } = opened;
    const field = frame?.field;
    if (!grid || !field) {
      const inputs = config.data.shape.reduce((a, b) => a * b, 1);
      layers(context, square, { colour: palette.discriminator, units: unitsOf(inputs, networks.discriminator) });
      return;
    }
    const range = rangeOf(field, probability);
    const x: Box["x"] = [grid.low[0] ?? -1, grid.high[0] ?? 1];
    if (view === "line") {
      const box = boxIn(square, x, range);
      context.fillStyle = palette.rule;
      context.fillRect(box.left, Math.round(box.top + box.height / 2), box.width, 1);
      const points = [...field].map((value, i) => [middleOf(grid, 0, i), value] as const);
      curve(context, box, points, palette.discriminator);
      return;
    }
    const box = boxIn(square, x, [grid.low[1] ?? -1, grid.high[1] ?? 1]);
    within(context, box, () => {
      painter.paint(context, box, { grid, values: field, range, colours: shades(palette) });
      traceLines(context, box, contourLines(grid, field, (range[0] + range[1]) / 2));
      context.strokeStyle = palette.discriminator;
      context.lineWidth = 1.5;
      context.setLineDash([]);
      context.stroke();
    });
  };
}

/** Answers on real examples rise from the middle, those on generated ones hang from it: from surely generated to surely real. */
function drawAnswers(
  context: CanvasRenderingContext2D,
  { left, top, side }: Square,
  palette: Palette,
  { range, real, generated, meanReal, meanGenerated }: Answers,
): void {
  const middle = top + side / 2;
  const reach = 0.46 * side;
  const rows = [
    { shares: real, mean: meanReal, colour: palette.real, up: -1 },
    { shares: generated, mean: meanGenerated, colour: palette.generated, up: 1 },
  ];
  context.fillStyle = palette.rule;
  context.fillRect(Math.round(left + side / 2), top, 1, side);
  for (const { shares, mean, colour, up } of rows) {
    const largest = Math.max(...(shares ?? [0]));
    const width = side / (shares?.length ?? 1);
    context.fillStyle = colour;
    shares?.forEach((share, i) => {
      const height = (reach * share) / largest;
      if (share > 0) context.fillRect(left + i * width, up < 0 ? middle - height : middle, width - 0.5, height);
    });
    if (!Number.isFinite(mean)) continue;
    const at = left + side * Math.min(1, Math.max(0, (mean - range[0]) / (range[1] - range[0])));
    // The mean, as a mark that reads without its colour: it points to its side of the line.
    context.globalAlpha *= shares ? 0.9 : 1;
    context.fillRect(at - 1, up < 0 ? middle - reach : middle, 2, reach);
    context.beginPath();
    context.moveTo(at, middle + up * reach * 0.72);
    context.lineTo(at - 4, middle + up * reach);
    context.lineTo(at + 4, middle + up * reach);
    context.fill();
    context.globalAlpha /= shares ? 0.9 : 1;
  }
  context.fillStyle = palette.faint;
  context.fillRect(left, Math.round(middle), side, 1);
}

/** Keeps D's small field, which is made anew when its values are others. */
export function createMiniatures(): Miniatures {
  let colours: { readonly of: Palette; readonly shades: Uint8ClampedArray } | undefined;
  const shades = (palette: Palette): Uint8ClampedArray => {
    if (colours?.of !== palette) colours = { of: palette, shades: fieldColours(palette) };
    return colours.shades;
  };
  return {
    z: noise,
    G: generator,
    generated: generatedExamples,
    real: realExamples,
    D: discriminator(createFieldPainter(), shades),
    answers: (context, square, palette, { opened, frame }) =>
      drawAnswers(context, square, palette, answersOf(opened, frame)),
  };
}
