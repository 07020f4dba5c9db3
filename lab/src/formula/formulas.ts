/** Formulas as data: what stands where. */

/** Letters, signs, a number or a space; one after the other; with something below, above or beneath; one over the other. */
export type Term =
  | string
  | readonly Term[]
  | { readonly of: Term; readonly below: Term }
  | { readonly of: Term; readonly raised: Term }
  | { readonly of: Term; readonly under: Term }
  | { readonly above: Term; readonly over: Term };

const pData: Term = { of: "p", below: "data" };
const pG: Term = { of: "p", below: "g" };
const cost: Term = ["log", " ", "(", "1", "−", "D", "(", "G", "(", "z", ")", ")", ")"];
const mean = (of: readonly Term[], within: Term): Term => [{ of: "𝔼", below: of }, "[", within, "]"];
const overReal = mean(["x", "∼", pData], ["log", " ", "D", "(", "x", ")"]);
const overNoise = mean(["z", "∼", { of: "p", below: "z" }], cost);
const minOverG: Term = [{ of: "min", under: "G" }, " "];
const maxOverD: Term = [{ of: "max", under: "D" }, " "];
const valueIs: Term = ["V", "(", "D", ",", "G", ")", "="];

/** Equation 1 of Goodfellow et al. 2014. */
export const value: Term = [minOverG, maxOverD, valueIs, overReal, "+", overNoise];

/** Proposition 1. */
export const best: Term = [
  ...[{ of: "D", raised: "*" }, "(", "x", ")", "="],
  { above: [pData, "(", "x", ")"], over: [pData, "(", "x", ")", "+", pG, "(", "x", ")"] },
];

/** Theorem 1. */
export const criterion: Term = [
  ...["C", "(", "G", ")", "=", "−", "log", " ", "4", "+", "2", " ", "JSD", "("],
  ...[pData, "‖", pG, ")"],
];

const meanOfBoth: Term = { above: ["p", "+", "q"], over: "2" };
const klToMean = (of: string): Term => ["½", " ", "KL", "(", of, "‖", meanOfBoth, ")"];

/** Formulas of the tour, by step: each in pieces, between which a line may break. */
export const tourFormulas = {
  "d-step": [
    [
      [maxOverD, valueIs, overReal],
      ["+", " ", overNoise],
    ],
  ],
  "g-step": [[[minOverG, overNoise]]],
  // The first loss and the second, which the tour's words name.
  "other-loss": [[[minOverG, cost]], [[minOverG, "−", "log", " ", "D", "(", "G", "(", "z", ")", ")"]]],
  "figure-b": [[best]],
  criterion: [[criterion]],
  kl: [
    [
      ["JSD", "(", "p", "‖", "q", ")", "=", klToMean("p")],
      ["+", " ", klToMean("q")],
      ["≤", "log", " ", "2"],
    ],
  ],
  "figure-d": [
    [
      [pG, "=", pData, ","],
      ["D", "(", "x", ")", "=", "1", "/", "2", ","],
      ["V", "=", "−", "log", " ", "4"],
    ],
  ],
} as const satisfies Readonly<Record<string, readonly (readonly Term[])[]>>;
