/** The network of a fresh D. */
import { areRows } from "../data/kinds.ts";
import { activation, dense } from "../networks/layers.ts";
import { type Network, sequential } from "../networks/network.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Config } from "../training/config.ts";
import { gameOf } from "../training/game-of-config.ts";
import type { OwnParts } from "../training/own-parts.ts";
import { jointNetwork } from "./joint.ts";

const HE = { scheme: "he", scale: 1 } as const;
const UNITS = 128;
/** Biases of the first layer: of 0 they would let all units bend at 0, where a row may have nothing to be told apart. */
const BENDS = { kind: "uniform", halfWidth: 2 } as const;

/**
 * For rows of numbers a network that learns small differences well, whatever the run's own D is; for images the run's own. Any network
 * gives a lower bound of C(G); one that learns slowly gives a loose one.
 */
export function freshNetwork(config: Config, own?: OwnParts): Network {
  const { shape } = config.data;
  if (areRows(config.data)) {
    const bend = activation("gelu");
    // Of classes y stands behind x.
    const told = gameOf(config, own).discriminator.condition;
    return sequential("D", told ? [sizeOf(shape) + sizeOf(told)] : shape, [
      dense(UNITS, HE, { biasInit: BENDS }),
      bend,
      dense(UNITS, HE),
      bend,
      dense(UNITS, HE),
      bend,
      dense(1, HE),
    ]);
  }
  // With batch normalisation D would judge minibatches, not examples: the bound would not hold.
  const { normalisation } = config.discriminator;
  const discriminator = {
    ...config.discriminator,
    normalisation: normalisation === "batch" ? ("layer" as const) : normalisation,
    // Nor with what compares examples, and what holds D back makes the bound loose.
    minibatchDeviation: 0,
    spectralNorm: false,
  };
  return jointNetwork(gameOf({ ...config, discriminator, freezeD: 0 }, own).discriminator);
}
