/** The project that `saddlepoint init` makes: it is what a newcomer types first, so all of it is carried out, without network. */
import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import sirv from "sirv";
import { describe, expect, it } from "vitest";
import { executablePath, launchChromium } from "../bench/chromium.mjs";
import { command, filesIn, inFolder } from "./cli/command.ts";

const run = promisify(execFile);
const PATH = [resolve("node_modules/.bin"), process.env.PATH].join(delimiter);
const npm = (cwd: string, ...args: string[]) => run("npm", args, { cwd, env: { ...process.env, PATH } });

/** What npm install would bring, from here. */
async function install(project: string): Promise<void> {
  const folder = join(project, "node_modules");
  await mkdir(folder);
  for (const name of ["vite", "typescript", "@types"]) await symlink(resolve("node_modules", name), join(folder, name));
  await symlink(resolve("."), join(folder, "saddlepoint"));
}

/** What the page says in the end, in a browser. */
async function shown(folder: string): Promise<string> {
  const files = sirv(folder, { dev: true });
  const server = createServer((request, response) => files(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => document.querySelector("output")?.textContent !== "");
    return await page.locator("output").innerText();
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

describe("the project of saddlepoint init", () => {
  it("passes its tests, trains, and builds a page that draws", { timeout: 300_000 }, () =>
    inFolder(async (folder) => {
      const { code, stdout } = await command(folder, "init", "My GAN");
      expect([code, stdout]).toEqual([0, expect.stringContaining("npm run train")]);
      const project = join(folder, "My GAN");
      expect(JSON.parse(await readFile(join(project, "package.json"), "utf8"))).toMatchObject({
        name: "my-gan",
        dependencies: { saddlepoint: expect.stringMatching(/^\^\d/) },
      });
      await install(project);
      await npm(project, "test");
      // As npm run train, for a moment.
      const script = join(project, "src/train.ts");
      await writeFile(script, (await readFile(script, "utf8")).replace("10_000", "300"));
      expect((await npm(project, "run", "train")).stdout).toContain("public/generator.onnx");
      await npm(project, "run", "build");
      expect(await readdir(join(project, "dist"))).toEqual([
        "assets",
        "generator.json",
        "generator.onnx",
        "index.html",
      ]);
      if (executablePath) expect(await shown(join(project, "dist"))).toBe("2,000 points, made in this browser.");
    }),
  );

  it("asks for the versions of tools that it is tested with", async () => {
    const own = JSON.parse(await readFile("package.json", "utf8")) as { devDependencies: Record<string, string> };
    const { devDependencies } = JSON.parse(await readFile("template/package.json", "utf8")) as typeof own;
    for (const [name, asked] of Object.entries(devDependencies))
      expect([name, asked]).toEqual([name, own.devDependencies[name]]);
  });

  it("is what npm create saddlepoint makes", () =>
    inFolder(async (folder) => {
      await mkdir(join(folder, "node_modules"));
      await symlink(resolve("."), join(folder, "node_modules/saddlepoint"));
      await cp("create", join(folder, "node_modules/create-saddlepoint"), { recursive: true });
      const creator = join(folder, "node_modules/create-saddlepoint/index.js");
      const { stdout } = await run(process.execPath, [creator, "my-gan"], { cwd: folder });
      expect(stdout).toContain("A project is in my-gan");
      expect(await filesIn(join(folder, "my-gan"))).toContain("src/train.ts");
    }));

  it("is made in an empty folder, one of git too, and in no other", () =>
    inFolder(async (folder) => {
      await mkdir(join(folder, ".git"));
      expect((await command(folder, "init", "--json")).code).toBe(0);
      const files = await filesIn(folder);
      expect(files).toContain(".gitignore");
      const again = await command(folder, "init");
      expect([again.code, again.stderr]).toEqual([
        2,
        expect.stringMatching(
          /making a project in \.: expected a new or empty folder, but got one with \.gitignore, .* in it\. Name another/,
        ),
      ]);
      const onFile = await command(folder, "init", "README.md");
      expect([onFile.code, onFile.stderr]).toEqual([2, expect.stringContaining("a new or empty folder")]);
      // What a shell makes of a variable that is not set.
      const empty = await command(folder, "init", "");
      expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining("expected the name of a folder")]);
      expect(await filesIn(folder)).toEqual(files);
    }));
});
