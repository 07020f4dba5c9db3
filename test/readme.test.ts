/** The README is what a newcomer tries first: each of its commands is carried out, in its order, with fewer steps. */
import { execFile } from "node:child_process";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { imagePng } from "../src/cli/library.ts";
import { command, inFolder } from "./cli/command.ts";

const readme = await readFile("README.md", "utf8");

/** Our commands in the shell blocks of a page, each as its words. */
const commandsOf = (page: string): string[][] =>
  [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
    .flatMap(([, block = ""]) => block.trim().split("\n"))
    .map((line) => line.replace(/\s#\s.*$/, "").trim())
    .flatMap((line) => {
      const said = /^npx saddlepoint (.*)$/.exec(line)?.[1];
      return said === undefined ? [] : [(said.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ""))];
    });
const commands = commandsOf(readme);

/** What the README's reader has: pictures, a table of people, points. */
async function bring(folder: string): Promise<void> {
  await mkdir(join(folder, "pictures"));
  for (let i = 0; i < 40; i++) {
    const pixels = Float32Array.from({ length: 3 * 32 * 32 }, (_, p) => Math.sin(p / (3 + i)));
    await writeFile(join(folder, "pictures", `${i}.png`), await imagePng([3, 32, 32], pixels));
  }
  const rows = Array.from({ length: 200 }, (_, i) => `${i % 2 ? "Female" : "Male"},${20 + ((7 * i) % 60)},${i % 5}`);
  await writeFile(join(folder, "people.csv"), `sex,age,children\n${rows.join("\n")}\n`);
  const points = Array.from({ length: 200 }, (_, i) => `${Math.cos(i).toFixed(3)},${Math.sin(i).toFixed(3)}`);
  await writeFile(join(folder, "points.csv"), `x,y\n${points.join("\n")}\n`);
}

describe("the README", () => {
  it("fits on a page or two, and shows commands for each kind of data", () => {
    expect(readme.trimEnd().split("\n").length).toBeLessThanOrEqual(120);
    expect(commands.length).toBeGreaterThanOrEqual(11);
    expect(new Set(commands.map(([name]) => name))).toContain("export");
  });

  it("has pictures that load in a moment", async () => {
    const pictures = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path = ""]) => path);
    expect(pictures.length).toBeGreaterThanOrEqual(6);
    for (const path of pictures) expect((await stat(path)).size, path).toBeLessThan(600_000);
  });

  it("has commands that do what they say, one after the other", { timeout: 900_000 }, () =>
    inFolder(async (folder) => {
      await bring(folder);
      for (const words of commands.filter(([name]) => name !== "lab")) {
        const few =
          { train: ["--steps", "5", "--sample-every", "5"], theory: ["--examples", "500"] }[words[0] ?? ""] ?? [];
        const { code, stderr } = await command(folder, ...words, ...few);
        expect(code, `${words.join(" ")}: ${stderr}`).toBe(0);
        const out = words[words.findIndex((word) => word === "--out" || word === "--html") + 1];
        if (words.includes("--out") || words.includes("--html")) await stat(join(folder, out ?? ""));
        if (words[0] === "train") await stat(join(folder, "runs"));
      }
    }),
  );
});

describe("the pages behind it", () => {
  it("promise the same bytes of a run that was stopped, by commands that leave them", { timeout: 300_000 }, () =>
    inFolder(async (folder) => {
      const shown = commandsOf(await readFile("docs/reproducibility.md", "utf8"));
      expect(shown.map(([name]) => name)).toEqual(["train", "train", "resume"]);
      for (const words of shown) expect((await command(folder, ...words)).code, words.join(" ")).toBe(0);
      const [a, b] = await Promise.all(
        ["a", "b"].map((run) => readFile(join(folder, "runs", run, "checkpoints/step-500.safetensors"))),
      );
      expect(a?.equals(b ?? new Uint8Array())).toBe(true);
    }),
  );

  it("write a heart of points that can be trained on", { timeout: 300_000 }, () =>
    inFolder(async (folder) => {
      const page = await readFile("docs/points-and-theory.md", "utf8");
      await writeFile(join(folder, "heart.mjs"), /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? "");
      await promisify(execFile)(process.execPath, ["heart.mjs"], { cwd: folder });
      const [train = [], sample = []] = commandsOf(page);
      expect((await command(folder, ...train, "--steps", "20")).code).toBe(0);
      expect((await command(folder, ...sample)).code).toBe(0);
      expect((await readFile(join(folder, "new-points.csv"), "utf8")).trim().split("\n").length).toBe(5001);
    }),
  );
});
