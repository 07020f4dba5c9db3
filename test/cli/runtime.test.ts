import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { command, type Finished, inFolder, start, TINY } from "./command.ts";

/** What an installation says and does in which a package is not to be found. */
function without(name: string, cwd: string, ...args: string[]): Promise<Finished> {
  const hook = `${pathToFileURL(resolve("test/cli/without.mjs"))}?package=${name}`;
  return start(cwd, args, ["env", `NODE_OPTIONS=--import=${hook}`]).finished;
}

const runtimeOf = async (cwd: string, run: string): Promise<unknown> =>
  JSON.parse(await readFile(join(cwd, run, "config.json"), "utf8")).runtime;
const state = (cwd: string, run: string, step: number): Promise<Buffer> =>
  readFile(join(cwd, run, "checkpoints", `step-${step}.safetensors`));

const NOTE =
  /^Note: the native runtime \(onnxruntime-node\) does not load here \(Cannot find package 'onnxruntime-node'\), so WebAssembly computes, several times slower and with other rounding\.$/gm;

describe.concurrent("the runtime", () => {
  it("is WebAssembly where the native one does not load, which a sentence and config.json say; it trains, goes on, samples and exports", () =>
    inFolder(async (cwd) => {
      const fallen = await without(
        "onnxruntime-node",
        cwd,
        "train",
        "ring",
        "--steps",
        "20",
        "--out",
        "whole",
        ...TINY,
      );
      expect(fallen).toMatchObject({ code: 0 });
      expect(fallen.stderr.match(NOTE)).toHaveLength(1);
      const wasm = (...args: string[]) => command(cwd, "--runtime", "wasm", ...args);
      const asked = [
        await wasm("train", "ring", "--steps", "10", "--out", "run", "--threads", "2", ...TINY),
        await wasm("resume", "run", "--steps", "20"),
        await wasm("sample", "run", "--count", "5", "--out", "points.csv"),
        await wasm("export", "run", "--out", "generator.onnx"),
      ];
      expect(asked.map(({ code, stderr }) => [code, stderr.match(NOTE)])).toEqual(asked.map(() => [0, null]));
      expect(await runtimeOf(cwd, "run")).toMatch(/^onnxruntime-web \d+\.\d+\.\d+$/);
      expect(await runtimeOf(cwd, "whole")).toBe(await runtimeOf(cwd, "run"));
      expect(await state(cwd, "run", 20)).toEqual(await state(cwd, "whole", 20));
      expect((await readFile(join(cwd, "points.csv"), "utf8")).trim().split("\n")).toHaveLength(6);

      const other = await command(cwd, "resume", "run", "--steps", "30");
      expect(other.code).toBe(0);
      expect(other.stderr).toMatch(
        /^Note: up to step 20 this run was computed by onnxruntime-web [\d.]+, and onnxruntime-node /m,
      );
      expect(await runtimeOf(cwd, "run")).toMatch(/^onnxruntime-web [\d.]+, from step 20 onnxruntime-node [\d.]+$/);
    }));

  it("native is refused in a sentence where it does not load, and so is a runtime that there is not", () =>
    inFolder(async (cwd) => {
      const [absent, unknown] = await Promise.all([
        without("onnxruntime-node", cwd, "train", "ring", "--steps", "10", ...TINY, "--runtime", "native"),
        command(cwd, "train", "ring", "--runtime", "cuda"),
      ]);
      expect(absent.code).toBe(2);
      expect(absent.stderr.trim().split("\n")).toEqual([
        expect.stringMatching(/^saddlepoint: loading the native runtime, onnxruntime-node: expected a library for /),
      ]);
      expect(unknown.code).toBe(2);
      expect(unknown.stderr).toBe(
        "saddlepoint: reading option --runtime: expected one of auto, native, wasm, but got cuda.\n",
      );
    }));

  it("has a command line that says in a sentence where sharp is missing", () =>
    inFolder(async (cwd) => {
      const { code, stderr } = await without("sharp", cwd, "runs");
      expect(code).toBe(2);
      expect(stderr).toMatch(/^saddlepoint: starting the command line: expected the package sharp,[^\n]*\n$/);
    }));
});
