/** Layers beside PyTorch's, with their first and second derivatives: its answers stand in test/others/pytorch.json. */
import { describe, expect, it } from "vitest";
import { applied } from "../../test/applied-network.ts";
import { expectAsPytorch, pytorch, wave } from "../../test/others/pytorch.ts";
import { square } from "../tensor/composed.ts";
import { gradient } from "../tensor/gradient.ts";
import { graph } from "../tensor/graph.ts";
import { add, mul, sum } from "../tensor/operations.ts";
import { interpret } from "../tensor/reference.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { constant, type Tensor } from "../tensor/tensor.ts";
import { selfAttention } from "./attention.ts";
import { residual } from "./block.ts";
import { besideCondition, projection } from "./condition.ts";
import { convolution, resizedConvolution, transposedConvolution } from "./convolutions.ts";
import { minibatchDeviation } from "./deviation.ts";
import type { Init } from "./initialisers.ts";
import { activation, dense, normalisation } from "./layers.ts";
import { basis, perMap } from "./map-basis.ts";
import { mapping } from "./mapping.ts";
import { type LayerPlan, sequential } from "./network.ts";
import { pooling, resampling } from "./resampling.ts";
import { spectralNorm } from "./spectral.ts";

const init: Init = { scheme: "he", scale: 1 };
const act = activation("leaky-relu", 0.2);
const same = { kernel: 3, stride: 1 } as const;
const pointwise = { kernel: 1, stride: 1 } as const;
const perClass = (kind: "batch" | "layer" | "instance"): LayerPlan => normalisation(kind, init, { perClass: true });

interface Row {
  readonly plan: LayerPlan;
  /** Of one example. */
  readonly x: Shape;
  readonly batch?: number;
  /** Numbers of y. */
  readonly y?: number;
}

const rows: Readonly<Record<string, Row>> = {
  "a convolution in groups": { plan: convolution(6, init, { kernel: 3, groups: 2 }), x: [4, 5, 7] },
  "a transposed convolution in groups": { plan: transposedConvolution(6, init, { groups: 2 }), x: [4, 3, 2] },
  "a residual block": {
    plan: residual([act, convolution(3, init, same), act, convolution(3, init, same)]),
    x: [3, 4, 5],
  },
  "a bottleneck block": {
    plan: residual([
      convolution(8, init, pointwise),
      act,
      convolution(8, init, { ...same, groups: 2 }),
      act,
      convolution(4, init, { ...pointwise, bias: false }),
    ]),
    x: [4, 3, 4],
  },
  "bilinear doubling": { plan: resampling({ filter: [1, 3, 3, 1], up: 2, edges: "mean" }), x: [2, 3, 4] },
  "a blur that doubles, edges zero": { plan: resampling({ filter: [1, 3, 3, 1], up: 2 }), x: [2, 3, 4] },
  "a blur that halves, edges zero": { plan: resampling({ filter: [1, 3, 3, 1], down: 2 }), x: [2, 6, 4] },
  "average pooling": { plan: pooling("average", 2), x: [2, 6, 4] },
  "max pooling": { plan: pooling("max", 2), x: [2, 6, 4] },
  "a resized convolution": { plan: resizedConvolution(3, init), x: [2, 3, 4] },
  "a learned map for each channel": { plan: basis([3, 4, 7], init), x: [4] },
  "one number of each channel": { plan: perMap(init), x: [3, 4, 7] },
  "self-attention": { plan: selfAttention(init), x: [17, 2, 3] },
  "the deviation of a group": { plan: minibatchDeviation(3), x: [2, 2, 3], batch: 6 },
  "a mapping network": { plan: mapping(2, init), x: [4] },
  "batch normalisation per class": { plan: perClass("batch"), x: [3, 2, 3], batch: 4, y: 2 },
  "layer normalisation per class": { plan: perClass("layer"), x: [3, 2, 3], batch: 4, y: 2 },
  "instance normalisation per class": { plan: perClass("instance"), x: [3, 2, 3], batch: 4, y: 2 },
  "z beside y": { plan: besideCondition(), x: [3], y: 3 },
  "a projection on y": { plan: projection(init), x: [4], batch: 4, y: 3 },
  "spectral normalisation of a dense layer": { plan: spectralNorm(dense(3, init)), x: [5] },
  "spectral normalisation of a convolution": { plan: spectralNorm(convolution(4, init)), x: [2, 6, 6] },
  "spectral normalisation of a transposed convolution": {
    plan: spectralNorm(transposedConvolution(4, init)),
    x: [3, 3, 3],
  },
};

/** Passes that move the state of a power iteration before what is compared, which is one more. */
const EARLIER = 2;

describe("beside PyTorch", () => {
  it.each(Object.entries(rows))("%s has its values and derivatives", async (name, { plan, x: shape, batch = 2, y }) => {
    const network = sequential("N", shape, [plan], y === undefined ? {} : { condition: [y] });
    const { x, y: made, remembered, given } = applied(network, batch);
    let values: Record<string, number[]> = {
      x: wave(batch * sizeOf(shape), 0),
      classes: wave(batch * (y ?? 0), 50),
      ...Object.fromEntries(network.parameters.map((one, i) => [one.name, wave(sizeOf(one.shape), i + 1)])),
      ...Object.fromEntries(network.state.map((one) => [one.name, wave(sizeOf(one.shape), 70)])),
    };
    for (let i = 0; network.state.length > 0 && i < EARLIER; i++) {
      const next = Object.entries(interpret(graph("state", remembered), values));
      values = { ...values, ...Object.fromEntries(next.map(([state, list]) => [state, [...list]])) };
    }
    const weights = constant(wave(sizeOf(made.shape), 60), made.shape);
    const energy = add(sum(mul(weights, made)), mul(0.5, sum(square(made))));
    const of = [x, ...network.parameters.map((one) => given.get(one.name) as Tensor)];
    const first = gradient(energy, of);
    const second = gradient(mul(0.5, sum(square(first[0] as Tensor))), of);
    const [state] = Object.values(remembered);
    const numbered = <T>(what: string, list: readonly T[]): Record<string, T> =>
      Object.fromEntries(list.map((one, i) => [`${what} ${["x", ...network.parameters.map((p) => p.name)][i]}`, one]));
    const known = pytorch.layers[name];
    expect(known).toBeDefined();
    if (!known) return;
    await expectAsPytorch(
      {
        y: made,
        ...numbered("first by", first),
        ...numbered("second by", second),
        ...(state ? { state } : {}),
      },
      values,
      {
        y: known.y,
        ...numbered("first by", known.first),
        ...numbered("second by", known.second),
        ...(known.state ? { state: known.state } : {}),
      },
    );
    expect(state !== undefined).toBe(known.state !== undefined);
    expect([first.length, second.length]).toEqual([known.first.length, known.second.length]);
  });

  it("every layer that it has answered for is tried", () => {
    expect(Object.keys(rows)).toEqual(Object.keys(pytorch.layers));
  });
});
