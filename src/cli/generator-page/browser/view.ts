/** How samples of one kind are shown. */
export interface View {
  /** Samples in a draw. */
  readonly count: number;
  /** How many are computed at a time: between them the page stays alive. */
  readonly block: number;
  /** Shows the samples from number `from` on. */
  show(from: number, values: Uint8Array | Float32Array | Float64Array): void;
  /** All have been shown; this was their z. */
  done(z: Float32Array): void;
  save(): Promise<Blob>;
  /** Ending of a saved file. */
  readonly ending: ".png" | ".csv";
}
