import type { Result } from "./rounds.mjs";

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface Context {
  readonly ours: (result: Result) => boolean;
  readonly flops: number;
  readonly peak: number;
  readonly onCard?: (result: Result) => boolean;
}

export const fastest: (results: readonly Result[], passes?: (result: Result) => boolean) => Result | undefined;
export const tableOf: (results: readonly Result[], context: Context) => Table;
export const asText: (table: Table) => string;
export const asMarkdown: (table: Table) => string;
