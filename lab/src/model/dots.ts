/** The dots that move along the ways: how many, how fast, one after the other. The browser moves them, not a script. */
import type { Current } from "./activity.ts";
import type { Graph, Segment } from "./graph.ts";

/** CSS pixels a second, and between two dots. */
const SPEED = 55;
const APART = 26;
const MOST = 4;
/** Milliseconds: on short ways dots would flicker. */
const LEAST = 500;

export interface Dot extends Segment {
  readonly current: Current;
  /** Milliseconds of one way, and how far into it the dot is at first. */
  readonly takes: number;
  readonly ahead: number;
}

const lengthOf = ({ from, to }: Segment): number => Math.hypot(to[0] - from[0], to[1] - from[1]);

export const dotsOf = ({ wires }: Graph, currents: readonly Current[]): Dot[] =>
  currents.flatMap((current) => {
    const wire = wires.find(({ wire: [from, to] }) => from === current.from && to === current.to);
    const segment = wire?.[current.what];
    if (!segment) return [];
    const length = lengthOf(segment);
    const count = Math.min(MOST, Math.max(1, Math.round(length / APART)));
    const takes = Math.max(LEAST, (1000 * length) / SPEED);
    // Both players' gradients go the same way: one between the other.
    const later = current.what === "gradient" && current.of === "generated" ? 0.5 : 0;
    return Array.from({ length: count }, (_, i) => ({
      ...segment,
      current,
      takes,
      ahead: ((i + later) * takes) / count,
    }));
  });
