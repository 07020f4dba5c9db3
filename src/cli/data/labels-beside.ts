/** Files of labels beside files of images. */
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type ClassLabels, classCounts, classesText, idxLabels, oneLine, readNpy } from "../../inner.ts";
import { readBytes } from "./reading.ts";
import type { OpenedData, ReadLabels } from "./request.ts";

/** As `train` says it: `10 classes, from train-labels-idx1-ubyte.gz`. */
export const labelsText = ({ from, labels }: ReadLabels): string => oneLine(`${classesText(labels)}, from ${from}`);

/** What `describe` shows of labels. */
export const labelFacts = ({ labels }: OpenedData): OpenedData["facts"] =>
  labels
    ? [
        ["Labels", labelsText(labels)],
        ["Classes", oneLine(classCounts(labels.labels))],
      ]
    : [];

/** The first of these names that stands in the folder of a file. */
async function beside(path: string, names: readonly string[]): Promise<string | undefined> {
  const there = new Set(await readdir(dirname(path)).catch(() => []));
  return names.find((name) => name !== basename(path) && there.has(name));
}

/** What a file of labels is called beside MNIST's files of images: `train-labels-idx1-ubyte` beside `train-images-idx3-ubyte`. */
function idxNames(name: string): readonly string[] {
  const labels = name.replace(/images([-._]?)idx3/i, "labels$1idx1");
  if (labels === name) return [];
  return [labels, /\.gz$/i.test(labels) ? labels.replace(/\.gz$/i, "") : `${labels}.gz`];
}

/** Labels of images whose number is known once they are read, and what is said of them then. */
export interface LabelsBeside {
  readonly labels: (count: number) => ClassLabels | undefined;
  readonly notices: readonly string[];
  readonly found: () => ReadLabels | undefined;
}

/** The labels beside an IDX file of images. A file that does not fit is said, and the images have none. */
export async function idxBeside(path: string): Promise<LabelsBeside> {
  const name = await beside(path, idxNames(basename(path)));
  return name === undefined ? labelsOfFile() : labelsFrom(join(dirname(path), name), name);
}

const labelsOfFile = (): LabelsBeside => ({ labels: () => undefined, notices: [], found: () => undefined });

/** The labels of one IDX file, called `from`; `names` are those of the classes by number. */
export async function labelsFrom(path: string, from: string, names?: readonly string[]): Promise<LabelsBeside> {
  const notices: string[] = [];
  const left = (why: string): undefined => {
    notices.push(`${from} is not read as labels: ${why}.`);
    return undefined;
  };
  let found: ClassLabels | undefined;
  try {
    const read = await idxLabels(from, await readBytes(path, "array"), names);
    if ("why" in read) left(read.why);
    else found = read;
  } catch (error) {
    left((error as Error).message.replace(/\.$/, ""));
  }
  return {
    labels: (count) => {
      const length = found?.numbers.length ?? 0;
      if (found && length !== count) found = left(`it has ${length} for ${count} images`);
      return found;
    },
    notices,
    found: () => found && { from, labels: found },
  };
}

/** The array of labels beside a .npy file of images: `x-labels.npy` beside `x.npy`, or `labels.npy` or `y.npy`. */
export async function npyBeside(path: string) {
  const name = basename(path).replace(/\.npy$/i, "");
  const names = [`${name}-labels`, `${name}_labels`, name.replace(/images?/i, "labels"), name.replace(/^x/i, "y")];
  const found = await beside(
    path,
    [...names, "labels", "y"].filter((one) => one !== name).map((one) => `${one}.npy`),
  );
  if (found === undefined) return {};
  try {
    return { labels: { from: found, array: readNpy(found, await readBytes(join(dirname(path), found), "array")) } };
  } catch (error) {
    return { notice: `${found} is not read as labels: ${(error as Error).message}` };
  }
}
