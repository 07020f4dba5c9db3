import type { Network, Pass } from "../src/networks/network.ts";
import { input, type Tensor } from "../src/tensor/tensor.ts";

/**
 * One pass of a network in training over a minibatch: its inputs `x`, `classes`, and every parameter and state by name in `given`; what
 * comes out, and what the layers would remember.
 */
export function applied(network: Network, batch: number) {
  const given = new Map([...network.parameters, ...network.state].map(({ name, shape }) => [name, input(name, shape)]));
  const remembered: Record<string, Tensor> = {};
  const value = (name: string): Tensor => given.get(name) as Tensor;
  const classes = input("classes", [batch, ...(network.condition ?? [])]);
  const pass: Pass = {
    parameter: value,
    state: value,
    remember: (name, next) => {
      remembered[name] = next;
    },
    mask: () => undefined,
    statistics: (_, ofBatch) => ofBatch,
    condition: () => classes,
  };
  const x = input("x", [batch, ...network.input]);
  return { x, y: network.apply(x, pass), remembered, given };
}
