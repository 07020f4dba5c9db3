/** Features of files that docs/features.md makes, beside torch-fidelity's own pipeline: where Python has it, and timm. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { inspectExtractor, openExtractor, readNpy } from "../../src/inner.ts";
import { inFolder } from "../cli/command.ts";
import { findPython } from "./python.ts";

const python = await findPython("numpy, onnx, torch, torch_fidelity, timm");

describe.skipIf(!python)("features by torch-fidelity", () => {
  it(
    "are those of the files that the page's lines write, for pictures of any sides",
    () =>
      inFolder(async (folder) => {
        const script = resolve("test/others/features.py");
        await promisify(execFile)(python ?? "", [script, resolve("docs/features.md"), folder]);
        const array = async (name: string) => readNpy(name, await readFile(join(folder, name)));
        for (const [name, dimension] of [
          ["inception", 2048],
          ["dinov2", 384],
        ] as const) {
          const bytes = await readFile(join(folder, `${name}.onnx`));
          const facts = await inspectExtractor(name, bytes);
          expect([facts.range, facts.layout, facts.dimension, facts.sides]).toEqual([
            "bytes",
            "nchw",
            dimension,
            undefined,
          ]);
          for (const height of [32, 64, 75]) {
            const pictures = await array(`pictures-${height}.npy`);
            const theirs = await array(`${name}-${height}.npy`);
            const extractor = await openExtractor(name, bytes, pictures.shape.slice(1), facts);
            const ours = await extractor.features(Float32Array.from(pictures.values, (byte) => byte / 127.5 - 1));
            await extractor.release();
            expect(ours).toHaveLength(16 * dimension);
            const largest = ours.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
            const apart = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - (theirs.values[i] ?? 0))), 0);
            console.log(`${name}, height ${height}: ${(apart / largest).toExponential(1)} of the largest feature`);
            expect(largest).toBeGreaterThan(0.1);
            expect(apart / largest).toBeLessThan(1e-4);
          }
        }
      }),
    600_000,
  );
});
