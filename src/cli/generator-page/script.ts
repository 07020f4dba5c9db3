/** The script of an exported page: the modules of `browser/` and those of the library that they use, as the compiler left them, in one. */
import { fileURLToPath } from "node:url";
import { readText } from "../data/reading.ts";

/** Every module stands after those it uses. The first ones are the library's: they need nothing but each other. */
const MODULES = [
  "../../problem",
  ...["embedded", "threads-none", "parted", "kernels", "streams"].map((name) => `../../kernels/${name}`),
  "../../data/number-form",
  "../../data/date-form",
  "../../data/columns/column-text",
  "../../data/csv-text",
  "../../data/table-text",
  "../../data/typed-table",
  "../../data/possible",
  "../../data/chequers",
  "../../data/made-values",
  ...["sum", "derived"].map((name) => `../../data/rules/${name}`),
  ...["written-columns", "row-format", "csv-rows"].map((name) => `../../data/written/${name}`),
  "./browser/elements",
  "./words/en",
  "./words/ko",
  ...["texts", "language", "random", "model", "chart", "classes", "images", "rows"].map((name) => `./browser/${name}`),
  ...["conditions", "shares", "whole-rows", "table", "main"].map((name) => `./browser/${name}`),
] as const;

/** Joins the modules: each is a block, so that it shares no name with others but what it exports. A bundler would do no more. */
export async function pageScript(): Promise<string> {
  const texts = await Promise.all(
    MODULES.map((name) => readText(fileURLToPath(new URL(`${name}.js`, import.meta.url)), "installed")),
  );
  return `const exported = {};\n${texts.map(asBlock).join("\n")}`;
}

/** A page has no other threads for kernels: of what `#kernel-threads` may be, `threads-none` stands among the modules. */
const IMPORT = /^import (\{[^;]*?\}) from "(?:\.\.?\/[^"]*|#kernel-threads)";\n/gm;
const EXPORT = /^export (?:\{\};\n|(?=(?:async )?(?:const|function\*?) (\w+)))/gm;

/** A module as a block: what it imports comes out of `exported`, what it exports goes there. */
function asBlock(text: string): string {
  const names: string[] = [];
  const inner = text
    .replace(IMPORT, (_, list: string) => `const ${list.replaceAll(" as ", ": ")} = exported;\n`)
    .replace(EXPORT, (_, name?: string) => {
      if (name !== undefined) names.push(name);
      return "";
    });
  return `{\n${inner}\nObject.assign(exported, { ${names.join(", ")} });\n}`;
}
