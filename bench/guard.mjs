// Whether a step takes longer than at an earlier commit, row by row: what `npm run bench -- --guard` says and fails by.
import { digits, median, quantile } from "./statistics.mjs";

/** A row may take so much longer before the guard fails, in percent, unless `--allow` says otherwise. */
export const ALLOWED = 5;

/** Results of this project's peers, each with that of the same peer at the commit, which comes after it. */
export const pairs = (results) => results.flatMap((now, i) => (i % 2 === 0 ? [[now, results[i + 1]]] : []));

const ratiosOf = ({ millisecondsPerStep: now = [] }, { millisecondsPerStep: then = [] }) =>
  now.slice(0, then.length).map((value, round) => value / then[round]);

const percent = (ratio) => `${digits(Math.abs(100 * (ratio - 1)), 2)} %`;
const signed = (ratio) => `${ratio < 1 ? "−" : "+"}${percent(ratio)}`;
const megabytes = ({ peakBytes }) => digits(peakBytes / 1e6);

/** How a row moved, by the quartiles of the ratios within rounds; `allowed` in percent. */
function moved([low, middle, high], allowed) {
  if (low > 1 + allowed / 100)
    return { slower: true, words: `${percent(middle)} slower, more than the ${allowed} % allowed` };
  if (low > 1)
    return { slower: false, words: `${percent(middle)} slower, within the ${allowed} % allowed or the noise` };
  if (high < 1) return { slower: false, words: `${percent(middle)} less time` };
  return { slower: false, words: "no difference beyond the noise" };
}

/** What one of this project's own peers has to say beside itself as it was. */
function verdict(row, now, then, { release, allowed }) {
  const title = `${row}, ${now.peer}`;
  const lacking = now.failed ?? now.missing;
  if (lacking) return { failed: true, sentence: `${title}: not timed: ${lacking}` };
  const before = then?.failed ?? then?.missing;
  const ratios = then ? ratiosOf(now, then) : [];
  if (before || ratios.length === 0)
    return { compared: false, sentence: `${title}: ${release} was not timed: ${before ?? "no turn"}` };
  const quartiles = [0.25, 0.5, 0.75].map((q) => quantile(ratios, q));
  const { slower, words } = moved(quartiles, allowed);
  const [low, , high] = quartiles;
  const times = `${digits(median(now.millisecondsPerStep))} instead of ${digits(median(then.millisecondsPerStep))} ms`;
  const memory = now.peakBytes && then.peakBytes ? `; ${megabytes(now)} instead of ${megabytes(then)} MB` : "";
  return {
    compared: true,
    slower,
    sentence: `${title}: ${words} (quartiles ${signed(low)} to ${signed(high)}): ${times}${memory}.`,
  };
}

/**
 * A sentence for each of this project's rows, and what they come to. A row is slower where even the lower quartile of its ratios, now to then
 * within a round, is above what is allowed: noise alone seldom does that. `measured` has, for each workload, `results` in {@link pairs}.
 *
 * @param allowed in percent.
 * @returns `exitCode`: 1 where a row is slower or could not be timed now, 2 where nothing could be compared, else 0.
 */
export function guard(measured, { release, allowed = ALLOWED }) {
  const verdicts = measured.flatMap(({ name, results }) =>
    pairs(results).map(([now, then]) => verdict(name, now, then, { release, allowed })),
  );
  const slower = verdicts.filter((one) => one.slower).length;
  const failed = verdicts.filter((one) => one.failed).length;
  const compared = verdicts.filter((one) => one.compared).length;
  const sum = `${compared} of ${verdicts.length} rows compared with ${release}: ${slower} slower by more than ${allowed} %${failed > 0 ? `, ${failed} not timed` : ""}.`;
  const bad = slower > 0 || failed > 0;
  return {
    sentences: [...verdicts.map(({ sentence }) => sentence), sum],
    exitCode: bad ? 1 : compared === 0 ? 2 : 0,
  };
}
