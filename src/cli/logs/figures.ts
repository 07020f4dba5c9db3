/** The figures of a run's record as other tools show them: in groups, each with what it means. */
import type { FigureKey, MetricsLine } from "../../inner.ts";

type Key = Exclude<FigureKey, "step">;

/** Complete by type: a figure that is new in the record is one here. */
const rows = {
  dLoss: ["losses", "What D minimises, without penalties."],
  gLoss: ["losses", "What G minimises, without penalties."],
  penalty: ["losses", "Weighted penalties in D's loss."],
  value: ["losses", "V(D, G) in nats; −log 4 where p_g = p_data and D = 1/2."],
  meanDReal: ["answers", "Mean D(x) on real examples: a probability, or a score."],
  meanDFake: ["answers", "Mean D(G(z)): a probability, or a score."],
  dGradientNorm: ["gradients", "Length of D's gradient."],
  gGradientNorm: ["gradients", "Length of G's gradient."],
  augmentation: ["training", "How strongly what D sees is augmented."],
  dLearningRate: ["training", "D's learning rate."],
  gLearningRate: ["training", "G's learning rate."],
  seconds: ["training", "Seconds of training, pauses left out."],
  stepsPerSecond: ["training", "Steps a second in this session, all told."],
  memory: ["training", "Memory of the process, in bytes."],
  energyDistance: [
    "samples",
    "Energy distance between samples and real examples: 0 where p_g = p_data, and only there.",
  ],
  energyDistanceLow: ["samples", "Lower end of its 95 % interval."],
  energyDistanceHigh: ["samples", "Upper end of its 95 % interval."],
  sampleDistance: ["samples", "Mean distance between samples."],
  realDistance: ["samples", "Mean distance between real examples."],
  modes: ["samples", "Modes of the data with at least one sample within three deviations."],
  of: ["samples", "Modes that the data have."],
  highQuality: ["samples", "Share of samples within three deviations of a mode."],
  reverseKl: ["samples", "KL divergence of the modes' shares among samples from those of the data, in nats."],
  quality: ["samples", "How alike rows are to real ones: the mean of columns, pairs and strong pairs."],
  qualityLow: ["samples", "Lower end of its 95 % interval."],
  qualityHigh: ["samples", "Upper end of its 95 % interval."],
  shapes: ["samples", "How alike columns are by themselves."],
  pairs: ["samples", "How alike pairs of columns are."],
  strongPairs: ["samples", "How alike those pairs are that go together closely."],
  samples: ["samples", "Examples on the sheet that was measured."],
} as const satisfies Record<Key, readonly [group: string, says: string]>;

/** Every figure, in the order of columns. */
export const figureKeys = Object.keys(rows) as readonly Key[];

/** `"losses/dLoss"`: tools make a section of what stands before the slash. */
const nameOf = (key: Key): string => `${rows[key][0]}/${key}`;

/** What other tools call each figure, and what it means. */
export const figureNames = figureKeys.map((key) => ({ key, name: nameOf(key), says: rows[key][1] }));

/** The figures that a line has, by the names that other tools have for them. */
export const figuresOf = (line: MetricsLine): ReadonlyMap<string, number> =>
  new Map(
    figureKeys.flatMap((key) => {
      const value = line[key];
      return value === undefined ? [] : [[nameOf(key), value] as const];
    }),
  );
