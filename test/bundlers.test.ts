/**
 * The packed package in a fresh project, taken by bundlers that are set to nothing: it trains in a page and in its worker to the
 * losses of Node. Needs the npm registry, from which the bundlers are (kept in node_modules/.cache), and Chromium.
 */
import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import sirv from "sirv";
import { ModuleKind, ScriptTarget, transpile } from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { executablePath, launchChromium } from "../bench/chromium.mjs";
import { packAll } from "../scripts/pack.mjs";
import { fromRegistry, npm } from "./registry.ts";

const run = promisify(execFile);

const bundlers = executablePath ? await fromRegistry("test/bundlers/package.json") : undefined;
const skipped = executablePath
  ? " (skipped: the npm registry, which has the bundlers, does not answer)"
  : " (skipped: no Chromium at its usual places)";

/** A project that has the package as `npm install --omit=optional` leaves it, for pages: without the native library. */
async function freshProject(): Promise<string> {
  const app = await mkdtemp(join(tmpdir(), "saddlepoint-app-"));
  const tarballs = await packAll(".", app, []);
  await writeFile(join(app, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await npm(app, "install", "--omit=optional", ...tarballs);
  await cp("test/bundlers", app, { recursive: true, filter: (path) => !path.endsWith("package.json") });
  const [, program = ""] = /```ts\n([\s\S]*?)```/.exec(await readFile("README.md", "utf8")) ?? [];
  const script = transpile(program, { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 });
  await writeFile(join(app, "readme.js"), script);
  return app;
}

const ISOLATION = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

/** Serves a folder; isolated pages may have threads. */
async function serve(folder: string, isolated: boolean): Promise<{ address: string; end: () => Promise<void> }> {
  const setHeaders = (response: { setHeader: (name: string, value: string) => unknown }): void => {
    if (isolated) for (const [name, value] of Object.entries(ISOLATION)) response.setHeader(name, value);
  };
  const files = sirv(folder, { dev: true, setHeaders });
  const server = createServer((request, response) => files(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    end: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

describe.skipIf(!bundlers)(`the package in a fresh project${bundlers ? "" : skipped}`, () => {
  let app = "";
  let browser: Browser;
  let inNode: unknown;

  const build = (how: string) => [resolve("test/bundlers/build.mjs"), bundlers ?? "", app, how] as const;

  /** What a page found, and what it said on its console. */
  async function open(address: string, said: RegExp): Promise<{ result: unknown; words: string[] }> {
    const page = await browser.newPage();
    const words: string[] = [];
    page.on("pageerror", ({ message }) => words.push(message));
    const found = new Promise<void>((done) => {
      page.on("console", (message) => {
        words.push(message.text());
        if (said.test(message.text())) done();
      });
    });
    try {
      await page.goto(address);
      if (address.endsWith("example.html")) {
        await found;
        return { result: undefined, words };
      }
      await page.waitForFunction(() => "result" in window, undefined, { timeout: 100_000 });
      return { result: await page.evaluate(() => window.result as unknown), words };
    } finally {
      await page.close();
    }
  }

  beforeAll(async () => {
    app = await freshProject();
    browser = await launchChromium();
    const script = 'import { play } from "./play.js";\nconsole.log(JSON.stringify(await play()));\n';
    await writeFile(join(app, "in-node.js"), script);
    const { stdout, stderr } = await run(process.execPath, ["in-node.js"], { cwd: app });
    inNode = JSON.parse(stdout);
    // Nothing native is installed here, which the library says once.
    expect(stderr).toMatch(/^saddlepoint: the native runtime \(onnxruntime-node\) does not load here [^\n]*\n$/);
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await rm(app, { recursive: true, force: true });
  });

  it.each([
    { how: "vite7", isolated: false },
    { how: "vite8", isolated: true },
    { how: "webpack", isolated: false },
    { how: "esbuild", isolated: true },
    { how: "rollup", isolated: false },
  ])(
    "trains in a page and in its worker to the losses of Node, built by $how (with threads: $isolated)",
    async ({ how, isolated }) => {
      await run(process.execPath, build(how));
      const { address, end } = await serve(join(app, "out"), isolated);
      try {
        const { result, words } = await open(address, /$^/);
        expect(words).toEqual([]);
        expect(result).toEqual({ page: { losses: inNode }, worker: { losses: inNode } });
        if (!how.startsWith("vite")) return;
        const example = await open(`${address}example.html`, /of 8 modes/);
        expect(example.words.at(-1)).toMatch(/^\d of 8 modes, [\d.]+ % of samples within three deviations$/);
      } finally {
        await end();
      }
    },
  );

  it.each(["vite7-dev", "vite8-dev"])(
    "trains in a page and in its worker to the losses of Node, served by %s",
    async (how) => {
      const server = spawn(process.execPath, build(how), { stdio: ["ignore", "pipe", "inherit"] });
      try {
        const address = await new Promise<string>((done, fail) => {
          server.stdout.once("data", (line: Buffer) => done(line.toString().trim()));
          server.once("exit", (code) => fail(new Error(`${how} ended with code ${code}`)));
        });
        const { result } = await open(address, /$^/);
        expect(result).toEqual({ page: { losses: inNode }, worker: { losses: inNode } });
      } finally {
        server.kill();
      }
    },
  );
});
