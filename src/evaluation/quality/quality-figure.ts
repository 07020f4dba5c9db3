/** The quality of a table as one figure with its error: what a run's curve and the best state so far read. */

import { takenRows } from "../../data/some-rows.ts";
import type { TypedTable } from "../../data/typed-table.ts";
import type { WithInterval } from "../../theory/intervals.ts";
import { meanOf, type Quality, type QualityScores, quality } from "./quality.ts";

export interface QualityFigure extends WithInterval {
  readonly quality: Quality;
}

/** Parts of the rows whose figures tell how much chance there is in it, rows that each needs, and Student's t for their mean. */
const PARTS = [
  { parts: 8, t: 2.365 },
  { parts: 4, t: 3.182 },
  { parts: 2, t: 12.706 },
] as const;
const FEWEST_ROWS = 50;

/**
 * The mean of shapes, pairs and strong pairs. The Quality Score has no strong pairs, and so says little of whether columns that go
 * together still do: columns that are drawn independently come close to real rows by it.
 */
const meanFigure = ({ shapes, pairs, strongPairs }: QualityScores): number => meanOf([shapes, pairs, strongPairs]);

/**
 * Compares synthetic rows with real ones. The interval is that of other synthetic rows against the same real ones, from parts of the
 * rows: readings of a run can be told apart by it. It says nothing of other real rows.
 */
export function qualityFigure(real: TypedTable, synthetic: TypedTable): QualityFigure {
  const found = quality(real, synthetic);
  const value = meanFigure(found);
  const chosen = PARTS.find(({ parts }) => synthetic.rows >= parts * FEWEST_ROWS);
  if (!chosen) return { value, low: 0, high: 1, quality: found };
  const { parts, t } = chosen;
  const values = Array.from({ length: parts }, (_, part) => {
    const rows = Int32Array.from({ length: Math.floor(synthetic.rows / parts) }, (__, i) => i * parts + part);
    return meanFigure(quality(real, takenRows(synthetic, rows)));
  });
  const mean = meanOf(values);
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (parts - 1);
  const half = t * Math.sqrt(variance / parts);
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half), quality: found };
}
