/** Parts that a program brings along: networks, a loss and an update rule that the option table does not know. */
import type { Loss } from "../game/losses.ts";
import type { Optimizer } from "../learning/optimizer.ts";
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
  /** The update rule of both players. Rates, momentum and what else the options of an optimizer say are handed to it. */
  readonly optimizer?: Optimizer;
}

const refusal = (expected: string, came: string, next?: string): Error =>
  problem({ doing: "reading own", expected, came, ...(next === undefined ? {} : { next }) });

const KINDS = { generator: "function", discriminator: "function", loss: "object", optimizer: "object" } as const;

/** Refuses what is no part, and none at all. */
export function checkParts({ name, ...parts }: OwnParts): void {
  if (typeof name !== "string" || name.trim() === "") {
    throw refusal("a name for the parts of one's own", name === "" ? "an empty one" : String(name));
  }
  const given = Object.entries(parts).filter(([, part]) => part !== undefined);
  for (const [key, part] of given) {
    if (!Object.hasOwn(KINDS, key)) throw refusal(`one of ${Object.keys(KINDS).join(", ")}`, key);
    const kind = KINDS[key as keyof typeof KINDS];
    if (typeof part !== kind || part === null) throw refusal(`${key} to be a ${kind}`, JSON.stringify(part));
  }
  if (given.length === 0) throw refusal(`at least one of ${Object.keys(KINDS).join(", ")}`, "a name alone");
}

/** A network that a part of one's own has made. */
export function networkOf(part: "generator" | "discriminator", made: Network | undefined): Network {
  if (typeof made?.apply === "function" && Array.isArray(made.parameters)) return made;
  throw problem({
    doing: "building the networks",
    expected: `own.${part} to return a network, as sequential makes it`,
    came: made === undefined ? "nothing" : "something else",
  });
}

/** Refuses parts that are none, a name that says nothing, and options that would be passed over. */
export function checkOwn(own: OwnParts, given: GivenOptions): void {
  checkParts(own);
  const { loss, optimizer } = own;
  if (loss && given.loss !== undefined) {
    throw refusal("one loss", `a loss of one's own and loss ${given.loss}`, "Leave one of them out.");
  }
  if (optimizer) checkOptimizer(optimizer, given);
}

function checkOptimizer({ moments, update }: Optimizer, given: GivenOptions): void {
  const named = [given, given.generator, given.discriminator].find((options) => options?.optimizer !== undefined);
  if (named) {
    throw refusal(
      "one update rule",
      `an optimizer of one's own and optimizer ${named.optimizer}`,
      "Leave one of them out.",
    );
  }
  if (!Array.isArray(moments) || typeof update !== "function") {
    throw refusal("an optimizer with moments, a list of names, and a function update", "one without");
  }
  const taken = ["average", ""];
  const bad = moments.find((moment, i) => taken.includes(moment.trim()) || moments.indexOf(moment) !== i);
  if (bad === undefined) return;
  // In checkpoints the moving average of G stands under that name.
  throw refusal("moments whose names are different, and none average", bad === "" ? "an empty one" : bad);
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
