/** A project to begin with: a training script, a page that uses what it exports, tests. Its files lie in `template/`. */
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { listed, problem } from "../../inner.ts";
import { fileProblem, makeFolder, writeWhole } from "../files/writing.ts";
import { version } from "../version.ts";

/** Beside `dist` in the package, beside `src` in a checkout. */
const TEMPLATE = fileURLToPath(new URL("../../../template", import.meta.url));

/** npm leaves out files of this name when it packs. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: ".gitignore" };

/** Writes the project into a new or empty folder; returns its files, sorted. */
export async function createProject(folder: string): Promise<readonly string[]> {
  await requireEmpty(folder);
  const entries = await readdir(TEMPLATE, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(TEMPLATE.length + 1))
    .sort();
  const files: string[] = [];
  for (const name of names) {
    const text = await readFile(join(TEMPLATE, name), "utf8");
    const file = RENAMED[name] ?? name;
    await makeFolder(dirname(join(folder, file)));
    await writeWhole(join(folder, file), name === "package.json" ? manifestFor(folder, text) : text);
    files.push(file);
  }
  return files.sort();
}

async function requireEmpty(folder: string): Promise<void> {
  const doing = `making a project in ${folder}`;
  // Joined with a file's name it would mean the folder one is in, whatever lies there.
  if (folder === "")
    throw problem({ doing: "making a project", expected: "the name of a folder", came: "an empty value" });
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw fileProblem(doing, error, "a new or empty folder");
  });
  // What git init leaves is no file of anybody's.
  const there = entries.filter((name) => name !== ".git");
  if (there.length === 0) return;
  throw problem({
    doing,
    expected: "a new or empty folder",
    came: `one with ${listed(there, 3)} in it`,
    next: "Name another one: saddlepoint init my-gan",
  });
}

/** package.json under the folder's name, with the version of the library that makes it. */
function manifestFor(folder: string, template: string): string {
  const manifest = JSON.parse(template) as { name: string; dependencies: Record<string, string> };
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+|[._-]+$/g, "");
  manifest.name = name || manifest.name;
  manifest.dependencies.saddlepoint = `^${version}`;
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
