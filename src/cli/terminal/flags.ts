/** The option table as flags: `learningRate` is `--learning-rate`, and `--d-learning-rate` for D alone. */
import { resolve } from "node:path";
import { type Command, Option as Flag } from "commander";
import {
  checkDataOptions,
  checkOptions,
  type DeviceChoice,
  dataOptions,
  defaultOf,
  type GivenDataOptions,
  type GivenOptions,
  gameOptions,
  namesText,
  type Option,
  playerOptions,
  runOptions,
  shellWord,
  withOptions,
} from "../../inner.ts";

export const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const PREFIXES = { discriminator: "d", generator: "g" } as const;

/** How an option is called on the command line. */
export const flagName = (key: string, player?: "generator" | "discriminator"): string =>
  `--${player ? `${PREFIXES[player]}-` : ""}${kebab(key)}`;

type Rows = Readonly<Record<string, Option<unknown>>>;

/** Options of single commands, which no table has. */
const OF_COMMANDS = ["features", "featuresRange", "featuresLayout", "featuresOutput", "noise", "log", "truncation"];

const ALL: Rows = { ...gameOptions, ...playerOptions, ...runOptions, ...dataOptions };

const FLAGS: ReadonlySet<string> = new Set([...Object.keys(ALL), ...OF_COMMANDS]);

/** A text of the library as the terminal shows it: its options are flags. */
export const inFlags = (text: string): string =>
  withOptions(text, ({ key, player, value }) => {
    if (!FLAGS.has(key)) return undefined;
    return value === undefined ? flagName(key, player) : `${flagName(key, player)} ${shellWord(valueText(key, value))}`;
  });

/** A value in the form in which its flag takes it. */
function valueText(key: string, value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return ALL[key]?.kind.type === "texts" ? value.join(";") : namesText(value.map(String));
}

const GROUPS: readonly (readonly [heading: string, rows: Rows])[] = [
  ["Game:", gameOptions],
  ["Players (for both; with the prefix --d- or --g- for one):", playerOptions],
  ["Run:", runOptions],
];

function flagOf(name: string, help: string, { placeholder, kind }: Option<unknown>): Flag {
  const flag = new Flag(placeholder === undefined ? `${name} [true|false]` : `${name} <${placeholder}>`, help);
  // A list may be given in several parts: --column a=number --column b=date
  const between = kind.type === "names" ? "," : kind.type === "texts" ? ";" : undefined;
  return between === undefined
    ? flag
    : flag.argParser((given: string, before?: string) =>
        before === undefined ? given : `${before}${between}${given}`,
      );
}

/** Adds a flag for every row of the option table. */
export function addOptionFlags(command: Command): void {
  for (const [heading, rows] of GROUPS) {
    for (const [key, option] of Object.entries(rows)) {
      command.addOption(
        flagOf(flagName(key), `${inFlags(option.help)} [${defaultOf(key)}]`, option).helpGroup(heading),
      );
    }
  }
  for (const player of ["discriminator", "generator"] as const) {
    for (const [key, option] of Object.entries(playerOptions)) {
      command.addOption(flagOf(flagName(key, player), inFlags(option.help), option).hideHelp());
    }
  }
}

/** Adds a flag for every option about reading data, and for the places where files are. */
export function addDataFlags(command: Command): void {
  const heading = "Data:";
  for (const [key, option] of Object.entries(dataOptions)) {
    command.addOption(flagOf(flagName(key), inFlags(option.help), option).helpGroup(heading));
  }
  addPlaceFlags(command);
}

/** Adds flags under a heading of their own. */
function addGroup(command: Command, heading: string, rows: readonly (readonly [flags: string, help: string])[]): void {
  for (const [flags, help] of rows) command.addOption(new Flag(flags, help).helpGroup(heading));
}

/** Adds the flag of the option table about what computes to a command that is no training. */
export function addDeviceFlag(command: Command): void {
  const { device } = runOptions;
  command.addOption(flagOf(flagName("device"), `${device.help} [${device.default}]`, device));
}

/** Adds the flags about where the data of a run are now. */
export function addMovedFlags(command: Command): void {
  addGroup(command, "Data:", [["--data <PATH>", "where a run's data are now, if they have moved"]]);
  addPlaceFlags(command);
}

