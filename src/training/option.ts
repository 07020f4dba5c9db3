/** The kinds of options: each knows how to check a value, how to read it from text, and how to say what it expects. */
import { z } from "zod";
import { formatNumber } from "../data/counted.ts";
import type { Default } from "./defaults.ts";
import { namesIn } from "./list-text.ts";

/** What a value may be, for whoever makes a control of it. */
export type OptionKind =
  | { readonly type: "integer" | "number"; readonly min: number; readonly max: number }
  | { readonly type: "choice"; readonly values: readonly string[] }
  | { readonly type: "integers"; readonly min: number; readonly max: number; readonly longest: number }
  | { readonly type: "flag" | "text" | "names" | "texts" };

/** What another setting must be for an option to have any effect. */
export interface Condition {
  /** Another option (for one of a player's, the same player's; for a rule of the game, also G's), or a {@link Circumstance}. */
  readonly of: string;
  readonly holds: (value: unknown) => boolean;
  /** What it must be: `momentum`, `adam or adamw`, `above 0`. */
  readonly says: string;
}

/** What is no option and yet decides about the effect of some. */
export type Circumstance = "data" | "player" | "hidden layers" | "dropout" | "penalties" | "R1 or R2" | "start";

/** One row of the option table. */
export interface Option<T> {
  /** What has to hold for it to have any effect; nothing where it always has one. */
  readonly needs?: readonly Condition[];
  /** The value that asks for nothing, and so may be given where the option has no effect. */
  readonly off?: T;
  readonly schema: z.ZodType<T>;
  readonly kind: OptionKind;
  /** What a value must be, to follow "expected …". */
  readonly expected: string;
  readonly help: string;
  /** For `--help`, e.g. `N` or `mlp|dcgan`. `undefined` for a flag. */
  readonly placeholder: string | undefined;
  /** From the command line; what cannot be read is returned as it came, for the schema to refuse. */
  readonly parse: (text: string) => unknown;
}

/** A row of a run's options. */
export interface RunRow<T> extends Option<T> {
  /** What it is where nobody says anything of it. */
  readonly default: Default<T>;
  /**
   * What a configuration means that was written without it. An option that is new in the table has it: what was so before there
   * was a choice. Those that have always been there have none, and stay required.
   */
  readonly before?: T;
}

/** A run's option with its default. */
export const row = <T>(
  standard: Default<NoInfer<T>>,
  option: Option<T>,
  { before }: { readonly before?: NoInfer<T> } = {},
): RunRow<T> => ({ ...option, default: standard, ...(before === undefined ? {} : { before }) });

type ValueOf<O> = O extends Option<infer T> ? T : never;
export type ValuesOf<Options> = { readonly [K in keyof Options]: ValueOf<Options[K]> };

/** Digits with a sign, a point or an exponent; not what JavaScript takes besides: blanks, 0x10, Infinity. */
const DECIMAL = /^[+-]?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i;

/** A number as people write it, read whole; undefined for everything else, and for −0. */
export function decimal(text: string): number | undefined {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) && !Object.is(value, -0) ? value : undefined;
}

const numeral = (text: string): unknown => decimal(text) ?? text;

/** The condition that another setting has one of some values. */
export const when = (of: string, ...values: readonly string[]): Condition => ({
  of,
  holds: (value) => values.includes(String(value)),
  says: values.length < 2 ? values.join("") : `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`,
});

/** An option that has an effect under some conditions alone. */
export const only = <T>(needs: Condition | readonly Condition[], option: Option<T>, off?: NoInfer<T>): Option<T> => ({
  ...option,
  needs: Array.isArray(needs) ? needs : [needs as Condition],
  ...(off === undefined ? {} : { off }),
});

export const integer = (min: number, max: number, help: string): Option<number> => ({
  schema: z.int().min(min).max(max),
  kind: { type: "integer", min, max },
  expected: `an integer from ${formatNumber(min)} to ${formatNumber(max)}`,
  help,
  placeholder: "N",
  parse: numeral,
});

