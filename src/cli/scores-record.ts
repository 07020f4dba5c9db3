/** scores.json of a run: every score that was measured of its states, with what it depends on. */
import type { Baseline, Metric, Score } from "../index.ts";
import { writeWhole } from "./files.ts";
import { isListOf, readKept } from "./kept-record.ts";
import { runPaths } from "./run-folder.ts";

export type SavedScore = Omit<Score, "shown"> & {
  /** The request that it was measured for: an equal one need not be measured again. */
  readonly asked?: string;
};
type SavedBaseline = Baseline & { readonly asked?: string };

export interface ScoresRecord {
  readonly scores: readonly SavedScore[];
  /** Parzen scores of what is no generator. */
  readonly baselines: readonly SavedBaseline[];
}

const isScores = (found: unknown): found is ScoresRecord => {
  const { scores, baselines } = (found ?? {}) as Partial<ScoresRecord>;
  return (
    isListOf(scores, { metric: "string", step: "number", details: "object" }) && isListOf(baselines, { of: "string" })
  );
};

/** Errors: a damaged scores.json is refused. Scores without a figure, which JSON writes as null, are left out. */
export async function readScores(folder: string): Promise<ScoresRecord> {
  const record = await readKept(runPaths(folder).scores, "the scores of a run", isScores);
  const hasFigure = ({ value }: { readonly value: number }): boolean => typeof value === "number";
  return { scores: record?.scores.filter(hasFigure) ?? [], baselines: record?.baselines.filter(hasFigure) ?? [] };
}

/** What has to be equal for two figures to be comparable. */
const protocolOf = ({ metric, real, generated, seed, extractor, resizer, details }: SavedScore): string =>
  JSON.stringify([metric, real, generated, seed, extractor ?? null, resizer ?? null, details.k ?? null]);

/** Adds a score, in place of an earlier one of the same step by the same protocol. */
export async function saveScore(folder: string, { shown: _, ...score }: Score, asked: string): Promise<void> {
  const { scores, baselines } = await readScores(folder);
  const others = scores.filter((other) => other.step !== score.step || protocolOf(other) !== protocolOf(score));
  await save(folder, { scores: [...others, { ...score, asked }].sort((a, b) => a.step - b.step), baselines });
}

/** Keeps all baselines of a request, in place of those of earlier ones. */
export async function saveBaselines(folder: string, baselines: readonly Baseline[], asked: string): Promise<void> {
  const { scores } = await readScores(folder);
  await save(folder, { scores, baselines: baselines.map((baseline) => ({ ...baseline, asked })) });
}

const save = (folder: string, record: ScoresRecord): Promise<void> =>
  writeWhole(runPaths(folder).scores, `${JSON.stringify(record, null, 2)}\n`);

/** The scores of one metric over the steps, all by the protocol of the one that was measured on most steps. */
export function seriesOf(scores: readonly SavedScore[], metric: Metric): readonly SavedScore[] {
  const byProtocol = new Map<string, SavedScore[]>();
  for (const score of scores.filter((other) => other.metric === metric)) {
    const protocol = protocolOf(score);
    byProtocol.set(protocol, [...(byProtocol.get(protocol) ?? []), score]);
  }
  return [...byProtocol.values()].reduce((most, series) => (series.length >= most.length ? series : most), []);
}
