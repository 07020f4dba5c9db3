/** Which format a file is read as, and for a file of none what it is and the way on. */
import { problem } from "../../inner.ts";
import { isText, kindByEnding, kindByHead } from "./file-kinds.ts";
import type { Format } from "./formats.ts";
import { type LookedAt, lookAt } from "./looked-at.ts";

/** The format that a file is read as, by its ending and its first bytes. Throws for a file of no format. */
export function formatOf(path: string, head: Uint8Array, formats: readonly Format[]): Format {
  const file = lookAt(path, head);
  const { ending } = file;
  const alone = formats.filter(({ endings }) => endings?.includes(ending));
  const found = (alone.length > 0 ? alone : formats).find(({ recognises }) => head.length > 0 && recognises(file));
  if (found) return found;
  const listed = formats.flatMap((format) => format.listed ?? []);
  throw refusalOf(file, `${listed.join(", ")}, or a folder of pictures`, alone.length > 0);
}

function refusalOf({ name, head, begins, inside, kind }: LookedAt, expected: string, inSpite: boolean): Error {
  const doing = `reading data ${name}`;
  const refusal: Refusal = (came, next = "Save the data as one of these.") => problem({ doing, expected, came, next });
  const nextOf = (what: typeof kind): string | undefined => what?.next?.replace("FILE", name);
  if (head.length === 0) return refusal("an empty file", "Write or copy it again.");
  if (inSpite && begins)
    return refusal(`${begins.name} (told by its first bytes) in spite of its ending`, nextOf(begins));
  if (inside) return gzipRefusal(refusal, name, inside);
  if (kind)
    return refusal(`${kind.name} (told by ${kind === begins ? "its first bytes" : "its ending"})`, nextOf(kind));
  if (isText(head)) return textRefusal(refusal, name, head);
  const bytes = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return refusal(`a file of an unknown kind, which begins with ${bytes}`);
}

type Refusal = (came: string, next?: string) => Error;

function gzipRefusal(refusal: Refusal, name: string, inside: Uint8Array): Error {
  const kind = kindByHead(inside) ?? kindByEnding(name.replace(/\.gz$/i, ""));
  const what = kind?.name ?? (isText(inside) ? "text" : "something unknown");
  return refusal(`a gzip file with ${what} in it`, "Unpack it (gunzip), and give what was in it.");
}

/** Text without an ending that tells: perhaps a table, which its separators show. */
function textRefusal(refusal: Refusal, name: string, head: Uint8Array): Error {
  const [line = ""] = new TextDecoder().decode(head).split(/\r?\n/);
  const stem = name.replace(/\.[^.]*$/, "");
  if (/[,;\t|]/.test(line)) {
    const ending = line.includes("\t") && !line.includes(",") ? "tsv" : "csv";
    return refusal("a text file that looks like a table", `Rename it to ${stem}.${ending} to read it as one.`);
  }
  if (/^\s*[-+\d.]+(?:e[-+]?\d+)?(?:\s+[-+\d.naif]+(?:e[-+]?\d+)?)*\s*$/i.test(line)) {
    return refusal(
      "a text file of numbers with spaces between them",
      `Write commas instead: np.savetxt("${stem}.csv", np.loadtxt("${name}"), delimiter=",").`,
    );
  }
  return refusal("a text file");
}
