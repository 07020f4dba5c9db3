/** Arrays as data: NumPy's files, and MNIST's. */
import { basename, resolve } from "node:path";
import { idxImages, type NumpyArray, npyData, readNpy, readNpz } from "../../inner.ts";
import { type DataRequest, type OpenedData, refuseOthers } from "./request.ts";

const OF_ARRAYS = ["mirror", "holdout", "layout", "shape", "range", "nan", "outliers", "round"] as const;

/** An array of NumPy: images, or rows of numbers. */
export function openNpy(request: DataRequest, bytes: Uint8Array): Promise<OpenedData> {
  const { argument, options } = request;
  refuseOthers(argument, options, OF_ARRAYS);
  return openArray(request, readNpy(basename(argument), bytes));
}

/** One array of a NumPy archive. */
export function openArchive(request: DataRequest, bytes: Uint8Array): Promise<OpenedData> {
  const { argument, options } = request;
  refuseOthers(argument, options, [...OF_ARRAYS, "array"]);
  return openArray(request, readNpz(basename(argument), bytes, options.array));
}

async function openArray({ argument, options }: DataRequest, array: NumpyArray): Promise<OpenedData> {
  const name = basename(argument).replace(/\.np[yz]$/i, "");
  const { data, meaning, notices } = await npyData(name, array, options);
  return { data, source: resolve(argument), facts: [["Read as", meaning]], notices, skipped: [] };
}

/** Images in MNIST's format, in a gzip file or not. */
export async function openIdx({ argument, options }: DataRequest, bytes: Uint8Array): Promise<OpenedData> {
  refuseOthers(argument, options, ["mirror", "holdout"]);
  const data = await idxImages(basename(argument), bytes, options);
  return { data, source: resolve(argument), facts: [], notices: [], skipped: [] };
}
