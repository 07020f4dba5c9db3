import { decimal, problem } from "../../inner.ts";
import { type Flags, kebab } from "./flags.ts";

/** A number given to a command itself, from `min` to `max`. */
export function numberFlag(flags: Flags, name: string, min: number, max: number): number | undefined {
  const text = flags[name];
  if (text === undefined) return undefined;
  const value = decimal(String(text));
  if (value !== undefined && value >= min && value <= max) return value;
  throw problem({
    doing: `reading option --${kebab(name)}`,
    expected: `a number from ${min} to ${max}`,
    came: text === "" ? "an empty value" : String(text),
  });
}
