// Networks are layers in a row: here a generator with an own kind of layer, x + f(x) with f of two dense layers.
import {
  activation,
  add,
  builtIn,
  dense,
  type LayerPlan,
  modeScores,
  type Samples,
  sequential,
  train,
} from "saddlepoint";

const init = { scheme: "he", scale: 1 } as const;

/** A layer knows its shapes and parameters, and how to make symbolic tensors of symbolic tensors; gradients follow by themselves. */
const residual = (units: number): LayerPlan => ({
  kind: "residual",
  make: (name, input) => {
    const plans = [dense(units, init), activation("relu"), dense(input[0] ?? 1, { scheme: "he", scale: 0.1 })];
    const inner = sequential(name, input, plans);
    return {
      label: `residual ${units}`,
      output: input,
      parameters: inner.parameters,
      apply: (x, pass) => add(x, inner.apply(x, pass)),
    };
  },
});

const ring = builtIn("ring");
let samples: Samples | undefined;
const own = {
  name: "residual generator",
  generator: (z: readonly number[], example: readonly number[]) =>
    sequential("G", z, [dense(64, init), residual(64), residual(64), dense(example[0] ?? 1, init)]),
};
for await (const event of train({ data: ring, steps: 1500, own, learningRate: 1e-3 })) {
  if (event.type === "start")
    for (const { layer, parameters } of event.networks.generator) console.log(layer, parameters);
  if (event.type === "samples") samples = event;
}
if (!samples || !ring.density?.modes) throw new Error("no samples");
const { modes, highQuality } = modeScores(ring.density.modes, samples.values);
console.log(`${modes} of 8 modes, ${(100 * highQuality).toFixed(1)} % of samples within three deviations`);
if (modes < 6) throw new Error("too few modes were found");
