/**
 * Options of a run that starts from the weights of another: its networks are those of that run, where the user says nothing else, and
 * for pictures of other sides stages come or go at the outer end, next to the image.
 */
import type { DataDescription } from "../../data/description.ts";
import { dataKinds, kindOf } from "../../data/kinds.ts";
import { architectureOf } from "../../networks/architectures.ts";
import { stagesFor } from "../../networks/resnet.ts";
import { problem } from "../../problem.ts";
import { type Shape, sameShape } from "../../tensor/shape.ts";
import { PLAYERS } from "../defaults.ts";
import type { GameOptions, PlayerOptions } from "../options.ts";
import type { GivenOptions } from "../recipes.ts";

/** The run that another one's weights come from, as far as options follow from it. */
export interface Origin {
  /** What it is called in sentences and in the configuration: the path of its folder, as it was given. */
  readonly run: string;
  readonly config: GameOptions & {
    readonly data: DataDescription;
    readonly generator: PlayerOptions;
    readonly discriminator: PlayerOptions;
  };
  readonly checkpoint: { readonly step: number; readonly sha256: string };
}

/** What the configuration of a run keeps of where its weights come from. */
export interface From {
  readonly run: string;
  readonly step: number;
  /** Of the checkpoint, in hexadecimal. */
  readonly sha256: string;
}

export const fromOf = ({ run, checkpoint: { step, sha256 } }: Origin): From => ({ run, step, sha256 });

/** What networks are built from, but for what matters in training alone. */
const OF_TRAINING: readonly string[] = ["init", "initScale", "dropout", "inputDropout"];
const OF_GAME = ["prior", "latent", "halfWidth", "pixels", "pack"] as const;

/** The options that come from the other run, in place of defaults. Throws where its data are of another kind. */
export function originOptions(data: DataDescription, { run, config }: Origin, given: GivenOptions): GivenOptions {
  const [kind, before] = [kindOf(data), kindOf(config.data)];
  if (kind !== before) {
    throw problem({
      doing: `starting from the weights of ${run}`,
      expected: `a run on ${dataKinds[kind].examples}, as ${data.name} has them`,
      came: `one on ${dataKinds[before].examples}`,
      next: "Start from another run, or from none.",
    });
  }
  const taken = PLAYERS.map((player) => {
    const { network } = config[player];
    const asked = given[player]?.network ?? given.network ?? network;
    return asked === network ? { [player]: networkOptions(config[player], config.data.shape, data.shape) } : {};
  });
  const { network } = config.generator;
  const both = given.network === undefined && network === config.discriminator.network ? { network } : {};
  return {
    ...(Object.fromEntries(OF_GAME.map((key) => [key, config[key]])) as Partial<GameOptions>),
    ...both,
    ...Object.assign({}, ...taken),
  };
}

function networkOptions(options: PlayerOptions, from: Shape, to: Shape): Partial<PlayerOptions> {
  const { network } = options;
  const keys = ["network", ...Object.keys(architectureOf(network).options).filter((key) => !OF_TRAINING.includes(key))];
  const same = Object.fromEntries(keys.map((key) => [key, options[key as keyof PlayerOptions]]));
  if (sameShape(from.slice(1), to.slice(1)) || !Object.hasOwn(OTHER_SIDES, network)) return same;
  return { ...same, channels: OTHER_SIDES[network as keyof typeof OTHER_SIDES](options, from, to) };
}

/** Channels of networks for pictures of other sides, so that inner stages keep theirs. */
const OTHER_SIDES = {
  resnet: ({ channels: given, imageEnds }: PlayerOptions, from: Shape, to: Shape): readonly number[] => {
    const strided = imageEnds === "strided" ? 0 : 1;
    const { channels } = stagesFor(given, from, imageEnds);
    const base = Math.ceil(shorter(from) / 2 ** (channels.length - strided));
    const { most } = stagesFor(1, to, imageEnds);
    const wanted = Math.round(Math.log2(shorter(to) / base)) + strided;
    const count = Math.max(1, Math.min(most, wanted));
    const last = channels.at(-1) ?? 1;
    // A stage of twice the sides with half the channels costs as much as the one before.
    return Array.from(
      { length: count },
      (_, i) => channels[i] ?? Math.max(1, Math.round(last / 2 ** (i - channels.length + 1))),
    );
  },
  dcgan: ({ channels: given }: PlayerOptions, from: Shape, to: Shape): number => {
    const [before, now] = [halved(from), halved(to)];
    const widest = (typeof given === "number" ? given : (given[0] ?? 1)) * 2 ** (before.times - 1);
    const more = stageShift(before.side, now.side);
    return Math.max(1, Math.round((widest * 2 ** more) / 2 ** (now.times - 1)));
  },
};

const shorter = (image: Shape): number => Math.min(...image.slice(1));

/** As dcgan halves pictures. */
function halved(image: Shape): { readonly side: number; readonly times: number } {
  let sides = image.slice(1);
  let times = 0;
  while (Math.min(...sides) > 7 && sides.every((side) => side % 2 === 0)) {
    sides = sides.map((side) => side / 2);
    times++;
  }
  return { side: Math.min(...sides), times };
}

/**
 * How many stages further from the smallest maps a stage of the same role is, where these had sides of `before` and have sides of
 * `now`: from 7 to 4 one, as what worked on 7×7 works on 8×8 best; from 6 to 4 none.
 */
export function stageShift(before: number, now: number): number {
  const octaves = Math.log2(before / now);
  return Math.sign(octaves) * Math.floor(Math.abs(octaves) + 0.25);
}
