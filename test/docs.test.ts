import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { optionsPage } from "../scripts/options-page.mjs";
import { command, inFolder } from "./cli/command.ts";

const pages = ["README.md", "docs/design.md", "docs/decisions.md", "docs/options.md"];

describe("the documentation", () => {
  it("of the options is that of the option table", async () => {
    expect(await readFile("docs/options.md", "utf8")).toBe(optionsPage());
  });

  it.each(pages)("%s links only to files that exist", async (page) => {
    const text = await readFile(page, "utf8");
    for (const [, target = ""] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      await expect(readFile(new URL(target, new URL(`../${page}`, import.meta.url))), target).resolves.toBeDefined();
    }
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
