/**
 * One thing to say about what is happening. The checks stand in the order in which they are made, the first that applies is
 * said: what makes the rest meaningless (nothing moved, not finite, collapse), what hinders the game (D far ahead), what is
 * reached (equilibrium, modes), what D does (close to D*, alone, behind, wrong), and else how far p_g is from p_data.
 */
import type { Frame, Opened, Reading } from "../worker/protocol.ts";

/** D(x) from here on, and D(G(z)) up to here, is "far ahead". */
const FAR_AHEAD = { real: 0.95, generated: 0.05 } as const;
/** The minimax gradient has vanished where it is shorter than this share of the one under −log D, at the same state. */
const VANISHED = 0.1;
/** |D − 1/2| up to here counts as "D cannot tell", as in the library's verdict. */
const UNDECIDED = 0.02;
/** A JSD up to here, its error included, counts as p_g = p_data (nats), as in the library's verdict. */
const EQUAL = 0.01;
/** Modes are spoken of where they are so many deviations apart: near those that touch lies also what is in between. */
const SEPARATE = 8;
/** Share of samples near a mode: from `none` on modes are spoken of, from `one` on a single mode is a collapse, from `all` on G is on them. */
const NEAR_MODES = { none: 0.1, one: 0.5, all: 0.9 } as const;
/** A spread of the samples below this share of the data's is a collapse … */
const COLLAPSED = 0.1;
/** … once G has made so many steps: at its start it may be narrow too. */
const COLLAPSE_AFTER = 100;
/** Mean |D − D*| up to here is "close to D*"; from here on D is "behind G". */
const TO_BEST = { close: 0.025, behind: 0.25 } as const;
/** D(G(z)) above D(x) by this much: D is wrong. */
const WRONG = 0.1;
/** Where p_data is not known: an energy distance up to this share of the data's spread is "close". */
const CLOSE = 0.01;

export interface Jsd {
  readonly value: number;
  readonly error: number;
  /** The value is a lower bound. */
  readonly atLeast?: boolean;
}
interface Answers {
  /** Mean D(x) and mean D(G(z)) on the minibatches of the last D step. */
  readonly real: number;
  readonly generated: number;
}
interface Norms {
  readonly minimax: number;
  readonly nonSaturating: number;
}
interface ModesFound {
  readonly found: number;
  readonly of: number;
  readonly highQuality: number;
}
interface Alike {
  /** From 0 to 1, where nothing differs: mean over the columns, and over the pairs of columns. */
  readonly shapes: number;
  readonly pairs: number;
  /** The column that differs most, and its score. */
  readonly worst: string;
  readonly score: number;
}
interface Distances {
  readonly samples: number;
  readonly real: number;
}

export type Saying =
  | { readonly key: "start" }
  /** `back`: there is an earlier round to go back to. */
  | { readonly key: "broken"; readonly round: number; readonly back: boolean }
  | { readonly key: "collapse"; readonly spread: number }
  | ({ readonly key: "farAhead" } & Answers)
  | ({ readonly key: "vanished" | "farAheadWithGradient" } & Answers & Norms)
  | ({ readonly key: "equilibrium" } & Answers & { readonly jsd: Jsd })
  | { readonly key: "matched"; readonly jsd: Jsd }
  | ({ readonly key: "allModes" | "blurred" } & ModesFound & { readonly jsd: Jsd })
  | ({ readonly key: "oneMode" | "someModes" } & ModesFound)
  | { readonly key: "nearBest"; readonly away: number; readonly jsd: Jsd }
  | ({ readonly key: "onlyD" } & Answers)
  | { readonly key: "behind"; readonly away: number }
  | ({ readonly key: "wrong" } & Answers)
  | ({ readonly key: "close" | "apart" } & Distances)
  /** The way from noise (0) to as near as other real images (1) that has been gone. */
  | { readonly key: "images"; readonly nearness: number }
  | ({ readonly key: "rows" } & Alike)
  | { readonly key: "learning"; readonly jsd: Jsd }
  | { readonly key: "unread" };

export function say(frame: Frame | null, reading: Reading | null, opened: Opened): Saying {
  if (!frame || (frame.moves.G + frame.moves.D === 0 && !frame.broken)) return { key: "start" };
  if (frame.broken || !allFinite(frame, opened)) {
    return { key: "broken", round: frame.step, back: frame.kept.some((step) => step < frame.step) };
  }
  if (opened.mixed) return ofRows(reading, opened.mixed);
  const size = opened.config.data.shape.reduce((a, b) => a * b, 1);
  if (frame.moves.G >= COLLAPSE_AFTER) {
    const spread = spreadOf(frame.generated, size) / spreadOf(opened.real, size);
    if (spread < COLLAPSED) return { key: "collapse", spread };
  }
  const { meanDReal: real, meanDFake: generated } = frame.measures;
  const answers = opened.probability && frame.moves.D > opened.moves.D ? { real, generated } : null;
  const jsd = reading?.jsd ?? null;
  return (
    (answers && ofLead(frame, opened, answers)) ??
    (jsd && ofEquality(jsd, answers)) ??
    ofModes(reading, opened, jsd) ??
    ofDiscriminator(frame, reading, answers) ??
    ofDistance(reading, opened, size)
  );
}

