/** What works at present: the parts that are lit, and what moves between them. */
import type { Doing, Mover } from "../state/player.svelte.ts";
import type { ModelPart, Phase } from "../words/messages.ts";
import { WIRES } from "./graph.ts";

/** What moves along a wire: data, or the gradient of a player. */
export interface Current {
  /** Of data; a gradient goes the other way. */
  readonly from: ModelPart;
  readonly to: ModelPart;
  readonly what: "data" | "gradient";
  /** Whose colour it has. */
  readonly of: "generated" | "real" | "discriminator";
}

export interface Activity {
  /** `null`: none stands out. */
  readonly lit: ReadonlySet<ModelPart> | null;
  readonly currents: readonly Current[];
  /** D moves alone: its gradient stops before G. */
  readonly stops: boolean;
}

const OWNER: Readonly<Record<string, Current["of"]>> = { real: "real", D: "discriminator" };

const data = (...between: readonly string[]): Current[] =>
  WIRES.filter(([from, to]) => between.includes(`${from}-${to}`)).map(([from, to]) => ({
    from,
    to,
    what: "data",
    of: OWNER[from] ?? "generated",
  }));

const gradient = (player: Mover, ...between: readonly string[]): Current[] =>
  WIRES.filter(([from, to]) => between.includes(`${from}-${to}`)).map(([from, to]) => ({
    from,
    to,
    what: "gradient",
    of: player === "D" ? "discriminator" : "generated",
  }));

const GRADIENTS: Readonly<Record<Mover, readonly Current[]>> = {
  D: gradient("D", "D-answers"),
  G: gradient("G", "D-answers", "generated-D", "G-generated"),
};

const parts = (...lit: readonly ModelPart[]): ReadonlySet<ModelPart> => new Set(lit);

/** A phase of slow motion. `pairs`: the loss of G looks at real examples too. */
function inPhase(phase: Phase, pairs: boolean): Activity {
  const stops = phase === "gradient-D";
  switch (phase) {
    case "noise-D":
    case "noise-G":
      return { lit: parts("z"), currents: [], stops };
    case "generate-D":
    case "generate-G":
      return { lit: parts("z", "G", "generated"), currents: data("z-G", "G-generated"), stops };
    case "examples-D":
    case "examples-G":
      return { lit: parts("real"), currents: [], stops };
    case "judge-D":
    case "judge-G": {
      const both = phase === "judge-D" || pairs;
      return {
        lit: parts("generated", "D", "answers", ...(both ? (["real"] as const) : [])),
        currents: data("generated-D", "D-answers", ...(both ? ["real-D"] : [])),
        stops,
      };
    }
    case "value-D":
      return { lit: parts("answers"), currents: [], stops };
    case "gradient-D":
      return { lit: parts("D", "answers"), currents: GRADIENTS.D, stops };
    case "gradient-G":
      return { lit: parts("G", "generated", "D", "answers"), currents: GRADIENTS.G, stops };
    case "update-D":
      return { lit: parts("D"), currents: [], stops };
    case "update-G":
      return { lit: parts("G"), currents: [], stops };
  }
}

/** While these players move, one after the other: both, or one with the other frozen. */
function whileMoving(movers: readonly Mover[], pairs: boolean): Activity {
  const real = movers.includes("D") || pairs ? ["real-D"] : [];
  return {
    lit: null,
    currents: [
      ...data("z-G", "G-generated", "generated-D", "D-answers", ...real),
      ...movers.flatMap((player) => GRADIENTS[player]),
    ],
    stops: !movers.includes("G") && movers.length > 0,
  };
}

const STILL: Activity = { lit: null, currents: [], stops: false };

export interface Happening {
  readonly doing: Doing;
  readonly phase: Phase | null;
  /** Players that have just made a step by hand. */
  readonly moved: readonly Mover[];
  readonly pairs: boolean;
}

export function activityOf({ doing, phase, moved, pairs }: Happening): Activity {
  if (phase) return inPhase(phase, pairs);
  if (doing === "playing") return whileMoving(["D", "G"], pairs);
  if (doing === "training D") return whileMoving(["D"], pairs);
  return moved.length > 0 ? whileMoving(moved, pairs) : STILL;
}
