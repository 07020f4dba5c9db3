/** The settings of a game as it is played in a page. */
import { type Config, type GivenOptions, resolveConfig } from "#inner";

/** Of one thread: in a page more of them are slower, measured (docs/decisions.md). No number depends on it. */
export function resolvedHere(data: Parameters<typeof resolveConfig>[0], options: GivenOptions): Config {
  const config = resolveConfig(data, options);
  return { ...config, run: { ...config.run, threads: 1 } };
}
