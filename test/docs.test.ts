import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { optionsPage } from "../scripts/options-page.mjs";
import { flagName } from "../src/cli/terminal/flags.ts";
import { type Preset, presetNames, presets } from "../src/inner.ts";
import { command, inFolder } from "./cli/command.ts";

const presetPages = presetNames.map((name) => `docs/presets/${name}.md`);
const pages = [
  "README.md",
  "docs/augmentation.md",
  "docs/design.md",
  "docs/decisions.md",
  "docs/distributed.md",
  "docs/export.md",
  "docs/features.md",
  "docs/generator.md",
  "docs/lab.md",
  "docs/measurements.md",
  "docs/options.md",
  "docs/packages.md",
  "docs/quality.md",
  "docs/reading-tables.md",
  "docs/results.md",
  "docs/tables.md",
  "docs/test-data.md",
  "docs/benchmarks.md",
  "docs/tuning.md",
  ...presetPages,
];

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

/** The flags of a preset with their values, as its page has to list them. */
function flagsOf({ options, dataOptions = {} }: Preset): Map<string, string> {
  const { generator = {}, discriminator = {}, ...shared } = options;
  return new Map(
    (
      [
        [undefined, { ...dataOptions, ...shared }],
        ["generator", generator],
        ["discriminator", discriminator],
      ] as const
    ).flatMap(([player, values]) =>
      Object.entries(values).map(([key, value]) => [flagName(key, player), String(value) || "none"] as const),
    ),
  );
}

describe("the documentation", () => {
  it("of the options is that of the option table", async () => {
    expect(await readFile("docs/options.md", "utf8")).toBe(optionsPage());
  });

  it.each(presetNames)(
    "of preset %s lists each of its options with its value, and says where that is from",
    async (name) => {
      const page = await readFile(`docs/presets/${name}.md`, "utf8");
      const rows = [...page.matchAll(/^\| `(--[a-z0-9-]+)` \| ([^|]+) \| ([^|]+) \|$/gm)];
      expect(new Map(rows.map(([, flag = "", value = ""]) => [flag, value]))).toEqual(flagsOf(presets[name]));
      expect(page).toContain(`saddlepoint train --preset ${name}`);
    },
  );

  it.each(pages)("%s links only to files and headings that exist", async (page) => {
    const text = await readFile(page, "utf8");
    for (const [, target = "", anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
      const linked =
        target === "" ? text : await readFile(new URL(target, new URL(`../${page}`, import.meta.url)), "utf8");
      if (anchor !== undefined) expect(anchorsOf(linked), target).toContain(anchor);
    }
  });

  it.each(pages)("%s names only source files that exist", async (page) => {
    const text = await readFile(page, "utf8");
    const named = [...text.matchAll(/`([a-z0-9-]+(?:\/[\w.-]+)+\.(?:ts|mjs|svelte))`/g)].map(([, file = ""]) => file);
    const isThere = (file: string) => existsSync(file) || existsSync(`src/${file}`);
    expect(named.filter((file) => !isThere(file))).toEqual([]);
  });

  it("names every option in the help of the commands that take it", () =>
    inFolder(async (cwd) => {
      // How data are read is settled when a run begins.
      const [ofRuns = "", ofData = ""] = optionsPage().split("## Data");
      const flagsIn = (text: string) => [...text.matchAll(/^\| `(--[a-z0-9-]+)`/gm)].map(([, flag = ""]) => flag);
      expect(flagsIn(ofRuns).length).toBeGreaterThan(40);
      expect(flagsIn(ofData).length).toBeGreaterThan(5);
      for (const name of ["train", "describe", "resume"]) {
        const flags = [...flagsIn(ofRuns), ...(name === "resume" ? [] : flagsIn(ofData))];
        const { code, stdout } = await command(cwd, name, "--help");
        expect(code).toBe(0);
        expect(flags.filter((flag) => !stdout.includes(`${flag} `))).toEqual([]);
      }
    }));
});
