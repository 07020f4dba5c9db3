/** What one operation of augmentation is, whatever it does. */
import type { Distribution } from "../../kernels/distributions.ts";
import type { Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** What chance decides of one operation, of every example apart: tensors [N×1×…] of the rank of x. */
export interface Chance {
  /** 1 where the operation acts, 0 where the example stays as it is. */
  readonly on: Tensor;
  /** What the row's `numbers` asked for, in that order. */
  readonly numbers: readonly Tensor[];
  /** What the row's `field` asked for: a number for every number of x. */
  readonly field: Tensor | undefined;
}

/** What operations are told besides. */
export interface Setting {
  /** Of one example. */
  readonly shape: Shape;
  /** Deviation of operation noise. */
  readonly noise: number;
  /** The probability in force, a scalar: the strength of operations that act on all examples. */
  readonly p: Tensor;
}

/** An operation: what it draws, and the part it has in what its group does to x. */
export interface Row<Part> {
  readonly help: string;
  /** The examples it needs, in words, where these are not such; nothing where it can act. */
  readonly lacks?: (shape: Shape) => string | undefined;
  /** Distributions of the numbers that each example gets. */
  readonly numbers?: (shape: Shape) => readonly Distribution[];
  /** Distribution of numbers for every number of x. */
  readonly field?: Distribution;
  readonly part: (chance: Chance, setting: Setting) => Part;
}

/** Operations that act as one. */
export interface Group {
  readonly rows: Readonly<Record<string, Row<unknown>>>;
  /** x with the chosen rows' parts done to it. */
  readonly act: (x: Tensor, chosen: ReadonlyMap<string, Chance>, setting: Setting) => Tensor;
}

/** A group of rows, whose parts `act` does to x at once. */
export const group = <Part>(
  rows: Readonly<Record<string, Row<Part>>>,
  act: (x: Tensor, parts: readonly Part[], setting: Setting) => Tensor,
): Group => ({
  rows,
  act: (x, chosen, setting) => {
    const parts = Object.entries(rows).flatMap(([name, { part }]) => {
      const chance = chosen.get(name);
      return chance ? [part(chance, setting)] : [];
    });
    return parts.length === 0 ? x : act(x, parts, setting);
  },
});

export const UNIFORM: Distribution = { kind: "uniform", from: 0, width: 1 };
export const NORMAL: Distribution = { kind: "normal", mean: 0, deviation: 1 };

/** Whether an example is a picture, [channels × height × width]. */
export const isPicture = (shape: Shape): boolean => shape.length === 3;

/** Says that operations of pictures need pictures. */
export const lacksPicture = (shape: Shape): string | undefined => (isPicture(shape) ? undefined : "images");

/** Height and width of a picture. */
export const sidesOf = ([, height = 1, width = 1]: Shape): readonly [number, number] => [height, width];
