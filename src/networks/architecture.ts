/** What a network that options can build says of itself. The table of them is `architectures.ts`. */
import type { Column } from "../data/columns/columns.ts";
import type { DataKind } from "../data/kinds.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Init, InitScheme } from "./initialisers.ts";
import type { PixelRange } from "./layers.ts";
import type { Network } from "./network.ts";

/** Where a network stands, whatever it is made of. */
export interface Place {
  /** `"G"` or `"D"`. */
  readonly name: string;
  /** Of one z for G, of one example for D. */
  readonly input: Shape;
  /** Of one example for G, [1] for D. */
  readonly output: Shape;
  /** Of the data. */
  readonly kind: DataKind;
  readonly pixels: PixelRange;
  /** Shape of y, where the data have one; for D of all that it judges together. */
  readonly condition?: Shape | undefined;
  /** Examples that D judges together, on the first axis of its input and of y; 1 if left out. */
  readonly pack?: number;
  /** Of a table. */
  readonly columns?: readonly Column[] | undefined;
  /** What G's last bias starts from; zero if left out. */
  readonly outputBias?: ArrayLike<number> | undefined;
}

/** Start of weights, as a player's options have it. */
export interface InitOptions {
  readonly init: InitScheme;
  readonly initScale: number;
}

export const initOf = ({ init, initScale }: InitOptions): Init => ({ scheme: init, scale: initScale });

/** A kind of network. `Options` are those of a player that it is built from, by their names in the table of options. */
export interface Architecture<Options> {
  /** What it is, to stand in a list. */
  readonly help: string;
  /** What data it is for. */
  readonly data: readonly DataKind[];
  /** Every option that it takes. */
  readonly options: Readonly<Record<keyof Options, true>>;
  /** Whether G has a last bias for every number of an example, which may start from what the data say. */
  readonly hasOutputBias: boolean;
  /** Options that it needs another default for than they have for a kind of data. */
  readonly defaults?: { readonly [K in DataKind]?: Partial<Options> };
  readonly hiddenLayers: (options: Options) => number;
  readonly generator: (building: Place & Options) => Network;
  readonly discriminator: (building: Place & Options) => Network;
}
