import { z } from "zod";
import { computingOf } from "../data/columns/columns.ts";
import type { LabelsDescription } from "../data/dataset.ts";
import type { DataDescription } from "../data/description.ts";
import { kindOf, statedKind } from "../data/kinds.ts";
import { nearest } from "../data/nearest.ts";
import { takersOf } from "../networks/architectures.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { checkAugmentation } from "./augmenting.ts";
import { dataSchema } from "./data-schema.ts";
import { beforeThem, following, type Player } from "./defaults.ts";
import type { Option } from "./option.ts";
import {
  dataOptions,
  type GameOptions,
  type GivenDataOptions,
  gameOptions,
  type PlayerOptions,
  playerOptions,
  type RunOptions,
  runOptions,
} from "./options.ts";
import { checkOwn, type OwnParts } from "./own-parts.ts";
import { checkPresetData, presetOf } from "./presets.ts";
import { type GivenOptions, recipesFor } from "./recipes.ts";
import { type From, fromOf, type Origin, originOptions } from "./transfer/origin.ts";

/** Everything that determines what a run computes, and (in `run`) how it is carried out. Saved as `config.json`. */
export interface Config extends GameOptions {
  readonly data: DataDescription;
  readonly generator: PlayerOptions;
  readonly discriminator: PlayerOptions;
  readonly run: RunOptions;
  /** Name of the {@link OwnParts} that take the place of what the options would build; absent if there are none. */
  readonly own?: string;
  /** Where the weights come from that the run started with; absent if it started afresh. */
  readonly from?: From;
}

/** What options may be resolved beside: a preset, and another run to start from. */
export interface Beside {
  readonly preset?: string;
  /** Its networks are the defaults of networks. */
  readonly from?: Origin;
}

/** A configuration with or without the part that says how it is carried out. */
export type Computed = Omit<Config, "run"> & { readonly run?: RunOptions };

/** `place` is the player's name and a point where the options are one player's. */
function checkKeys(given: object, known: readonly string[], place = ""): void {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const close = nearest(key, known);
    throw problem({
      doing: "reading the options",
      expected: close ? `a known one, such as ${option(place + close)}` : "a known one",
      came: option(place + key),
    });
  }
}

function check({ schema, expected }: Option<unknown>, value: unknown, name: string): void {
  if (schema.safeParse(value).success) return;
  throw problem({
    doing: `reading option ${option(name)}`,
    expected,
    came: shown(value),
  });
}

/** A refused value as the user wrote it, as far as that can be known. */
function shown(value: unknown): string {
  if (value === "" || (Array.isArray(value) && value.length === 1 && value[0] === "")) return "an empty value";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : value.join(",");
  // JSON would write Infinity as null.
  return typeof value === "string" || typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "nothing");
}

const playerKeys = Object.keys(playerOptions);
const sharedKeys = [...Object.keys(gameOptions), ...playerKeys, ...Object.keys(runOptions)];

/** Checks what a user gave against the option table, without filling anything in. */
export function checkOptions(given: GivenOptions): void {
  const { generator = {}, discriminator = {}, ...shared } = given;
  checkKeys(shared, sharedKeys);
  const all: Readonly<Record<string, Option<unknown>>> = { ...gameOptions, ...playerOptions, ...runOptions };
  for (const [key, value] of Object.entries(shared)) check(all[key] as Option<unknown>, value, key);
  for (const [player, own] of [
    ["generator", generator],
    ["discriminator", discriminator],
  ] as const) {
    checkKeys(own, playerKeys, `${player}.`);
    for (const [key, value] of Object.entries(own)) check(all[key] as Option<unknown>, value, `${player}.${key}`);
  }
}

/** Checks what a user gave about reading data. */
export function checkDataOptions(given: GivenDataOptions): void {
  checkKeys(given, Object.keys(dataOptions));
  const all: Readonly<Record<string, Option<unknown>>> = dataOptions;
  for (const [key, value] of Object.entries(given)) check(all[key] as Option<unknown>, value, key);
}

/**
 * Fills in the defaults for this data. What is given takes precedence over the networks of a run to start from, these over what the
 * preset says, and that over defaults.
 */
