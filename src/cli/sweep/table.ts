/** The table of a sweep: a row for each setting, the best first, and how sure it is that one is better than another. */
import {
  compareSettings,
  meanOverSeeds,
  moreSeeds,
  type PairComparison,
  type SeedScores,
  type WithInterval,
} from "../../inner.ts";
import type { CheckedSetting } from "./check-settings.ts";
import { metricText } from "./metric-text.ts";
import type { SweepMetric } from "./plan.ts";
import type { Results } from "./results.ts";
import { settingText } from "./settings.ts";
import type { Texts } from "./texts.ts";

export interface TableRow {
  readonly setting: number;
  readonly values: Texts;
  readonly text: string;
  /** Steps of the runs behind the scores; null where there are none. */
  readonly steps: number | null;
  /** By seed, after these steps. */
  readonly scores: SeedScores;
  readonly mean: WithInterval;
  /** Runs that have no score, and the sentences that say why. */
  readonly failed: readonly { readonly seed: number | null; readonly says: string }[];
}

/** A setting beside the best. */
export interface Beside {
  readonly setting: number;
  /** Steps of the runs that are compared. */
  readonly steps: number;
  readonly seeds: number;
  /** The other's mean less that of the best. */
  readonly difference: WithInterval;
  readonly p: number | null;
  readonly corrected: number | null;
  readonly signs: number | null;
  readonly more: number | null;
}

export interface SweepTable {
  readonly metric: SweepMetric;
  readonly seeds: readonly number[];
  /** The best first. */
  readonly rows: readonly TableRow[];
  /** The number of the best setting; null if nothing was measured. */
  readonly best: number | null;
  /** In the order of the rows. */
  readonly beside: readonly Beside[];
}

/** What a table is made of. */
interface TableMaterial {
  readonly metric: SweepMetric;
  readonly seeds: readonly number[];
  readonly settings: readonly CheckedSetting[];
  /** The steps at which runs were measured, from few to many; nothing where settings have steps of their own. */
  readonly rungs: readonly number[] | undefined;
  readonly results: Pick<Results, "of" | "scoreAt">;
}

const noScores = (scores: SeedScores): boolean => scores.every((score) => score === null);

/** The scores of every setting at each of its rungs. */
function scoresOf({ seeds, settings, rungs, results }: TableMaterial) {
  return settings.map((setting) => {
    const own = "config" in setting ? (rungs ?? [setting.config.run.steps]) : [];
    const stages = own.map((steps) => ({
      steps,
      scores: seeds.map((seed) => results.scoreAt(setting.number, seed, steps)),
    }));
    const reached = stages.filter(({ scores }) => !noScores(scores));
    return { reached, last: reached.at(-1) };
  });
}

export function tableOf(material: TableMaterial): SweepTable {
  const { metric, seeds, settings, rungs, results } = material;
  const { better } = metricText(metric);
  const none = seeds.map(() => null);
  const scored = scoresOf(material);
  const furthest = Math.max(0, ...scored.map(({ reached }) => reached.length));
  const final = scored.map(({ reached, last }) => (reached.length === furthest ? (last?.scores ?? none) : none));
  // Halving stops some runs early: two settings are compared by the last scores that both have.
  const atSame = (a: number, b: number): readonly [SeedScores, SeedScores] => {
    const [ofA, ofB] = [scored[a]?.reached ?? [], scored[b]?.reached ?? []];
    const stage = Math.min(ofA.length, ofB.length) - 1;
    return [ofA[stage]?.scores ?? none, ofB[stage]?.scores ?? none];
  };
  const { best, pairs } = compareSettings(final, better, atSame);
  const rows = settings.map((setting, i): TableRow => {
    const scores = scored[i]?.last?.scores ?? none;
    const failed =
      "refused" in setting
        ? [{ seed: null, says: setting.refused }]
        : seeds.flatMap((seed) => {
            const says = results.of(setting.number, seed)?.failed;
            return says === undefined ? [] : [{ seed, says }];
          });
    return {
      setting: setting.number,
      values: setting.values,
      text: settingText(setting),
      steps: scored[i]?.last?.steps ?? null,
      scores,
      mean: meanOverSeeds(scores.filter((score) => score !== null)),
      failed,
    };
  });
  const order = ranked(
    rows,
    scored.map(({ reached }) => reached.length),
    best,
    better === "higher" ? 1 : -1,
  );
  const ofBest = new Map(
    pairs.flatMap((pair) =>
      pair.a === best ? [[pair.b, pair] as const] : pair.b === best ? [[pair.a, pair] as const] : [],
    ),
  );
  const beside = order.flatMap((place) => {
    const pair = ofBest.get(place);
    if (!pair || best === null) return [];
    const stage = Math.min(scored[place]?.reached.length ?? 0, scored[best]?.reached.length ?? 0) - 1;
    const steps = (rungs === undefined ? scored[place]?.last?.steps : rungs[stage]) ?? 0;
    return [besideBest(pair, settings[place]?.number ?? 0, steps, pair.a === best)];
  });
  return {
    metric,
    seeds,
    rows: order.map((place) => rows[place] as TableRow),
    best: best === null ? null : (settings[best]?.number ?? null),
    beside,
  };
}

const besideBest = (pair: PairComparison, setting: number, steps: number, turned: boolean): Beside => {
  const { value, low, high } = pair.difference;
  return {
    setting,
    steps,
    seeds: pair.seeds,
    difference: turned ? { value: -value, low: -high, high: -low } : { value, low, high },
    p: pair.p,
    corrected: pair.corrected,
    signs: pair.signs,
    more: moreSeeds(pair),
  };
};

/** Places in the order of the table: the best, those that came as far and have as many scores, the others. */
function ranked(rows: readonly TableRow[], stages: readonly number[], best: number | null, sign: 1 | -1): number[] {
  const scores = rows.map((row) => row.scores.filter((score) => score !== null).length);
  const first = (place: number): number => (place === best ? 1 : 0);
  const value = (place: number): number => sign * (rows[place]?.mean.value ?? Number.NaN);
  return rows
    .map((_, place) => place)
    .sort(
      (a, b) =>
        first(b) - first(a) ||
        (stages[b] ?? 0) - (stages[a] ?? 0) ||
        (scores[b] ?? 0) - (scores[a] ?? 0) ||
        value(b) - value(a) ||
        0 ||
        a - b,
    );
}
