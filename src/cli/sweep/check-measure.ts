/** How scores are measured, held against the metric before anything is trained. */
import { resolve } from "node:path";
import { problem } from "../../inner.ts";
import { PIXELS, scoredFeaturesFrom } from "../run/features.ts";
import { readKnownFeatures } from "../run/known-features.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import type { SweepMetric } from "./plan.ts";
import { flagsOf, type Texts } from "./texts.ts";

/** Options of evaluate as a sweep keeps them, a file of features from the root. Errors: what no run could be measured by. */
export async function checkMeasure(metric: SweepMetric, measure: Texts, say: (line: string) => void): Promise<Texts> {
  const [first] = Object.keys(measure);
  if (first === undefined) return measure;
  const flag = first === "samples" ? "metric-samples" : first;
  if (metric === "high-quality" || metric === "energy-distance") {
    throw problem({
      doing: `reading option --${flag}`,
      expected: "a metric of evaluate with it, by --metric",
      came: `${metric}, which training itself measures of its last samples`,
      next: "Leave it out, or choose another metric.",
    });
  }
  if (measure.target !== undefined && metric !== "quality") {
    throw problem({
      doing: "reading option --target",
      expected: "the metric quality with it",
      came: metric,
      next: "Leave it out.",
    });
  }
  integerFlag({ metricSamples: measure.samples }, "metricSamples", 10, 1e6);
  await scoredFeaturesFrom(flagsOf(measure), say);
  const { features } = measure;
  if (features === undefined || features === PIXELS) return measure;
  const known = (await readKnownFeatures()).some(({ name }) => name === features);
  return known ? measure : { ...measure, features: resolve(features) };
}
