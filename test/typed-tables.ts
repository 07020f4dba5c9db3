/** Tables as tests write them. */
import type { TypedColumn, TypedTable } from "../src/data/typed-table.ts";

const orGap = (value: number | null): number => value ?? Number.NaN;

export const number = (name: string, values: readonly (number | null)[]): TypedColumn => ({
  name,
  kind: "number",
  values: Float64Array.from(values, orGap),
});

/** Levels in the order in which they first come. */
export function category(name: string, texts: readonly (string | null)[]): TypedColumn {
  const levels = [...new Set(texts.filter((text) => text !== null))];
  const values = Float64Array.from(texts, (text) => (text === null ? Number.NaN : levels.indexOf(text)));
  return { name, kind: "category", levels, values };
}

export const date = (name: string, texts: readonly (string | null)[]): TypedColumn => ({
  name,
  kind: "date",
  values: Float64Array.from(texts, (text) => (text === null ? Number.NaN : Date.parse(text))),
  dateForm: { pattern: "YYYY-MM-DD", resolution: "day" },
});

export const tableOf = (...columns: readonly TypedColumn[]): TypedTable => ({
  columns,
  rows: columns[0]?.values.length ?? 0,
});

/** Numbers between 0 and 1 from a seed, by the multiplier of Knuth. */
export function uniformOf(seed: number): () => number {
  let state = BigInt(seed + 1) * 0x9e3779b97f4a7c15n;
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return (Number(state >> 33n) + 0.5) / 2 ** 31;
  };
}
