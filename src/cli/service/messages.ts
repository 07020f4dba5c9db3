/** What a service and the process that draws for it say to each other. */
import type { Drawing, Drawn, Source } from "./draw.ts";

/** Opens a run, and draws of it if a drawing is asked for. */
export interface Order {
  readonly id: number;
  readonly source: Source;
  readonly drawing?: Drawing;
}

export type Reply = { readonly id: number } & (
  | { readonly is: "open"; readonly step: number }
  | { readonly is: "drawn"; readonly drawn: Drawn }
  /** What was asked for cannot be had: a sentence. */
  | { readonly is: "refused"; readonly sentence: string }
  /** A bug of ours, or a machine that fails. */
  | { readonly is: "failed"; readonly details: string }
);
