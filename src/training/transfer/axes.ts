/**
 * Which axes of a network's tensors are there for what may be another in another run: the channels of pictures, the numbers of z, the
 * classes. Nobody has to say so: networks for one more of each show it.
 */
import { kindOf } from "../../data/kinds.ts";
import type { Network } from "../../networks/network.ts";
import type { Shape } from "../../tensor/shape.ts";
import type { Config } from "../config.ts";
import { gameOf } from "../game-of-config.ts";

/** The axis of a tensor that grows with each, if one does. */
export interface Axes {
  readonly channels?: number;
  readonly latent?: number;
  readonly classes?: number;
}

/** By name of tensor; empty for networks of one's own, which options do not build. */
export function axesOf(config: Config): ReadonlyMap<string, Axes> {
  const found = new Map<string, Axes>();
  if (config.own !== undefined || kindOf(config.data) === "mixed") return found;
  const before = shapesOf(config);
  const { data } = config;
  const [channels = 1, ...sides] = data.shape;
  const more: Readonly<Record<keyof Axes, Config | undefined>> = {
    channels: kindOf(data) === "images" ? { ...config, data: { ...data, shape: [channels + 1, ...sides] } } : undefined,
    latent: { ...config, latent: config.latent + 1 },
    classes: data.y
      ? { ...config, data: { ...data, y: { ...data.y, shape: [(data.y.shape[0] ?? 0) + 1] } } }
      : undefined,
  };
  for (const [of, other] of Object.entries(more)) {
    if (!other) continue;
    for (const [name, shape] of shapesOf(other)) {
      const axis = grownBy1(before.get(name) ?? [], shape);
      if (axis !== undefined) found.set(name, { ...found.get(name), [of]: axis });
    }
  }
  return found;
}

function shapesOf(config: Config): ReadonlyMap<string, Shape> {
  const { generator, discriminator } = gameOf(config);
  const all = ({ parameters, state }: Network) => [...parameters, ...state];
  return new Map([...all(generator), ...all(discriminator)].map(({ name, shape }) => [name, shape]));
}

/** The one axis that is longer by one. */
function grownBy1(before: Shape, after: Shape): number | undefined {
  const longer = after.flatMap((size, axis) => (size === before[axis] ? [] : [axis]));
  const [axis] = longer;
  return longer.length === 1 && axis !== undefined && after[axis] === (before[axis] ?? 0) + 1 ? axis : undefined;
}
