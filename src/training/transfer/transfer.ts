/** The weights that a run takes from another: which tensors of its networks have one of the same role there, and how it fits. */
import { layersWithWeights } from "../../networks/frozen.ts";
import type { Network } from "../../networks/network.ts";
import { option } from "../../option-text.ts";
import { problem } from "../../problem.ts";
import { formatShape, type Shape, sizeOf } from "../../tensor/shape.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type { Config } from "../config.ts";
import { gameOf, priorOf } from "../game-of-config.ts";
import type { OwnParts } from "../own-parts.ts";
import { type Axes, axesOf } from "./axes.ts";
import { type Origin, stageShift } from "./origin.ts";
import { channelPlaces, classPlaces, firstPlaces, type Places, samePlaces } from "./places.ts";
import { rolesOf, smallestSide } from "./roles.ts";

/** A state of a run that another one starts from. */
export interface StartingPoint extends Origin {
  readonly config: Config;
  readonly checkpoint: Checkpoint;
}

/** What becomes of a tensor. */
export interface Taken {
  readonly name: string;
  readonly shape: Shape;
  /** `none`: it starts afresh. `part`: some of its numbers come from there, or sums of several. */
  readonly how: "whole" | "part" | "none";
  /** Numbers of it that come from there. */
  readonly count: number;
}

/** The start of a run's networks, of which some or all comes from another run. */
export interface Transfer {
  readonly from: StartingPoint;
  readonly generator: readonly Taken[];
  readonly discriminator: readonly Taken[];
  /** How the classes of this run follow from those of the other; absent where neither has any. */
  readonly classes?: Pick<ReturnType<typeof classPlaces>, "match" | "matched">;
  /** Writes what is taken of a tensor over the values that it would start with. `average`: G's moving average. */
  readonly fill: (name: string, values: Float32Array, average?: "average") => void;
}

/** Compares the networks of a run that is to begin with those of another. Throws where nothing fits. */
export function transferTo(config: Config, from: StartingPoint, own?: OwnParts): Transfer {
  const fitted = new Map<string, Fitted>();
  const [axes, axesThere] = [axesOf(config), axesOf(from.config)];
  const game = gameOf(config, own);
  const there = networksOf(from, own);
  const classes = classPlaces(config.data.y, from.config.data.y);
  const match = (player: "generator" | "discriminator"): readonly Taken[] => {
    const network = game[player];
    const roles = rolesThere(network, there?.[player], from);
    return rolesOf(network).map(({ name, shape, role }) => {
      const found = roles.get(role);
      const places =
        found &&
        placesOf(
          { shape, axes: axes.get(name) ?? {} },
          { shape: found.shape, axes: axesThere.get(found.name) ?? {} },
          {
            player: network.name as "G" | "D",
            latent: [latentOf(config), latentOf(from.config)],
            classes: classes.places,
          },
        );
      // What only classes add begins at nothing where there were none.
      const silent = !found && axes.get(name)?.classes !== undefined && !from.config.data.y?.code;
      if (found && places) fitted.set(name, { from: found.name, places });
      else if (silent) fitted.set(name, "zero");
      return taken(name, shape, places);
    });
  };
  const [generator, discriminator] = [match("generator"), match("discriminator")];
  requireSome(from, [...generator, ...discriminator]);
  requireFrozen(from, config, game.discriminator, discriminator);
  return {
    from,
    generator,
    discriminator,
    ...(config.data.y?.code ? { classes: { match: classes.match, matched: classes.matched } } : {}),
    ...(!config.data.y?.code && from.config.data.y?.code ? { classes: { match: "left", matched: 0 } as const } : {}),
    fill: (name, values, average) => fill(from.checkpoint, fitted.get(name), values, average),
  };
}

/** A tensor of another run and how it is read, axis by axis; `zero`: all numbers are 0. */
type Fitted = { readonly from: string; readonly places: readonly Places[] } | "zero";

const latentOf = (config: Config): number => priorOf(config).latent;

/** The networks of the other run, unless they were its own, of which this run does not know how they are built. */
const networksOf = ({ config }: StartingPoint, own: OwnParts | undefined) =>
  config.own === undefined || config.own === own?.name ? gameOf(config, own) : undefined;

/** The other run's tensors by what they are for, as this network counts stages. */
function rolesThere(network: Network, there: Network | undefined, { checkpoint }: StartingPoint) {
  if (!there) {
    return new Map([...checkpoint.tensors].map(([name, { shape }]) => [name, { name, shape }] as const));
  }
  const [before, now] = [smallestSide(there), smallestSide(network)];
  const shift = before === undefined || now === undefined ? 0 : stageShift(before, now);
  return new Map(rolesOf(there, shift).map(({ name, shape, role }) => [role, { name, shape }] as const));
}

interface Side {
  readonly shape: Shape;
  readonly axes: Axes;
}

