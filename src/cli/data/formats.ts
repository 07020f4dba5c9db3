/** The formats that are read. To add one: its reader in a file beside this one, and its row here. */
import { openArchive, openIdx, openNpy } from "./arrays.ts";
import { isText, kindByHead } from "./file-kinds.ts";
import type { LookedAt } from "./looked-at.ts";
import { openJson, openJsonLines, openParquet } from "./mixed-table.ts";
import type { DataRequest, OpenedData } from "./request.ts";
import { openTable } from "./table.ts";

export interface Format {
  /** In the list of what is read: "a CSV or TSV table". Left out where another row's speaks of it too. */
  readonly listed?: string;
  /** What errors call a file of it while it is read. */
  readonly file: "table" | "array";
  /** Endings of files that are of this format or of none. */
  readonly endings?: readonly string[];
  readonly recognises: (file: LookedAt) => boolean;
  readonly open: (request: DataRequest, bytes: Uint8Array) => Promise<OpenedData>;
}

/** Bytes that tell an IDX file. */
const MAGIC = 4;
const isNamedAsIdx = (name: string): boolean => /idx\d|ubyte/i.test(name);

/** The first that recognises a file reads it. */
export const formats: readonly Format[] = [
  {
    listed: "a CSV or TSV table",
    file: "table",
    endings: ["csv", "tsv"],
    // Text may begin like another format ("BM,1", "PK"): what is no text is no table.
    recognises: ({ ending, begins, head }) =>
      (ending === "csv" || ending === "tsv") && (begins === undefined || isText(head)),
    open: openTable,
  },
  {
    listed: "rows in JSON (.json, .jsonl)",
    file: "table",
    endings: ["jsonl", "ndjson"],
    recognises: ({ ending, head }) => (ending === "jsonl" || ending === "ndjson") && isText(head),
    open: openJsonLines,
  },
  {
    file: "table",
    endings: ["json"],
    recognises: ({ ending, begins, head }) => ending === "json" && (begins?.name === "JSON" || isText(head)),
    open: openJson,
  },
  {
    listed: "a Parquet file",
    file: "table",
    recognises: ({ ending, begins }) => begins?.name === "Parquet" || (ending === "parquet" && begins === undefined),
    open: openParquet,
  },
  {
    listed: "a NumPy array (.npy, .npz)",
    file: "array",
    // A .npy file is refused by its reader, fact by fact.
    recognises: ({ ending, begins, head }) =>
      begins?.name === "NumPy" || (ending === "npy" && (begins === undefined || isText(head))),
    open: openNpy,
  },
  {
    listed: "images in MNIST's format",
    file: "array",
    recognises: ({ name, begins, inside }) =>
      begins?.name === "IDX" ||
      isNamedAsIdx(name) ||
      // A damaged gzip file is refused by the reader.
      (inside !== undefined && (inside.length < MAGIC || kindByHead(inside)?.name === "IDX")),
    open: openIdx,
  },
  { file: "array", recognises: ({ kind }) => kind?.name === "NumPy archive", open: openArchive },
];
