/** evaluation.json: what was measured at the end of a run. stopped.json: why it stopped before. */
import { z } from "zod";
import type { Evaluation } from "../../inner.ts";
import { writeWhole } from "../files/writing.ts";
import { readKept } from "./kept-record.ts";
import { runPaths } from "./paths.ts";

const figure = z.number();
const figureOrNone = figure.nullable();

const column = z.looseObject({
  name: z.string(),
  meanReal: figure,
  meanGenerated: figure,
  deviationReal: figure,
  deviationGenerated: figure,
  distance: z.looseObject({ value: figure, low: figure, high: figure }).exactOptional(),
  quantilesReal: z.array(figure).exactOptional(),
  quantilesGenerated: z.array(figure).exactOptional(),
});

/** What is shown of it again. Runs of earlier versions lack some of it. */
const schema = z.looseObject({
  step: z.int().nonnegative(),
  modes: figureOrNone,
  modesOf: figureOrNone,
  highQuality: figureOrNone,
  reverseKl: figureOrNone,
  samples: figure,
  jsd: figureOrNone,
  jsdError: figureOrNone.default(null),
  jsdAtLeast: z.boolean().default(false),
  jsdSamples: figure.default(0),
  table: z
    .looseObject({
      columns: z.array(column),
      cautions: z.array(z.string()).exactOptional(),
      correlation: z.looseObject({ difference: figure, between: z.tuple([z.string(), z.string()]) }).nullable(),
    })
    .nullable()
    .default(null),
  rows: z
    .looseObject({
      value: figure,
      low: figure,
      high: figure,
      shapes: figure,
      pairs: figureOrNone,
      strongPairs: figureOrNone,
      unseen: z.boolean(),
      real: figure,
      generated: figure,
    })
    .nullable()
    .exactOptional(),
  meanDReal: figureOrNone,
  meanDFake: figure,
  discriminatorOutput: z.enum(["probability", "score"]),
});

export type KeptEvaluation = z.infer<typeof schema>;

/** Errors: a damaged evaluation.json. */
export const readEvaluation = (folder: string): Promise<KeptEvaluation | undefined> =>
  readKept(runPaths(folder).evaluation, {
    schema,
    what: "what was measured at the end of a run",
    next: "Delete it; saddlepoint resume measures the end anew.",
  });

export const saveEvaluation = (folder: string, evaluation: Evaluation): Promise<void> =>
  writeWhole(runPaths(folder).evaluation, `${JSON.stringify(evaluation, null, 2)}\n`);

const stop = z.looseObject({ says: z.string() });

/** Why a run stopped before its end, for the report; forgotten when it goes on. */
export const saveStop = (folder: string, says: string): Promise<void> =>
  writeWhole(runPaths(folder).stopped, `${JSON.stringify({ says } satisfies z.infer<typeof stop>)}\n`);

/** Errors: a damaged stopped.json. */
export const readStop = async (folder: string): Promise<string | undefined> =>
  (
    await readKept(runPaths(folder).stopped, {
      schema: stop,
      what: "why a run stopped",
      next: "Delete it: it says nothing that resume needs.",
    })
  )?.says;
