import {
  augmentationText,
  type Config,
  formatNumber,
  formatPrior,
  frozenText,
  partialMoments,
  priorOf,
  type RanksStarted,
  type Started,
  turnsText,
} from "../../inner.ts";
import { formatLayers } from "../terminal/layers.ts";

/** What is trained, and from where on: printed when a run begins. */
export function describeStart({ config, step, networks, flopsPerStep, ranks }: Started, folder: string): string {
  const { generator, discriminator, run } = config;
  const penalties = (["gradientPenalty", "r1", "r2", "labelSmoothing"] as const)
    .filter((key) => config[key] > 0)
    .map(
      (key) =>
        `${{ gradientPenalty: "gradient penalty", r1: "R1", r2: "R2", labelSmoothing: "label smoothing" }[key]} ${config[key]}`,
    );
  const rates = [
    ...new Set([discriminator, generator].map(({ optimizer, learningRate }) => `${optimizer} ${learningRate}`)),
  ];
  const moments = partialMoments(config);
  const seen = augmentationText(config);
  const still = frozenText(config);
  return [
    `${step === 0 ? "Training" : `Resuming from step ${formatNumber(step)}`}: ${config.data.name}, ` +
      `${[config.loss, ...penalties].join(", ")}, z ~ ${formatPrior(priorOf(config))}, ` +
      `${minibatchText(config)}, ${turnsText(config)}` +
      `${config.updates === "simultaneous" ? ", simultaneous" : ""}, ${rates.join(" / ")}, seed ${config.seed}`,
    ...(ranks ? [describeRanks(ranks)] : []),
    ...(seen === undefined ? [] : [seen]),
    ...(moments === undefined ? [] : [moments]),
    ...(still === undefined ? [] : [still]),
    "",
    formatLayers("G", networks.generator),
    formatLayers("D", networks.discriminator),
    `${formatNumber(run.steps - step)} steps of ${formatNumber(Number((flopsPerStep / 1e6).toPrecision(3)))} MFLOP; run folder ${folder}`,
    "",
  ].join("\n");
}

/** How many examples an update sees. */
const minibatchText = ({ batch, accumulate }: Config): string =>
  accumulate === 1
    ? `minibatch ${batch}`
    : `${formatNumber(accumulate)} minibatches of ${batch} to an update (${formatNumber(accumulate * batch)} examples)`;

function describeRanks({ count, batchPerRank, batchStatisticsPerRank }: RanksStarted): string {
  const share = `${count} ranks, ${batchPerRank} examples of each minibatch on each`;
  if (batchStatisticsPerRank.length === 0) return share;
  const networks = batchStatisticsPerRank.join(" and ");
  return `${share}; batch normalisation of ${networks} takes its statistics of those ${batchPerRank} alone, per rank`;
}
