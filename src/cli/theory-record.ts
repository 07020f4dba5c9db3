/** theory.json of a run: what was measured of each state, without the grids. */
import type { Measured, TheoryReading } from "../index.ts";
import { readText, writeWhole } from "./files.ts";
import { runPaths } from "./run-folder.ts";

/** A reading without its grids, as it stands in theory.json and in `--json`. */
export interface TheorySummary extends Omit<TheoryReading, "density"> {
  readonly jsd: Measured | null;
  readonly criterion: Measured | null;
  /** Infinite ones are written as the text "infinite": JSON has no number for them. */
  readonly kl: Measured | "infinite" | null;
  readonly reverseKl: Measured | "infinite" | null;
  readonly distance: { readonly largest: number; readonly mean: number } | null;
  /** How p_g was read. */
  readonly method: string | null;
}

const finite = (reading: Measured | null): Measured | "infinite" | null =>
  reading?.value === Number.POSITIVE_INFINITY ? "infinite" : reading;

export function summaryOf({ density, ...rest }: TheoryReading): TheorySummary {
  return {
    ...rest,
    jsd: density?.jsd ?? null,
    criterion: density?.criterion ?? null,
    kl: finite(density?.kl ?? null),
    reverseKl: finite(density?.reverseKl ?? null),
    distance: density?.distance ?? null,
    method: density?.method ?? null,
  };
}

/** Readings of the run's states, by step. */
export async function readTheory(folder: string): Promise<readonly TheorySummary[]> {
  const text = await readText(runPaths(folder).theoryRecord).catch(() => undefined);
  try {
    const states = text === undefined ? [] : (JSON.parse(text) as { states: readonly TheorySummary[] }).states;
    return Array.isArray(states) ? states : [];
  } catch {
    return [];
  }
}

/** Adds a reading, in place of an earlier one of the same step. Returns all of them. */
export async function saveTheory(folder: string, summary: TheorySummary): Promise<readonly TheorySummary[]> {
  const others = (await readTheory(folder)).filter(({ step }) => step !== summary.step);
  const states = [...others, summary].sort((a, b) => a.step - b.step);
  await writeWhole(runPaths(folder).theoryRecord, `${JSON.stringify({ states }, null, 2)}\n`);
  return states;
}
