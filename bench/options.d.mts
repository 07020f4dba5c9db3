export interface BenchmarkOptions {
  readonly device?: "webgpu";
  readonly workloads: readonly string[];
  readonly rounds: number;
  readonly seconds: number;
  readonly patience: number;
}

/** Undefined after the help was printed. */
export const readOptions: (args: readonly string[], known: readonly string[]) => BenchmarkOptions | undefined;
