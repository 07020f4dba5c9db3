// Packages that only the benchmark needs lie in bench/.cache, outside of the project's own dependencies.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = join(import.meta.dirname, "../.cache");
const modules = join(folder, "node_modules");

/** A CommonJS package. */
export const required = (name) => createRequire(join(folder, "package.json"))(name);

/** A package that can only be imported. */
export function imported(name) {
  const { main } = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
  return import(pathToFileURL(join(modules, name, main)).href);
}

export const versionOf = (name) => JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;
