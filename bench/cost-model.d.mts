export interface Line {
  readonly latency: number;
  readonly bandwidth: number;
}
export interface Network {
  readonly flops: number;
  readonly fixed: number;
  readonly dSteps: number;
  readonly generatorBytes: number;
  readonly discriminatorBytes: number;
}
interface Reduced {
  readonly bytes: number;
  readonly median: number;
}
interface Timed {
  readonly examples: number;
  readonly step: number;
}

export const lineThrough: (reductions: readonly { readonly bytes: number; readonly seconds: number }[]) => Line;
export const fixedPart: (many: Timed, few: Timed) => number;
export const reduction: (bytes: number, ranks: number, line: Line) => number;
export const stepOn: (
  ranks: number,
  network: Network,
  examples: number,
  machine: Line & { readonly flopsPerSecond: number },
) => { readonly computing: number; readonly reducing: number };
export const expectedOnTwo: (
  half: number,
  two: { readonly dSteps: number; readonly parameters: readonly [number, number] },
  reductions: readonly Reduced[],
) => number;
