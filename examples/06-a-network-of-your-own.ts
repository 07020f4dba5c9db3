// Networks are layers in a row, and a layer may hold a row of its own: here a generator of steps x + α·f(x), with an own kind of
// layer for α.
import {
  activation,
  builtIn,
  dense,
  type LayerPlan,
  modeScores,
  ops,
  residual,
  type Samples,
  sequential,
  train,
} from "saddlepoint";

const init = { scheme: "he", scale: 1 } as const;

/**
 * α·x with a learned α. A layer says its shapes and parameters, and makes symbolic tensors of symbolic tensors; gradients follow by
 * themselves.
 */
const gate: LayerPlan = {
  kind: "gate",
  make: (name, input) => {
    const alpha = { name: `${name}/α`, shape: [1], init: { kind: "constant", value: 0.1 } } as const;
    return {
      label: "gate",
      output: input,
      parameters: [alpha],
      apply: (x, pass) => ops.mul(pass.parameter(alpha.name), x),
    };
  },
};

const step = (units: number): LayerPlan => residual([dense(units, init), activation("relu"), dense(units, init), gate]);

const ring = builtIn("ring");
let samples: Samples | undefined;
const own = {
  name: "residual generator",
  generator: (z: readonly number[], example: readonly number[]) =>
    sequential("G", z, [dense(64, init), step(64), step(64), dense(example[0] ?? 1, init)]),
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
