/**
 * What moves along the ways, as rows of marks: how many, how far apart, how fast. The browser moves a row by one distance, over and over; no
 * script runs, and a row is one layer to compose, however many marks it has.
 */
import type { Current } from "./activity.ts";
import type { Graph } from "./graph.ts";

/** CSS pixels a second, and between two marks. */
const SPEED = 55;
const APART = 26;
/** Milliseconds: on short ways marks would flicker. */
const LEAST = 500;

export interface Stream {
  readonly current: Current;
  /** Where the first mark is at first. */
  readonly from: readonly [left: number, top: number];
  /** Radians. */
  readonly angle: number;
  readonly count: number;
  readonly apart: number;
  /** Milliseconds from one mark to the next, and how far into that the row is at first. */
  readonly takes: number;
  readonly ahead: number;
}

export const streamsOf = ({ wires }: Graph, currents: readonly Current[]): Stream[] =>
  currents.flatMap((current) => {
    const wire = wires.find(({ wire: [from, to] }) => from === current.from && to === current.to);
    const way = wire?.[current.what];
    if (!way) return [];
    const [across, down] = [way.to[0] - way.from[0], way.to[1] - way.from[1]];
    const length = Math.hypot(across, down);
    const count = Math.max(1, Math.round(length / APART));
    const apart = length / count;
    const takes = Math.max(LEAST, (1000 * apart) / SPEED);
    // Both players' gradients go the same way: one between the other.
    const later = current.what === "gradient" && current.of === "generated" ? takes / 2 : 0;
    return [{ current, from: way.from, angle: Math.atan2(down, across), count, apart, takes, ahead: later }];
  });
