import { createHash } from "node:crypto";
import type { Config, MetricsLine } from "../../inner.ts";

/** Where a run is logged for other tools, and as what. */
export interface LogOptions {
  /** Takes `tensorboard/`, `metrics.csv`, `wandb/` or `mlruns/`. */
  readonly folder: string;
  /** What the run is called there. */
  readonly name?: string;
  /** When the run began: with its name what tells it from others, so a run that goes on gives the same. The present by default. */
  readonly created?: Date;
  /** Lines of earlier sessions up to the step that the run goes on from, where it goes on. */
  readonly before?: readonly MetricsLine[];
}

/** The same with nothing left out. */
export type Logged = Required<LogOptions>;

/** Hexadecimal digits that stand for a run. */
export const idOf = ({ name, created }: Logged, digits: number): string =>
  createHash("sha256").update(`${created.toISOString()}\n${name}`).digest("hex").slice(0, digits);

/**
 * When lines of earlier sessions were written, as though the run had never paused, in milliseconds: what the clock said then is not
 * kept, and seconds of training are what tools compare by.
 */
export function timesOf(before: readonly MetricsLine[], now: number): (line: Pick<MetricsLine, "seconds">) => number {
  const last = before.at(-1)?.seconds ?? 0;
  return ({ seconds }) => Math.round(now - 1000 * (last - seconds));
}

/** A configuration as names and values, `generator.widths` for what is nested; what columns hold is left to config.json. */
export function settingsOf(config: Config): ReadonlyMap<string, string | number | boolean> {
  const settings = new Map<string, string | number | boolean>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") settings.set(path, value);
    else if (Array.isArray(value)) {
      if (value.every((one) => typeof one !== "object")) settings.set(path, value.join(",") || "none");
    } else if (typeof value === "object" && value !== null) {
      for (const [key, inside] of Object.entries(value)) walk(inside, path === "" ? key : `${path}.${key}`);
    }
  };
  walk(config, "");
  return settings;
}
