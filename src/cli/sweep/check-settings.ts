/** Every setting held against the data before anything starts. */
import { resolve } from "node:path";
import {
  type Config,
  isProblem,
  kindOf,
  optionMatters,
  playerOptions,
  problem,
  refuseIdle,
  resolveConfig,
  type TrainOptions,
} from "../../inner.ts";
import { chosenData } from "../data/chosen.ts";
import { openData } from "../data/open.ts";
import type { OpenedData } from "../data/request.ts";
import { withSchema } from "../data/schema-file.ts";
import { onOneRank } from "../distributed/job.ts";
import { startAsked } from "../run/starting-point.ts";
import { flagName } from "../terminal/flags.ts";
import { checkMeasure } from "./check-measure.ts";
import type { SweepMetric, SweepPlan } from "./plan.ts";
import type { Setting } from "./settings.ts";
import { flagsOf, optionsIn, type Texts } from "./texts.ts";

/** A setting that can be played, or the sentence that says why not. */
export type CheckedSetting = Setting & ({ readonly config: Config } | { readonly refused: string });

export interface CheckedSweep {
  /** With paths from the root, and the metric. */
  readonly plan: SweepPlan & { readonly metric: SweepMetric };
  readonly opened: OpenedData;
  readonly settings: readonly CheckedSetting[];
  /** What is to be said of data and options, each once. */
  readonly notices: readonly string[];
  /** What a run of this setting is made with. */
  readonly given: (setting: Pick<Setting, "values">) => Omit<TrainOptions, "data">;
}

/** Options of train that are paths: the folder of a sweep may be gone on with from elsewhere. */
const PATHS = ["data-dir", "cache-dir", "from", "schema"];

/** All of a plan that its runs follow from, in one order. Data may move; runs that go on hold them against their fingerprint. */
export const playedBy = ({ preset, options, grid, draw, random, seed, halving }: SweepPlan): object => ({
  preset,
  options: Object.fromEntries(Object.entries(options).filter(([name]) => !PATHS.includes(name))),
  ...{ grid, draw, random, seed, halving },
});

/** Opens the data and resolves every setting. Errors: those of train, where they are of all settings. */
export async function checkSettings(
  asked: SweepPlan,
  settings: readonly Setting[],
  say: (line: string) => void,
): Promise<CheckedSweep> {
  const flags = { ...flagsOf(asked.options), ...(asked.preset === undefined ? {} : { preset: asked.preset }) };
  const { preset, ...request } = await withSchema(chosenData(asked.data, flags));
  const start = await startAsked(flags, onOneRank, say);
  const given = ({ values }: Pick<Setting, "values">) => ({
    ...optionsIn({ ...asked.options, ...values, seed: String(asked.seed) }),
    ...(preset === undefined ? {} : { preset }),
    ...start,
  });
  const opened = await openData(request, say);
  const notices = new Set(opened.notices);
  let refusal: Error | undefined;
  const checked = settings.map((setting): CheckedSetting => {
    try {
      const options = given(setting);
      const config = resolveConfig(opened.data, options);
      for (const notice of refuseIdle(options, config)) notices.add(notice);
      return { ...setting, config };
    } catch (error) {
      if (!isProblem(error)) throw error;
      refusal = error;
      return { ...setting, refused: error.message };
    }
  });
  if (refusal && checked.every((setting) => "refused" in setting)) throw refusal;
  const options = Object.fromEntries(
    Object.entries(asked.options).map(([name, text]) => [name, PATHS.includes(name) ? resolve(text) : text]),
  );
  const metric = asked.metric ?? usualMetric(opened);
  checkMetric(metric, opened, checked);
  const measure = await checkMeasure(metric, asked.measure, say);
  const plan = { ...asked, options, metric, measure, ...(asked.data === undefined ? {} : { data: opened.source }) };
  return { plan, opened, settings: checked, notices: [...notices], given };
}

/** Sides of pictures for which there is a classifier. */
const DIGITS = "1×28×28";
/** Pixels of a window of `crops`. */
const WINDOW = 8;

/** What scores of these data are compared by where nobody says. */
function usualMetric({ data }: OpenedData): SweepMetric {
  if (data.columns) return "quality";
  if (data.density?.modes) return "high-quality";
  if (kindOf(data) !== "images") return "energy-distance";
  if (data.shape.join("×") === DIGITS) return "fid";
  return Math.min(...data.shape.slice(1)) >= WINDOW ? "crops" : "energy-distance";
}

/** Refuses a metric that no run on these data could be measured by, before anything is trained. */
function checkMetric(metric: SweepMetric, { data }: OpenedData, settings: readonly CheckedSetting[]): void {
  const needs: Partial<Record<SweepMetric, readonly [fits: boolean, expected: string]>> = {
    "high-quality": [data.density?.modes !== undefined, "data whose modes are known"],
    modes: [data.density?.modes !== undefined || data.stacked === true, "data whose modes are known"],
    quality: [data.columns !== undefined, "a table"],
    crops: [kindOf(data) === "images", "images"],
    agreement: [data.y !== undefined, "data with labels"],
    "fid-by-class": [data.y !== undefined, "data with labels"],
  };
  const [fits = true, expected = ""] = needs[metric] ?? [];
  if (fits || settings.length === 0) return;
  throw problem({
    doing: `reading option --metric ${metric}`,
    expected,
    came: data.name,
    next: "Choose another metric; saddlepoint sweep --help lists them.",
  });
}

/**
 * What has to be said to a run of fewer steps for it to be the beginning of the whole one: options that follow from the number of
 * steps (rates that fall until the end) follow from the whole number.
 */
export function pinned(sweep: CheckedSweep, setting: CheckedSetting, steps: number): Texts {
  if ("refused" in setting) return {};
  const whole = setting.config;
  const early = resolveConfig(sweep.opened.data, { ...sweep.given(setting), steps });
  const texts: Record<string, string> = {};
  const keep = (key: string, was: unknown, now: unknown, player?: "generator" | "discriminator"): void => {
    if (JSON.stringify(was) === JSON.stringify(now) || !optionMatters(key, whole, player)) return;
    texts[flagName(key, player).slice(2)] = Array.isArray(was) ? was.join(",") || "none" : String(was);
  };
  const { data: _, generator: __, discriminator: ___, run, own: ____, from: _____, ...game } = whole;
  for (const [key, was] of Object.entries(game)) keep(key, was, early[key as keyof Config]);
  for (const [key, was] of Object.entries(run)) if (key !== "steps") keep(key, was, early.run[key as keyof typeof run]);
  for (const player of ["generator", "discriminator"] as const) {
    for (const key of Object.keys(playerOptions) as (keyof typeof playerOptions)[]) {
      keep(key, whole[player][key], early[player][key], player);
    }
  }
  return texts;
}
