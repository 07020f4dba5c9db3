/** The game of the page as it is begun, given up and taken up again: its data, its settings, and which of them are in force. */
import type { GivenOptions } from "#inner";
import type { Layers } from "../draw/layers.ts";
import { optionsAt } from "../worker/changes.ts";
import type { Change, Source } from "../worker/protocol.ts";
import type { Side } from "./side.svelte.ts";
import type { DataChoice } from "./url.ts";

/** Data as a link says them. */
export const choiceOf = (source: Source): DataChoice => {
  switch (source.kind) {
    case "built-in":
      return { kind: "built-in", name: source.name };
    case "drawn":
      return { kind: "drawn", points: source.points };
    case "table":
      return { kind: "file", name: source.name, ...(source.reading ? { reading: source.reading } : {}) };
    case "images":
    case "array":
      return { kind: "file", name: source.name };
  }
};

/** The second side's options: those of the first, but for what was said of it. */
export const versusOptions = (options: GivenOptions, versus: GivenOptions): GivenOptions => ({
  ...options,
  ...versus,
  generator: { ...options.generator, ...versus.generator },
  discriminator: { ...options.discriminator, ...versus.discriminator },
});

/** A tenth of both players' learning rates. */
export function tenthOf({ generator, discriminator }: NonNullable<Side["opened"]>["config"]): GivenOptions {
  const tenth = ({ learningRate }: { readonly learningRate: number }) => ({
    learningRate: Number((learningRate / 10).toPrecision(6)),
  });
  return { generator: tenth(generator), discriminator: tenth(discriminator) };
}

/** What a game began with. */
export interface Game {
  readonly source: Source;
  readonly options: GivenOptions;
  /** What is different on the second side; `null` without one. */
  readonly versus: GivenOptions | null;
  /** It began in the trained state that comes with the lab. */
  readonly trained: boolean;
}

export interface Beginning {
  /** Why the game before is over: it can be taken up again. */
  readonly instead?: Restart;
  readonly changes?: readonly Change[];
  readonly versusChanges?: readonly Change[];
  readonly checkpoint?: Uint8Array;
  /** Other data: the options may change with them. */
  readonly fit?: boolean;
}

/** What the user has done that a game had to begin anew for. */
type Restart = "settings" | "data" | "reset" | "compare" | "file";

/** A game that was given up for another. */
export interface Before {
  readonly game: Game;
  readonly layers: Layers;
  readonly second: Side | null;
  readonly because: Restart;
}

/** Options with those changes of a side that are in force, and where it is computed at present: a card may have gone away. */
export function inForceOn(side: Side | null, options: GivenOptions, both: GivenOptions = {}): GivenOptions {
  if (!side) return options;
  const now = optionsAt(options, side.changes.slice(0, side.inForce), Number.POSITIVE_INFINITY);
  const { device } = side;
  return !side.frame || (now.device ?? both.device ?? "cpu") === device ? now : { ...now, device };
}

/** Of some options, where they have the game computed. */
export const deviceIn = ({ device }: GivenOptions): GivenOptions => (device === undefined ? {} : { device });
