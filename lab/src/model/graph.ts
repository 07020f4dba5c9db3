/** The game as a graph: its parts, the ways between them, and where they stand, in CSS pixels. */
import type { ModelPart } from "../words/messages.ts";

/** From left to right. */
export const PARTS = ["z", "G", "generated", "real", "D", "answers"] as const satisfies readonly ModelPart[];

/** Ways of data; gradients go the same ways back. */
export const WIRES = [
  ["z", "G"],
  ["G", "generated"],
  ["generated", "D"],
  ["real", "D"],
  ["D", "answers"],
] as const satisfies readonly (readonly [ModelPart, ModelPart])[];

type Wire = (typeof WIRES)[number];

export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

export interface Segment {
  readonly from: readonly [left: number, top: number];
  readonly to: readonly [left: number, top: number];
}

export interface Graph {
  readonly width: number;
  readonly height: number;
  readonly squares: Readonly<Record<ModelPart, Square>>;
  /** Of each wire: the way of data, and that of gradients, which runs back beside it. */
  readonly wires: readonly { readonly wire: Wire; readonly data: Segment; readonly gradient: Segment | null }[];
}

/** Above every square stands its name. */
export const NAME = 15;
const [LEAST_HEIGHT, MOST_HEIGHT] = [120, 260];
const [LEAST_GAP, MOST_GAP] = [14, 84];
/** D's square is that much larger, for its field. */
const LARGER = 1.3;
const BETWEEN_SAMPLES = 4;
const EDGE = 2;
/** Half the distance between the two ways of a wire. */
const LANE = 4;

export const graphHeight = (width: number, height?: number): number =>
  Math.round(Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, height ?? 0.3 * width)));

/** No gradient goes into real examples, nor into z. */
const hasGradient = ([from]: Wire): boolean => from !== "real" && from !== "z";

export function layGraph(width: number, height: number): Graph {
  const rows = (height - 2 * NAME - BETWEEN_SAMPLES - 2 * EDGE) / 2;
  const side = Math.max(8, Math.floor(Math.min(rows, (width - 2 * EDGE - 4 * LEAST_GAP) / (4 + LARGER))));
  const large = Math.floor(Math.min(LARGER * side, height - NAME - 2 * EDGE));
  const gap = Math.min(MOST_GAP, (width - 2 * EDGE - 4 * side - large) / 4);
  const left = (width - 4 * side - large - 4 * gap) / 2;
  const column = (index: number): number => left + index * (side + gap);
  const middle = height / 2 + NAME / 2;
  const single = (at: number, size: number): Square => ({ left: at, top: middle - size / 2, side: size });
  const pair = 2 * (NAME + side) + BETWEEN_SAMPLES;
  const top = (height - pair) / 2 + NAME;
  const squares = {
    z: single(column(0), side),
    G: single(column(1), side),
    generated: { left: column(2), top, side },
    real: { left: column(2), top: top + side + BETWEEN_SAMPLES + NAME, side },
    D: single(column(3), large),
    answers: single(column(3) + large + gap, side),
  };
  return {
    width,
    height,
    squares,
    wires: WIRES.map((wire) => {
      const [from, to] = ends(squares[wire[0]], squares[wire[1]]);
      const lane = hasGradient(wire) ? LANE : 0;
      return {
        wire,
        data: { from: moved(from, -lane), to: moved(to, -lane) },
        gradient: hasGradient(wire) ? { from: moved(to, lane), to: moved(from, lane) } : null,
      };
    }),
  };
}

const moved = ([left, top]: readonly [number, number], by: number): readonly [number, number] => [left, top + by];

/** From the right edge of one square to the left edge of the next, where both have room for two lanes. */
function ends(from: Square, to: Square): readonly [readonly [number, number], readonly [number, number]] {
  const room = 2 * LANE + 2;
  const within = (top: number, square: Square): number =>
    Math.min(square.top + square.side - room, Math.max(square.top + room, top));
  const middle = (square: Square): number => square.top + square.side / 2;
  return [
    [from.left + from.side, within(middle(to), from)],
    [to.left, within(middle(from), to)],
  ];
}
