import { augment } from "../game/augmentation/augment.ts";
import { isAugmentation, nearestAugmentation, planOf } from "../game/augmentation/operations.ts";
import type { Draw } from "../game/objective.ts";
import { draw } from "../kernels/distributions.ts";
import { createStore } from "../learning/store.ts";
import { compile } from "../onnx/runtime.ts";
import { problem } from "../problem.ts";
import { graph } from "../tensor/graph.ts";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.ts";
import { input } from "../tensor/tensor.ts";

/** How {@link augmentExamples} changes examples. */
export interface SeenOptions {
  /** Of one example. */
  readonly shape: Shape;
  /** Names of operations or sets of them, as option `augment` takes them. */
  readonly augment: readonly string[];
  /** Probability of each operation for each image, from 0 to 1; how much of the noise there is on points and rows. */
  readonly p: number;
  /** σ of operation noise; 0.1 if left out. */
  readonly noise?: number;
  /** 1 if left out. */
  readonly seed?: number;
}

/**
 * Examples as D would see them in training, by the same operations and random numbers of the same kind.
 *
 * @param values example after example; images in [−1, 1], channels first.
 * @returns as many examples, in new memory.
 * @throws where an operation is not known, or cannot act on such examples.
 */
export async function augmentExamples(
  values: Float32Array,
  { shape, augment: names, p, noise = 0.1, seed = 1 }: SeenOptions,
): Promise<Float32Array> {
  const { operations, refused } = planOf(checked(names), shape);
  if (refused) {
    throw problem({
      doing: "augmenting examples",
      expected: `${refused.needs}, for ${refused.name}`,
      came: formatShape(shape),
    });
  }
  const count = values.length / sizeOf(shape);
  if (count === 0 || operations.length === 0) return values.slice();
  const draws: Draw[] = [];
  const x = input("x", [count, ...shape]);
  const y = augment(x, { operations, noise }, "seen", input("p", []), (one) => {
    draws.push(one);
    return input(one.name, one.shape);
  });
  const store = createStore();
  const drawn = draws.map((one) => ({ ...one, vector: store.allocate(sizeOf(one.shape)) }));
  await store.open();
  const stream = store.stream(seed, "augmentation");
  for (const { distribution, vector } of drawn) draw(distribution, stream, vector);
  const program = await compile(graph("augmentation", { y }));
  try {
    const numbers = Object.fromEntries(drawn.map(({ name, vector }) => [name, vector.data]));
    const { y: seen } = await program.run({ ...numbers, x: values, p: Float32Array.of(p) });
    return seen as Float32Array;
  } finally {
    await program.release();
  }
}

function checked(names: readonly string[]): readonly string[] {
  const unknown = names.find((name) => !isAugmentation(name));
  if (unknown === undefined) return names;
  const close = nearestAugmentation(unknown);
  throw problem({
    doing: "augmenting examples",
    expected: "names of operations",
    came: unknown,
    ...(close ? { next: `Did you mean ${close}?` } : {}),
  });
}
