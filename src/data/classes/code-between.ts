import { type ClassCode, codesOf } from "./class-code.ts";

/**
 * A code on the way through some classes, at t from 0 to 1: on the straight line from each to the next. Networks multiply a code by
 * weights, so what they are told there lies between what they are told of both.
 */
export function codeBetween(code: ClassCode, classes: readonly number[], t: number): Float32Array<ArrayBuffer> {
  const place = Math.min(1, Math.max(0, t)) * (classes.length - 1);
  const from = Math.min(Math.floor(place), classes.length - 2);
  const a = codesOf(code, [classes[from] ?? -1]);
  const b = codesOf(code, [classes[from + 1] ?? -1]);
  const part = place - from;
  return a.map((value, i) => (1 - part) * value + part * (b[i] ?? 0));
}
