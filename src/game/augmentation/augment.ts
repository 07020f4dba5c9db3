/**
 * What D is shown instead of examples (Zhao et al. 2020, Karras et al. 2020): every operation acts on each example with probability p,
 * by numbers of its own. All of it is part of the graph, so that gradients to G and those that penalties are about pass through.
 */
import type { Distribution } from "../../kernels/distributions.ts";
import { internal } from "../../problem.ts";
import { greater, mul, reshape, slice, toFloat } from "../../tensor/operations.ts";
import type { Shape } from "../../tensor/shape.ts";
import { input, type Tensor } from "../../tensor/tensor.ts";
import type { Draw } from "../objective.ts";
import { groups, operationOf, type Planned } from "./operations.ts";
import { type Chance, UNIFORM } from "./row.ts";

/** How examples are augmented. */
export interface Augmentation {
  readonly operations: readonly Planned[];
  /** Deviation of operation noise. */
  readonly noise: number;
  /** D's answers on real examples decide about p: D's step tells their signs. */
  readonly feedback?: boolean;
}

/** Where random numbers come from: gives the input of a graph for them. */
export type Drawer = (draw: Draw) => Tensor;

/** The input that holds the probability: a scalar, so that it can change without another graph. */
export const P_INPUT = "augmentation p";

/** Numbers of one distribution for each example, side by side. */
interface Columns {
  readonly distribution: Distribution;
  count: number;
}

/**
 * x with the operations done to it.
 *
 * @param x [N×…], examples.
 * @param label tells what is augmented, in names of draws.
 * @param p a scalar from 0 to 1.
 */
export function augment(
  x: Tensor,
  { operations, noise }: Augmentation,
  label: string,
  p: Tensor,
  draw: Drawer,
): Tensor {
  const shape = x.shape.slice(1);
  const columns = new Map<string, Columns>();
  /** A place for a number of each example; what gives it can be asked for once all places are known. */
  const reserve = (distribution: Distribution): (() => Tensor) => {
    const key = JSON.stringify(distribution);
    const place = columns.get(key) ?? { distribution, count: 0 };
    columns.set(key, place);
    const at = place.count++;
    return () => column(drawn.get(key), at);
  };
  const reserved = operations.map(({ name, weight }) => {
    const { numbers, field } = operationOf(name);
    return { name, weight, field, chance: reserve(UNIFORM), numbers: (numbers?.(shape) ?? []).map(reserve) };
  });
  const drawn = new Map(
    [...columns].map(([key, { distribution, count }], i) => {
      const name = `augmentation ${i + 1} (${label})`;
      return [key, inRank(x, draw({ name, shape: rowsOf(x, count), distribution, stream: "augmentation" }))] as const;
    }),
  );
  const chances = new Map<string, Chance>(
    reserved.map(({ name, weight, chance, numbers, field }) => {
      const asked =
        field && draw({ name: `${name} (${label})`, shape: x.shape, distribution: field, stream: "augmentation" });
      const on = toFloat(greater(weight === 1 ? p : mul(weight, p), chance()));
      return [name, { on, numbers: numbers.map((number) => number()), field: asked }];
    }),
  );
  return groups.reduce((seen, { act }) => act(seen, chances, { shape, noise, p }), x);
}

const rowsOf = ({ shape: [batch = 1] }: Tensor, count: number): Shape => [batch, count];

/** [N×count] with as many axes as x has. */
const inRank = (x: Tensor, draws: Tensor): Tensor => reshape(draws, [...draws.shape, ...x.shape.slice(2).map(() => 1)]);

function column(draws: Tensor | undefined, at: number): Tensor {
  if (!draws) throw internal("an augmentation without its random numbers");
  return slice(draws, 1, at, at + 1);
}

/** Shows examples to D. One tensor is augmented once: where D judges it again, it sees the same. */
export type See = (label: string, x: Tensor) => Tensor;

/** What D sees in a step; the examples themselves where nothing is augmented. */
export function seeing(augmentation: Augmentation | undefined, draw: Drawer): See {
  if (!augmentation) return (_, x) => x;
  const p = input(P_INPUT, []);
  const seen = new Map<Tensor, Tensor>();
  return (label, x) => {
    const shown = seen.get(x) ?? augment(x, augmentation, label, p, draw);
    seen.set(x, shown);
    return shown;
  };
}
