// The workloads, equal for all peers, and what follows from a row of the table: shapes, parameters, start values, FLOPs.
import { readFileSync } from "node:fs";
import { seeds, uniformNumbers } from "./numbers.mjs";

const table = JSON.parse(readFileSync(new URL("workloads.json", import.meta.url), "utf8"));

/** Every row by name; `sample` rows have the fields of the workload whose generator they draw from. */
export const workloads = Object.fromEntries(
  Object.entries(table).map(([name, row]) => [name, { name, ...(row.of ? table[row.of] : {}), ...row }]),
);

const sizeOf = (shape) => shape.reduce((product, length) => product * length, 1);

/**
 * The layers of a network with the shapes of one example before and after each, and their parameters in order. Layouts:
 * dense [in, out], conv [out, in, 4, 4], conv-transpose [in, out, 4, 4], batch-norm [channels]; images are channels first, also
 * where they are flattened. Convolutions are 4×4 with stride 2 and padding 1. A layer that a batch-norm follows has no bias.
 */
export function plan(layers, input) {
  let shape = input;
  return layers.map(([kind, ...numbers], i) => {
    const before = shape;
    const [channels = 0, height = 0, width = 0] = before;
    const [units = 0] = numbers;
    const next = layers.slice(i + 1).find(([name]) => name !== "reshape")?.[0];
    const bias = next === "batch-norm" ? [] : [{ role: "bias", shape: [units] }];
    const kinds = {
      dense: () => {
        shape = [units];
        return { parameters: [{ role: "weight", shape: [sizeOf(before), units], fanIn: sizeOf(before) }, ...bias] };
      },
      conv: () => {
        shape = [units, height / 2, width / 2];
        return { parameters: [{ role: "weight", shape: [units, channels, 4, 4], fanIn: channels * 16 }, ...bias] };
      },
      "conv-transpose": () => {
        shape = [units, height * 2, width * 2];
        // Every output pixel sees a quarter of the 16 taps.
        return { parameters: [{ role: "weight", shape: [channels, units, 4, 4], fanIn: channels * 4 }, ...bias] };
      },
      "batch-norm": () => ({
        parameters: [
          { role: "scale", shape: [channels] },
          { role: "shift", shape: [channels] },
        ],
      }),
      maxout: () => {
        shape = [channels / units];
        return {};
      },
      reshape: () => {
        shape = numbers;
        return {};
      },
      flatten: () => {
        shape = [sizeOf(before)];
        return {};
      },
    };
    const { parameters = [] } = kinds[kind]?.() ?? {};
    return { kind, numbers, before, after: shape, parameters };
  });
}

/** Both networks of a workload, planned. */
export const planned = ({ generator, discriminator, noise, example }) => ({
  generator: plan(generator, [noise.latent]),
  discriminator: plan(discriminator, example.shape),
});

/** How many parameters the layers of a planned network have. */
export const parametersIn = (layers) =>
  layers.flatMap(({ parameters }) => parameters).reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** The range of a parameter's start values: weights keep the variance of what passes, the others are near their neutral value. */
const rangeOf = ({ role, fanIn }) => {
  if (role === "weight") return [-Math.sqrt(3 / fanIn), Math.sqrt(3 / fanIn)];
  return role === "scale" ? [0.9, 1.1] : [-0.1, 0.1];
};

/** Start values of a planned network's parameters, in order; `first` is the seed of the first. */
export const startValues = (layers, first) =>
  layers
    .flatMap(({ parameters }) => parameters)
    .map((parameter, i) => uniformNumbers(first + i, sizeOf(parameter.shape), ...rangeOf(parameter)));

/** Examples, noise and dropout masks of the first step, the same for every peer. */
export const firstExamples = ({ batch, example }, i = 0) =>
  uniformNumbers(seeds.examples + i, batch * sizeOf(example.shape), example.from, example.to);
export const firstNoise = ({ batch, noise }, i = 0) => uniformNumbers(seeds.noise + i, batch * noise.latent, -1, 1);
/** Ones where a value is kept. Masks are numbered in the order in which the steps apply them, D's step first. */
export const firstMask = (i, count, keep) => uniformNumbers(seeds.masks + i, count, 0, 1).map((u) => Number(u < keep));

const multiplications = ({ kind, parameters, before, after }) => {
  const [weight] = parameters;
  if (kind === "dense") return 2 * sizeOf(weight.shape);
  const [, height, width] = kind === "conv" ? after : before;
  return kind === "conv" || kind === "conv-transpose" ? 2 * sizeOf(weight.shape) * height * width : 0;
};

/**
 * Floating-point operations of the products and convolutions that a step needs, whatever a peer spends beside them. D's step: G
 * forward on m, D forward and both gradients on 2m, less the gradient by its input. G's step: G and D forward, D's gradient by
 * its input, G's gradients, less that by z. A sampling row: G forward on all images.
 */
export function flopsOf(workload) {
  const { generator, discriminator } = planned(workload);
  const costs = (layers) => layers.map(multiplications).filter((cost) => cost > 0);
  const total = (values) => values.reduce((sum, value) => sum + value, 0);
  const [g, d] = [costs(generator), costs(discriminator)];
  if (workload.sample) return workload.sample * total(g);
  const dStep = total(g) + 6 * total(d) - 2 * d[0];
  const gStep = 3 * total(g) - g[0] + 2 * total(d);
  return workload.batch * (workload.dSteps * dStep + gStep);
}
