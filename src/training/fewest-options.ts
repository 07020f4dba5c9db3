import type { DataDescription } from "../data/description.ts";
import { isProblem } from "../problem.ts";
import { type Config, optionsOf, resolveConfig } from "./config.ts";
import type { GivenOptions } from "./recipes.ts";

/** Without one of the options, which may be one of a player's. */
function without(options: GivenOptions, [key, part]: readonly [string, string?]): GivenOptions {
  const { [key]: value, ...rest } = options as Record<string, unknown>;
  if (part === undefined) return rest;
  const { [part]: _, ...left } = value as Record<string, unknown>;
  return Object.keys(left).length > 0 ? { ...rest, [key]: left } : rest;
}

/** Those that have another value than in `usual`: mostly they are all that it takes. */
function unusual(options: GivenOptions, usual: GivenOptions): GivenOptions {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const differing = (some: object, than: object = {}): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(some).filter(([key, value]) => !same(value, (than as Record<string, unknown>)[key])),
    );
  const { generator = {}, discriminator = {}, ...shared } = options;
  const players = Object.entries({
    generator: differing(generator, usual.generator),
    discriminator: differing(discriminator, usual.discriminator),
  }).filter(([, own]) => Object.keys(own).length > 0);
  return { ...differing(shared, usual), ...Object.fromEntries(players) };
}

/**
 * The fewest options that make this configuration on this data: those that neither the preset nor the defaults give. Where its
 * weights come from is no option.
 */
export function fewestOptions(data: DataDescription, config: Config, preset?: string): GivenOptions {
  const beside = preset === undefined ? {} : { preset };
  const made = (options: GivenOptions): string => JSON.stringify(resolveConfig(data, { ...options, ...beside }));
  /** Values may be impossible without each other. */
  const possible = (options: GivenOptions): string | undefined => {
    try {
      return made(options);
    } catch (error) {
      if (isProblem(error)) return undefined;
      throw error;
    }
  };
  let options = optionsOf(config);
  const wanted = made(options);
  const few = unusual(options, optionsOf(resolveConfig(data, beside)));
  if (possible(few) === wanted) options = few;
  const paths = Object.entries(options).flatMap(([key, value]): (readonly [string, string?])[] =>
    key === "generator" || key === "discriminator" ? Object.keys(value as object).map((part) => [key, part]) : [[key]],
  );
  for (const path of paths) {
    const fewer = without(options, path);
    if (possible(fewer) === wanted) options = fewer;
  }
  return options;
}
