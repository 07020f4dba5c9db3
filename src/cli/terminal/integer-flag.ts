import { decimal, formatNumber, problem } from "../../inner.ts";
import { type Flags, kebab } from "./flags.ts";

/** An integer given to a command itself (the options of a run have their table). */
export function integerFlag(flags: Flags, name: string, min: number, max: number): number | undefined {
  const text = flags[name];
  if (text === undefined) return undefined;
  const value = decimal(String(text));
  if (value !== undefined && Number.isInteger(value) && value >= min && value <= max) return value;
  throw problem({
    doing: `reading option --${kebab(name)}`,
    expected: `an integer from ${formatNumber(min)} to ${formatNumber(max)}`,
    came: text === "" ? "an empty value" : String(text),
  });
}
