/** Parts that a program brings along: networks and a loss that the option table does not know. */
import type { Loss } from "../game/losses.ts";
import type { Network } from "../networks/network.ts";
import { problem } from "../problem.ts";
import type { Shape } from "../tensor/shape.ts";
import type { GivenOptions } from "./recipes.ts";

/** Networks and a loss of one's own, instead of what the options would build. What is left out is built from the options. */
export interface OwnParts {
  /** Stands in the configuration and in checkpoints: a run goes on only with the parts it began with. */
  readonly name: string;
  /** G, from z [latent] to one example; its parameters must have names that D's do not have. */
  readonly generator?: (z: Shape, example: Shape, condition?: Shape) => Network;
  /** D, from one example to one logit or score [1]. Both players are told the shape of y, where the data have one. */
  readonly discriminator?: (example: Shape, condition?: Shape) => Network;
  readonly loss?: Loss;
}

/** Refuses a name that says nothing, and options that would be passed over. */
export function checkOwn({ name, loss }: OwnParts, given: GivenOptions): void {
  if (name.trim() === "") {
    throw problem({ doing: "reading own", expected: "a name for the parts of one's own", came: "an empty one" });
  }
  if (loss && given.loss !== undefined) {
    throw problem({
      doing: "reading own",
      expected: "one loss",
      came: `a loss of one's own and loss ${given.loss}`,
      next: "Leave one of them out.",
    });
  }
}

/** A configuration that was made with parts of one's own can only be used with them. */
export function requireOwn(name: string | undefined, own: OwnParts | undefined): void {
  if (name === own?.name) return;
  throw problem({
    doing: "building the networks",
    expected: name === undefined ? "a configuration made with own parts" : `the own parts ${name} of the run`,
    came: own ? own.name : "none",
    next: name === undefined ? "Give own to train, or to resolveConfig." : "Give the own that the run was begun with.",
  });
}
