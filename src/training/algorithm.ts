import type { Machine } from "./machine.ts";

export interface Rounds {
  /** The first round to play, counted from 1. */
  readonly first: number;
  readonly last: number;
  /** k: steps of D per step of G. */
  readonly dSteps: number;
  readonly updates: "alternating" | "simultaneous";
}

/**
 * Algorithm 1 of Goodfellow et al. 2014: minibatch stochastic gradient training of generative adversarial nets. Each turn of
 * the outer loop is yielded with its number, after both players have moved.
 */
export async function* algorithm1(machine: Machine, { first, last, dSteps, updates }: Rounds): AsyncGenerator<number> {
  const { discriminator, generator } = machine;

  // for number of training iterations do
  for (let step = first; step <= last; step++) {
    // for k steps do
    for (let k = 1; k <= dSteps; k++) {
      // Sample minibatch of m noise samples z(1), …, z(m) from noise prior p_g(z).
      machine.drawNoise();
      // Sample minibatch of m examples x(1), …, x(m) from data generating distribution p_data(x).
      await machine.drawExamples();
      // Update the discriminator by ascending its stochastic gradient:
      //   ∇θ_d 1/m Σ [log D(x(i)) + log(1 − D(G(z(i))))]
      await machine.discriminatorGradient(step);
      // Simultaneous updates (the paper's own code): G moves against the D that was, on the same noise, before D moves.
      if (updates === "simultaneous" && k === dSteps) await machine.generatorGradient(step);
      discriminator.update(machine.discriminatorStep.gradient, step);
    }
    if (updates === "alternating") {
      // Sample minibatch of m noise samples z(1), …, z(m) from noise prior p_g(z).
      machine.drawNoise();
      if (machine.generatorNeedsExamples) await machine.drawExamples();
      // Update the generator by descending its stochastic gradient:
      //   ∇θ_g 1/m Σ log(1 − D(G(z(i))))
      await machine.generatorGradient(step);
    }
    generator.update(machine.generatorStep(step).gradient, step);
    machine.updateAverage();
    yield step;
  }
}
