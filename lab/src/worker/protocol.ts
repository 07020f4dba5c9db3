/** What the page asks of the worker, and what it gets. All mathematics happens on the worker's side, by the library. */
import type {
  Column,
  Config,
  Distance,
  GivenOptions,
  Grid,
  LayerFlow,
  LayerSummary,
  LossNorms,
  Measured,
  Measures,
  Modes,
  Moment,
  Place,
  Shape,
  WrittenTable,
} from "#inner";
import type { View } from "./view.ts";

/** Numbers of examples: float32 as in training, float64 where they are in units of the data. */
export type Values = Float32Array | Float64Array;

/** Where p_data comes from. */
export type Source =
  | { readonly kind: "built-in"; readonly name: string }
  /** Drawn by hand, in [−1, 1]²: p_data is a small normal around each point. */
  | { readonly kind: "drawn"; readonly points: readonly (readonly [number, number])[] }
  /** A file, or what was pasted. */
  | {
      readonly kind: "csv";
      readonly name: string;
      readonly text: string;
      /** What was said when the text was decoded, a sentence each. */
      readonly notices?: readonly string[];
    }
  /** Small pictures as bytes, N×channels×height×width; `shape` is that of one. */
  | { readonly kind: "images"; readonly name: string; readonly shape: Shape; readonly bytes: Uint8Array };

export interface Opening {
  readonly source: Source;
  readonly options: GivenOptions;
  /** A file that a run or this page has written: the game goes on from there, under the options in it. */
  readonly checkpoint?: Uint8Array;
}

/** A game that was set up. */
export interface Opened {
  readonly config: Config;
  /** What differs from the defaults of the data. */
  readonly options: GivenOptions;
  readonly networks: { readonly generator: readonly LayerSummary[]; readonly discriminator: readonly LayerSummary[] };
  readonly step: number;
  /** Steps that the players had made before: measures come with the first step after it. */
  readonly moves: { readonly G: number; readonly D: number };
  readonly view: View;
  /** D's output is a logit whose sigmoid is D(x); otherwise a score without bounds. */
  readonly probability: boolean;
  /** Some real examples to show, example after example, in the numbers of training. */
  readonly real: Float32Array;
  /** The grid of {@link Frame.field}, and so the box of the plot: 1-D and 2-D data only. The last axis is the fastest. */
  readonly grid: Grid | null;
  /** p_data at the middle of every cell of the grid, where it is known. */
  readonly density: Float32Array | null;
  readonly modes: Modes | null;
  /** What each number of an example means, where that is known. */
  readonly columns: readonly Place[] | null;
  /** What was guessed, left out or changed when a file was read, a sentence each. */
  readonly notices: readonly string[];
}

/** What the page shows at present: nothing else is computed. */
export interface Wish {
  /** D on the grid. */
  readonly field?: boolean;
  /** A lattice of z carried to x. */
  readonly manifold?: boolean;
  /** The pull of D on each generated sample. */
  readonly pulls?: boolean;
  /** Activations and gradients in the step of this player. */
  readonly flow?: "G" | "D";
  /** ‖∇‖ of G under both losses. */
  readonly bothLosses?: boolean;
}

/** The state of the game, as far as it was wished for. */
export interface Frame {
  readonly step: number;
  /** Steps that each player has made. */
  readonly moves: { readonly G: number; readonly D: number };
  /** Of the steps made last; NaN for a player that has not moved yet. */
  readonly measures: Measures;
  /** While playing: over the last second or so. */
  readonly stepsPerSecond: number;
  /** G at the same z as ever, example after example. */
  readonly generated: Float32Array;
  /** The z of {@link generated}. */
  readonly z: Float32Array;
  /** D(x), or D's score, at the middle of every cell. */
  readonly field: Float32Array | null;
  /** p_g at the middle of every cell of a 1-D grid. */
  readonly density: Float32Array | null;
  /** 1-D G with 1-D z: pairs z, x for the arrows of the paper's figure. */
  readonly arrows: readonly (readonly [z: number, x: number])[];
  /** {@link MANIFOLD}² points (or {@link MANIFOLD} for 1-D z) of the prior, evenly spaced in probability, carried to x. */
  readonly manifold: Float32Array | null;
  /** Like {@link generated}: the step that G's loss asks of each of the first {@link PULLS} samples. */
  readonly pulls: Float32Array | null;
  readonly flow: readonly LayerFlow[] | null;
  readonly lossNorms: LossNorms | null;
  /** Steps to which the game can go back, in order. */
  readonly kept: readonly number[];
}

