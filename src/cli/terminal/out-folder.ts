import { problem } from "../../inner.ts";

/** The folder that `--out` names, for commands that write several files. */
export function outFolder(out: unknown, doing: string): string {
  if (typeof out === "string" && out !== "") return out;
  throw problem({ doing, expected: "--out with a folder", came: out === "" ? "an empty value" : "none" });
}
