/** Samples of the classes that `--class` asks for. */
import { type ClassCode, codesOf, listed, nearest, problem } from "../../inner.ts";
import type { Flags } from "../terminal/flags.ts";
import type { RunGenerator } from "./generator.ts";

/** Samples of each class, where all are asked for and nobody says how many. */
const OF_EACH = 8;

/** A generator that is told some classes, and how its samples lie on a sheet. */
export interface AskedGenerator extends RunGenerator {
  /** How many samples, where nobody says so. */
  readonly usual?: number;
  /** Samples in a row of a sheet. */
  readonly inRow?: number;
}

/**
 * The same generator, told the classes of `--class`: one or several by name or number, over and over, or `all` of them, a row each.
 * Unchanged without the flag. `count`: how many samples there will be, if that is said.
 */
export function withAskedClasses(
  generator: RunGenerator,
  { class: given }: Flags,
  doing: string,
  count?: number,
): AskedGenerator {
  if (given === undefined) return generator;
  const { y } = generator.config.data;
  if (!y?.code || generator.network.condition === undefined) {
    throw problem({
      doing,
      expected: "a run whose generator is told classes with --class",
      came: "one that is told none",
      next: "Train with --classes labels, or with --classes auto for classes that are found.",
    });
  }
  const all = String(given) === "all";
  const classes = y.code.counts.length;
  const each = all ? Math.max(1, Math.ceil((count ?? OF_EACH * classes) / classes)) : 0;
  const numbers = all
    ? Array.from({ length: each * classes }, (_, i) => Math.floor(i / each))
    : String(given)
        .split(",")
        .map((text) => numberOf(text.trim(), y.code as ClassCode, y.classes, doing));
  const conditions = codesOf(y.code, numbers);
  return {
    ...generator,
    conditions,
    draw: (z, asked) => generator.draw(z, asked ?? conditions),
    ...(all ? { usual: numbers.length, inRow: each } : {}),
  };
}

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
