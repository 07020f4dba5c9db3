/**
 * A loss with its gradient, as data: what is collected while networks are applied in training, and the graph that comes of it.
 */
import type { Distribution } from "../kernels/distributions.ts";
import type { StreamName } from "../kernels/streams.ts";
import { byName, type Network, type Pass } from "../networks/network.ts";
import { internal } from "../problem.ts";
import { gradient, gradientFlows } from "../tensor/gradient.ts";
import { type Graph, graph } from "../tensor/graph.ts";
import { stopGradient } from "../tensor/operations.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";

/** Random numbers that a graph is given at every run. */
export interface Draw {
  /** Of the graph's input. */
  readonly name: string;
  readonly shape: Shape;
  readonly distribution: Distribution;
  /** The stream they come from, each purpose its own. */
  readonly stream: StreamName;
  /** For masks of the G step: the same mask in the D step, as the name of a draw there and the element it begins at. */
  readonly twin?: { readonly name: string; readonly at: number };
  /** How many of the first axis belong to one minibatch, where that is not its number of examples: packs of them. */
  readonly rows?: number;
}

/** A loss to descend, as data: nothing runs until it is compiled. */
export interface Objective {
  /**
   * Inputs: parameters and state of all networks by name, what the loss is taken of, and the draws. Outputs: `loss`, the gradient
   * by each of the player's parameters as `∇name`, its new state as `next name`, and whatever else is to be looked at.
   */
  readonly graph: Graph;
  readonly draws: readonly Draw[];
}

/** The name of the output that holds a parameter's gradient. */
export const gradientName = (parameter: string): string => `${GRADIENT}${parameter}`;
export const isGradientName = (output: string): boolean => output.startsWith(GRADIENT);
const GRADIENT = "∇";

/** The name of the output that holds what a state becomes. */
export const nextName = (state: string): string => `${NEXT}${state}`;
export const isNextName = (output: string): boolean => output.startsWith(NEXT);
const NEXT = "next ";

/** How a network is applied. */
export interface Application {
  /** Tells its applications apart: it stands in the names of draws. */
  readonly label: string;
  /** No gradient reaches it, and its state stays. */
  readonly frozen?: boolean;
  /**
   * The label of the same application in the D step; "both" judges the generated examples in its second half.
   */
  readonly twin?: string | undefined;
  /** y of the examples at hand. */
  readonly condition?: Tensor | undefined;
  /** What its first axis counts of a minibatch, where that is no examples. */
  readonly rows?: number | undefined;
  /** Dropout acts; it does unless this says otherwise. */
  readonly masks?: boolean;
}

/** Collects parameters, state and random inputs while networks are applied. */
export class Applications {
  readonly draws: Draw[] = [];
  readonly #networks: readonly Network[];
  readonly #inputs = new Map<string, Tensor>();
  readonly #next = new Map<string, Tensor>();

  constructor(networks: readonly Network[]) {
    this.#networks = networks;
    for (const { parameters } of networks) for (const { name, shape } of parameters) this.#add(name, shape);
    for (const { state } of networks) for (const { name, shape } of state) this.#add(name, shape);
  }

  #add(name: string, shape: Shape): void {
    this.#inputs.set(name, input(name, shape));
  }

  parameters(network: Network): Tensor[] {
    return network.parameters.map(({ name }) => this.#inputs.get(name) as Tensor);
  }

  pass({ label, frozen = false, twin, condition, rows, masks = true }: Application): Pass {
    const given = byName(this.#inputs);
    return {
      parameter: (name) => (frozen ? stopGradient(given(name)) : given(name)),
      state: (name) => stopGradient(given(name)),
      remember: (name, next) => {
        if (!frozen && !this.#next.has(name)) this.#next.set(name, next);
      },
      condition: () => {
        if (!condition) throw internal(`${label} without a condition`);
        return condition;
      },
      mask: (name, shape, keep) =>
        masks
          ? this.draw({
              name: `${name} (${label})`,
              shape,
              distribution: { kind: "mask", keep },
              stream: "dropout",
              ...(rows === undefined ? {} : { rows }),
              ...(twin
                ? { twin: { name: `${name} (${twin})`, at: twin === "both" && label !== "both" ? sizeOf(shape) : 0 } }
                : {}),
            })
          : undefined,
      statistics: (_, ofBatch) => ofBatch,
    };
  }

  draw(draw: Draw): Tensor {
    this.draws.push(draw);
    return input(draw.name, draw.shape);
  }

  /**
   * The loss with its gradient by `player`'s parameters. That of no other network is in it: this is the red line, asserted here.
   */
  objective(name: string, loss: Tensor, player: Network, outputs: Readonly<Record<string, Tensor>>): Objective {
    for (const frozen of this.#networks.filter((network) => network !== player)) {
      for (const parameter of this.parameters(frozen)) {
        if (gradientFlows(loss, parameter)) {
          throw internal(`the ${name} would differentiate by ${parameter.name}, which it must hold fixed`);
        }
      }
    }
    const gradients = gradient(loss, this.parameters(player));
    const byName = player.parameters.map(
      (parameter, i) => [gradientName(parameter.name), gradients[i] as Tensor] as const,
    );
    const next = [...this.#next].map(([state, tensor]) => [nextName(state), tensor] as const);
    return {
      graph: graph(name, { ...outputs, ...Object.fromEntries(byName), ...Object.fromEntries(next) }),
      draws: this.draws,
    };
  }
}
