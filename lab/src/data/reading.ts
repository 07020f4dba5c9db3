/** A table as a source of data, read in another way. */
import type { Source, TableReading } from "../worker/protocol.ts";

export type TableSource = Extract<Source, { readonly kind: "table" }>;

/** With other options; those that are `undefined` are taken back. */
export function readingWith(
  source: TableSource,
  change: { readonly [K in keyof TableReading]: TableReading[K] | undefined },
): TableSource {
  const options = Object.entries({ ...source.reading, ...change }).filter(([, value]) => value !== undefined);
  return { ...source, reading: Object.fromEntries(options) };
}

const SAID = "=";

/** The kind that a column is said to be, among those of others: `zip=category`. */
export function withKind(said: readonly string[] = [], name: string, kind: string): readonly string[] {
  return [...said.filter((one) => nameIn(one) !== name), `${name}${SAID}${kind}`];
}

export const isSaid = (said: readonly string[] = [], name: string): boolean => said.some((one) => nameIn(one) === name);

const nameIn = (said: string): string => said.slice(0, said.lastIndexOf(SAID));
