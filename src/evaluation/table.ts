import type { Column } from "../data/dataset.ts";

/** A column of real and of generated rows, in the data's units. */
export interface ColumnScores {
  readonly name: string;
  readonly meanReal: number;
  readonly meanGenerated: number;
  readonly deviationReal: number;
  readonly deviationGenerated: number;
}

/** How alike two sets of rows are in their first two moments. */
export interface TableScores {
  readonly columns: readonly ColumnScores[];
  /** Largest difference between entries of the two correlation matrices, and whose it is; `null` for one column. */
  readonly correlation: { readonly difference: number; readonly between: readonly [string, string] } | null;
}

/** Compares rows as in training (scaled); the figures are in the data's units. */
export function tableScores(columns: readonly Column[], real: Float32Array, generated: Float32Array): TableScores {
  const [ofReal, ofGenerated] = [momentsOf(real, columns.length), momentsOf(generated, columns.length)];
  let correlation: TableScores["correlation"] = null;
  for (const [a, first] of columns.entries()) {
    for (const [b, second] of columns.entries()) {
      if (b <= a) continue;
      const difference = Math.abs(ofReal.correlation(a, b) - ofGenerated.correlation(a, b));
      // A column that G makes constant has no correlation: as wrong as can be.
      const known = Number.isNaN(difference) ? 2 : difference;
      if (!correlation || known > correlation.difference) {
        correlation = { difference: known, between: [first.name, second.name] };
      }
    }
  }
  return {
    columns: columns.map(({ name, center, scale }, i) => ({
      name,
      meanReal: center + scale * (ofReal.means[i] ?? Number.NaN),
      meanGenerated: center + scale * (ofGenerated.means[i] ?? Number.NaN),
      deviationReal: scale * Math.sqrt(ofReal.covariance(i, i)),
      deviationGenerated: scale * Math.sqrt(ofGenerated.covariance(i, i)),
    })),
    correlation,
  };
}

function momentsOf(rows: Float32Array, width: number) {
  const count = rows.length / width;
  const means = Array.from({ length: width }, (_, column) => {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += rows[row * width + column] ?? 0;
    return sum / count;
  });
  const covariance = (a: number, b: number): number => {
    let sum = 0;
    for (let row = 0; row < count; row++) {
      sum += ((rows[row * width + a] ?? 0) - (means[a] ?? 0)) * ((rows[row * width + b] ?? 0) - (means[b] ?? 0));
    }
    return sum / count;
  };
  const correlation = (a: number, b: number): number =>
    covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b));
  return { means, covariance, correlation };
}
