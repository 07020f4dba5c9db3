/**
 * What is published, installed in a fresh project: one platform's native library, and the same bytes on every runtime that people
 * have. Needs the npm registry, from which these runtimes are (kept in node_modules/.cache).
 */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packAll } from "../scripts/pack.mjs";
import { platforms } from "../scripts/runtime-packages.mjs";
import { fromRegistry, npm } from "./registry.ts";

const run = promisify(execFile);

const [here] = platforms.filter(({ os, cpu }) => os === process.platform && cpu === process.arch);
// The list has binaries of this platform alone.
const onLinux = process.platform === "linux" && process.arch === "x64";
const runtimes = onLinux ? await fromRegistry("test/installed/package.json") : undefined;
const skipped = onLinux
  ? " (skipped: the npm registry, which has the runtimes, does not answer)"
  : " (skipped: the list has runtimes for Linux on x64)";

/** Bytes of all files below a folder. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

const STEPS = 200;
const START = "node_modules/saddlepoint/dist/cli/start.js";

describe.skipIf(!runtimes)(`what is published, in a fresh project${runtimes ? "" : skipped}`, () => {
  let app = "";
  let ofCheckout: Buffer;

  /** The state that a runtime trains the ring to. */
  async function trained(name: string, command: string, ...args: string[]): Promise<Buffer> {
    const train = ["train", "ring", "--steps", String(STEPS), "--out", name];
    await run(command, [...args, ...train], { cwd: app });
    return readFile(join(app, name, "checkpoints", `step-${STEPS}.safetensors`));
  }

  beforeAll(async () => {
    app = await mkdtemp(join(tmpdir(), "saddlepoint-installed-"));
    await writeFile(join(app, "package.json"), JSON.stringify({ private: true, type: "module" }));
    await npm(app, "install", ...(await packAll(".", app, here ? [here] : [])));
    ofCheckout = await trained("checkout", process.execPath, join(process.cwd(), "dist/cli/start.js"));
  }, 300_000);
  afterAll(() => rm(app, { recursive: true, force: true }));

  it("brings the native library of this platform alone, and less than 120 MB in all", async () => {
    const packages = await readdir(join(app, "node_modules"));
    const native = packages.filter((name) => /^(?:onnxruntime-(?!common)|saddlepoint-)/.test(name));
    expect(native).toEqual([`saddlepoint-runtime-${process.platform}-${process.arch}`]);
    expect(await sizeOf(join(app, "node_modules"))).toBeLessThan(120e6);
  });

  it("trains on it, to the bytes of this checkout", async () => {
    expect((await trained("installed", process.execPath, START)).equals(ofCheckout)).toBe(true);
    const { runtime } = JSON.parse(await readFile(join(app, "installed/config.json"), "utf8"));
    expect(runtime).toMatch(/^onnxruntime-node \d/);
  });

  it.each([
    ["Node 22", "node22/bin/node"],
    ["Node 24", "node24/bin/node"],
    ["Bun", "@oven/bun-linux-x64/bin/bun"],
    ["Deno", "@deno/linux-x64-glibc/deno", "run", "--allow-all"],
  ])("trains to the same bytes on %s", async (name, command, ...args) => {
    const state = await trained(`on ${name}`, join(runtimes ?? "", "node_modules", command), ...args, START);
    expect(state.equals(ofCheckout)).toBe(true);
  });
});
