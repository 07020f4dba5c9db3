/** What the page asks of the worker, and what it gets. All mathematics happens on the worker's side, by the library. */
import type {
  Column,
  ColumnDescription,
  Config,
  Device,
  Distance,
  GivenDataOptions,
  GivenOptions,
  Grid,
  LayerFlow,
  LayerSummary,
  LayerUnits,
  LossNorms,
  Measured,
  Measures,
  Modes,
  Moment,
  Place,
  Shape,
  TableColumnKind,
  Tally,
  Where,
  WrittenTable,
} from "#inner";
import type { Bar } from "./bars.ts";
import type { View } from "./view.ts";

/** Numbers of examples: float32 as in training, float64 where they are in units of the data. */
export type Values = Float32Array | Float64Array;

/** Where p_data comes from. */
export type Source =
  | { readonly kind: "built-in"; readonly name: string }
  /** Drawn by hand, in [−1, 1]²: p_data is a small normal around each point. */
  | { readonly kind: "drawn"; readonly points: readonly (readonly [number, number])[] }
  /** A file, or what was pasted: its name says how it is written. Parquet is bytes. */
  | ({
      readonly kind: "table";
      readonly name: string;
      readonly reading?: TableReading;
      /** What was said when the text was decoded, a sentence each. */
      readonly notices?: readonly string[];
    } & ({ readonly text: string } | { readonly bytes: Uint8Array<ArrayBuffer> }))
  /** Small pictures as bytes, N×channels×height×width; `shape` is that of one. */
  | { readonly kind: "images"; readonly name: string; readonly shape: Shape; readonly bytes: Uint8Array }
  /** A file of an array, as it is: IDX, gzipped or not, or .npy. Images, or rows of numbers. */
  | { readonly kind: "array"; readonly name: string; readonly bytes: Uint8Array };

/** Steps that each player has made. */
export interface Moves {
  readonly G: number;
  readonly D: number;
}

/** What is changed while a game is played: from the round after this one on, these options are in force. */
export interface Change {
  readonly step: number;
  readonly set: GivenOptions;
}

/** How a table is to be read, by the options of the command line. */
export type TableReading = Pick<GivenDataOptions, "encode" | "column" | "missing" | "nan">;

/** A column of a table, as it was read. */
export interface TableColumn {
  readonly name: string;
  readonly kind: TableColumnKind;
  /** Why it is of this kind, in a few English words. */
  readonly reason: string;
  /** Rows without a value. */
  readonly gaps: number;
  /** It is not learned, and can be made anew. */
  readonly made: boolean;
  /** It is not learned, as others tell it. */
  readonly told: boolean;
  /** What is learned of it: values with a cell of their own, bins, rare values that share a cell, a cell of gaps. `null`: nothing. */
  readonly cells: {
    readonly values: number;
    readonly bins: number;
    readonly rare: number;
    readonly gap: boolean;
  } | null;
}

/** A column of a mixed table, and the bar that each of some real rows is in. */
export interface MixedColumn {
  readonly name: string;
  /** Numbers and dates: bars of ranges rise. */
  readonly ordered: boolean;
  readonly bars: readonly Bar[];
  readonly codes: Uint8Array;
}

/** Some real rows of a mixed table. */
export interface MixedRows {
  readonly columns: readonly MixedColumn[];
  readonly rows: number;
}

/** Generated rows of a mixed table beside the real ones. Scores are 1 where nothing differs, NaN where there is none. */
export interface RowsReading {
  readonly rows: number;
  /** Means over columns and pairs, and over the pairs that go together in the data. */
  readonly shapes: number;
  readonly pairs: number;
  readonly strongPairs: number;
  /** As in {@link MixedRows}: the bar of each row. */
  readonly columns: readonly { readonly score: number; readonly codes: Uint8Array }[];
  readonly pairScores: readonly { readonly pair: readonly [number, number]; readonly score: number }[];
}

export interface Opening {
  readonly source: Source;
  readonly options: GivenOptions;
  /** The options were chosen for other data: those that suit such data take their place, and {@link Opened.options} says them. */
  readonly fit?: boolean;
  /** What is changed as the game goes on, in order. */
  readonly changes?: readonly Change[];
  /** The game before is kept, to be taken up again by {@link Lab.undo}. */
  readonly keepBefore?: boolean;
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
  readonly moves: Moves;
  readonly view: View;
  /** D's output is a logit whose sigmoid is D(x); otherwise a score without bounds. */
  readonly probability: boolean;
  /** The players are told what an example shall be: what flows through them, and both losses side by side, are not shown. */
  readonly conditional: boolean;
  /** Some real examples to show, example after example, in the numbers of training; none of mixed tables. */
  readonly real: Float32Array;
  /** Of mixed tables. */
  readonly mixed: MixedRows | null;
  /** Of tables that were read column by column: each as it was taken. */
  readonly read: readonly TableColumn[] | null;
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
  /** Units over the plane that their network looks at. */
  readonly units?: boolean;
  /** ‖∇‖ of G under both losses. */
  readonly bothLosses?: boolean;
}

/** The state of the game, as far as it was wished for. */
export interface Frame {
  readonly step: number;
  readonly moves: Moves;
  /** Numbers are no longer finite: the game cannot go on from here. */
  readonly broken: boolean;
  readonly device: Device;
  /** Why the graphics card went away: the game stands at the last state that is known, until {@link Lab.goOnBy}. */
  readonly lost: string | null;
  /** A player was moved alone on the way here, so that whole rounds do not lead here. */
  readonly byHand: boolean;
  /** Of the steps made last; NaN for a player that has not moved yet. */
  readonly measures: Measures;
  /** While playing: over the last second or so. */
  readonly stepsPerSecond: number;
  /** G at the same z as ever, example after example; of mixed tables none: they are read by {@link Lab.read}. */
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
  /** Of G over z and of D over x, where those are one or two numbers; `null` where there are none, or none were wished for. */
  readonly units: readonly UnitMaps[] | null;
  readonly lossNorms: LossNorms | null;
  /** Steps to which the game can go back, in order. */
  readonly kept: readonly number[];
}

