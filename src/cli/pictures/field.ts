/** Values over the plane as SVG: axes, and a scale of shades from dark to light, so that it can be read in grey too. */
import { scaleLinear } from "d3-scale";
import type { Grid } from "../../inner.ts";
import { escapeHtml } from "../html.ts";
import { INK, numberText, sideways } from "./chart.ts";

export interface Field {
  readonly title: string;
  readonly grid: Grid;
  /** At the middle of every cell, the last axis fastest; NaN is drawn hatched. */
  readonly values: Float64Array;
  /** A density is white where it is 0; its shades go by its root, since peaks are high. A probability goes from 0 to 1. */
  readonly kind: "density" | "probability";
}

export const FIELD = { width: 410, height: 380 } as const;

const [SIDE, LEFT, TOP] = [290, 46, 34];
/** Squares along an axis, at most: a picture has no more to show. */
const MOST = 100;
/** Shades that are told apart; cells of one shade, one above the other, are one rectangle. */
const SHADES = 64;

type Stops = readonly (readonly [part: number, rgb: readonly [number, number, number]])[];
const SCALES: Readonly<Record<Field["kind"], Stops>> = {
  density: [
    [0, [255, 255, 255]],
    [1, [8, 48, 107]],
  ],
  // Generated (0) dark and brown, real (1) light and blue: between them the lightness never turns.
  probability: [
    [0, [110, 38, 4]],
    [0.5, [190, 168, 150]],
    [1, [222, 240, 255]],
  ],
};

function colour(stops: Stops, part: number): string {
  const above = Math.max(
    1,
    stops.findIndex(([at]) => at >= part),
  );
  const [[from, a], [to, b]] = [stops[above - 1], stops[above]] as [Stops[number], Stops[number]];
  const share = (part - from) / (to - from);
  return `rgb(${a.map((value, i) => Math.round(value + ((b[i] ?? 0) - value) * share)).join()})`;
}

/** Means over blocks of cells, so that there are at most {@link MOST} along an axis: [x][y]. */
function blocks({ bins: [rows = 1, columns = 1] }: Grid, values: Float64Array): number[][] {
  const [down, across] = [Math.ceil(rows / MOST), Math.ceil(columns / MOST)];
  return Array.from({ length: Math.ceil(rows / down) }, (_, i) =>
    Array.from({ length: Math.ceil(columns / across) }, (__, j) => {
      let [sum, count] = [0, 0];
      for (let a = i * down; a < Math.min(rows, (i + 1) * down); a++) {
        for (let b = j * across; b < Math.min(columns, (j + 1) * across); b++) {
          const value = values[a * columns + b] ?? Number.NaN;
          if (!Number.isFinite(value)) continue;
          sum += value;
          count++;
        }
      }
      return count > 0 ? sum / count : Number.NaN;
    }),
  );
}

/** What fields are hatched with; once in a picture. */
export const HATCHING = `<defs><pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 6L6 0" stroke="#aaa" stroke-width="0.8"/></pattern></defs>`;

/** A group of {@link FIELD}'s size: the field, x1 to the right and x2 upwards, and its scale. */
export function fieldGroup({ title, grid, values, kind }: Field): string {
  const cells = blocks(grid, values);
  const top = kind === "density" ? Math.max(...cells.flat().filter(Number.isFinite), 0) || 1 : 1;
  const root = (part: number): number => (kind === "density" ? Math.sqrt(part) : part);
  const shadeOf = (value: number): number | undefined =>
    Number.isFinite(value) ? Math.round(root(Math.min(1, Math.max(0, value / top))) * SHADES) : undefined;
  const stops = SCALES[kind];
  const [w, h] = [SIDE / cells.length, SIDE / (cells[0]?.length ?? 1)];
  const squares: string[] = [];
  cells.forEach((row, i) => {
    for (let from = 0; from < row.length; ) {
      const shade = shadeOf(row[from] ?? Number.NaN);
      let to = from + 1;
      while (to < row.length && shadeOf(row[to] ?? Number.NaN) === shade) to++;
      if (!(kind === "density" && shade === 0)) {
        const fill = shade === undefined ? "url(#hatched)" : colour(stops, shade / SHADES);
        squares.push(
          `<rect x="${(LEFT + i * w).toFixed(2)}" y="${(TOP + SIDE - to * h).toFixed(2)}" width="${(w + 0.05).toFixed(2)}" height="${((to - from) * h + 0.05).toFixed(2)}" fill="${fill}"/>`,
        );
      }
      from = to;
    }
  });
  const bar = LEFT + SIDE + 16;
  const steps = Array.from({ length: SHADES }, (_, i) => {
    const y = TOP + SIDE - ((i + 1) * SIDE) / SHADES;
    return `<rect x="${bar}" y="${y.toFixed(2)}" width="14" height="${(SIDE / SHADES + 0.05).toFixed(2)}" fill="${colour(stops, (i + 0.5) / SHADES)}"/>`;
  });
  const marks = (kind === "density" ? [0, 0.25, 1] : [0, 0.5, 1]).map((part) =>
    text(bar + 19, TOP + SIDE * (1 - root(part)) + 4, numberText(part * top, 3), "start"),
  );
  return (
    `<text x="12" y="18" font-size="14" font-weight="600" fill="${INK}">${escapeHtml(title)}</text>` +
    `<g shape-rendering="crispEdges">${squares.join("")}${steps.join("")}</g>${marks.join("")}` +
    `<rect x="${LEFT}" y="${TOP}" width="${SIDE}" height="${SIDE}" fill="none" stroke="#777"/><rect x="${bar}" y="${TOP}" width="14" height="${SIDE}" fill="none" stroke="#777"/>` +
    axes(grid)
  );
}

function axes({ low, high }: Grid): string {
  const scale = (axis: number, range: [number, number]) => scaleLinear([low[axis] ?? 0, high[axis] ?? 1], range);
  const [x, y] = [scale(0, [LEFT, LEFT + SIDE]), scale(1, [TOP + SIDE, TOP])];
  const bottom = TOP + SIDE;
  return [
    ...x
      .ticks(5)
      .map(
        (tick) =>
          `<path d="M${x(tick)} ${bottom}v4" stroke="#777"/>${text(x(tick), bottom + 16, x.tickFormat(5)(tick), "middle")}`,
      ),
    ...y
      .ticks(5)
      .map(
        (tick) =>
          `<path d="M${LEFT} ${y(tick)}h-4" stroke="#777"/>${text(LEFT - 6, y(tick) + 4, y.tickFormat(5)(tick), "end")}`,
      ),
    text(LEFT + SIDE / 2, bottom + 32, "x₁", "middle", 12),
    sideways("x₂", 12, TOP + SIDE / 2, -90),
  ].join("");
}

const text = (x: number, y: number, says: string, anchor: "start" | "middle" | "end", size = 11): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" text-anchor="${anchor}" fill="${INK}">${escapeHtml(says)}</text>`;
