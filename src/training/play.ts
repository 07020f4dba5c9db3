/**
 * A game played by hand: Algorithm 1 line by line or round by round, either player's step alone, and back to any state that was
 * kept. {@link train} is for runs to the end; this is for looking on.
 */
import type { DataSet } from "../data/dataset.ts";
import type { Game } from "../game/step.ts";
import { problem } from "../problem.ts";
import { algorithm1, type Moment } from "./algorithm.ts";
import { assemble } from "./assemble.ts";
import { checkChanges, takeOver } from "./change-rules.ts";
import { type Checkpoint, encodeCheckpoint, restore } from "./checkpoint.ts";
import { chooseDevice } from "./choose-device.ts";
import { type Config, mathematics, sameMathematics } from "./config.ts";
import type { Measures } from "./events.ts";
import { gameOf } from "./game-of-config.ts";
import { type Machine, type MachineState, vectorsOf } from "./machine.ts";
import { createMeter } from "./meter.ts";
import type { OwnParts } from "./own-parts.ts";

export interface PlayOptions {
  readonly config: Config;
  readonly data: DataSet;
  /** Where to begin instead of at the start. The configuration must be the checkpoint's, but for `run`. */
  readonly checkpoint?: Checkpoint;
  /**
   * A game to go on with instead, from its present state, under this configuration: only rules may differ. It stays as it is; a
   * round in progress is not part of what is taken over. Parts of one's own must be the same.
   */
  readonly after?: Play;
  readonly own?: OwnParts;
}

/** A state of the game in memory. */
export interface Kept {
  readonly step: number;
  readonly state: MachineState;
  readonly updates: { readonly G: number; readonly D: number };
  /** Parameters, moments and moving average, one vector after the other. */
  readonly vectors: readonly Float32Array[];
}

export interface Play {
  readonly config: Config;
  readonly game: Game;
  readonly machine: Machine;
  /** Rounds that are over. */
  readonly step: number;
  /** Carries out the next line of Algorithm 1, beginning a new round where none is in progress. */
  readonly line: () => Promise<Moment>;
  /** Plays to the end of the round in progress, or a whole one. Its number. */
  readonly round: () => Promise<number>;
  /** One step of D alone, on fresh minibatches; G stays as it is. A round in progress is given up. */
  readonly moveDiscriminator: () => Promise<void>;
  /** One step of G alone, on fresh noise; D stays as it is. It counts as a round. */
  readonly moveGenerator: () => Promise<void>;
  /** What the steps made last have measured; NaN for a player that has not moved yet. */
  readonly measures: () => Measures;
  readonly keep: () => Promise<Kept>;
  /** Everything as it was: what is played from there is what was played then. */
  readonly goBack: (kept: Kept) => Promise<void>;
  /** The state as a file, from which `train` goes on as well. Between rounds only: a round in progress is given up. */
  readonly checkpoint: () => Promise<Uint8Array<ArrayBuffer>>;
  readonly release: () => Promise<void>;
}

function checkPlay({ config, data, checkpoint, after }: PlayOptions): void {
  if (after) checkChanges(after.config, config);
  if (checkpoint && !sameMathematics(checkpoint.mathematics, mathematics(config))) {
    throw problem({
      doing: "going on from the checkpoint",
      expected: "the configuration it was written with",
      came: "another one",
      next: "Only the options under run may change.",
    });
  }
  if (data.fingerprint !== config.data.fingerprint) {
    throw problem({
      doing: "setting up the game",
      expected: `the data of the configuration (${config.data.name}, ${config.data.fingerprint})`,
      came: `${data.name}, ${data.fingerprint}`,
    });
  }
}

/** All vectors of a machine that its steps change, kept and put back as a whole. */
function memoryOf(machine: Machine) {
  const { store, generator, discriminator } = machine;
  const vectors = vectorsOf(machine);
  return {
    keep: async (step: number): Promise<Kept> => {
      await machine.settle();
      return {
        step,
        state: machine.state(),
        updates: { G: generator.updates, D: discriminator.updates },
        vectors: vectors.map(({ data }) => data.slice()),
      };
    },
    goBack: async (kept: Kept): Promise<void> => {
      vectors.forEach((vector, i) => store.write(vector, kept.vectors[i] ?? []));
      generator.updates = kept.updates.G;
      discriminator.updates = kept.updates.D;
      await machine.seek(kept.state);
    },
  };
}

/** A game ready to be played by hand, at its start or from a checkpoint. Call `release` when done. */
export async function createPlay(options: PlayOptions): Promise<Play> {
  checkPlay(options);
  const { config, data, checkpoint, after, own } = options;
  const game = gameOf(config, own);
  const { device } = await chooseDevice(config, data, { own });
  const machine = await assemble(config, data, own, { state: after?.machine.state() ?? checkpoint?.state, device });
  await after?.machine.settle();
  if (after) takeOver(machine, after.machine, after.config, config);
  else if (checkpoint) restore(machine, checkpoint);
  const meter = createMeter(config, game, machine);
  const memory = memoryOf(machine);
  let step = after?.step ?? checkpoint?.step ?? 0;
  let moments: AsyncGenerator<Moment> | undefined;

  const line = async (): Promise<Moment> => {
    const { dSteps, gSteps, updates } = config;
    moments ??= algorithm1(machine, { first: step + 1, last: Number.POSITIVE_INFINITY, dSteps, gSteps, updates });
    // What has failed is over; the next line begins a round.
    const { value } = (await moments.next().catch((error: unknown) => {
      moments = undefined;
      throw error;
    })) as IteratorYieldResult<Moment>;
    if (value.did === "round") step = value.step;
    return value;
  };
  const giveUpRound = (): void => {
    moments = undefined;
  };
  return {
    config,
    game,
    machine,
    get step() {
      return step;
    },
    line,
    round: async () => {
      for (;;) {
        const moment = await line();
        if (moment.did === "round") return moment.step;
      }
    },
    moveDiscriminator: async () => {
      giveUpRound();
      machine.drawNoise();
      await machine.drawExamples();
      await machine.discriminatorGradient(step + 1);
      await machine.discriminatorStep(step + 1).update(step + 1);
    },
    moveGenerator: async () => {
      giveUpRound();
      machine.drawNoise();
      if (machine.generatorNeedsExamples) await machine.drawExamples();
      await machine.generatorGradient(step + 1);
      step++;
      await machine.generatorStep(step).update(step);
      await machine.updateAverage();
    },
    measures: () => meter.last(Math.max(1, step)),
    keep: () => memory.keep(step),
    goBack: async (kept) => {
      giveUpRound();
      step = kept.step;
      await memory.goBack(kept);
    },
    checkpoint: () => {
      giveUpRound();
      return encodeCheckpoint(config, machine, step);
    },
    release: machine.release,
  };
}
