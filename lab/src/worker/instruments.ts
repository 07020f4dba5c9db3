/** What is asked of D and of both losses while the game is played. Each is made when it is first wished for. */
import {
  type BothLosses,
  createBothLosses,
  createFlow,
  createJudge,
  createPull,
  type Flow,
  type Judge,
  lossOf,
  type Play,
  type Pull,
} from "#inner";
import { type Frame, PULLS } from "./protocol.ts";

export interface Instruments {
  /** D's logits or scores, for any number of examples. */
  readonly answers: (x: Float32Array) => Promise<Float32Array>;
  /** D(x), or D's score. */
  readonly field: (x: Float32Array) => Promise<Float32Array>;
  /** Of {@link PULLS} generated examples beside as many real ones. */
  readonly pulls: (generated: Float32Array, real: Float32Array) => Promise<Float32Array>;
  /** `null` where losses cannot be compared: D answers by scores, or the players are told what a row shall be. */
  readonly lossNorms: () => Promise<Frame["lossNorms"]>;
  readonly flow: (player: "G" | "D") => Promise<Frame["flow"]>;
  readonly release: () => Promise<void>;
}

/** @param judgeBatch examples that D answers at once. */
export function createInstruments({ game, machine }: Play, judgeBatch: number): Instruments {
  const { generator, discriminator } = game;
  const probability = lossOf(game.loss).output === "logit";
  // What theory says of the game is about examples alone.
  const told = generator.condition !== undefined || discriminator.condition !== undefined;
  const made = {
    judge: undefined as Judge | undefined,
    pull: undefined as Pull | undefined,
    both: undefined as BothLosses | undefined,
    flows: new Map<"G" | "D", Flow>(),
  };
  const weights = machine.discriminator.parameters.data;
  const answers = async (x: Float32Array): Promise<Float32Array> => {
    made.judge ??= await createJudge(discriminator, judgeBatch, 1);
    return made.judge.answers(weights, x);
  };
  return {
    answers,
    field: async (x) => {
      const given = await answers(x);
      return probability ? given.map((logit) => 1 / (1 + Math.exp(-logit))) : given.slice();
    },
    pulls: async (generated, real) => {
      made.pull ??= await createPull(game, PULLS);
      return made.pull.at(weights, generated, real);
    },
    lossNorms: async () => {
      if (!probability || told) return null;
      made.both ??= await createBothLosses(game);
      return made.both.at(machine.generator.parameters.data, weights, machine.z.data);
    },
    flow: async (player) => {
      if (told) return null;
      const flow = made.flows.get(player) ?? (await createFlow(game, player));
      made.flows.set(player, flow);
      return flow.at({
        generator: machine.generator.parameters.data,
        discriminator: weights,
        x: machine.x.data,
        z: machine.z.data,
      });
    },
    release: async () => {
      await made.judge?.release();
      await made.pull?.release();
      await made.both?.release();
      for (const flow of made.flows.values()) await flow.release();
    },
  };
}
