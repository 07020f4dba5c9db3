/** Arrays as data: NumPy's files, and MNIST's. */
import { basename, resolve } from "node:path";
import { idxImages, labelNames, type NamedArray, type NumpyArray, npyData, readNpy, readNpz } from "../../inner.ts";
import { idxBeside, npyBeside } from "./labels-beside.ts";
import { type DataRequest, type OpenedData, refuseOthers } from "./request.ts";

const OF_ARRAYS = ["mirror", "holdout", "layout", "shape", "range", "nan", "outliers", "round"] as const;

/** An array of NumPy: images, with their labels if these lie beside it, or rows of numbers. */
export async function openNpy(request: DataRequest, bytes: Uint8Array): Promise<OpenedData> {
  const { argument, options } = request;
  refuseOthers(argument, options, OF_ARRAYS);
  const { labels, notice } = await npyBeside(argument);
  const opened = await openArray(request, readNpy(basename(argument), bytes), labels);
  return notice === undefined ? opened : { ...opened, notices: [...opened.notices, notice] };
}

/** One array of a NumPy archive, with the labels that are in it too. */
export function openArchive(request: DataRequest, bytes: Uint8Array): Promise<OpenedData> {
  const { argument, options } = request;
  refuseOthers(argument, options, [...OF_ARRAYS, "array"]);
  const array = readNpz(basename(argument), bytes, options.array);
  const found = array.beside(labelNames(array.name));
  return openArray(request, array, found && { from: `array ${found.name}`, array: found.array });
}

async function openArray(
  { argument, options }: DataRequest,
  array: NumpyArray,
  beside: NamedArray | undefined,
): Promise<OpenedData> {
  const name = basename(argument).replace(/\.np[yz]$/i, "");
  const { data, meaning, notices, labels } = await npyData(name, array, {
    ...options,
    ...(beside ? { labels: beside } : {}),
  });
  return {
    data,
    source: resolve(argument),
    facts: [["Read as", meaning]],
    notices,
    ...(labels && beside ? { labels: { from: beside.from, labels } } : {}),
    skipped: [],
  };
}

/** Images in MNIST's format, in a gzip file or not, with their labels if these lie beside it. */
export async function openIdx({ argument, options }: DataRequest, bytes: Uint8Array): Promise<OpenedData> {
  refuseOthers(argument, options, ["mirror", "holdout"]);
  const beside = await idxBeside(argument);
  const data = await idxImages(basename(argument), bytes, { ...options, labels: beside.labels });
  const labels = beside.found();
  return {
    data,
    source: resolve(argument),
    facts: [],
    notices: beside.notices,
    ...(labels ? { labels } : {}),
    skipped: [],
  };
}
