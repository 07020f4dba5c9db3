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
const mean = (of: readonly Term[], within: readonly Term[]): Term => [{ of: "𝔼", below: of }, "[", ...within, "]"];

/** Equation 1 of Goodfellow et al. 2014. */
export const value: Term = [
  ...[{ of: "min", under: "G" }, " ", { of: "max", under: "D" }, " ", "V", "(", "D", ",", "G", ")", "="],
  mean(["x", "∼", pData], ["log", " ", "D", "(", "x", ")"]),
  "+",
  mean(["z", "∼", { of: "p", below: "z" }], ["log", " ", "(", "1", "−", "D", "(", "G", "(", "z", ")", ")", ")"]),
];

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
