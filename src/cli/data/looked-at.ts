/** What is known of a file before it is read: its name and its first bytes. */
import { basename } from "node:path";
import { endingOf, type FileKind, insideGzip, kindByEnding, kindByHead } from "./file-kinds.ts";

export interface LookedAt {
  readonly name: string;
  /** Without the dot, in lower case. */
  readonly ending: string;
  readonly head: Uint8Array;
  /** What its first bytes say it is. */
  readonly begins: FileKind | undefined;
  /** What it is: by its first bytes, else by its ending. */
  readonly kind: FileKind | undefined;
  /** The first bytes of what is in it, where it is a gzip file; empty if it is damaged. */
  readonly inside: Uint8Array | undefined;
}

export function lookAt(path: string, head: Uint8Array): LookedAt {
  const name = basename(path);
  const begins = kindByHead(head);
  const byEnding = kindByEnding(name);
  return {
    name,
    ending: endingOf(name),
    head,
    begins,
    // Many formats are zip files within.
    kind: begins?.name === "zip" ? (byEnding ?? begins) : (begins ?? byEnding),
    inside: begins?.name === "gzip" ? insideGzip(head) : undefined,
  };
}
