/** One plain sentence about how far a state is from equilibrium: what was measured, and nothing beyond it. */
import { formatNumber } from "../data/counted.ts";
import type { WithInterval } from "./intervals.ts";
import type { Measured } from "./quadrature.ts";

/**
 * - `reached`: p_data is known, JSD is known to be small, and neither player was found to have anything left to gain.
 * - `not reached`: a figure says so, its error included.
 * - `not known`: nothing was found that speaks against equilibrium, and nothing that shows it.
 */
export type Outcome = "reached" | "not reached" | "not known";

/** In a sentence: whether a state is at equilibrium, or what is in the way. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Whether `outcome` is "reached". */
  readonly reached: boolean;
  /** Plain sentences. */
  readonly says: string;
}

/** Gaps below this count as closed (nats). */
const CLOSED = 0.02;
/** A JSD below this, errors included, counts as p_g = p_data (nats). */
const EQUAL = 0.01;
/** |mean D − 1/2| below this counts as "D cannot tell". */
const UNDECIDED = 0.02;

/** What is looked at; `null` where it could not be measured. */
export interface Measures {
  readonly density: { readonly jsd: Measured } | null;
  /** Of a D trained afresh: the JSD that it proves, on how many test examples of each kind. */
  readonly fresh: { readonly bound: WithInterval; readonly examples: number };
  /** Mean D of the run, on examples that it never saw or on those it was trained on; `null` if its answers are scores. */
  readonly own: { readonly meanDReal: number; readonly meanDFake: number; readonly unseen: boolean } | null;
  readonly dGap: Measured | null;
  readonly gGap: { readonly gain: number; readonly steps: number } | null;
  /** Why the settings cannot reach equilibrium at all, each as a clause. */
  readonly hindrances?: readonly string[];
}

const figure = (value: number): string =>
  value
    .toFixed(4)
    .replace(/^-(0\.0+)$/, "$1")
    .replace("-", "−");
const nats = (value: number): string => `${figure(value)} nats`;

/** An error to four places, never below what they can show: "± 0.0000" would claim that there is none. */
export const errorText = (error: number): string => (error > 0 ? Math.max(error, 1e-4) : error).toFixed(4);

/** A figure that cannot be negative, with its error, in words. */
export function measuredText({ value, error, atLeast }: Measured): string {
  if (atLeast) return `at least ${nats(Math.max(0, value))}`;
  return error > 0 ? `${figure(Math.max(0, value))} ± ${errorText(error)} nats` : nats(Math.max(0, value));
}

/** What speaks against equilibrium, the first thing that is found; figures that are no numbers are no sign of it either. */
function obstacle({ density, fresh, own, dGap, gGap }: Measures): string | undefined {
  if (density && !Number.isFinite(density.jsd.value + density.jsd.error)) return "JSD is not a number";
  if (density && density.jsd.value - (density.jsd.atLeast ? 0 : density.jsd.error) > EQUAL) {
    return `p_g is not p_data: their JSD is ${measuredText(density.jsd)}`;
  }
  if (!(fresh.bound.low <= EQUAL)) {
    return `a freshly trained D tells them apart: JSD is at least ${nats(fresh.bound.low)}`;
  }
  if (dGap && !(dGap.value - dGap.error <= CLOSED)) return `the run's D could still gain ${measuredText(dGap)}`;
  if (gGap && !(gGap.gain <= CLOSED)) return `G could still gain ${nats(gGap.gain)} against this D`;
  if (own && !(Math.max(Math.abs(own.meanDReal - 0.5), Math.abs(own.meanDFake - 0.5)) <= UNDECIDED)) {
    const which = own.unseen ? "real" : "real examples, which it was trained on,";
    return `D still answers ${own.meanDReal.toFixed(3)} on ${which} and ${own.meanDFake.toFixed(3)} on generated examples`;
  }
  return undefined;
}

/** What each player was found to have left to gain, and what could not be measured. */
function gaps({ own, dGap, gGap }: Measures): string {
  const ofD = dGap
    ? dGap.atLeast
      ? `a fresh D gains ${figure(dGap.value)} ± ${errorText(dGap.error)} nats more than D`
      : `D could gain ${measuredText(dGap)}`
    : own
      ? "what D could gain is not known, since it was trained on the real examples at hand"
      : undefined;
  const ofG = gGap ? `${gGap.steps} steps of G alone gain ${nats(gGap.gain)}` : undefined;
  if (!ofD && !ofG) return "What either player could still gain was not measured: D's answers are scores";
  const answers = own && `D answers ${own.meanDReal.toFixed(3)} and ${own.meanDFake.toFixed(3)}`;
  return [answers, ofD, ofG].filter(Boolean).join(", ");
}

/**
 * Test examples of each kind that make the interval of the bound as narrow as what counts as equal: its width falls with the root of
 * their number, if the fresh D stays as it is.
 */
function enough({ bound, examples }: Measures["fresh"]): number {
  const half = (bound.high - bound.low) / 2;
  const needed = examples * (half / EQUAL) ** 2;
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(needed)) - 1);
  return Math.ceil(needed / digits) * digits;
}

/** What a fresh D that finds nothing shows, and what it does not. */
function nothingFound(fresh: Measures["fresh"]): string {
  const { bound, examples } = fresh;
  const range = `95 %: ${figure(bound.low)} to ${figure(bound.high)}`;
  if (bound.high > EQUAL) {
    return `${formatNumber(examples)} test examples of each kind cannot tell: the JSD that a freshly trained D proves on them is ${nats(bound.value)} (${range}); about ${formatNumber(enough(fresh))} would narrow that to ± ${EQUAL}`;
  }
  return `a freshly trained D found no difference on ${formatNumber(examples)} test examples of each kind: the JSD that it proves is ${nats(bound.value)} (${range}), but what it cannot learn remains unseen`;
}

/** What the figures mean, from stated thresholds; the first that is not met is named. */
export function verdictOf(measures: Measures): Verdict {
  const { density, fresh, own, dGap, gGap } = measures;
  const verdict = (outcome: Outcome, says: string): Verdict => ({ outcome, reached: outcome === "reached", says });
  const against = obstacle(measures);
  const { hindrances = [] } = measures;
  if (hindrances.length > 0) {
    const found = against ? ` Measured: ${against}.` : "";
    return verdict("not reached", `These settings cannot reach equilibrium: ${hindrances.join("; ")}.${found}`);
  }
  if (against) return verdict("not reached", `Equilibrium is not reached yet, because ${against}.`);
  const open = (why: string): Verdict =>
    verdict("not known", `Whether equilibrium is reached is not known: ${why}. ${capital(gaps(measures))}.`);
  if (!density) return open(nothingFound(fresh));
  const { jsd } = density;
  if (jsd.atLeast) return open(`JSD is ${measuredText(jsd)}, how much more cannot be told`);
  if (!(Math.max(0, jsd.value) + jsd.error <= EQUAL)) {
    return open(`JSD is only known to be below ${nats(Math.max(0, jsd.value) + jsd.error)}`);
  }
  const agrees = `p_g agrees with p_data, JSD is ${measuredText(jsd)}`;
  if (!own || !dGap || !gGap) return open(`${agrees}, but D's part in it was not measured`);
  if (!(dGap.value + dGap.error <= CLOSED)) return open(`${agrees}, but what D could gain is not known well enough`);
  return verdict("reached", `Equilibrium is reached: JSD is ${measuredText(jsd)}, ${gaps(measures)}.`);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
