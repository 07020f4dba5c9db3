/** The programs of docs/export.md for images and classes, as they stand there: in Python, in Node, on a page. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import sirv from "sirv";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { executablePath, launchChromium } from "../../bench/chromium.mjs";
import { encodeNpy } from "../../src/inner.ts";
import { command } from "../cli/command.ts";
import { findPython } from "./python.ts";

const run = promisify(execFile);
const python = await findPython("numpy, onnxruntime");
const [COUNT, SIDE, CLASSES] = [60, 4, 4];

const page = await readFile("docs/export.md", "utf8");
const programOf = (language: string): string =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))]
    .map(([, program = ""]) => program)
    .find((program) => program.includes("digits.onnx")) ?? "";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saddlepoint-digits-"));
  const labels = Uint8Array.from({ length: COUNT }, (_, i) => i % CLASSES);
  const pixels = Uint8Array.from(
    { length: COUNT * SIDE * SIDE },
    (_, at) => 60 * (Math.floor(at / SIDE ** 2) % CLASSES),
  );
  await writeFile(join(folder, "x.npy"), encodeNpy([COUNT, SIDE, SIDE], pixels));
  await writeFile(join(folder, "labels.npy"), encodeNpy([COUNT], labels));
  const options = ["--layout", "nhw", "--classes", "labels", "--network", "mlp", "--widths", "16", "--latent", "4"];
  const small = ["--batch", "20", "--steps", "4", "--samples", "4", "--out", "runs/digits"];
  const trained = await command(folder, "train", "x.npy", ...options, ...small);
  expect(trained.code, trained.stderr).toBe(0);
  const exported = await command(folder, "export", "runs/digits", "--out", "digits.onnx", "--json");
  await writeFile(join(folder, "digits.json"), exported.stdout);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the programs of docs/export.md for images", () => {
  it.skipIf(!python)("draw a class in Python", async () => {
    await writeFile(join(folder, "draw.py"), programOf("python"));
    await run(python ?? "", ["draw.py"], { cwd: folder });
    const bytes = await readFile(join(folder, "digits.npy"));
    expect(bytes.subarray(0, 200).toString("latin1")).toMatch(/'descr': '\|u1'.*'shape': \(16, 1, 4, 4\)/);
  });

  it("draw a class in Node", async () => {
    await mkdir(join(folder, "node_modules"));
    await symlink(resolve("node_modules/onnxruntime-node"), join(folder, "node_modules/onnxruntime-node"));
    const { outputText } = ts.transpileModule(programOf("ts"), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    });
    await writeFile(join(folder, "draw.mjs"), outputText);
    await run(process.execPath, ["draw.mjs"], { cwd: folder });
    expect((await readFile(join(folder, "digits.bin"))).length).toBe(16 * SIDE ** 2);
  });

  it.skipIf(!executablePath)("draw a class on a page", async () => {
    const ofNetwork = /https:\/\/cdn\.jsdelivr\.net\/npm\/onnxruntime-web@([\d.]+)\/dist/;
    const program = programOf("html");
    const { version } = JSON.parse(await readFile("node_modules/onnxruntime-web/package.json", "utf8")) as {
      version: string;
    };
    expect(ofNetwork.exec(program)?.[1]).toBe(version);
    await writeFile(join(folder, "index.html"), program.replace(ofNetwork, "/ort"));
    await mkdir(join(folder, "ort"));
    for (const name of ["ort.wasm.bundle.min.mjs", "ort-wasm-simd-threaded.wasm"]) {
      await cp(resolve("node_modules/onnxruntime-web/dist", name), join(folder, "ort", name));
    }
    const files = sirv(folder, { dev: true });
    const server = createServer((request, response) => files(request, response));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const browser = await launchChromium();
    try {
      const shown = await browser.newPage();
      await shown.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      // Of a canvas on which nothing is drawn every pixel is transparent.
      await shown.waitForFunction(
        () => document.querySelector("canvas")?.getContext("2d")?.getImageData(3, 3, 1, 1).data[3] === 255,
      );
      const beside = await shown.evaluate(
        () => document.querySelector("canvas")?.getContext("2d")?.getImageData(4, 4, 1, 1).data[3],
      );
      expect(beside).toBe(0);
    } finally {
      await browser.close();
      server.closeAllConnections();
      server.close();
    }
  });
});
