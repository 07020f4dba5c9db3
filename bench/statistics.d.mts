export const quantile: (values: readonly number[], q: number) => number;
export const median: (values: readonly number[]) => number;
export const pairedRatio: (theirs: readonly number[], ours: readonly number[]) => number;
export const exponent: (xs: readonly number[], ys: readonly number[]) => number;
export const digits: (value: number, significant?: number) => string;