export function resolveConfig(
  data: DataDescription,
  { preset: name, from, ...given }: GivenOptions & Beside,
  own?: OwnParts,
): Config {
  checkOptions(given);
  if (own) checkOwn(own, given);
  const preset = name === undefined ? undefined : presetOf(name);
  if (name !== undefined && preset) checkPresetData(name, preset, data);
  const chosen = preset?.options ?? {};
  const before = from ? originOptions(data, from, given) : {};
  const layers = [...recipesFor(data, { ...chosen, ...before, ...given }, own !== undefined), chosen, before, given];
  const pick = (key: string, player?: Player): unknown => {
    // What the user said of both players beats what a recipe says of one.
    for (const layer of layers.toReversed()) {
      const own = player ? (layer[player] as Readonly<Record<string, unknown>> | undefined)?.[key] : undefined;
      const value = own ?? (layer as Readonly<Record<string, unknown>>)[key];
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const all = (options: object, player?: Player) =>
    Object.fromEntries(Object.keys(options).map((key) => [key, pick(key, player)]));
  const player = (which: Player): PlayerOptions =>
    following(playerOptions, all(playerOptions, which)) as unknown as PlayerOptions;
  const config: Config = {
    data: {
      name: data.name,
      ...statedKind(data),
      shape: data.shape,
      ...(data.count !== undefined && Number.isFinite(data.count) ? { count: data.count } : {}),
      fingerprint: data.fingerprint,
      ...(data.y && usesY(data, own) ? { y: describedY(data.y) } : {}),
      ...(data.columns ? { columns: data.columns } : {}),
      ...(data.constants ? { constants: data.constants } : {}),
      ...(data.made ? { made: data.made } : {}),
      ...(data.rules ? { rules: data.rules } : {}),
    },
    ...(all(gameOptions) as unknown as GameOptions),
    generator: player("generator"),
    discriminator: player("discriminator"),
    run: all(runOptions) as unknown as RunOptions,
    ...(own ? { own: own.name } : {}),
    ...(from ? { from: fromOf(from) } : {}),
  };
  checkTogether(config);
  checkAugmentation(config);
  return config;
}

/** Refuses values that are possible each for itself, and not together. */
function checkTogether(config: Config): void {
  if (
    config.batch < 2 &&
    (config.generator.normalisation === "batch" || config.discriminator.normalisation === "batch")
  ) {
    throw problem({
      doing: `reading option ${option("batch")}`,
      expected: "at least 2, as batch normalisation needs",
      came: String(config.batch),
      next: `Use a larger minibatch or ${option("normalisation", "layer")}.`,
    });
  }
  if (config.batch % packOf(config) !== 0) {
    const fits = Math.max(1, Math.round(config.batch / config.pack)) * config.pack;
    throw problem({
      doing: `reading option ${option("pack")}`,
      expected: `packs that divide the minibatch of ${config.batch}`,
      came: String(config.pack),
      next: `Use ${option("batch", fits)}.`,
    });
  }
  checkGroups(config);
  if (config.generator.gumbel > 0 && config.prior !== "normal") {
    throw problem({
      doing: `reading option ${option("generator.gumbel")}`,
      expected: "the normal prior, which the noise is made of",
      came: config.prior,
      next: `Leave out ${option("prior")}.`,
    });
  }
}

/** The examples that D compares: several, in whole groups. Where they have no effect they are noted elsewhere. */
function checkGroups(config: Config): void {
  const { network, minibatchDeviation: group } = config.discriminator;
  const batch = config.batch / packOf(config);
  if (group === 0 || !takersOf("minibatchDeviation").includes(network)) return;
  if (group > 1 && batch % group === 0) return;
  const divisors = Array.from({ length: batch - 1 }, (_, i) => i + 2).filter((one) => batch % one === 0);
  const nearest = divisors.reduce((a, b) => (Math.abs(b - group) < Math.abs(a - group) ? b : a), batch);
  throw problem({
    doing: `reading option ${option("minibatchDeviation")}`,
    expected: `a number of examples above 1 that divides the minibatch of ${batch}`,
    came: String(group),
    next: batch > 1 ? `Use ${option("minibatchDeviation", nearest)}.` : `Use ${option("batch", 2)} or more.`,
  });
}

/** Whether a network looks at y: labels of data are none of a run that is not asked to use them. */
const usesY = ({ y, ...data }: DataDescription, own: OwnParts | undefined): boolean =>
  y !== undefined && (y.code !== undefined || kindOf(data) === "mixed" || own !== undefined);

const describedY = ({ shape, classes, code }: LabelsDescription): LabelsDescription => ({
  shape,
  ...(classes ? { classes } : {}),
  ...(code ? { code } : {}),
});

function ordered(table: object, before: object, given: object): object {
  const filled: Record<string, unknown> = { ...before, ...given };
  const known = Object.keys(table).filter((key) => key in filled);
  return { ...Object.fromEntries(known.map((key) => [key, filled[key]])), ...filled };
}

/** A configuration of any age with every option of today, in the order of the table; what is not in it comes after. */
function completed<T extends Computed>({ data, generator, discriminator, run, own, from, ...game }: T): T {
  const player = (given: PlayerOptions): object => ordered(playerOptions, beforeThem(playerOptions), given);
  return {
    data,
    ...ordered(gameOptions, beforeThem(gameOptions), game),
    generator: player(generator),
    discriminator: player(discriminator),
    ...(run === undefined ? {} : { run }),
    ...(own === undefined ? {} : { own }),
    ...(from === undefined ? {} : { from }),
  } as T;
}

/** What stands around the options; the option table knows the rest. */
const frame = z.looseObject({
  data: dataSchema,
  generator: z.looseObject({}),
  discriminator: z.looseObject({}),
  run: z.looseObject({}).optional(),
  own: z.string().optional(),
  from: z
    .object({ run: z.string(), step: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
    .optional(),
});

function checkFrame(given: unknown, doing: string, next: string): Computed {
  const { error } = frame.safeParse(given);
  if (!error) return given as Computed;
  const place = error.issues[0]?.path ?? [];
  const found = place.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], given);
  throw problem({
    doing,
    expected: "data with name, shape and fingerprint, a generator and a discriminator",
    came: place.length === 0 ? shown(found) : `${place.join(".")}: ${shown(found)}`,
    next,
  });
}

/** Refuses values that no run has; `next` says what to do about it. */
function checkComputed(given: unknown, doing: string, next: string): Computed {
  const config = completed(checkFrame(given, doing, next));
  const { data: _, generator, discriminator, run: __, own: ___, from: ____, ...game } = config;
  checkRows(gameOptions, game, "", doing, next);
  checkRows(playerOptions, generator, "generator.", doing, next);
  checkRows(playerOptions, discriminator, "discriminator.", doing, next);
  return config;
}

function checkRows(
  rows: Readonly<Record<string, Option<unknown>>>,
  values: object,
  place: string,
  doing: string,
  next: string,
): void {
  for (const [key, { schema, expected }] of Object.entries(rows)) {
    const value = (values as Readonly<Record<string, unknown>>)[key];
    if (schema.safeParse(value).success) continue;
    throw problem({ doing, expected: `${place}${key} to be ${expected}`, came: shown(value), next });
  }
  const unknown = Object.keys(values).find((key) => !Object.hasOwn(rows, key));
  if (unknown === undefined) return;
  throw problem({
    doing,
    expected: "only options that this version knows",
    came: `${place}${unknown}`,
    next: "A later version wrote it, or it was altered.",
  });
}

/**
 * Checks that a configuration that comes from a file is whole, and every value of it possible. An option that did not exist when
 * it was written is filled in with what it was before there was a choice.
 */
export function checkConfig(given: unknown, doing: string): Config {
  const next = "Its config.json was altered: put back the one that was written.";
  const config = checkComputed(given, doing, next);
  const run = ordered(runOptions, beforeThem(runOptions), config.run ?? {}) as RunOptions;
  checkRows(runOptions, run, "run.", doing, next);
  return { ...config, run };
}

/** The {@link mathematics} of a configuration that stands in a checkpoint. Throws if no run has such a one. */
export const checkedMathematics = (given: unknown, doing: string): string =>
  mathematics(checkComputed(given, doing, "The checkpoint was altered, or a later version wrote it."));

/** What an option is where the user says nothing: for points and for images, and for each player where they differ. */
export function defaultOf(key: string): string {
  const show = (value: unknown): string => (Array.isArray(value) ? value.join(",") || "none" : String(value));
  defaults ??= [[2], [1, 28, 28]].map((shape) => resolveConfig({ name: "", shape, fingerprint: "" }, {}));
  const [points, images] = defaults.map(({ generator, discriminator, run, ...game }) => {
    if (!(key in generator)) return show({ ...game, ...run }[key as keyof (GameOptions & RunOptions)]);
    const [g, d] = [generator, discriminator].map((player) => show(player[key as keyof PlayerOptions]));
    return g === d ? g : `G ${g}, D ${d}`;
  });
  return points === images ? String(points) : `points: ${points}; images: ${images}`;
}

let defaults: readonly Config[] | undefined;

/**
 * The part of a configuration that determines what is computed: equal text, equal bytes. It has every option of today, whenever
 * the configuration was written.
 */
export function mathematics({ run: _, ...computed }: Computed): string {
  return JSON.stringify(completed(computed));
}

/**
 * Whether two texts of {@link mathematics} compute the same. How a table's numbers are written is no part of it: versions that did
 * not know it, and those that will know more, go on with each other's runs.
 */
export function sameMathematics(a: string, b: string): boolean {
  const computing = (text: string): string => {
    const { data, ...options } = JSON.parse(text) as Computed;
    const { constants: _, made: __, rules: ___, columns, ...rest } = data;
    return JSON.stringify([rest, columns && computingOf(columns), options]);
  };
  return a === b || computing(a) === computing(b);
}

/** A configuration as options again, nothing left to defaults. Where its weights came from is no option. */
export function optionsOf({ data: _, from: __, run, ...rest }: Config): GivenOptions {
  return { ...rest, ...run };
}

/** Examples that D judges together: rows of mixed tables alone. */
export const packOf = ({ pack, data }: Config): number => (kindOf(data) === "mixed" ? pack : 1);
