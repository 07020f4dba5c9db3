/** Data that stand for others of the same shape, where these cannot be had and what they show does not matter. */
import {
  type Config,
  type DataSet,
  exampleData,
  type GivenDataOptions,
  labelsOf,
  resolveConfig,
  sizeOf,
  type TrainOptions,
  withClasses,
  withClassesOf,
} from "../../inner.ts";

interface Asked {
  readonly count: number;
  readonly shape: readonly number[];
  /** How many labels the examples have, as many of each; without it none. */
  readonly classes?: number;
}

/** Examples of nothing but grain in [−1, 1], each other than all others. */
export function grainy(name: string, { count, shape, classes }: Asked, options: GivenDataOptions = {}): DataSet {
  const size = sizeOf(shape);
  const labels = classes && {
    classes: Array.from({ length: classes }, (_, number) => String(number)),
    numbers: Uint32Array.from({ length: count }, (_, index) => index % classes),
  };
  const source = {
    name,
    shape,
    count,
    fingerprint: `${[count, ...shape].join("×")}, not read`,
    ...(labels ? { y: labelsOf(labels) } : {}),
    write: (index: number, to: Float32Array, at: number): void => {
      let state = index + 1;
      for (let j = 0; j < size; j++) {
        // xorshift32 (Marsaglia 2003)
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        to[at + j] = state / 2 ** 31;
      }
    },
  };
  return exampleData(source, options);
}

/** Examples that clusters are looked for in, at least. */
const FEW = 500;

/** Classes that would be found in the data, as many as there would be: to look for them in grain takes a minute, and finds nothing. */
export async function asIfClustered(data: DataSet, given: Omit<TrainOptions, "data">): Promise<DataSet> {
  const config = resolveConfig(data, given);
  if (config.classes !== "auto") return data;
  const few = grainy(data.name, { count: Math.max(FEW, 2 * config.clusters), shape: data.shape });
  const { code } = (await withClasses(few, { ...given, clusters: config.clusters })).y ?? {};
  if (!code) throw new Error("internal: clusters without a code");
  const { length } = code.counts;
  const numbers = Uint32Array.from({ length: data.count }, (_, index) => index % length);
  const counts = code.counts.map((_, number) => Math.ceil((data.count - number) / length));
  const of: Config = { ...config, data: { ...config.data, y: { shape: [], code: { ...code, counts } } } };
  return withClassesOf(of, data, numbers);
}
