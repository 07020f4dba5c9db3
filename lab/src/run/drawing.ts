/** An opened generator, as its panel uses it. */
import { areCells, type Column, formatNumber, inUnits, kindOf, type Shape } from "#inner";
import { formatValue } from "../views/curve-charts.ts";
import type { RunWords, TableWords } from "../words/messages.ts";
import type { Lab, OpenedGenerator } from "../worker/protocol.ts";
import { createTurns } from "./turns.ts";

/** Three calls of the worker; what is drawn comes in units of the data. Calls run one after the other. */
export type Drawing = Pick<Lab, "noise" | "between" | "draw">;

/** @param ofClass the class that is chosen at present; undefined where none is. */
export function createDrawing(
  lab: Drawing,
  { columns }: Pick<OpenedGenerator, "columns">,
  ofClass: () => number | undefined = () => undefined,
): Drawing {
  const turn = createTurns();
  return {
    noise: (seed, count) => turn(async () => lab.noise(seed, count)),
    between: (a, b, t) => turn(async () => lab.between(a, b, t)),
    draw: (z) => turn(async () => inUnits(columns ?? undefined, await lab.draw(z, ofClass()), { round: false })),
  };
}

export const isSeed = (value: number | null): value is number =>
  value !== null && Number.isSafeInteger(value) && value >= 0;

export function priorText({ kind, latent, halfWidth }: OpenedGenerator["prior"], t: RunWords): string {
  const count = formatNumber(latent);
  return kind === "normal"
    ? t.normalPrior(count)
    : t.uniformPrior(count, formatValue(-halfWidth), formatValue(halfWidth));
}

/** What examples are: of a mixed table how many columns a row has. */
export const examplesText = (
  { shape, columns }: { readonly shape: Shape; readonly columns?: readonly Column[] },
  t: RunWords,
  table: TableWords,
): string => (columns && areCells(columns) ? table.mixed(formatNumber(columns.length)) : shapeText(shape, t));

export function shapeText(shape: Shape, t: RunWords): string {
  const [channels = 1, height = 1, width = 1] = shape;
  if (kindOf({ shape }) === "images")
    return t.images(formatNumber(width), formatNumber(height), formatNumber(channels));
  return t.points(formatNumber(shape.reduce((a, b) => a * b, 1)));
}
