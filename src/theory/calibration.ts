/** Whether D's probabilities mean what they say: among examples to which D gives 0.8, four of five should be real. */

export interface CalibrationBin {
  /** Examples whose D(x) falls in this tenth. */
  readonly count: number;
  readonly meanProbability: number;
  /** Share of them that is real. */
  readonly shareReal: number;
}

/** Whether D's answers are probabilities: how often an example was real where D says p. */
export interface Calibration {
  /** Tenths of D(x), those without examples left out. */
  readonly bins: readonly CalibrationBin[];
  /** Mean |D − share of real| over the examples (Naeini et al. 2015, with ten bins). */
  readonly error: number;
}

const BINS = 10;

/** From logits on as many real as generated examples. */
export function calibration(real: Float32Array, generated: Float32Array): Calibration {
  const totals = Array.from({ length: BINS }, () => ({ count: 0, probability: 0, real: 0 }));
  const add = (logits: Float32Array, isReal: number): void => {
    for (const logit of logits) {
      const probability = 1 / (1 + Math.exp(-logit));
      const bin = totals[Math.min(BINS - 1, Math.floor(BINS * probability))];
      if (!bin) continue; // NaN belongs nowhere
      bin.count++;
      bin.probability += probability;
      bin.real += isReal;
    }
  };
  add(real, 1);
  add(generated, 0);
  const filled = totals.filter(({ count }) => count > 0);
  const examples = filled.reduce((sum, { count }) => sum + count, 0);
  return {
    bins: filled.map(({ count, probability, real: share }) => ({
      count,
      meanProbability: probability / count,
      shareReal: share / count,
    })),
    error: filled.reduce((sum, { probability, real: share }) => sum + Math.abs(probability - share), 0) / examples,
  };
}
