import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { messagesPage } from "../scripts/messages-page.mjs";
import { optionsPage } from "../scripts/options-page.mjs";
import { createProgram } from "../src/cli/program.ts";
import { flagName } from "../src/cli/terminal/flags.ts";
import { type Preset, presetNames, presets } from "../src/inner.ts";
import { command, inFolder } from "./cli/command.ts";

const inDocs = (await readdir("docs", { recursive: true }))
  .map((file) => `docs/${file.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".md") && !file.startsWith("docs/reference/"));
const pages = [...(await readdir(".")).filter((file) => file.endsWith(".md")), ...inDocs].sort();

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

/** Command lines of a page as a shell would split them, without comments. */
function commandsOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = ""]) => block);
  return blocks
    .flatMap((block) => block.replaceAll("\\\n", " ").split("\n"))
    .map((line) => line.replace(/\s#\s.*$/, "").trim())
    .flatMap((line) => /(?:^|\s)(?:npx )?saddlepoint ([a-z].*)$/.exec(line)?.[1] ?? []);
}

/** What a line's command has against it, if anything; nothing is carried out. */
async function refusal(line: string): Promise<string | undefined> {
  const words = (line.replace(/\s[>|<].*$/, "").match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ""));
  const program = createProgram(() => 1);
  for (const one of program.commands) one.action(() => undefined);
  try {
    await program.parseAsync(words, { from: "user" });
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code === "commander.helpDisplayed" ? undefined : (error as Error).message;
  }
}

describe("the documentation", () => {
  it("of the options is that of the option table", async () => {
    expect(await readFile("docs/options.md", "utf8")).toBe(optionsPage());
  });

  it("of the messages is that of the sources: npm run docs:messages", async () => {
    expect(await readFile("docs/messages.md", "utf8")).toBe(await messagesPage());
  });

  it("has a way out of every warning of the report", async () => {
    const source = await readFile("src/evaluation/warnings.ts", "utf8");
    const kinds = new Set([...source.matchAll(/kind: "([a-z-]+)"/g)].map(([, kind = ""]) => kind));
    const explained = anchorsOf(await readFile("docs/troubleshooting.md", "utf8"));
    expect(kinds.size).toBeGreaterThan(3);
    expect([...kinds].filter((kind) => !explained.includes(kind))).toEqual([]);
  });

  it("is linked from its index, page by page", async () => {
    const index = await readFile("docs/README.md", "utf8");
    const presetIndex = await readFile("docs/presets/README.md", "utf8");
    const isListed = (page: string): boolean =>
      page === "docs/README.md" ||
      index.includes(`(${page.replace("docs/", "")})`) ||
      presetIndex.includes(`(${page.replace("docs/presets/", "")})`);
    expect(inDocs.filter((page) => !isListed(page))).toEqual([]);
  });

  it("shows only commands and flags that there are", async () => {
    const wrong: string[] = [];
    let seen = 0;
    for (const page of pages) {
      for (const line of commandsOf(await readFile(page, "utf8"))) {
        seen++;
        const why = await refusal(line);
        if (why !== undefined) wrong.push(`${page}: ${line}: ${why}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(seen).toBeGreaterThan(100);
  });

  it("imports in its programs only names that there are", async () => {
    const doors = { saddlepoint: "src/index.ts", "saddlepoint/node": "src/cli/library.ts" };
    const wrong: string[] = [];
    for (const page of pages) {
      for (const [, names = "", door = ""] of (await readFile(page, "utf8")).matchAll(
        /^import \{([^}]+)\} from "(saddlepoint(?:\/node)?)";/gm,
      )) {
        const source = await readFile(doors[door as keyof typeof doors], "utf8");
        const isThere = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(source);
        const imported = names.split(",").map((name) => name.replace(/^\s*type\s/, "").trim());
        wrong.push(...imported.filter((name) => name !== "" && !isThere(name)).map((name) => `${page}: ${name}`));
      }
    }
    expect(wrong).toEqual([]);
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
