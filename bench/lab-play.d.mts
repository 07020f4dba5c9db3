import type { Table } from "./table.mjs";

export type LabSide =
  | { readonly name: string; readonly failed: string }
  | { readonly name: string; readonly steps: number; readonly pictures: number; readonly ready: number };

export const labTable: (sides: readonly LabSide[]) => Table;
