/** Options of train as a sweep has them: by the name of their flag without dashes, with the text that the flag takes. */
import { Command } from "commander";
import { gameOptions, namesText, nearest, type Option, playerOptions, problem, runOptions } from "../../inner.ts";
import {
  addDataFlags,
  addFromFlags,
  addOptionFlags,
  type Flags,
  flagName,
  kebab,
  optionsFrom,
} from "../terminal/flags.ts";

export type Texts = Readonly<Record<string, string>>;

const nameOf = (key: string, player?: "generator" | "discriminator"): string => flagName(key, player).slice(2);

/** Options that settings can differ by. Those about reading data are none: scores on other data are no comparison. */
export const sweptOptions: ReadonlyMap<string, Option<unknown>> = new Map([
  ...Object.entries({ ...gameOptions, ...playerOptions, ...runOptions })
    .filter(([key]) => key !== "seed")
    .map(([key, row]) => [nameOf(key), row as Option<unknown>] as const),
  ...(["generator", "discriminator"] as const).flatMap((player) =>
    Object.entries(playerOptions).map(([key, row]) => [nameOf(key, player), row as Option<unknown>] as const),
  ),
]);

/** Adds the flags of train that go to every run. */
export function addTrainFlags(command: Command): void {
  addDataFlags(command);
  addOptionFlags(command);
  addFromFlags(command);
}

const scratch = new Command();
addTrainFlags(scratch);
/** The names of all options that a sweep hands to train. */
export const passedNames: readonly string[] = scratch.options
  .flatMap(({ long }) => long?.slice(2) ?? [])
  .filter((name) => name !== "seed");

/** `learning-rate` as commander calls it: `learningRate`. */
export const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

export const flagsOf = (texts: Texts): Flags =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [camel(name), text]));

/** As arguments of a command. */
export const argumentsOf = (texts: Texts): string[] => Object.entries(texts).map(([name, text]) => `--${name}=${text}`);

/** A name as it is in a file, where the library's way to write it (`learningRate`) will do too; refused if there is none such. */
export function knownName(given: string, known: readonly string[], doing: string, what: string): string {
  const name = kebab(given);
  if (known.includes(name)) return name;
  const close = nearest(name, known);
  throw problem({
    doing,
    expected: what,
    came: given === "" ? "an empty name" : given,
    next: close ? `Did you mean ${close}?` : "docs/options.md lists the options.",
  });
}

export function sweptName(given: string, doing: string): string {
  const name = kebab(given);
  if (name === "seed") {
    throw problem({
      doing,
      expected: "options other than the seed, which differs from run to run anyway",
      came: given,
      next: "Use --seeds to say how many there shall be.",
    });
  }
  if (passedNames.includes(name) && !sweptOptions.has(name)) {
    throw problem({
      doing,
      expected: "an option of the game, of a player or of the run, as scores on other data are no comparison",
      came: given,
      next: "Give it to all runs, outside of the grid.",
    });
  }
  return knownName(given, [...sweptOptions.keys()], doing, "the name of an option of train");
}

/** What {@link Texts} say as options of the library. */
export const optionsIn = (texts: Texts): ReturnType<typeof optionsFrom> => optionsFrom(flagsOf(texts));

/** A value of a file as its flag takes it. */
export function textOf(name: string, value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  const type = sweptOptions.get(name)?.kind.type;
  if (value.length === 0) return "none";
  if (name === "rule") return value.join(";");
  return type === "integers" ? value.join(",") : namesText(value.map(String));
}
