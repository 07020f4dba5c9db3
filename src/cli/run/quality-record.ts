/** quality.json of a run: what the rows of one of its states are worth beside real rows and baselines. */
import { z } from "zod";
import { learnedKinds, type QualityReport } from "../../inner.ts";
import { writeWhole } from "../files/writing.ts";
import { readKept } from "./kept-record.ts";
import { runPaths } from "./paths.ts";

/** JSON writes null for what is not defined. */
const figure = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
const interval = z.looseObject({ value: figure, low: figure, high: figure });

const scores = z.looseObject({ score: figure, shapes: figure, pairs: figure, strongPairs: figure, strong: figure });
const columnQuality = z.looseObject({
  name: z.string(),
  kind: z.string(),
  shape: figure,
  coverage: figure,
  validity: figure,
  missing: figure,
  gapsReal: figure,
  gapsSynthetic: figure,
  statistics: z.looseObject({ mean: figure, median: figure, deviation: figure }).exactOptional(),
});
const pairQuality = z.looseObject({
  columns: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
  by: z.enum(["correlation", "contingency"]),
  similarity: figure,
  real: figure,
  synthetic: figure,
});
const quality = scores.extend({ columns: z.array(columnQuality), pairList: z.array(pairQuality) });

const classes = z.looseObject({ auc: figure, f1: figure, macroF1: figure });
const numbers = z.looseObject({ r2: figure });
const area = z.looseObject({ auc: figure, error: figure });

const figures = z.looseObject({
  name: z.string(),
  title: z.string(),
  says: z.string(),
  scores,
  sdmetrics: scores,
  coverage: figure,
  validity: figure,
  missing: figure,
  efficacy: z
    .looseObject({
      target: z.string(),
      scores: z.looseObject({ boosting: z.union([classes, numbers]), linear: z.union([classes, numbers]) }),
    })
    .nullable(),
  apart: z.looseObject({ scores: z.looseObject({ boosting: area, linear: area }) }).nullable(),
  copies: z
    .looseObject({ nearer: interval.nullable(), exact: figure, exactOfHeldOut: figure.nullable(), newRows: figure })
    .nullable(),
});

const bar = z.looseObject({
  of: z.enum(["bin", "value", "others", "gap"]),
  from: z.number().exactOptional(),
  to: z.number().exactOptional(),
  real: figure,
  synthetic: figure,
});

const numberForm = z.looseObject({ decimals: z.number().exactOptional() });
const facts = z.looseObject({
  name: z.string(),
  kind: z.enum(learnedKinds),
  levels: z.array(z.string()).exactOptional(),
  form: numberForm.exactOptional(),
  dateForm: z.looseObject({ pattern: z.string() }).exactOptional(),
});

const schema = z.looseObject({
  step: z.int().nonnegative(),
  conclusion: z.string(),
  target: z.string().nullable(),
  generated: figures,
  others: z.array(figures),
  quality,
  qualityOfReal: quality,
  facts: z.array(facts),
  distributions: z.array(z.looseObject({ bars: z.array(bar), others: z.int() })),
  light: z.boolean(),
  unseen: z.boolean(),
  rows: z.looseObject({ training: figure, reference: figure, synthetic: figure }),
  cautions: z.array(z.string()),
});

export type KeptQuality = z.infer<typeof schema>;
export type KeptFigures = KeptQuality["generated"];

/** Errors: a damaged quality.json. */
export const readQuality = (folder: string): Promise<KeptQuality | undefined> =>
  readKept(runPaths(folder).quality, {
    schema,
    what: "what the rows of a run are worth",
    next: "Delete it; saddlepoint evaluate --metric quality measures it anew.",
  });

export const saveQuality = (folder: string, step: number, report: QualityReport): Promise<void> =>
  writeWhole(runPaths(folder).quality, `${JSON.stringify({ step, ...report })}\n`);
