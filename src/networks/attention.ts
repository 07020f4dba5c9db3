/** Self-attention over the pixels of feature maps (Zhang et al. 2019). */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { softmax } from "../tensor/composed.ts";
import { add, matmul, mul, reshape, transpose } from "../tensor/operations.ts";
import { formatShape, type Shape } from "../tensor/shape.ts";
import { convolution, imageSides } from "./convolutions.ts";
import type { Init } from "./initialisers.ts";
import type { LayerPlan, Parameter } from "./network.ts";

/** Channels of the maps, divided by those of queries and keys, and by those of values. */
const [OF_KEYS, OF_VALUES] = [8, 2];

/**
 * [c×h×w] to the same: x + γ·o(x). At every pixel o is a mean of h(x) over all pixels, weighted by the softmax of f(x)ᵀ·g(x), and
 * taken back to c channels. f and g are 1×1 convolutions to c/8, h one to c/2, without bias, and γ is learned from 0, where
 * the layer changes nothing. Keys and values are those of every pixel; nothing is pooled.
 *
 * @throws for fewer than 8 channels.
 */
export const selfAttention = (init: Init): LayerPlan => ({
  kind: "attention",
  make: (name, input) => {
    const [channels, height, width] = imageSides(name, input);
    if (channels < OF_KEYS) {
      throw problem({
        doing: `building ${name}`,
        expected: `at least ${OF_KEYS} channels, of which queries and keys have an eighth`,
        came: formatShape(input),
        next: `Use more ${option("channels")}, or other sides for ${option("attention")}.`,
      });
    }
    const [keys, values] = [Math.floor(channels / OF_KEYS), Math.floor(channels / OF_VALUES)];
    const pointwise = (part: string, from: number, to: number) =>
      convolution(to, init, { kernel: 1, stride: 1, bias: false }).make(`${name}/${part}`, [from, height, width]);
    const query = pointwise("query", channels, keys);
    const key = pointwise("key", channels, keys);
    const value = pointwise("value", channels, values);
    const out = pointwise("out", values, channels);
    const strength: Parameter = { name: `${name}/gamma`, shape: [1], init: { kind: "constant", value: 0 } };
    const pixels = height * width;
    return {
      label: `attention over ${height}×${width}`,
      output: input,
      parameters: [...[query, key, value, out].flatMap(({ parameters }) => parameters), strength],
      apply: (x, pass) => {
        const [batch = 1] = x.shape;
        const q = reshape(query.apply(x, pass), [batch, keys, pixels]);
        const k = reshape(key.apply(x, pass), [batch, keys, pixels]);
        const v = reshape(value.apply(x, pass), [batch, values, pixels]);
        const weights = softmax(matmul(transpose(q, [0, 2, 1]), k), 2);
        const seen = reshape(matmul(v, transpose(weights, [0, 2, 1])), [batch, values, height, width]);
        return add(x, mul(pass.parameter(strength.name), out.apply(seen, pass)));
      },
    };
  },
});

/** Where a network attends: at maps whose shorter side is one of `sides`. */
export interface AttentionOptions {
  readonly sides: readonly number[];
  readonly init: Init;
}

/**
 * What stands behind each of a network's maps [h×w]: attention over those that are asked for, nothing behind the others.
 *
 * @param maps the sides of all maps that it could attend at, in their order.
 * @throws where a side is asked for that no map has.
 */
export function attentionAt(
  name: string,
  maps: readonly Shape[],
  { sides, init }: AttentionOptions,
): readonly (readonly LayerPlan[])[] {
  const there = maps.map((map) => Math.min(...map));
  const missing = sides.find((side) => !there.includes(side));
  if (missing !== undefined) {
    throw problem({
      doing: `reading option ${option("attention")}`,
      expected: `shorter sides of feature maps of ${name}: ${there.join(", ") || "it has none"}`,
      came: String(missing),
      next: `Use ${there.length > 0 ? option("attention", Math.max(...there)) : option("attention", "none")}.`,
    });
  }
  return there.map((side) => (sides.includes(side) ? [selfAttention(init)] : []));
}
