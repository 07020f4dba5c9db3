/** A column of numbers, from the numbers that stand in it. */
import { problem } from "../../problem.ts";
import { type NumberForm, numberText } from "../number-form.ts";
import type { NumberColumn } from "./number.ts";

/** Below it squares lose digits, or are 0. */
const SMALLEST_DEVIATION = 1e-150;

/** So fine decimals say nothing of a resolution: they are what float64 has. */
const FINE = 1e-7;

export interface NumberFacts {
  /** For error texts. */
  readonly doing: string;
  readonly name: string;
  /** How many rows, the first ones, are trained on: mean and deviation are theirs. */
  readonly trained: number;
  /** Whether generated numbers are written with the decimals of these. */
  readonly round: boolean;
  /** How the numbers are written. Left out: whole numbers as such, others with as many digits as it takes. */
  readonly form?: NumberForm;
}

/** A number that never changes. */
export interface FixedNumber {
  readonly name: string;
  readonly text: string;
  readonly value: number;
}

/**
 * How the numbers of a column are learned; `values` begin with the first of them and have one every `width`. Where all are the
 * same there is nothing to learn. Throws where they are too large or too close together to be squared.
 */
export function fitNumbers(facts: NumberFacts, values: Float64Array, width: number): NumberColumn | FixedNumber {
  const { doing, name, trained, round } = facts;
  const { mean, deviation, same } = moments(values, width, trained);
  if (!Number.isFinite(mean) || !Number.isFinite(deviation)) {
    throw problem({
      doing,
      expected: "finite numbers of moderate size",
      came: "some too large to square",
      next: "Leave the column out, or write it in another unit.",
    });
  }
  if (!same && deviation < SMALLEST_DEVIATION) {
    throw problem({
      doing,
      expected: "numbers of moderate size",
      came: "differences too small to square",
      next: "Leave the column out, or write it in another unit.",
    });
  }
  const form = formOf(facts.form ?? (isWhole(values, width) ? { decimals: 0 } : {}), deviation, round);
  // Relative to the values: what was computed may differ from itself by rounding, what has its decimals may not.
  if (same || (form?.decimals === undefined && deviation <= 1e-12 * Math.abs(mean))) {
    const value = values[0] as number;
    return { name, text: numberText({ scale: Math.abs(value) || 1, ...(form ? { form } : {}) }, value), value };
  }
  return { name, center: mean, scale: deviation, ...(form ? { form } : {}) };
}

function formOf(form: NumberForm, deviation: number, round: boolean): NumberForm | undefined {
  const { decimals, padded, ...rest } = form;
  const fine = decimals !== undefined && decimals > 6 && 10 ** -decimals < FINE * deviation;
  const kept = round && decimals !== undefined && !fine ? { decimals, ...(padded ? { padded } : {}), ...rest } : rest;
  return Object.keys(kept).length > 0 ? kept : undefined;
}

function isWhole(values: Float64Array, width: number): boolean {
  for (let i = 0; i < values.length; i += width) if (!Number.isInteger(values[i])) return false;
  return true;
}

/** Mean and deviation of the first `count` numbers. */
function moments(values: Float64Array, width: number, count: number) {
  let sum = 0;
  let same = true;
  for (let row = 0; row < count; row++) {
    sum += values[row * width] ?? 0;
    same &&= values[row * width] === values[0];
  }
  const mean = sum / count;
  let squares = 0;
  for (let row = 0; row < count; row++) squares += ((values[row * width] ?? 0) - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / count), same };
}
