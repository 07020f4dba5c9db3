import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { builtInData, type DataSet, dataSetOf, idxImages, isBuiltIn, problem } from "../index.ts";
import { readBytes } from "./files.ts";

export interface DataArgument {
  readonly data: DataSet;
  /** How to find the data again: a name, or an absolute path. */
  readonly source: string;
}

/** Data given on the command line: the name of a built-in distribution, or the path of a file. */
export async function openData(argument: string): Promise<DataArgument> {
  if (isBuiltIn(argument)) return { data: dataSetOf(argument), source: argument };
  const found = await stat(argument).catch(() => undefined);
  if (!found) {
    if (!/[/\\.]/.test(argument)) dataSetOf(argument); // throws, with the nearest name
    throw problem({
      doing: `looking for data ${argument}`,
      expected: `a file, or one of ${builtInData.map(({ name }) => name).join(", ")}`,
      came: "a path at which there is nothing",
      next: "Check the path.",
    });
  }
  if (found.isDirectory()) {
    throw problem({
      doing: `reading data ${argument}`,
      expected: "an IDX file of images, such as train-images-idx3-ubyte.gz",
      came: "a folder",
    });
  }
  return { data: await idxImages(basename(argument), await readBytes(argument)), source: resolve(argument) };
}
