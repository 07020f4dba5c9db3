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
  const paths = Object.entries(options).flatMap(([key, value]): (readonly [string, string?])[] =>
    key === "generator" || key === "discriminator" ? Object.keys(value as object).map((part) => [key, part]) : [[key]],
  );
  for (const path of paths) {
    const fewer = without(options, path);
    if (possible(fewer) === wanted) options = fewer;
  }
  return options;
}