/** A number in [min, max], or in (min, max) where a bound is excluded. */
export const number = (
  min: number,
  max: number,
  help: string,
  { exclude = [] as readonly ("min" | "max")[] } = {},
): Option<number> => {
  const [open, closed] = [exclude.includes("min"), !exclude.includes("max")];
  const low = open ? z.number().gt(min) : z.number().gte(min);
  const from = open ? `above ${formatNumber(min)} and ` : `from ${formatNumber(min)} `;
  const to = closed ? (open ? "up to" : "to") : open ? "below" : "to below";
  return {
    schema: closed ? low.lte(max) : low.lt(max),
    kind: { type: "number", min, max },
    expected: `a number ${from}${to} ${formatNumber(max)}`,
    help,
    placeholder: "X",
    parse: numeral,
  };
};

export const choice = <const T extends readonly [string, ...string[]]>(values: T, help: string): Option<T[number]> => ({
  schema: z.enum(values),
  kind: { type: "choice", values },
  expected: `one of ${values.join(", ")}`,
  help: values.length <= 4 ? help : `${help}: ${values.join(", ")}`,
  placeholder: values.length <= 4 ? values.join("|") : "NAME",
  parse: (text) => text,
});

export const flag = (help: string): Option<boolean> => ({
  schema: z.boolean(),
  kind: { type: "flag" },
  expected: "true or false",
  help,
  placeholder: undefined,
  parse: (text) => (text === "true" ? true : text === "false" ? false : text),
});

/** Text of a certain form. */
export const text = (pattern: RegExp, expected: string, placeholder: string, help: string): Option<string> => ({
  schema: z.string().regex(pattern),
  kind: { type: "text" },
  expected,
  help,
  placeholder,
  parse: (given) => given,
});

/** A list of names, `a,b` on the command line, `"a, b"` with a comma in one. */
export const names = (help: string): Option<readonly string[]> => ({
  schema: z.array(z.string().min(1)).min(1).readonly(),
  kind: { type: "names" },
  expected: "names, separated by commas",
  help,
  placeholder: "A,B,…",
  parse: namesIn,
});

/** A list of names of which some are known; `none` is the empty list. */
export const known = (
  isKnown: (name: string) => boolean,
  expected: string,
  help: string,
): Option<readonly string[]> => ({
  schema: z.array(z.string().refine(isKnown)).readonly(),
  kind: { type: "names" },
  expected,
  help,
  placeholder: "A,B,…",
  parse: (given) => (given === "none" ? [] : namesIn(given)),
});

/** A list of texts that may have commas of their own: semicolons stand between them, where they are not in quotation marks. */
export const texts = (expected: string, placeholder: string, help: string): Option<readonly string[]> => ({
  schema: z.array(z.string().min(1)).min(1).readonly(),
  kind: { type: "texts" },
  expected,
  help,
  placeholder,
  parse: (given) => (given.match(/(?:"[^"]*"|[^;])+/g) ?? []).map((one) => one.trim()),
});

/** A list of integers, `32,32` on the command line; `none` is the empty list. */
export const integers = (min: number, max: number, longest: number, help: string): Option<readonly number[]> => ({
  schema: z.array(z.int().min(min).max(max)).max(longest).readonly(),
  kind: { type: "integers", min, max, longest },
  expected: `up to ${longest} integers from ${min} to ${formatNumber(max)}, separated by commas (or none)`,
  help,
  placeholder: "N,N,…",
  parse: (text) => (text === "none" ? [] : text.split(",").map(numeral)),
});

/** One integer, or a list of them: `64`, `96,48`. */
export const integerOrList = (
  min: number,
  max: number,
  longest: number,
  help: string,
): Option<number | readonly number[]> => {
  const one = z.int().min(min).max(max);
  return {
    schema: z.union([one, z.array(one).min(1).max(longest).readonly()]),
    kind: { type: "integers", min, max, longest },
    expected: `an integer from ${formatNumber(min)} to ${formatNumber(max)}, or up to ${longest} of them, separated by commas`,
    help,
    placeholder: "N|N,N,…",
    parse: (text) => (text.includes(",") ? text.split(",").map(numeral) : numeral(text)),
  };
};
