/** The options that are shown without being asked for. */
import type { GameOptions, PlayerOptions } from "#inner";

export const BASIC = [
  "loss",
  "prior",
  "latent",
  "dSteps",
  "gSteps",
  "batch",
  "updates",
  "seed",
] as const satisfies readonly (keyof GameOptions)[];
export const BASIC_PLAYER = [
  "widths",
  "optimizer",
  "learningRate",
  "activation",
] as const satisfies readonly (keyof PlayerOptions)[];
