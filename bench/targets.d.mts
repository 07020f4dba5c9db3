import type { Result } from "./rounds.mjs";
import type { Table } from "./table.mjs";

interface Measured {
  readonly name: string;
  readonly flops: number;
  readonly results: readonly Result[];
}

export const targetsOf: (
  measured: readonly Measured[],
  families: Readonly<Record<string, string>>,
  peak: number,
) => Table;
