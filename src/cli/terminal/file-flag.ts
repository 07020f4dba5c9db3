import { problem } from "../../inner.ts";
import type { Flags } from "./flags.ts";

/** A flag that names a file of one kind, if it was given. */
export function fileFlag(flags: Flags, name: string, ending: string, doing: string): string | undefined {
  const path = flags[name];
  if (path === undefined) return undefined;
  if (typeof path === "string" && path.length > ending.length && path.toLowerCase().endsWith(ending)) return path;
  throw problem({
    doing,
    expected: `--${name} with a name that ends in ${ending}`,
    came: path === "" ? "an empty value" : String(path),
  });
}
