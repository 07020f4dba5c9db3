import type { Machine } from "./machine.ts";

export interface Rounds {
  /** The first round to play, counted from 1. */
  readonly first: number;
  readonly last: number;
  /** k: steps of D per step of G. */
  readonly dSteps: number;
  readonly updates: "alternating" | "simultaneous";
}

/** A line of Algorithm 1 that has just been carried out. */
export interface Moment {
  /** `round`: both players have moved, the turn of the outer loop is over. */
  readonly did: "noise" | "examples" | "gradient" | "update" | "round";
  /** Whose step it belongs to. */
  readonly player: "D" | "G";
  /** The turn of the outer loop, counted from 1. */
  readonly step: number;
  /** The turn of the inner loop over D, from 1 to k; k in G's step. */
  readonly k: number;
}

/**
 * Algorithm 1 of Goodfellow et al. 2014: minibatch stochastic gradient training of generative adversarial nets. Every line is
 * yielded when it has been carried out, so whoever pulls can stop between any two; `round` ends each turn of the outer loop.
 */
export async function* algorithm1(machine: Machine, { first, last, dSteps, updates }: Rounds): AsyncGenerator<Moment> {
  // for number of training iterations do
  for (let step = first; step <= last; step++) {
    // for k steps do
    for (let k = 1; k <= dSteps; k++) {
      // Sample minibatch of m noise samples z(1), …, z(m) from noise prior p_g(z).
      machine.drawNoise();
      yield { did: "noise", player: "D", step, k };
      // Sample minibatch of m examples x(1), …, x(m) from data generating distribution p_data(x).
      await machine.drawExamples();
      yield { did: "examples", player: "D", step, k };
      // Update the discriminator by ascending its stochastic gradient:
      //   ∇θ_d 1/m Σ [log D(x(i)) + log(1 − D(G(z(i))))]
      await machine.discriminatorGradient(step);
      yield { did: "gradient", player: "D", step, k };
      // Simultaneous updates (the paper's own code): G moves against the D that was, on the same noise, before D moves.
      if (updates === "simultaneous" && k === dSteps) {
        await machine.generatorGradient(step);
        yield { did: "gradient", player: "G", step, k };
      }
      await machine.discriminatorStep(step).update(step);
      yield { did: "update", player: "D", step, k };
    }
    if (updates === "alternating") {
      // Sample minibatch of m noise samples z(1), …, z(m) from noise prior p_g(z).
      machine.drawNoise();
      yield { did: "noise", player: "G", step, k: dSteps };
      if (machine.generatorNeedsExamples) {
        await machine.drawExamples();
        yield { did: "examples", player: "G", step, k: dSteps };
      }
      // Update the generator by descending its stochastic gradient:
      //   ∇θ_g 1/m Σ log(1 − D(G(z(i))))
      await machine.generatorGradient(step);
      yield { did: "gradient", player: "G", step, k: dSteps };
    }
    await machine.generatorStep(step).update(step);
    machine.updateAverage();
    yield { did: "update", player: "G", step, k: dSteps };
    yield { did: "round", player: "G", step, k: dSteps };
  }
}
