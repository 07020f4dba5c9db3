/** A folder that holds no pictures, but files of many pictures each, as MNIST and its likes are published. */
import { join } from "node:path";
import { listed, problem, shellWord } from "../../inner.ts";
import { openIdx } from "./arrays.ts";
import { lyingIn } from "./lying-here.ts";
import { readBytes } from "./reading.ts";
import type { DataRequest, OpenedData } from "./request.ts";

const isImages = (name: string): boolean => /idx3/i.test(name);
/** As published files are called: `train-images-idx3-ubyte.gz`. */
const isForTraining = (name: string): boolean => /train/i.test(name);

/**
 * The training images of a folder in MNIST's format, with the labels beside them. Undefined where no file is called so.
 * @param present names of the files right in the folder.
 * @throws where several could be meant.
 */
export async function openArrayIn(request: DataRequest, present: ReadonlySet<string>): Promise<OpenedData | undefined> {
  const { argument } = request;
  // A file that was unpacked beside itself is one file.
  const files = [...present]
    .filter((name) => isImages(name) && !(/\.gz$/i.test(name) && present.has(name.slice(0, -3))))
    .sort();
  if (files.length === 0) return undefined;
  const training = files.filter(isForTraining);
  const [file, ...more] = files.length === 1 ? files : training;
  if (file === undefined || more.length > 0) {
    throw problem({
      doing: `reading data ${argument}`,
      expected: "one file of images in it, or one that has train in its name",
      came: listed(more.length > 0 ? training : files),
      next: `Name the one that is meant: ${shellWord(join(argument, file ?? files[0] ?? ""))}.`,
    });
  }
  const path = join(argument, file);
  const opened = await openIdx({ ...request, argument: path }, await readBytes(path, "array"));
  const aside = files.filter((name) => name !== file);
  const left = aside.length > 0 ? `; ${listed(aside)} ${aside.length > 1 ? "are" : "is"} left aside` : "";
  return { ...opened, notices: [`${file} of the folder is read${left}.`, ...opened.notices] };
}

/** Of a folder with files that are read one by one: which to give instead, as a sentence. */
export async function arrayToName(folder: string): Promise<string | undefined> {
  const [first, ...more] = await lyingIn(folder);
  if (first === undefined) return undefined;
  const path = shellWord(join(folder, first.path));
  return `Name ${more.length > 0 ? "one of its files, such as" : "the file in it:"} ${path} (${first.what}).`;
}
