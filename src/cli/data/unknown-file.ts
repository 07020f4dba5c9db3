/** Refuses a file that is no table, array or IDX file: by what it is, and with the way on. */
import { basename } from "node:path";
import { problem } from "../../inner.ts";
import { endingOf, insideGzip, isText, kindByEnding, kindByHead } from "./file-kinds.ts";

/** Bytes that tell an IDX file. */
const MAGIC = 4;
const READ = "a CSV or TSV table, a NumPy array (.npy, .npz), images in MNIST's format, or a folder of pictures";

/** What a file that `openData` may read is, by its ending and its first bytes. Throws for any other. */
export function readableKind(path: string, head: Uint8Array): "table" | "npy" | "npz" | "idx" {
  const name = basename(path);
  const doing = `reading data ${name}`;
  if (head.length === 0)
    throw problem({ doing, expected: READ, came: "an empty file", next: "Write or copy it again." });
  const ending = endingOf(name);
  const found = kindByHead(head);
  if (ending === "csv" || ending === "tsv") {
    // Text may begin like another format ("BM,1", "PK"): what is no text is no table.
    if (found === undefined || isText(head)) return "table";
    throw refusal(
      doing,
      `${found.name} (told by its first bytes) in spite of its ending`,
      found.next?.replace("FILE", name),
    );
  }
  // A .npy file is refused by its reader, fact by fact.
  if (found?.name === "NumPy" || (ending === "npy" && (found === undefined || isText(head)))) return "npy";
  if (found?.name === "IDX") return "idx";
  const inside = found?.name === "gzip" ? insideGzip(head) : undefined;
  // A damaged gzip file is refused by the reader.
  if (inside && (inside.length < MAGIC || kindByHead(inside)?.name === "IDX" || /idx\d|ubyte/i.test(name)))
    return "idx";
  if (inside) throw gzipRefusal(doing, name, inside);
  if (/idx\d|ubyte/i.test(name)) return "idx";
  const byEnding = kindByEnding(name);
  // Many formats are zip files within.
  const kind = found?.name === "zip" ? (byEnding ?? found) : (found ?? byEnding);
  if (kind?.name === "NumPy archive") return "npz";
  if (kind) {
    const told = kind === found ? "its first bytes" : "its ending";
    throw refusal(doing, `${kind.name} (told by ${told})`, kind.next?.replace("FILE", name));
  }
  if (isText(head)) throw textRefusal(doing, name, head);
  const bytes = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  throw refusal(doing, `a file of an unknown kind, which begins with ${bytes}`);
}

const refusal = (doing: string, came: string, next = "Save the data as one of these."): Error =>
  problem({ doing, expected: READ, came, next });

function gzipRefusal(doing: string, name: string, inside: Uint8Array): Error {
  const kind = kindByHead(inside) ?? kindByEnding(name.replace(/\.gz$/i, ""));
  const what = kind?.name ?? (isText(inside) ? "text" : "something unknown");
  return refusal(doing, `a gzip file with ${what} in it`, "Unpack it (gunzip), and give what was in it.");
}

/** Text without an ending that tells: perhaps a table, which its separators show. */
function textRefusal(doing: string, name: string, head: Uint8Array): Error {
  const [line = ""] = new TextDecoder().decode(head).split(/\r?\n/);
  const stem = name.replace(/\.[^.]*$/, "");
  if (/[,;\t|]/.test(line)) {
    const ending = line.includes("\t") && !line.includes(",") ? "tsv" : "csv";
    return refusal(doing, "a text file that looks like a table", `Rename it to ${stem}.${ending} to read it as one.`);
  }
  if (/^\s*[-+\d.]+(?:e[-+]?\d+)?(?:\s+[-+\d.naif]+(?:e[-+]?\d+)?)*\s*$/i.test(line)) {
    return refusal(
      doing,
      "a text file of numbers with spaces between them",
      `Write commas instead: np.savetxt("${stem}.csv", np.loadtxt("${name}"), delimiter=",").`,
    );
  }
  return refusal(doing, "a text file");
}
