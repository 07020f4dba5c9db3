/** Samples of the classes that `--class` asks for. */
import { type ClassCode, codeBetween, codesOf, listed, nearest, problem } from "../../inner.ts";
import type { Flags } from "../terminal/flags.ts";
import type { RunGenerator } from "./generator.ts";

/** A generator that is told some classes, and how its samples lie on a sheet. */
export interface AskedGenerator extends RunGenerator {
  /** How many samples, where every class has as many. */
  readonly usual?: number;
  /** Samples in a row of a sheet. */
  readonly inRow?: number;
  /** Where one goes from class to class: what samples are told at t, from 0 to 1. */
  readonly between?: (t: number) => Float32Array;
  /** Names of the classes that were asked for; absent for all. */
  readonly asked?: readonly string[];
}

/** What is asked of a generator with classes, and where it is said. */
export interface ClassWish {
  readonly flags: Flags;
  readonly doing: string;
  readonly say: (line: string) => void;
  /** How many samples there will be, if that is said. */
  readonly count?: number | undefined;
  /** Samples of each class, where all are asked for and nobody says how many; 8 unless given. */
  readonly ofEach?: (classes: number) => number;
}

/**
 * The same generator, told the classes of `--class`: one or several by name or number, over and over, or `all` of them, a row each.
 * With `--interpolate` several are a way from one to the next. Unchanged without the flag.
 */
export function withAskedClasses(generator: RunGenerator, wish: ClassWish): AskedGenerator {
  const { flags, doing, say, count, ofEach = () => 8 } = wish;
  const { class: given, interpolate } = flags;
  if (given === undefined) return generator;
  const { y } = generator.config.data;
  const code = y?.code;
  if (!code || generator.network.condition === undefined) {
    throw problem({
      doing,
      expected: "a run whose generator is told classes with --class",
      came: "one that is told none",
      next: "Train with --classes labels, or with --classes auto for classes that are found.",
    });
  }
  const told = (numbers: readonly number[]): RunGenerator => {
    const conditions = codesOf(code, numbers);
    return { ...generator, conditions, draw: (z, asked) => generator.draw(z, asked ?? conditions) };
  };
  if (String(given) === "all") {
    const classes = code.counts.length;
    const each = Math.max(1, count === undefined ? ofEach(classes) : Math.ceil(count / classes));
    const usual = each * classes;
    if (count !== undefined && count !== usual) {
      say(`${usual} samples instead of ${count}, so that every class has as many.`);
    }
    const numbers = Array.from({ length: usual }, (_, i) => Math.floor(i / each));
    return { ...told(numbers), usual, inRow: each };
  }
  const asked = String(given)
    .split(",")
    .map((text) => text.trim());
  const numbers = asked.map((text) => numberOf(text, code, y.classes, doing));
  if (interpolate === undefined || numbers.length === 1) return { ...told(numbers), asked };
  return { ...told(numbers.slice(0, 1)), asked, between: (t) => codeBetween(code, numbers, t) };
}

/** A class by its name; by its number where no class has that for a name. */
function numberOf(text: string, { counts }: ClassCode, names: readonly string[] | undefined, doing: string): number {
  const named = names?.indexOf(text) ?? -1;
  if (named >= 0) return named;
  const number = /^\d+$/.test(text) ? Number(text) : -1;
  if (number >= 0 && number < counts.length) return number;
  const close = names && nearest(text, names);
  throw problem({
    doing,
    expected: names ? `all, or classes among ${listed(names, 12)}` : `all, or classes from 0 to ${counts.length - 1}`,
    came: text === "" ? "an empty name" : text,
    ...(close ? { next: `Did you mean ${close}?` } : {}),
  });
}