/**
 * D's answers are those of its last step. Where G has moved on since, they are out of date, and the two gradients, which are
 * of the present, tell: their ratio is about D(G(z)).
 */
function ofLead(frame: Frame, { config }: Opened, answers: Answers): Saying | null {
  if (!(answers.real >= FAR_AHEAD.real && answers.generated <= FAR_AHEAD.generated)) return null;
  const { lossNorms: norms } = frame;
  if (!norms) return { key: "farAhead", ...answers };
  if (!(norms.minimax < VANISHED * norms.nonSaturating)) return null;
  const saturating = config.loss === "minimax" || (config.loss === "mixed" && frame.step >= config.mixedSteps);
  return { key: saturating ? "vanished" : "farAheadWithGradient", ...answers, ...norms };
}

function ofEquality({ value, error }: Jsd, answers: Answers | null): Saying | null {
  if (!(Math.max(0, value) + error <= EQUAL)) return null;
  const jsd = { value, error };
  const undecided =
    answers && Math.max(Math.abs(answers.real - 0.5), Math.abs(answers.generated - 0.5)) <= UNDECIDED ? answers : null;
  return undecided ? { key: "equilibrium", ...undecided, jsd } : { key: "matched", jsd };
}

function ofModes(reading: Reading | null, opened: Opened, jsd: Jsd | null): Saying | null {
  const modes = reading?.modes;
  if (!modes || modes.of < 2 || modes.highQuality < NEAR_MODES.none || !separate(opened.modes)) return null;
  if (modes.found === 1 && modes.highQuality >= NEAR_MODES.one) return { key: "oneMode", ...modes };
  if (modes.found < modes.of) return { key: "someModes", ...modes };
  return jsd && { key: modes.highQuality < NEAR_MODES.all ? "blurred" : "allModes", ...modes, jsd };
}

function ofDiscriminator(frame: Frame, reading: Reading | null, answers: Answers | null): Saying | null {
  const away = reading?.distance?.mean;
  if (away !== undefined && reading?.jsd && away <= TO_BEST.close) return { key: "nearBest", away, jsd: reading.jsd };
  if (answers && frame.moves.G === 0) return { key: "onlyD", ...answers };
  if (answers && answers.generated - answers.real >= WRONG) return { key: "wrong", ...answers };
  if (away !== undefined && away >= TO_BEST.behind) return { key: "behind", away };
  return null;
}

/** Rows are judged column by column: what D answers of rows in general says little where it is told what they shall be. */
function ofRows(reading: Reading | null, { columns }: NonNullable<Opened["mixed"]>): Saying {
  const rows = reading?.rows;
  if (!rows) return { key: "unread" };
  const scores = rows.columns.map(({ score }) => (Number.isNaN(score) ? 1 : score));
  const score = Math.min(...scores);
  const worst = columns[scores.indexOf(score)]?.name ?? "";
  // One column has no pairs.
  return { key: "rows", shapes: rows.shapes, pairs: Number.isNaN(rows.pairs) ? 1 : rows.pairs, worst, score };
}

function ofDistance(reading: Reading | null, opened: Opened, size: number): Saying {
  if (reading?.jsd) return { key: "learning", jsd: reading.jsd };
  if (!reading || !Number.isFinite(reading.sampleDistance)) return { key: "unread" };
  const { sampleDistance: samples, realDistance: real } = reading;
  const nearness = nearnessOf(reading);
  if (nearness !== null) return { key: "images", nearness };
  const close = samples <= Math.max(real, CLOSE * spreadOf(opened.real, size));
  return { key: close ? "close" : "apart", samples, real };
}

/** Of images: 0 is as far from the data as noise, 1 as near as other real examples; `null` of other data. */
export function nearnessOf({ sampleDistance, noiseDistance, realDistance }: Reading): number | null {
  const way = noiseDistance - realDistance;
  if (!(way > 0) || !Number.isFinite(sampleDistance)) return null;
  return Math.min(1, Math.max(0, (noiseDistance - sampleDistance) / way));
}

function separate(modes: Opened["modes"]): boolean {
  if (!modes) return false;
  const { centers, deviation } = modes;
  return centers.every((a, i) =>
    centers.every((b, j) => j >= i || Math.hypot(...a.map((x, axis) => x - (b[axis] ?? 0))) >= SEPARATE * deviation),
  );
}

/** Measures of a player that has not moved since the game was opened are NaN by right. */
function allFinite({ measures, moves, generated }: Frame, { moves: before }: Opened): boolean {
  const { dLoss, dGradientNorm, gLoss, gGradientNorm } = measures;
  const made = [
    ...(moves.D > before.D ? [dLoss, dGradientNorm] : []),
    ...(moves.G > before.G ? [gLoss, gGradientNorm] : []),
  ];
  return made.every(Number.isFinite) && generated.every(Number.isFinite);
}

/** Root of the summed variances of all numbers of an example. */
function spreadOf(values: Float32Array, size: number): number {
  const count = values.length / size;
  let variance = 0;
  for (let at = 0; at < size; at++) {
    let [sum, squares] = [0, 0];
    for (let i = at; i < values.length; i += size) {
      const value = values[i] ?? Number.NaN;
      sum += value;
      squares += value * value;
    }
    variance += Math.max(0, squares / count - (sum / count) ** 2);
  }
  return Math.sqrt(variance);
}
