/** theory.json of a run: what was measured of each state, without the grids. */
import { z } from "zod";
import type { Distance, Measured, TheoryReading } from "../../inner.ts";
import { writeWhole } from "../files/writing.ts";
import { readKept } from "./kept-record.ts";
import { runPaths } from "./paths.ts";

/** A reading without its grids, as it stands in theory.json and in `--json`. */
export interface TheorySummary extends Omit<TheoryReading, "density"> {
  readonly jsd: Measured | null;
  readonly criterion: Measured | null;
  /** V(D, G) of the run's D by the densities, and how far it may be off. */
  readonly densityValue: number | null;
  readonly densityValueError: number | null;
  /** Infinite ones are written as the text "infinite": JSON has no number for them. */
  readonly kl: Measured | "infinite" | null;
  readonly reverseKl: Measured | "infinite" | null;
  readonly distance: Distance | null;
  /** How p_g was read. */
  readonly method: string | null;
}

/** The picture of a state's densities, in the folder of the theory. */
export const densityPicture = (step: number): string => `density-${step}.svg`;

const finite = (reading: Measured | null): Measured | "infinite" | null =>
  reading?.value === Number.POSITIVE_INFINITY ? "infinite" : reading;

export function summaryOf({ density, ...rest }: TheoryReading): TheorySummary {
  return {
    ...rest,
    jsd: density?.jsd ?? null,
    criterion: density?.criterion ?? null,
    densityValue: density?.value?.value ?? null,
    densityValueError: density?.value?.error ?? null,
    kl: finite(density?.kl ?? null),
    reverseKl: finite(density?.reverseKl ?? null),
    distance: density?.distance ?? null,
    method: density?.method ?? null,
  };
}

const figure = z.number();
const measured = z.looseObject({ value: figure, error: figure, atLeast: z.boolean().exactOptional() });
const interval = z.looseObject({ value: figure, low: figure, high: figure });

/** What is shown of a reading again; the rest of it stays as it was written. */
export type KeptReading = Pick<TheorySummary, "step" | "jsd"> & {
  readonly fresh: Pick<TheorySummary["fresh"], "value" | "bound">;
  readonly verdict: Pick<TheorySummary["verdict"], "says">;
};

const schema: z.ZodType<{ readonly states: readonly KeptReading[] }> = z.looseObject({
  states: z.array(
    z.looseObject({
      step: z.int().nonnegative(),
      jsd: measured.nullable(),
      fresh: z.looseObject({ value: interval, bound: interval }),
      verdict: z.looseObject({ says: z.string() }),
    }),
  ),
});

/** Readings of the run's states, by step. Errors: a damaged theory.json is refused. */
export const readTheory = async (folder: string): Promise<readonly KeptReading[]> =>
  (await readKept(runPaths(folder).theoryRecord, { schema, what: "what was measured of a run's states" }))?.states ??
  [];

/** Adds a reading, in place of an earlier one of the same step. Returns all of them. */
export async function saveTheory(folder: string, summary: TheorySummary): Promise<readonly KeptReading[]> {
  const others = (await readTheory(folder)).filter(({ step }) => step !== summary.step);
  const states: KeptReading[] = [...others, summary].sort((a, b) => a.step - b.step);
  await writeWhole(runPaths(folder).theoryRecord, `${JSON.stringify({ states }, null, 2)}\n`);
  return states;
}
