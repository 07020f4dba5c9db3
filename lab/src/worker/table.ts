/** A game, and all that goes with it. */
import type { GivenOptions, Grid } from "#inner";
import type { Keeping, KeptState } from "./keeping.ts";
import type { Pace } from "./pace.ts";
import type { Change, Moves } from "./protocol.ts";
import type { Ground, Rules } from "./rules.ts";
import type { Settling } from "./settling.ts";

export interface Table extends Omit<Ground, "grid"> {
  rules: Rules;
  /** The box of the plot at present, and that of the data. */
  grid: Grid | null;
  readonly ofData: Grid | null;
  /** What the game began with, and what is changed on the way. */
  options: GivenOptions;
  changes: readonly Change[];
  /** The last change, where nothing has moved since: the state before it, and the steps that had been made. */
  changed: { readonly from: KeptState; readonly moves: Moves } | undefined;
  broken: boolean;
  /** Of a game on a graphics card: the last state that came down whole, and when. */
  known: { readonly state: KeptState; readonly at: number } | undefined;
  /** Why the graphics card went away, until the game goes on. */
  lost: string | null;
  byHand: boolean;
  /** A round was begun line by line, and is not over. */
  midRound: boolean;
  readonly keeping: Keeping;
  readonly pace: Pace;
  readonly settling: Settling;
}
