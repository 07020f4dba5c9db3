/**
 * Boxes that are halved, axis by axis, as long as enough samples lie in them: fine where p_g is thin or has an edge, coarse where there
 * is nothing to see. What p_data puts into a box is known exactly.
 */
import type { Density } from "../data/density.ts";
import { jensenShannonTerm } from "./jensen-shannon.ts";

export interface Cell {
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** What p_data puts into it. */
  readonly mass: number;
  /** Its samples are {@link Cells.order} from here … */
  readonly from: number;
  /** … to here. */
  readonly to: number;
  /** Below and above the middle of one axis; absent where it was not halved. */
  readonly halves?: readonly [Cell, Cell];
}

export interface Cells {
  readonly dimension: number;
  /** The box that holds nearly all of p_data. */
  readonly root: Cell;
  readonly samples: number;
  /** Numbers of samples, those of a cell together, those outside of the root last. */
  readonly order: Uint32Array;
  /** What p_data puts outside of the root. */
  readonly outside: number;
}

/** Both axes of a cell have then been halved thirty times: below what single precision tells apart. */
const DEEPEST = 60;
/** Nats that halving a cell could add at most, below which it is let be: that many cells are not made. */
const NOTHING = 1e-9;

/** Where p_data has much and p_g little, a cell may hold fewer samples than elsewhere, down to this share: little can hide in it. */
const SPARSE = 1 / 4;

/** Whether a cell is halved: it holds samples, and with what p_data would put into it as many as two cells need. */
const isHalved = (mass: number, held: number, samples: number, least: number): boolean =>
  held >= SPARSE * least && held + samples * mass >= 2 * least;

/**
 * @param least samples of p_g and p_data that a cell has on average where they agree, each.
 * @param lead by how much of its extent the root goes beyond the data on the lower side: moves the edges of all cells.
 */
export function halvedCells(density: Density, samples: Float32Array, least: number, lead = 0): Cells {
  const { dimension } = density;
  const count = samples.length / dimension;
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  /** Moves the samples for which `first` holds to the front of a stretch of `order`, and says where they end. */
  const divide = (from: number, to: number, first: (sample: number) => boolean): number => {
    let [i, j] = [from, to - 1];
    while (i <= j) {
      const sample = order[i]!; // from ≤ i < to
      if (first(sample)) i++;
      else {
        order[i] = order[j]!;
        order[j--] = sample;
      }
    }
    return i;
  };
  const massOf = (low: readonly number[], high: readonly number[]): number =>
    density.masses({ low, high, bins: low.map(() => 1) })[0] ?? 0;

  const grow = (
    low: readonly number[],
    high: readonly number[],
    mass: number,
    from: number,
    to: number,
    depth: number,
  ): Cell => {
    const share = (to - from) / count;
    const most = ((mass + share) / 2) * Math.LN2 - jensenShannonTerm(mass, share);
    const cell = { low, high, mass, from, to };
    if (!isHalved(mass, to - from, count, least) || most < NOTHING || depth === DEEPEST) return cell;
    const axis = depth % dimension;
    const middle = ((low[axis] ?? 0) + (high[axis] ?? 0)) / 2;
    const at = divide(from, to, (sample) => samples[sample * dimension + axis]! < middle); // within the samples
    const [below, above] = [high.with(axis, middle), low.with(axis, middle)];
    const massBelow = massOf(low, below);
    return {
      ...cell,
      halves: [
        grow(low, below, massBelow, from, at, depth + 1),
        grow(above, high, Math.max(0, mass - massBelow), at, to, depth + 1),
      ],
    };
  };
  const { high } = density;
  const low = density.low.map((from, axis) => from - lead * ((high[axis] ?? from) - from));
  const inside = divide(0, count, (sample) =>
    low.every((from, axis) => {
      const x = samples[sample * dimension + axis]!; // within the samples
      return x >= from && x < (high[axis] ?? from);
    }),
  );
  const mass = massOf(low, high);
  return {
    dimension,
    samples: count,
    order,
    outside: Math.max(0, 1 - mass),
    root: grow(low, high, mass, 0, inside, 0),
  };
}

/** The cells that are left where they had been made for `least` samples. */
export function* cellsFor({ root, samples }: Cells, least: number): Generator<Cell> {
  const open = [root];
  for (let cell = open.pop(); cell; cell = open.pop()) {
    if (cell.halves && isHalved(cell.mass, cell.to - cell.from, samples, least)) open.push(...cell.halves);
    else yield cell;
  }
}
