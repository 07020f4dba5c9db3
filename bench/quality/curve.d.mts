import type { Table } from "../table.mjs";

interface Mark {
  readonly seconds: number;
  readonly fid: number;
}

export const minutesTo: (curve: readonly Mark[], target: number) => number | undefined;
export const qualityTable: (
  runs: readonly { readonly name: string; readonly steps: number; readonly curve: readonly Mark[] }[],
  target: number,
) => Table;