/** Where the numbers of a tensor come from, along each axis; `undefined` if it does not fit. */
function placesOf(
  now: Side,
  before: Side,
  given: { readonly player: "G" | "D"; readonly latent: readonly [number, number]; readonly classes: Places },
): readonly Places[] | undefined {
  if (now.shape.length !== before.shape.length || now.axes.channels !== before.axes.channels) return undefined;
  const places = now.shape.map((length, axis) => {
    const there = before.shape[axis] ?? 0;
    if (axis === now.axes.channels) return channelPlaces(length, there, given.player);
    if (axis === now.axes.latent || axis === now.axes.classes)
      return inputPlaces(axis, [length, there], now, before, given);
    return length === there ? samePlaces(length) : undefined;
  });
  return places.every((one) => one !== undefined) ? places : undefined;
}

/** Along an axis that z comes in by, or a class, or one behind the other. */
function inputPlaces(
  axis: number,
  [length, there]: readonly [number, number],
  now: Side,
  before: Side,
  { latent, classes }: { readonly latent: readonly [number, number]; readonly classes: Places },
): Places | undefined {
  const [ofZ, ofZThere] = [axis === now.axes.latent ? latent[0] : 0, axis === before.axes.latent ? latent[1] : 0];
  const ofClass = axis === now.axes.classes ? classes : [];
  const classesThere = axis === before.axes.classes ? there - ofZThere : 0;
  if (ofZ + ofClass.length !== length || ofZThere + classesThere !== there) return undefined;
  return [
    ...firstPlaces(ofZ, ofZThere),
    ...ofClass.map((sources) =>
      sources === "afresh" ? sources : sources.map(([place, weight]) => [place + ofZThere, weight] as const),
    ),
  ];
}

const isSame = (places: Places): boolean =>
  places.every(
    (sources, i) => sources.length === 1 && sources !== "afresh" && sources[0]?.[0] === i && sources[0][1] === 1,
  );

/** Places that take something from there. */
const fedBy = (places: Places): number => places.filter((sources) => sources !== "afresh" && sources.length > 0).length;

function taken(name: string, shape: Shape, places: readonly Places[] | undefined): Taken {
  if (!places) return { name, shape, how: "none", count: 0 };
  const count = places.reduce((product, one) => product * fedBy(one), 1);
  return { name, shape, how: places.every(isSame) ? "whole" : count > 0 ? "part" : "none", count };
}

function requireSome({ run, config }: StartingPoint, all: readonly Taken[]): void {
  if (all.some(({ count }) => count > 0)) return;
  throw problem({
    doing: `starting from the weights of ${run}`,
    expected: "networks of which something fits",
    came: `those for ${formatShape(config.data.shape)} of ${config.generator.network}, of which no tensor does`,
    next: "Leave out the options that build other networks, or start from another run.",
  });
}

/** Layers that keep their weights must have some to keep. */
function requireFrozen({ run }: StartingPoint, { freezeD }: Config, network: Network, all: readonly Taken[]): void {
  const still = layersWithWeights(network).slice(0, freezeD);
  const names = new Set(still.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  const afresh = all.find(({ name, shape, count }) => names.has(name) && count < sizeOf(shape));
  if (!afresh) return;
  throw problem({
    doing: `freezing ${freezeD} layers of D`,
    expected: `weights of ${run} in all of them`,
    came: `${afresh.name}, which starts afresh${afresh.count > 0 ? " in part" : ""}`,
    next: `Lower ${option("freezeD")}, or start from a run on pictures of the same sides.`,
  });
}

function fill(checkpoint: Checkpoint, fitted: Fitted | undefined, values: Float32Array, average?: "average"): void {
  if (fitted === undefined) return;
  if (fitted === "zero") {
    values.fill(0);
    return;
  }
  const { tensors } = checkpoint;
  const [player = ""] = fitted.from.split("/");
  const averaged = average && tensors.get(fitted.from.replace(player, `${player} ${average}`));
  const source = averaged ?? tensors.get(fitted.from);
  if (!source) {
    throw problem({
      doing: `taking ${fitted.from} from the checkpoint of step ${checkpoint.step}`,
      expected: "what the run's configuration says is there",
      came: "none",
    });
  }
  read(source, fitted.places, values);
}

/** Reads a tensor through the places of each axis. */
function read(
  { shape, values: from }: { readonly shape: Shape; readonly values: Float32Array },
  places: readonly Places[],
  to: Float32Array,
): void {
  if (places.every(isSame)) {
    to.set(from);
    return;
  }
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  let at = 0;
  /** The sources of the places chosen so far, as offsets and weights; undefined where one starts afresh. */
  const walk = (axis: number, sources: readonly (readonly [number, number])[] | undefined): void => {
    const ofAxis = places[axis];
    if (!ofAxis) {
      if (sources) to[at] = sources.reduce((sum, [offset, weight]) => sum + weight * (from[offset] ?? 0), 0);
      at++;
      return;
    }
    const stride = strides[axis] ?? 1;
    for (const next of ofAxis) {
      walk(
        axis + 1,
        sources === undefined || next === "afresh"
          ? undefined
          : sources.flatMap(([offset, weight]) =>
              next.map(([place, more]) => [offset + place * stride, weight * more] as const),
            ),
      );
    }
  };
  walk(0, [[0, 1]]);
}
