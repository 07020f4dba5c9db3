import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import {
  builtInData,
  dataSetOf,
  idxImages,
  isBuiltIn,
  nearest,
  npyData,
  oneLine,
  problem,
  readNpy,
  readNpz,
} from "../../inner.ts";
import { fileProblem } from "../files/writing.ts";
import { HEAD_BYTES } from "./file-kinds.ts";
import { openFolder } from "./folder.ts";
import { isPublished, openPublished, publishedData } from "./published.ts";
import { readBytes, readHead } from "./reading.ts";
import { type DataRequest, type OpenedData, refuseOthers } from "./request.ts";
import { openTable } from "./table.ts";
import { readableKind } from "./unknown-file.ts";

/** Reads data given on the command line. `say` is told what takes time meanwhile. */
export async function openData(request: DataRequest, say: (line: string) => void): Promise<OpenedData> {
  const opened = await open(request, say);
  // Names and values from files stand in them.
  return { ...opened, notices: opened.notices.map(oneLine) };
}

async function open(request: DataRequest, say: (line: string) => void): Promise<OpenedData> {
  const { argument, options } = request;
  if (isBuiltIn(argument)) {
    refuseOthers(argument, options, []);
    return { data: dataSetOf(argument), source: argument, facts: [], notices: [], skipped: [] };
  }
  if (isPublished(argument)) return openPublished(request, say);
  const found = await stat(argument).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw fileProblem(`looking for data ${argument}`, error, "a file or a folder that can be read");
  });
  if (!found) {
    const names = [...builtInData, ...publishedData].map(({ name }) => name);
    const close = /[/\\.]/.test(argument) ? undefined : nearest(argument, names);
    throw problem({
      doing: `looking for data ${argument}`,
      expected: `a file, a folder of images, or one of ${names.join(", ")}`,
      came: argument === "" ? "an empty name" : "a path at which there is nothing",
      next: close ? `Did you mean ${close}?` : "Check the path.",
    });
  }
  if (found.isDirectory()) return openFolder(request, say);
  const name = basename(argument);
  const kind = readableKind(argument, await readHead(argument, HEAD_BYTES));
  const bytes = await readBytes(argument, kind === "table" ? "table" : "array");
  if (kind === "table") return openTable(request, bytes);
  const source = resolve(argument);
  if (kind === "npy" || kind === "npz") {
    const own = ["mirror", "holdout", "layout", "shape", "range", "nan", "outliers", "round"] as const;
    refuseOthers(argument, options, kind === "npy" ? own : [...own, "array"]);
    const array = kind === "npy" ? readNpy(name, bytes) : readNpz(name, bytes, options.array);
    const { data, meaning, notices } = await npyData(name.replace(/\.np[yz]$/i, ""), array, options);
    return { data, source, facts: [["Read as", meaning]], notices, skipped: [] };
  }
  refuseOthers(argument, options, ["mirror", "holdout"]);
  return { data: await idxImages(name, bytes, options), source, facts: [], notices: [], skipped: [] };
}
