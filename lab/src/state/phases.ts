/** Slow motion: a line of Algorithm 1 that was carried out, as the phases in which it is shown. */
import type { Moment } from "#inner";
import type { AlgorithmLine, Phase } from "../words/messages.ts";

/** The gradient is computed at once; it is shown as what it is made of, in order. */
export function phasesOf({ did, player }: Moment): readonly Phase[] {
  switch (did) {
    case "noise":
      return player === "D" ? ["noise-D", "generate-D"] : ["noise-G", "generate-G"];
    case "examples":
      return player === "D" ? ["examples-D"] : ["examples-G"];
    case "gradient":
      return player === "D" ? ["judge-D", "value-D", "gradient-D"] : ["judge-G", "gradient-G"];
    case "update":
      return player === "D" ? ["update-D"] : ["update-G"];
    case "round":
      return [];
  }
}

/** The line of the algorithm as printed that a phase belongs to. */
export const lineOf: Readonly<Record<Phase, AlgorithmLine>> = {
  "noise-D": "noiseD",
  "generate-D": "noiseD",
  "examples-D": "examples",
  "judge-D": "ascend",
  "value-D": "ascend",
  "gradient-D": "ascend",
  "update-D": "ascend",
  "noise-G": "noiseG",
  "examples-G": "noiseG",
  "generate-G": "noiseG",
  "judge-G": "descend",
  "gradient-G": "descend",
  "update-G": "descend",
};
