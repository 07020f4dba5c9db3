/** What the record of a run says about how it goes, in plain words: stated thresholds, and one suggestion each. */
import { option } from "../option-text.ts";

/** What is looked at of a line of the record; lines without samples lack the last four. */
export interface Reading {
  readonly step: number;
  readonly meanDReal: number;
  readonly meanDFake: number;
  readonly dGradientNorm: number;
  readonly gGradientNorm: number;
  /** Mean distance between generated, and between real examples. */
  readonly sampleDistance?: number;
  readonly realDistance?: number;
  readonly modes?: number;
}

export interface Warning {
  readonly kind: "d-far-ahead" | "g-gradient-vanished" | "collapse" | "modes-lost";
  /** The step at which it was seen. */
  readonly step: number;
  /** What is the matter, with the figures. */
  readonly says: string;
  /** One change that is likely to help. */
  readonly suggestion: string;
}

/** Reports that are looked at together: one may be chance. */
const RECENT = 5;
/** D tells nearly every example: it is right about 19 of 20. */
const SURE = 0.95;
/**
 * Mean D(G(z)) below which the saturating loss leaves G next to nothing: the gradient that log(1 − D(G(z))) sends through an
 * example is D(G(z)) times as long as the logit's, where −log D(G(z)) sends 1 − D(G(z)).
 */
const VANISHED = 0.01;
/** Generated examples, as a share of the variety of real ones. A third of it is lost variety, not chance. */
const COLLAPSED = 1 / 3;

export interface WarningContext {
  /** D's answers are probabilities (else scores, which have no scale). */
  readonly probability: boolean;
  /** G minimises log(1 − D(G(z))) at this time. */
  readonly saturating: boolean;
  readonly modesOf?: number;
  /** Weights of the penalties, and both players' learning rates, so that nothing is suggested that is so already. */
  readonly r1?: number;
  readonly r2?: number;
  readonly generatorRate?: number;
  readonly discriminatorRate?: number;
  /** D judges real and generated examples in pairs. */
  readonly relativistic?: boolean;
  /** G is a residual network that ends with tanh or sigmoid. */
  readonly boundedImages?: boolean;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** A penalty's weight that is felt where the present one was not. */
const stronger = (weight = 0): number => (weight > 0 ? Number((5 * weight).toPrecision(2)) : 1);

/** The option of a rate, with half of the present one where that is known. */
const halved = (name: string, rate?: number): string =>
  rate === undefined ? option(name) : option(name, Number((rate / 2).toPrecision(2)));

/** A game in which G stays with all modes; where it is that already, an end of G that has no flat places, and shorter steps. */
function againstCollapse({
  saturating,
  relativistic,
  r1 = 0,
  r2 = 0,
  generatorRate,
  boundedImages,
}: WarningContext): string {
  if (saturating) return `Use ${option("loss", "non-saturating")}, which collapses less.`;
  if (r1 === 0 || (relativistic && r2 === 0)) {
    return `Use ${option("loss", "relativistic")} ${option("r1", 1)} ${option("r2", 1)}, which keeps G from leaving modes.`;
  }
  const ways = [
    ...(boundedImages ? [option("imageOutput", "linear")] : []),
    halved("generator.learningRate", generatorRate),
  ];
  return `Begin anew with ${ways.join(" or ")}: a G that has collapsed hardly comes back.`;
}

/** Warnings that the last reports of a run give rise to; none if all is well or there are too few reports. */
export function warningsOf(readings: readonly Reading[], context: WarningContext): Warning[] {
  const recent = readings.slice(-RECENT);
  const last = readings.at(-1);
  const warnings: Warning[] = [];
  if (!last || recent.length < RECENT) return warnings;
  const [real, fake] = [median(recent.map((r) => r.meanDReal)), median(recent.map((r) => r.meanDFake))];
  const ahead = context.probability && real > SURE && fake < 1 - SURE;
  const gradient = median(recent.map((r) => r.gGradientNorm));
  if (context.probability && context.saturating && fake < VANISHED) {
    warnings.push({
      kind: "g-gradient-vanished",
      step: last.step,
      says: `G's gradient has nearly vanished (norm ${gradient.toPrecision(2)}): D gives generated examples ${fake.toPrecision(2)}, and log(1 − D(G(z))) is flat there.`,
      suggestion: `Use ${option("loss", "non-saturating")}: its gradient stays where D(G(z)) is near 0.`,
    });
  } else if (ahead) {
    warnings.push({
      kind: "d-far-ahead",
      step: last.step,
      says: `D is far ahead: it gives real examples ${real.toFixed(3)} and generated ones ${fake.toFixed(3)} (medians of ${RECENT} reports).`,
      suggestion: `Hold D back with ${option("r1", stronger(context.r1))}, or halve its rate with ${halved("discriminator.learningRate", context.discriminatorRate)}.`,
    });
  }
  const drawn = readings.filter((r) => r.sampleDistance !== undefined && r.realDistance !== undefined).slice(-2);
  const shares = drawn.map((r) => (r.sampleDistance ?? 0) / (r.realDistance ?? 1));
  const [before, now] = shares;
  if (before !== undefined && now !== undefined && before < COLLAPSED && now < COLLAPSED) {
    warnings.push({
      kind: "collapse",
      step: last.step,
      says: `G has collapsed: its samples are ${(100 * now).toPrecision(2)} % as far apart as real examples.`,
      suggestion: againstCollapse(context),
    });
  }
  const { modesOf } = context;
  const counted = readings.filter((r) => r.modes !== undefined);
  const most = Math.max(...counted.map((r) => r.modes ?? 0));
  const found = counted.at(-1)?.modes;
  if (modesOf !== undefined && found !== undefined && counted.length >= 2 && found <= most - Math.max(1, modesOf / 4)) {
    warnings.push({
      kind: "modes-lost",
      step: last.step,
      says: `G has lost modes: ${found} of ${modesOf}, after ${most} before.`,
      suggestion: `Lower both rates with ${halved("learningRate", context.generatorRate)}.`,
    });
  }
  return warnings;
}