/** Points per axis of the lattice in {@link Frame.manifold}. */
export const MANIFOLD = 20;
/** Samples that {@link Frame.pulls} is computed for. */
export const PULLS = 128;

/** What takes longer to find out, about once a second. */
export interface Reading {
  readonly step: number;
  /** JSD(p_data ‖ p_g) in nats, with its error; `null` where p_data is not known. */
  readonly jsd: Measured | null;
  /** |D − D*| where there is mass: the largest, and the mean. */
  readonly distance: Distance | null;
  /** Modes found, of how many, and the share of samples of high quality. */
  readonly modes: { readonly found: number; readonly of: number; readonly highQuality: number } | null;
  /** On this grid: p_g and D*; 1-D and 2-D data with known densities only. */
  readonly grid: Grid | null;
  readonly generated: Float32Array | null;
  readonly optimal: Float32Array | null;
  /** Energy distance of generated to real examples, and of real examples to others of their kind. */
  readonly sampleDistance: number;
  readonly realDistance: number;
}

/** A generator without its game: from a checkpoint or an ONNX file. */
export interface OpenedGenerator {
  readonly kind: "checkpoint" | "onnx";
  /** Shape of one example. */
  readonly shape: Shape;
  /** Values of images: `symmetric` is [−1, 1], `bytes` 0 … 255. */
  readonly range: "symmetric" | "bytes";
  readonly prior: { readonly kind: "normal" | "uniform"; readonly latent: number; readonly halfWidth: number };
  readonly data: string;
  readonly step: number | null;
  readonly columns: readonly Column[] | null;
  /** For rows of a table: how they are written, once they are in units of the data. */
  readonly table: WrittenTable | null;
  /** Of checkpoints: with its configuration the game can go on, if the data are at hand. */
  readonly config: Omit<Config, "run"> | null;
}

/** What the page can have as a file. */
export interface Download {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** The worker. Every call may throw an error whose message is a sentence for the user. One call at a time changes the game. */
export interface Lab {
  /** Sets up a game; the one before it is over. */
  open(opening: Opening): Promise<Opened>;
  /** The present state, nothing moves. */
  look(wish: Wish): Promise<Frame>;
  /** Plays whole rounds: at most so many, and for about so long. At least one. */
  advance(limit: { readonly rounds: number; readonly milliseconds: number }, wish: Wish): Promise<Frame>;
  /** Carries out the next line of Algorithm 1. */
  line(wish: Wish): Promise<{ readonly moment: Moment; readonly frame: Frame }>;
  /** Steps of a player alone: at most so many, and for about so long. At least one. */
  move(
    player: "G" | "D",
    limit: { readonly times: number; readonly milliseconds: number },
    wish: Wish,
  ): Promise<{ readonly frame: Frame; readonly made: number }>;
  /** Steps of D with G frozen, for about so long; `settled`: D's loss has stopped falling. */
  trainDiscriminator(
    milliseconds: number,
    wish: Wish,
  ): Promise<{ readonly frame: Frame; readonly settled: boolean; readonly moves: number }>;
  read(): Promise<Reading>;
  /** Back to the kept state of this step. */
  goBack(step: number, wish: Wish): Promise<Frame>;
  /** Files: the same that the command line writes. */
  checkpoint(): Promise<Download>;
  onnx(): Promise<Download>;

  /** Opens a generator to draw from; `name` is for error texts. */
  openGenerator(name: string, bytes: Uint8Array): Promise<OpenedGenerator>;
  /** z for a seed, as `saddlepoint sample --seed` draws it: [count×latent]. */
  noise(seed: number, count: number): Promise<Float32Array>;
  /** z on the way from one z to another; `t` from 0 to 1. */
  between(a: Float32Array, b: Float32Array, t: number): Promise<Float32Array>;
  /** G(z) of the opened generator. */
  draw(z: Float32Array): Promise<Values>;
}