/** Adds the flags for the places where files are. */
export function addPlaceFlags(command: Command): void {
  const places = [
    ["--data-dir <DIR>", "holds the file of mnist (stacked-mnist) or fashion-mnist, so that nothing is downloaded"],
    ["--cache-dir <DIR>", "where downloads and decoded images are kept (default: the user's cache folder)"],
    ["--download-from <URL>", "a mirror to download from"],
  ] as const;
  addGroup(command, "Data:", places);
}

/** Adds the flags about another run that a new one starts from. */
export function addFromFlags(command: Command): void {
  const rows = [
    ["--from <RUN>", "start from the weights of another run, where they fit; networks are built as there"],
    ["--from-step <N>", "with --from: a checkpoint that it keeps (default: the newest)"],
  ] as const;
  addGroup(command, "Run:", rows);
}

/** Adds the flag about other tools that show what a run does. */
export function addLogFlag(command: Command, names: readonly string[], otherwise: string): void {
  const help = `also write logs/ for other tools: ${names.join(", ")}, with commas between (default: ${otherwise})`;
  const flag = new Flag("--log <LIST>", help).helpGroup("Run:");
  // Given several times, all of them count.
  command.addOption(
    flag.argParser((given: string, before?: string) => (before === undefined ? given : `${before},${given}`)),
  );
}

/** Adds the flags about training on several ranks. */
export function addRankFlags(command: Command): void {
  const rows = [
    ["--distributed <off|mpi>", "train on the ranks of mpirun or srun together (default: mpi if started by them)"],
    ["--rank-timeout <S>", "seconds that a rank waits for the others before it ends the job (default: 40)"],
  ] as const;
  addGroup(command, "Ranks:", rows);
}

/** What shall compute; the processor where nothing is said. */
export function deviceFrom({ device: given }: Flags): DeviceChoice {
  const { device = "cpu" } = optionsFrom({ device: given });
  checkOptions({ device });
  return device;
}

/** What commander collected about reading data. */
export function dataOptionsFrom(flags: Flags): GivenDataOptions {
  const given = read(dataOptions, flags, (key) => key) as GivenDataOptions;
  checkDataOptions(given);
  return given;
}

/** Where files are; nothing of this changes what the data are. */
export interface DataPlaces {
  /** Holds the files of data sets that are known by name, so that they need not be downloaded. */
  readonly dataDir?: string;
  /** Downloads and decoded images are kept here. */
  readonly cacheDir?: string;
  /** Takes the place of the published address of downloads. */
  readonly downloadFrom?: string;
}

/** Folders as absolute paths, so that they are found again from elsewhere. */
export function dataPlacesFrom(flags: Flags): DataPlaces {
  const { dataDir, cacheDir, downloadFrom } = flags;
  return {
    ...(typeof dataDir === "string" ? { dataDir: resolve(dataDir) } : {}),
    ...(typeof cacheDir === "string" ? { cacheDir: resolve(cacheDir) } : {}),
    ...(typeof downloadFrom === "string" ? { downloadFrom } : {}),
  };
}

/** What commander collected, by camel-cased flag. */
export type Flags = Readonly<Record<string, unknown>>;

/** The flags of some rows as values. Those that cannot be read are left for the library to refuse. */
function read(rows: Rows, flags: Flags, keyOf: (key: string) => string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(rows).flatMap(([key, option]) => {
      const text = flags[keyOf(key)];
      if (text === undefined) return [];
      // A flag that is given without a value.
      return [[key, text === true ? true : option.parse(String(text))]];
    }),
  );
}

/** What commander collected, as options of the library. */
export function optionsFrom(flags: Flags): GivenOptions {
  const own = (player: "discriminator" | "generator"): Record<string, unknown> => {
    const prefix = PREFIXES[player];
    return read(playerOptions, flags, (key) => `${prefix}${key.charAt(0).toUpperCase()}${key.slice(1)}`);
  };
  const [discriminator, generator] = [own("discriminator"), own("generator")];
  return {
    ...read(gameOptions, flags, (key) => key),
    ...read(playerOptions, flags, (key) => key),
    ...read(runOptions, flags, (key) => key),
    ...(Object.keys(discriminator).length > 0 ? { discriminator } : {}),
    ...(Object.keys(generator).length > 0 ? { generator } : {}),
  };
}