/** Some units of a layer, each all over the input of its network: z for G, x for D. */
export interface UnitMaps extends Pick<LayerUnits, "units" | "values"> {
  /** Place of the layer among those of G and then D. */
  readonly layer: number;
}

/** Cells per axis of {@link UnitMaps}, by dimension of what the network looks at; the last axis is the fastest. */
export const MAP_CELLS = { 1: 60, 2: 20 } as const;
/** Units of a layer that have maps. */
export const MOST_MAPS = 32;

/** Points per axis of the lattice in {@link Frame.manifold}. */
export const MANIFOLD = 20;
/** Samples that {@link Frame.pulls} is computed for. */
export const PULLS = 128;

/** What takes longer to find out, about once a second. */
export interface Reading {
  readonly step: number;
  readonly moves: Moves;
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
  /** Rows of mixed tables, whose distances are not measured. */
  readonly rows: RowsReading | null;
  /** Energy distance of generated to real examples, and of real examples to others of their kind. */
  readonly sampleDistance: number;
  /** Of images: that of noise to real ones, which is as far as images come; of others NaN. */
  readonly noiseDistance: number;
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
  /** Of mixed tables: the columns of the data, and what rows can be asked for. */
  readonly cells: readonly ColumnDescription[] | null;
  /** Of a generator that is told classes: examples of each in the training data, and their names where they have some. */
  readonly classes: { readonly counts: readonly number[]; readonly names: readonly string[] | null } | null;
  /** Of checkpoints: with its configuration the game can go on, if the data are at hand. */
  readonly config: Omit<Config, "run"> | null;
}

/** Conditions by column, as `saddlepoint sample --where` takes them. */
export type Conditions = Exclude<Where, string>;

/** Rows of a mixed table that are wished for. */
export interface RowsWish {
  readonly seed: number;
  readonly count: number;
  /** What must hold; of columns that are not in it, rows have the shares of the data. */
  readonly where: Conditions;
}

/** Rows that were drawn, as text. */
export interface DrawnRows {
  readonly names: readonly string[];
  /** The first of them. */
  readonly rows: readonly (readonly string[])[];
  /** All of them, as the command line writes them. */
  readonly csv: Uint8Array;
  readonly tally: Tally;
  /** What the library has to say of them, a sentence each. */
  readonly notices: readonly string[];
}

/** What the page can have as a file. */
export interface Download {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** D, trained alone: its loss has stopped falling, or it has made the most steps that it is given. */
export type Settled = "settled" | "cap";

/** The rules that are in force. */
export interface RulesInForce extends Pick<Opened, "config" | "probability" | "moves"> {
  /** Those that are still to come as well. */
  readonly changes: readonly Change[];
}

/** The box of the plot. */
export type Box = Pick<Opened, "grid" | "density">;

/** The worker. Every call may throw an error whose message is a sentence for the user. One call at a time changes the game. */
export interface Lab {
  /** What can be shown of a game before the engine is there; `null` where nothing can. */
  preview(opening: Opening): Promise<Opened | null>;
  /** Sets up a game; the one before it is over. */
  open(opening: Opening): Promise<Opened>;
  /** The game before comes back as it was, and this one is over. */
  undo(): Promise<void>;
  /** Whether other options can come into force while the game goes on, or it has to begin anew for them. */
  canChange(options: GivenOptions): Promise<boolean>;
  /** Puts other options in force from the next round on; a round in progress is played to its end before. */
  change(options: GivenOptions): Promise<void>;
  rules(): Promise<RulesInForce>;
  /** Another box of the plot around the same middle, so many times as wide as that of the data. */
  zoom(times: number): Promise<Box>;
  /** The present state, nothing moves. */
  look(wish: Wish): Promise<Frame>;
  /** Plays whole rounds: at most so many, and for about so long. At least one. */
  advance(limit: { readonly rounds: number; readonly milliseconds: number }, wish: Wish): Promise<Frame>;
  /** Carries out the next line of Algorithm 1; `null` where numbers are no longer finite. */
  line(wish: Wish): Promise<{ readonly moment: Moment | null; readonly frame: Frame }>;
  /** Steps of a player alone: at most so many, and for about so long. At least one. */
  move(
    player: "G" | "D",
    limit: { readonly times: number; readonly milliseconds: number },
    wish: Wish,
  ): Promise<{ readonly frame: Frame; readonly made: number }>;
  /** Steps of D with G frozen, for about so long; `ended`: why they are over, where they are; `moves`: how many it were. */
  trainDiscriminator(
    milliseconds: number,
    wish: Wish,
  ): Promise<{ readonly frame: Frame; readonly ended: Settled | null; readonly moves: number }>;
  /** The present game goes on here. */
  goOnBy(device: Device): Promise<void>;
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
  /** G(z) of the opened generator; of one that is told classes all of one class, or as often as the data have them. */
  draw(z: Float32Array, ofClass?: number): Promise<Values>;
  /** Rows of the opened generator of a mixed table, as `saddlepoint sample --where` draws them. */
  rows(wish: RowsWish): Promise<DrawnRows>;
}
