import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { builtInData, dataSetOf, idxImages, isBuiltIn, nearest, npyData, problem, readNpy } from "../../index.ts";
import { readBytes } from "../reading.ts";
import { openFolder } from "./folder.ts";
import { isPublished, openPublished, publishedData } from "./published.ts";
import { type DataRequest, type OpenedData, refuseOthers } from "./request.ts";
import { openTable } from "./table.ts";

/** Reads data given on the command line. `say` is told what takes time meanwhile. */
export async function openData(request: DataRequest, say: (line: string) => void): Promise<OpenedData> {
  const { argument, options } = request;
  if (isBuiltIn(argument)) {
    refuseOthers(argument, options, []);
    return { data: dataSetOf(argument), source: argument, facts: [], notices: [], skipped: [] };
  }
  if (isPublished(argument)) return openPublished(request, say);
  const found = await stat(argument).catch(() => undefined);
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
  const bytes = await readBytes(argument, /\.[ct]sv$/i.test(argument) ? "table" : "array");
  if (/\.[ct]sv$/i.test(argument)) return openTable(request, bytes);
  refuseOthers(argument, options, ["mirror", "holdout"]);
  const source = resolve(argument);
  if (/\.npy$/i.test(argument)) {
    const { data, meaning } = await npyData(name.replace(/\.npy$/i, ""), readNpy(name, bytes), options);
    return { data, source, facts: [["Read as", meaning]], notices: [], skipped: [] };
  }
  return { data: await idxImages(name, bytes, options), source, facts: [], notices: [], skipped: [] };
}
