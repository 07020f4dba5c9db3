/** A line of a run's metrics.jsonl. */

import { z } from "zod";
import { parseJson } from "../data/json.ts";
import type { Report } from "../training/events.ts";
import type { Spread } from "../training/inside.ts";
import type { ModeScores } from "./mode-coverage.ts";

/** A report, and what was measured of the samples drawn at that step, if any. */
export type MetricsLine = Omit<Report, "type"> &
  Partial<ModeScores> & {
    /** Mean distance between samples, and between real examples. */
    readonly sampleDistance?: number;
    readonly realDistance?: number;
    /** Between samples and real examples, with its 95 % interval. */
    readonly energyDistance?: number;
    readonly energyDistanceLow?: number;
    readonly energyDistanceHigh?: number;
    /** Of rows of a table, how alike they are to real ones, with its 95 % interval; and what it is the mean of. */
    readonly quality?: number;
    readonly qualityLow?: number;
    readonly qualityHigh?: number;
    readonly shapes?: number;
    readonly pairs?: number;
    readonly strongPairs?: number;
    /** Examples on the sheet. */
    readonly samples?: number;
    /** Memory of the process, in bytes. */
    readonly memory?: number;
    /** What computes, with its adapter and driver, where that is not the processor. */
    readonly device?: string;
    /** How weights and gradients are spread at the step: quantiles from the least number to the greatest. */
    readonly spread?: Spread;
  };

/** The figures of a line: all of it that is one number. */
export type FigureKey = Exclude<keyof MetricsLine, "spread" | "device">;

const figure = z.number();
const later = figure.optional();
const quantiles = z.array(figure).min(2);
const ofPlayer = z.looseObject({ weights: quantiles, gradient: quantiles.exactOptional() });

/** Every version wrote the first of these; a later version may write more. */
const schema = z.looseObject({
  step: z.int().nonnegative(),
  seconds: figure,
  stepsPerSecond: figure,
  dLoss: figure,
  gLoss: figure,
  meanDReal: figure,
  meanDFake: figure,
  dGradientNorm: figure,
  gGradientNorm: figure,
  dLearningRate: figure,
  gLearningRate: figure,
  penalty: later,
  augmentation: later,
  value: later,
  modes: later,
  of: later,
  highQuality: later,
  reverseKl: later,
  sampleDistance: later,
  realDistance: later,
  energyDistance: later,
  energyDistanceLow: later,
  energyDistanceHigh: later,
  quality: later,
  qualityLow: later,
  qualityHigh: later,
  shapes: later,
  pairs: later,
  strongPairs: later,
  samples: later,
  memory: later,
  device: z.string().optional(),
  spread: z.looseObject({ generator: ofPlayer, discriminator: ofPlayer }).optional(),
} satisfies Record<keyof MetricsLine, z.ZodType>);

/**
 * Reads a line; `undefined` if it is none. A figure without a value, which JSON writes as null, is left out.
 *
 * @param text without the line's end.
 */
export function parseMetricsLine(text: string): MetricsLine | undefined {
  let found: unknown;
  try {
    found = parseJson(text);
  } catch {
    return undefined;
  }
  if (typeof found !== "object" || found === null) return undefined;
  const figures = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null));
  return schema.safeParse(figures).success ? (figures as unknown as MetricsLine) : undefined;
}
