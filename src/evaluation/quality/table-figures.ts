/** All that is measured of one table beside a real one: of the generated table, and in the same way of everything it is held against. */

import { takenRows } from "../../data/some-rows.ts";
import type { TypedTable } from "../../data/typed-table.ts";
import type { BaselineName } from "../baselines/baselines.ts";
import type { Watch } from "../exact-distances.ts";
import { type Efficacy, efficacy } from "../learners/efficacy.ts";
import type { Target } from "../learners/target.ts";
import { type TwoSample, twoSample } from "../learners/two-sample.ts";
import { type Copies, copiesOf } from "./copies.ts";
import { someRows } from "./drawn-rows.ts";
import { dataValidity, type Quality, type QualityScores, quality, sdmetricsQuality } from "./quality.ts";

/** What a table is held against. */
export interface Standards {
  /** What the generator was trained on. */
  readonly training: TypedTable;
  /** Real rows to compare with. */
  readonly reference: TypedTable;
  /** Whether the reference is of rows that were not trained on. */
  readonly unseen: boolean;
  /** What models learn to predict, if anything can be. */
  readonly target: Target | undefined;
  /** Without what takes longest: models, and distances between rows. */
  readonly light: boolean;
  readonly seed: number;
  readonly uniform: () => number;
}

/** Which table it is. */
export interface TableNamed {
  readonly name: "generated" | "real" | BaselineName;
  /** As a heading. */
  readonly title: string;
  readonly says: string;
}

/** Figures of a table. */
export interface TableFigures extends TableNamed {
  readonly scores: QualityScores;
  /** By the rules of SDMetrics. */
  readonly sdmetrics: QualityScores & { readonly strongScore: number };
  readonly coverage: number;
  /** By the ranges and values of the training rows. */
  readonly validity: number;
  readonly missing: number;
  /** Models that are trained on it and tested on the reference; `null` where there is no target, or they were left out. */
  readonly efficacy: Efficacy | null;
  /** Models that tell it from the reference; `null` where there are too few rows, or they were left out. */
  readonly apart: TwoSample | null;
  /** `null` for real rows, which are what copies are of, and where they were left out. */
  readonly copies: Copies | null;
}

/** Rows that are compared, at most, and rows that models learn from. */
const MOST_COMPARED = 50_000;
const MOST_LEARNED = 25_000;
const MOST_APART = 10_000;
/** Rows of each table below which no model tells them apart. */
const FEWEST_APART = 30;

/** At most so many rows of a table. */
const fewRows = (table: TypedTable, most: number, uniform: () => number): TypedTable =>
  table.rows <= most ? table : takenRows(table, someRows(table.rows, most, uniform));

/** Measures one table; `quality` has its columns and pairs one by one. */
export async function figuresOf(
  table: TypedTable,
  named: TableNamed,
  standards: Standards,
  watch: Watch = {},
): Promise<TableFigures & { readonly quality: Quality }> {
  const { training, light, seed, uniform } = standards;
  const reference = fewRows(standards.reference, MOST_COMPARED, uniform);
  const compared = fewRows(table, MOST_COMPARED, uniform);
  const found = quality(reference, compared);
  const { pairList: _, ...sdmetrics } = sdmetricsQuality(reference, compared);
  const { columns: __, pairList: ___, coverage, validity: ____, missing, ...scores } = found;
  const target = light ? undefined : standards.target;
  const learned = fewRows(compared, MOST_LEARNED, uniform);
  const apart = !light && Math.min(reference.rows, compared.rows) >= FEWEST_APART;
  const copied = !light && named.name !== "real";
  return {
    ...named,
    scores,
    sdmetrics,
    coverage,
    validity: dataValidity(training, compared),
    missing,
    efficacy: target ? await efficacy(learned, fewRows(reference, MOST_LEARNED, uniform), target, watch) : null,
    apart: apart ? await twoSample(reference, compared, { seed, mostRows: MOST_APART, ...watch }) : null,
    copies: copied
      ? copiesOf({ training, ...(standards.unseen ? { heldOut: reference } : {}), synthetic: compared, uniform })
      : null,
    quality: found,
  };
}
