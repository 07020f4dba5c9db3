/** What networks are given outside of training: parameters and state by name, and conditions. */
import { byName, type Network, outsideTraining, type Pass } from "../networks/network.ts";
import { problem } from "../problem.ts";
import { formatShape, sizeOf } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";

/** A graph input for every parameter and state, by name. */
export const inputsOf = (network: Network): Map<string, Tensor> =>
  new Map([...network.parameters, ...network.state].map(({ name, shape }) => [name, input(name, shape)]));

/** y of a batch, where the network asks for it. */
export const conditionInput = ({ condition }: Network, batch: number): Tensor | undefined =>
  condition && input("y", [batch, ...condition]);

/** Memory for y of a batch, and what fills it with those of examples from one on, over and over. */
export function conditionsFor({ name, condition }: Network, batch: number, values: Float32Array | undefined) {
  if (!condition) return { vectors: {}, take: () => undefined };
  if (!values || values.length === 0) {
    throw problem({
      doing: `sampling from ${name}`,
      expected: `a condition of shape ${formatShape(condition)} for each sample, as the network asks for one`,
      came: "none",
    });
  }
  const size = sizeOf(condition);
  const count = Math.floor(values.length / size);
  const y = new Float32Array(batch * size);
  return {
    vectors: { y },
    take: (from: number) => {
      for (let i = 0; i < batch; i++) {
        const at = ((from + i) % count) * size;
        y.set(values.subarray(at, at + size), i * size);
      }
    },
  };
}

/** How D is applied to judge: without dropout, batch normalisation by the minibatch at hand. `values`: parameters and state. */
export const judging = (values: ReadonlyMap<string, Tensor>, condition?: Tensor): Pass =>
  outsideTraining(byName(values), condition);
