/** Texts of the library know no terminal: they name options, and each reader is shown his own names for them. */
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { inFlags } from "../src/cli/terminal/flags.ts";
import { option } from "../src/inner.ts";

/** The texts of a file: what stands between quotation marks, without comments. */
const textsOf = (source: string): string[] =>
  source
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .split("\n")
    .filter((line) => !/^\s*\/\//.test(line))
    .flatMap((line) => line.match(/"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`?|^[^`]*`/g) ?? []);

/** Of the library and of the lab, each with its path. */
async function sourcesOf(folder: string, ending: RegExp): Promise<(readonly [string, string])[]> {
  const files = (await readdir(resolve(folder), { recursive: true })).filter(
    (file) => ending.test(file) && !file.includes(".test.") && !file.startsWith("cli/") && !file.includes("assembly"),
  );
  return Promise.all(files.map(async (file) => [file, await readFile(join(folder, file), "utf8")] as const));
}

describe("texts outside of the terminal", () => {
  it.each([
    ["src", /\.ts$/],
    ["lab/src", /\.(ts|svelte)$/],
  ])("tell nobody of flags: %s", async (folder, ending) => {
    const sources = await sourcesOf(folder, ending);
    expect(sources.length).toBeGreaterThan(50);
    const flags = sources.flatMap(([file, source]) =>
      textsOf(source)
        // A whole command may be told; CSS has properties of this form.
        .filter((text) => /(^|[^\w-])--[a-z]/.test(text) && !/saddlepoint [a-z]+ |var\(--|"--[a-z]+"/.test(text))
        .map((text) => `${file}: ${text}`),
    );
    expect(flags).toEqual([]);
  });

  it("name options that there are", async () => {
    const named = (await sourcesOf("src", /\.ts$/)).flatMap(([file, source]) =>
      [...source.matchAll(/(?<![\w.])option\("([\w.]+)"/g)].map(([, name = ""]) => [file, name] as const),
    );
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter(([, name]) => inFlags(option(name)) === option(name))).toEqual([]);
  });
});
