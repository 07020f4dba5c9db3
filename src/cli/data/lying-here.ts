/** What lies in a folder that could be trained on. Names and places tell: nothing is opened. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { endingOf, kindByEnding } from "./file-kinds.ts";

/** Something to train on, and in a few words what it is. */
export interface Lying {
  readonly path: string;
  readonly what: string;
}

const TABLES: Readonly<Record<string, string>> = {
  csv: "a table",
  tsv: "a table",
  parquet: "a table",
  jsonl: "rows in JSON",
  npy: "an array",
  npz: "arrays",
};

/** Folders that no data of anybody's are in. */
const NOT_DATA = new Set(["node_modules", "runs", "dist", "build"]);

/** Of a folder with more entries the first ones are looked at. */
const MOST_ENTRIES = 20_000;

/** Tables and arrays right in a folder, the pictures in it, and its folders with pictures, also in folders of these. */
export async function lyingIn(folder: string): Promise<readonly Lying[]> {
  const entries = await entriesOf(folder);
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const tables = files.flatMap((path) => {
    const what = TABLES[endingOf(path)];
    return what === undefined ? [] : [{ path, what }];
  });
  const own = files.filter(isPicture).length;
  const found: Lying[] = own > 1 ? [{ path: ".", what: picturesText(own) }] : [];
  for (const entry of entries) {
    if (!entry.isDirectory() || NOT_DATA.has(entry.name)) continue;
    const pictures = await picturesIn(join(folder, entry.name), 1);
    if (pictures > 0) found.push({ path: entry.name, what: picturesText(pictures) });
  }
  return [...tables, ...found].sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function picturesIn(folder: string, deeper: number): Promise<number> {
  let pictures = 0;
  for (const entry of await entriesOf(folder)) {
    if (entry.isFile() && isPicture(entry.name)) pictures++;
    else if (entry.isDirectory() && deeper > 0) pictures += await picturesIn(join(folder, entry.name), deeper - 1);
  }
  return pictures;
}

/** Those whose names do not begin with a dot, by name; none of a folder that cannot be read. */
async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .slice(0, MOST_ENTRIES)
    .filter(({ name }) => !name.startsWith("."))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const isPicture = (name: string): boolean => kindByEnding(name)?.picture === "read";
const picturesText = (count: number): string =>
  count >= MOST_ENTRIES
    ? "a folder of many pictures"
    : count === 1
      ? "a folder with a picture"
      : `a folder of ${count} pictures`;
