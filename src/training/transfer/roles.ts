/**
 * What a tensor of a network is for, in a word that two networks share. Where both work on maps, it is told by the stage at which its
 * layer stands, counted from the smallest maps, and not by its number, which follows from how many stages lie before it.
 */
import type { Layer, Network } from "../../networks/network.ts";
import type { Shape } from "../../tensor/shape.ts";

export interface Role {
  /** Of the tensor. */
  readonly name: string;
  readonly shape: Shape;
  readonly role: string;
}

const sideOf = ({ output }: Layer): number | undefined =>
  output.length === 3 ? Math.min(output[1] ?? 1, output[2] ?? 1) : undefined;

/** The shorter side of a network's smallest maps; `undefined` where it has no maps. */
export function smallestSide({ layers }: Network): number | undefined {
  const sides = layers.flatMap((layer) => sideOf(layer) ?? []);
  return sides.length === 0 ? undefined : Math.min(...sides);
}

const tensorsOf = ({ parameters, state = [] }: Layer) => [...parameters, ...state];

/** Parameters and state with their roles. `shift`: stages that lie further from the smallest maps in the network to compare with. */
export function rolesOf(network: Network, shift = 0): readonly Role[] {
  const base = smallestSide(network);
  if (base === undefined) return [...network.parameters, ...network.state].map((one) => ({ ...one, role: one.name }));
  const withTensors = network.layers.filter((layer) => tensorsOf(layer).length > 0);
  const firstMaps = network.layers.findIndex((layer) => sideOf(layer) !== undefined);
  const counts = new Map<string, number>();
  const found = withTensors.flatMap((layer) => {
    const side = sideOf(layer);
    const end = network.layers.indexOf(layer) < firstMaps ? "before maps" : "after maps";
    const stage = side === undefined ? end : `stage ${Math.round(Math.log2(side / base)) + shift}`;
    const kind = kindOf(network, layer, withTensors.at(-1));
    const number = (counts.get(`${kind}, ${stage}`) ?? 0) + 1;
    counts.set(`${kind}, ${stage}`, number);
    return tensorsOf(layer).map(({ name, shape }) => ({
      name,
      shape,
      role: `${kind} ${number}, ${stage}: ${name.split("/").slice(2).join("/")}`,
    }));
  });
  // State that is no layer's.
  const names = new Set(found.map(({ name }) => name));
  const others = [...network.parameters, ...network.state].filter(({ name }) => !names.has(name));
  return [...found, ...others.map((one) => ({ ...one, role: one.name }))];
}

/** `"residual"`, from `"D/residual 2/…"`. D's last layer is the same, whether it looks at y or not. */
function kindOf(network: Network, layer: Layer, last: Layer | undefined): string {
  if (layer === last && network.output.length === 1 && network.output[0] === 1) return "verdict";
  const [, title = ""] = (tensorsOf(layer)[0]?.name ?? "").split("/");
  return title.replace(/ \d+$/, "");
}
