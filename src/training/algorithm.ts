import type { Config } from "./config.ts";
import type { Machine } from "./machine.ts";

/** Of a configuration: k is `dSteps`, and G makes `gSteps` where the algorithm as printed has one. */
export interface Rounds extends Pick<Config, "dSteps" | "gSteps" | "updates"> {
  /** The first round to play, counted from 1. */
  readonly first: number;
  readonly last: number;
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
  /** Which of G's steps it belongs to, from 1; 0 in D's step. */
  readonly g: number;
}

/**
 * Algorithm 1 of Goodfellow et al. 2014: minibatch stochastic gradient training of generative adversarial nets. Every line is
 * yielded when it has been carried out, so whoever pulls can stop between any two; `round` ends each turn of the outer loop.
 */
export async function* algorithm1(machine: Machine, rounds: Rounds): AsyncGenerator<Moment> {
  const { first, last, dSteps, gSteps, updates } = rounds;
  // for number of training iterations do
  for (let step = first; step <= last; step++) {
    // for k steps do
    for (let k = 1; k <= dSteps; k++) {
      // Sample minibatch of m noise samples z(1), …, z(m) from noise prior p_g(z).
      machine.drawNoise();
      yield { did: "noise", player: "D", step, k, g: 0 };
      // Sample minibatch of m examples x(1), …, x(m) from data generating distribution p_data(x).
      await machine.drawExamples();
      yield { did: "examples", player: "D", step, k, g: 0 };
      // Update the discriminator by ascending its stochastic gradient:
      //   ∇θ_d 1/m Σ [log D(x(i)) + log(1 − D(G(z(i))))]
      await machine.discriminatorGradient(step);
      yield { did: "gradient", player: "D", step, k, g: 0 };
      // Simultaneous updates (the paper's own code): G moves against the D that was, on the same noise, before D moves.
      if (updates === "simultaneous" && k === dSteps) {
        await machine.generatorGradient(step);
        yield { did: "gradient", player: "G", step, k, g: 1 };
      }
      await machine.discriminatorStep(step).update(step);
      yield { did: "update", player: "D", step, k, g: 0 };
    }
    // The algorithm as printed has one step of G.
    for (let g = 1; g <= gSteps; g++) {
      const at = { player: "G", step, k: dSteps, g } as const;
      // Of simultaneous updates the first has its gradient.
      if (updates === "alternating" || g > 1) {
        // Sample minibatch of m noise samples z(1), …, z(m) from noise prior p_g(z).
        machine.drawNoise();
        yield { did: "noise", ...at };
        if (machine.generatorNeedsExamples) {
          await machine.drawExamples();
          yield { did: "examples", ...at };
        }
        // Update the generator by descending its stochastic gradient:
        //   ∇θ_g 1/m Σ log(1 − D(G(z(i))))
        await machine.generatorGradient(step);
        yield { did: "gradient", ...at };
      }
      await machine.generatorStep(step).update(step);
      const moved = machine.updateAverage();
      // To wait for what is there already costs small networks a percent.
      if (moved) await moved;
      yield { did: "update", ...at };
    }
    yield { did: "round", player: "G", step, k: dSteps, g: gSteps };
  }
}
