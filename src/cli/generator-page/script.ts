/** The script of an exported page: the modules of `browser/`, as the compiler left them, in one. */
import { fileURLToPath } from "node:url";
import { readText } from "../data/reading.ts";

/** Every module stands after those it uses. The first ones are the library's: they need nothing but each other. */
const MODULES = [
  "../../data/number-form",
  "../../data/date-form",
  "../../data/columns/column-text",
  "../../data/csv-text",
  "../../data/table-text",
  ...["elements", "random", "model", "chart", "images", "rows"].map((name) => `./browser/${name}`),
  ...["conditions", "shares", "table", "main"].map((name) => `./browser/${name}`),
] as const;

/**
 * Joins the modules. They share no name, import nothing but each other, and rename nothing, so without their imports and
 * exports they are one module; a bundler would do no more.
 */
export async function pageScript(): Promise<string> {
  const texts = await Promise.all(
    MODULES.map((name) => readText(fileURLToPath(new URL(`${name}.js`, import.meta.url)), "installed")),
  );
  return texts
    .map((text) => text.replace(/^import [^;]*? from "\.\.?\/[^"]*";\n/gm, "").replace(/^export (\{\};\n)?/gm, ""))
    .join("\n");
}
