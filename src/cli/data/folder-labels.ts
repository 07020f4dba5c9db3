/**
 * What the pictures of a folder are: by its labels.csv, by the dataset.json that StyleGAN's tools write, or by the sub-folders they
 * lie in. All pictures have a label or none is used: which pictures there are must not depend on it.
 */
import { join } from "node:path";
import {
  type ClassLabels,
  counted,
  decodeText,
  formatNumber,
  listed,
  namedClasses,
  numberedClasses,
  parseJson,
  readLines,
} from "../../inner.ts";
import { printable } from "./folder-notices.ts";
import type { ImageFile } from "./image-files.ts";
import { readBytes, readText } from "./reading.ts";
import type { ReadLabels } from "./request.ts";

const LABEL_FILES = ["labels.csv", "dataset.json"] as const;
type LabelFile = (typeof LABEL_FILES)[number];

export interface FolderLabels {
  readonly labels?: ReadLabels;
  readonly notices: readonly string[];
  /** Files that were read for them, and so are not passed over. */
  readonly read: readonly LabelFile[];
}

/** Pictures that are named where some lack a label. */
const SHOWN = 3;

/** A label for each name of a picture, as far as there are some. */
interface Named {
  readonly labelOf: ReadonlyMap<string, string | number>;
  /** Why it is of no use. */
  readonly why?: string;
}

/** The labels of the pictures that were read, in their order. `present`: the names of files right in the folder. */
export async function folderLabels(
  folder: string,
  pictures: readonly ImageFile[],
  present: ReadonlySet<string>,
): Promise<FolderLabels> {
  const names = pictures.map(({ name }) => name);
  const [file] = LABEL_FILES.filter((one) => present.has(one));
  if (file === undefined) {
    return { ...byFolders(names), read: [] };
  }
  const { labelOf, why } = await readNamed(join(folder, file), file).catch(
    (error: Error): Named => ({ labelOf: new Map(), why: error.message.replace(/\.$/, "") }),
  );
  if (why !== undefined) return { notices: [`${file} is not read as labels: ${why}.`], read: [file] };
  if (labelOf.size === 0) return { notices: [], read: [file] };
  return { ...matched(file, names, labelOf), read: [file] };
}

const readNamed = (path: string, file: LabelFile): Promise<Named> =>
  file === "labels.csv" ? readCsvLabels(path) : readJsonLabels(path);

/** Labels by name; a picture is named by its path below the folder, or by its last part where one picture has that. */
function matched(file: LabelFile, names: readonly string[], labelOf: Named["labelOf"]) {
  const lastOf = (name: string): string => name.slice(name.lastIndexOf("/") + 1);
  const times = new Map<string, number>();
  for (const name of names) times.set(lastOf(name), (times.get(lastOf(name)) ?? 0) + 1);
  const used = new Set<string>();
  const labels = names.map((name) => {
    const key = labelOf.has(name) || times.get(lastOf(name)) !== 1 ? name : lastOf(name);
    used.add(key);
    return labelOf.get(key);
  });
  const missing = names.filter((_, i) => labels[i] === undefined);
  const unused = [...labelOf.keys()].filter((key) => !used.has(key));
  const idle =
    unused.length > 0
      ? [`${file} has ${counted(unused.length, "label")} for files that are no pictures here: ${shown(unused)}.`]
      : [];
  if (missing.length > 0) {
    return {
      notices: [
        `${file} has no label for ${formatNumber(missing.length)} of ${counted(names.length, "picture")} (${shown(missing)}), so that no labels are used: add ${missing.length === 1 ? "it" : "them"}, or move the ${missing.length === 1 ? "picture" : "pictures"} out of the folder.`,
        ...idle,
      ],
    };
  }
  const whole = labels.flatMap((label) => (label === undefined ? [] : [label]));
  return { labels: { from: file, labels: classesOf(whole) }, notices: idle };
}

function classesOf(labels: readonly (string | number)[]): ClassLabels {
  const numbers = labels.every((label) => typeof label === "number") ? numberedClasses(labels) : undefined;
  return numbers && "classes" in numbers ? numbers : namedClasses(labels.map(String));
}

const shown = (names: readonly string[]): string => listed(names.map(printable), SHOWN);

/** Sub-folders are classes where there are two or more, and every picture lies right in one. */
function byFolders(names: readonly string[]): Omit<FolderLabels, "read"> {
  const folders = names.map((name) => /^([^/]+)\/[^/]+$/.exec(name)?.[1]);
  const found = folders.flatMap((folder) => (folder === undefined ? [] : [folder]));
  if (new Set(found).size < 2) return { notices: [] };
  if (found.length === names.length) {
    return { labels: { from: "the sub-folders", labels: namedClasses(found) }, notices: [] };
  }
  const elsewhere = names.filter((_, i) => folders[i] === undefined);
  return {
    notices: [
      `The sub-folders are not read as labels: ${formatNumber(elsewhere.length)} of ${counted(names.length, "picture")} ${elsewhere.length === 1 ? "lies" : "lie"} beside them or deeper (${shown(elsewhere)}). Put every picture right into one sub-folder, or add a labels.csv.`,
    ],
  };
}

/** What the columns of labels.csv may be called. */
const FILE = /^(?:file|filename|file_name|image|picture|path|name|id)$/i;
const LABEL = /^(?:label|class|category|target|y)$/i;

async function readCsvLabels(path: string): Promise<Named> {
  const { text } = decodeText("labels.csv", await readBytes(path, "table"));
  const { rows } = readLines("reading labels.csv", "labels.csv", text, { header: "no" });
  const first = rows[0]?.fields ?? [];
  const [file, label] = [first.findIndex((name) => FILE.test(name)), first.findIndex((name) => LABEL.test(name))];
  const named = file >= 0 && label >= 0;
  if (!named && first.length !== 2) {
    return { labelOf: new Map(), why: `its first line names no columns file and label, and has ${first.length}` };
  }
  const labelOf = new Map<string, string>();
  for (const { fields, line } of named ? rows.slice(1) : rows) {
    const key = (fields[named ? file : 0] ?? "").trim().replaceAll("\\", "/").replace(/^\.\//, "");
    const value = (fields[named ? label : 1] ?? "").trim();
    if (value === "") continue;
    if (labelOf.has(key) && labelOf.get(key) !== value) {
      return { labelOf, why: `line ${line} has another label for ${printable(key)} than a line before` };
    }
    labelOf.set(key, value);
  }
  return { labelOf };
}

/** `{"labels": [["00000/img00000.png", 6], …]}`; with null the pictures have none. */
async function readJsonLabels(path: string): Promise<Named> {
  const read = parseJson(await readText(path, "table")) as { readonly labels?: unknown } | null;
  const labels = typeof read === "object" ? read?.labels : undefined;
  const labelOf = new Map<string, number>();
  if (labels === null || labels === undefined) return { labelOf };
  const why = 'its labels are no list of ["file", number]';
  if (!Array.isArray(labels)) return { labelOf, why };
  for (const pair of labels as readonly unknown[]) {
    const [name, label] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    if (typeof name !== "string" || !Number.isSafeInteger(label)) return { labelOf, why };
    labelOf.set(name, label as number);
  }
  return { labelOf };
}
