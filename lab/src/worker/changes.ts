/** What is changed while a game is played, as options: what a change says, and what is in force at a round. */
import { type Config, changesBetween, type GivenOptions } from "#inner";
import type { Change } from "./protocol.ts";

const players = ["generator", "discriminator"] as const;
type Values = Readonly<Record<string, unknown>>;

/** Options with others in their place. What each player has of its own is no longer said of both. */
export function withChange(options: GivenOptions, { generator, discriminator, ...both }: GivenOptions): GivenOptions {
  const own = {
    generator: { ...options.generator, ...generator } as Values,
    discriminator: { ...options.discriminator, ...discriminator } as Values,
  };
  const shared = Object.entries({ ...options, ...both }).filter(
    ([key]) => !(key in own) && !players.every((player) => own[player][key] !== undefined),
  );
  const some = Object.entries(own).filter(([, values]) => Object.keys(values).length > 0);
  return Object.fromEntries([...shared, ...some]);
}

/** So many of the changes are in force when this round has been played; they are in order. */
export const inForceAt = (changes: readonly Change[], step: number): number =>
  changes.filter((change) => change.step <= step).length;

export const optionsAt = (options: GivenOptions, changes: readonly Change[], step: number): GivenOptions =>
  changes.slice(0, inForceAt(changes, step)).reduce((now, { set }) => withChange(now, set), options);

/** The changes with one more, which takes the place of all that would come after it. */
export function changesWith(changes: readonly Change[], { step, set }: Change): readonly Change[] {
  const same = changes.find((change) => change.step === step);
  return [...changes.filter((change) => change.step < step), { step, set: same ? withChange(same.set, set) : set }];
}

const valuesIn = (options: GivenOptions, player: (typeof players)[number] | undefined): Values =>
  player ? (options[player] ?? {}) : (options as Values);

/** What is given in the second options and not in the first. */
function given(before: GivenOptions, after: GivenOptions): GivenOptions {
  const differing = (player?: (typeof players)[number]): Values =>
    Object.fromEntries(
      Object.entries(valuesIn(after, player)).filter(
        ([key, value]) =>
          !(players as readonly string[]).includes(key) &&
          JSON.stringify(value) !== JSON.stringify(valuesIn(before, player)[key]),
      ),
    );
  return withChange(
    {},
    { ...differing(), ...Object.fromEntries(players.map((player) => [player, differing(player)])) },
  );
}

/** The configuration with other values of what may change. */
export const configWith = (config: Config, { generator, discriminator, ...both }: GivenOptions): Config => ({
  ...config,
  ...both,
  generator: { ...config.generator, ...generator },
  discriminator: { ...config.discriminator, ...discriminator },
});

export interface ChangeMade {
  /** As a user says it. */
  readonly set: GivenOptions;
  /** Every value that is another one, those that follow from it too. */
  readonly values: GivenOptions;
}

/** The change from some options to others; `undefined` where a game has to begin anew for it. `resolve` may refuse. */
export function changeTo(
  before: GivenOptions,
  after: GivenOptions,
  resolve: (options: GivenOptions) => Config,
): ChangeMade | undefined {
  const [from, to] = [resolve(before), resolve(after)];
  if (from.run.device !== to.run.device) return undefined;
  const values = changesBetween(from, to);
  if (!values) return undefined;
  const said = given(before, after);
  // What was taken back is said as the value that holds without it.
  const left = changesBetween(resolve(withChange(before, said)), to);
  return { set: left && Object.keys(left).length === 0 ? said : values, values };
}
