import { stat } from "node:fs/promises";
import { builtInData, dataSetOf, isBuiltIn, nearest, oneLine, problem } from "../../inner.ts";
import { fileProblem } from "../files/writing.ts";
import { HEAD_BYTES } from "./file-kinds.ts";
import { openFolder } from "./folder.ts";
import { type Format, formats } from "./formats.ts";
import { labelFacts } from "./labels-beside.ts";
import { isPublished, openPublished, publishedData } from "./published.ts";
import { readBytes, readHead } from "./reading.ts";
import { type DataRequest, type OpenedData, refuseOthers } from "./request.ts";
import { formatOf } from "./unknown-file.ts";

/**
 * Reads data given on the command line, with their labels as y where they have some. `say` is told what takes time meanwhile;
 * `readable` are the formats of files.
 */
export async function openData(
  request: DataRequest,
  say: (line: string) => void,
  readable: readonly Format[] = formats,
): Promise<OpenedData> {
  const opened = await open(request, say, readable);
  // Names and values from files stand in them.
  return { ...opened, facts: [...opened.facts, ...labelFacts(opened)], notices: opened.notices.map(oneLine) };
}

async function open(
  request: DataRequest,
  say: (line: string) => void,
  readable: readonly Format[],
): Promise<OpenedData> {
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
  const format = formatOf(argument, await readHead(argument, HEAD_BYTES), readable);
  return format.open(request, await readBytes(argument, format.file));
}
