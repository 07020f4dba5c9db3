import type { Words } from "../words/words.ts";

/** How samples of one kind are shown. */
export interface View {
  /** What samples are called. */
  readonly unit: "samples" | "rows";
  /** Samples in a draw, or what is wrong with what was asked for, in a sentence. */
  count(): number | ((words: Words) => string);
  /** How many are computed at a time: between them the page stays alive. */
  readonly block: number;
  /** What the samples of a seed are asked to be, where the model is asked. */
  given?(seed: number, count: number): Float32Array;
  /** A draw begins of samples that are asked to be what was given. */
  begin?(count: number, seed: number, given?: Float32Array): void;
  /** Shows the samples from number `from` on. */
  show(from: number, values: Uint8Array | Float32Array | Float64Array): void;
  /** All have been shown; this was their z, and what they were asked to be. */
  done(z: Float32Array, given?: Float32Array): void;
  save(): Promise<Blob>;
  /** Ending of a saved file. */
  readonly ending: ".png" | ".csv";
}
