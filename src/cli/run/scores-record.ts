/** scores.json of a run: every score that was measured of its states, with what it depends on. */
import { z } from "zod";
import { type Baseline, type Metric, metricNames, type Score } from "../../inner.ts";
import { writeWhole } from "../files/writing.ts";
import { readKept } from "./kept-record.ts";
import { runPaths } from "./paths.ts";

export type SavedScore = Omit<Score, "shown" | "cautions"> & {
  /** Records of earlier versions have none. */
  readonly cautions?: Score["cautions"];
  /** The request that it was measured for: an equal one need not be measured again. */
  readonly asked?: string;
};
type SavedBaseline = Baseline & { readonly asked?: string | undefined };

export interface ScoresRecord {
  readonly scores: readonly SavedScore[];
  /** Parzen scores of what is no generator. */
  readonly baselines: readonly SavedBaseline[];
}

const figure = z.number();
/** JSON writes null for what is no number; early versions kept such figures. */
const interval = { value: figure.nullable(), low: figure.nullable(), high: figure.nullable() };

/** What is shown of the σ that were tried. */
export const sigmasSchema = z.looseObject({
  sigma: figure,
  validation: z.array(z.looseObject({ sigma: figure, mean: figure })).min(1),
});

/** What is shown of single classes. */
export const classFiguresSchema = z.looseObject({
  classes: z.array(
    z.looseObject({ name: z.string(), value: figure, low: figure, high: figure, real: figure, generated: figure }),
  ),
});

export type TriedSigmas = z.infer<typeof sigmasSchema>;

const score = z.looseObject({
  metric: z.enum(metricNames as readonly [Metric, ...Metric[]]),
  ...interval,
  step: z.int().nonnegative(),
  real: figure,
  generated: figure,
  seed: figure,
  truncation: figure.exactOptional(),
  extractor: z.looseObject({ name: z.string(), checksum: z.string(), output: z.string() }).exactOptional(),
  resizer: z.string().exactOptional(),
  details: sigmasSchema.partial(),
  cautions: z.array(z.string()).exactOptional(),
  asked: z.string().exactOptional(),
});

const baseline = z.looseObject({
  of: z.enum(["training examples", "k-means centroids"]),
  ...interval,
  sigma: figure,
  count: figure,
  seed: figure,
  asked: z.string().exactOptional(),
});

const schema = z.looseObject({ scores: z.array(score), baselines: z.array(baseline) });

interface Figure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
type AsRead<T extends Figure> = Omit<T, keyof Figure> & { readonly [K in keyof Figure]: number | null };

const hasFigure = <T extends Figure>(found: AsRead<T>): found is T & AsRead<T> =>
  found.value !== null && found.low !== null && found.high !== null;

/** Errors: a damaged scores.json is refused. Scores without a figure are left out. */
export async function readScores(folder: string): Promise<ScoresRecord> {
  const record = await readKept(runPaths(folder).scores, { schema, what: "the scores of a run" });
  const scores = (record?.scores ?? []) as readonly AsRead<SavedScore>[];
  const baselines = (record?.baselines ?? []) as readonly AsRead<SavedBaseline>[];
  return {
    scores: scores.filter((found): found is SavedScore => hasFigure<SavedScore>(found)),
    baselines: baselines.filter((found): found is SavedBaseline => hasFigure<SavedBaseline>(found)),
  };
}

/** What has to be equal for two figures to be comparable. */
const protocolOf = ({
  metric,
  real,
  generated,
  seed,
  truncation = 1,
  extractor,
  resizer,
  details,
}: SavedScore): string =>
  JSON.stringify([metric, real, generated, seed, truncation, extractor ?? null, resizer ?? null, details.k ?? null]);

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
