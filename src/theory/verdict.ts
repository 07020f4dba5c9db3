/** One plain sentence about how far a state is from equilibrium. */
import type { WithInterval } from "./intervals.ts";
import type { Measured } from "./quadrature.ts";

export interface Verdict {
  readonly reached: boolean;
  /** One plain sentence. */
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
  readonly fresh: { readonly bound: WithInterval };
  readonly own: { readonly meanDReal: number; readonly meanDFake: number } | null;
  readonly dGap: number | null;
  readonly gGap: { readonly gain: number } | null;
}

/** What the figures mean, from stated thresholds; the first that is not met is named. */
export function verdictOf({ density, fresh, own, dGap, gGap }: Measures): Verdict {
  const nats = (value: number): string => `${value.toFixed(4)} nats`;
  const not = (why: string): Verdict => ({ reached: false, says: `Equilibrium is not reached yet, because ${why}.` });
  const wide = density && Math.max(0, density.jsd.value) + density.jsd.error;
  // What is not a number is no sign of equilibrium: it fails every condition below.
  if (density && wide !== null && !(wide <= EQUAL)) {
    return density.jsd.value > EQUAL
      ? not(`p_g is not p_data: their JSD is ${nats(density.jsd.value)}`)
      : not(`JSD is only known to be below ${nats(wide)}`);
  }
  if (!(fresh.bound.low <= EQUAL)) {
    return not(`a freshly trained D tells them apart: JSD is at least ${nats(fresh.bound.low)}`);
  }
  if (own && dGap !== null && !(dGap <= CLOSED)) return not(`the run's D could still gain ${nats(dGap)}`);
  if (gGap && !(gGap.gain <= CLOSED)) return not(`G could still gain ${nats(gGap.gain)} against this D`);
  if (own && !(Math.max(Math.abs(own.meanDReal - 0.5), Math.abs(own.meanDFake - 0.5)) <= UNDECIDED)) {
    return not(
      `D still answers ${own.meanDReal.toFixed(3)} on real and ${own.meanDFake.toFixed(3)} on generated examples`,
    );
  }
  return {
    reached: true,
    says: `Equilibrium is reached: ${density ? `JSD is ${nats(Math.max(0, density.jsd.value))}` : "a freshly trained D cannot tell p_g from p_data"}${
      own ? `, D answers ${own.meanDReal.toFixed(3)} and ${own.meanDFake.toFixed(3)}` : ""
    }, and neither player has more than ${CLOSED} nats to gain.`,
  };
}
