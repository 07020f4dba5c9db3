import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder } from "../../../test/cli/command.ts";
import { collect, ringConfig, small } from "../../../test/small-run.ts";
import { sha256 } from "../../data/fingerprint.ts";
import { decodeTensors, encodeTensors, type NamedTensor, train } from "../../inner.ts";
import { makeFolder } from "../files/writing.ts";
import { loadCheckpoint, saveCheckpoint } from "./folder.ts";
import { runPaths } from "./paths.ts";

const options = { ...small, steps: 2, checkpointEvery: 1 };
const config = ringConfig(options);
const states = collect(train({ data: "ring", ...options })).then((events) =>
  events.filter((event) => event.type === "checkpoint").map(({ bytes }) => bytes),
);

/** A state with other tensors, whole in itself. */
async function withTensors(bytes: Uint8Array, change: (tensors: NamedTensor[]) => NamedTensor[]): Promise<Uint8Array> {
  const { metadata, tensors } = decodeTensors("c", bytes);
  const written = (checksum: string): Uint8Array =>
    encodeTensors(change([...tensors.values()]), { ...metadata, sha256: checksum });
  return written(await sha256(written("0".repeat(64))));
}

/** A folder with the states of steps 0 and 1 as they are, and this in the place of that of step 2. */
async function folderWith(cwd: string, newest: Uint8Array | string): Promise<string> {
  await makeFolder(runPaths(cwd).checkpoints);
  for (const [step, bytes] of (await states).slice(0, 2).entries()) await saveCheckpoint(cwd, step, bytes, 5);
  const path = join(runPaths(cwd).checkpoints, "step-2.safetensors");
  await writeFile(path, newest);
  return path;
}

const without = (name: string) => (tensors: NamedTensor[]) => tensors.filter((tensor) => tensor.name !== name);

const damaged: readonly (readonly [string, (newest: Uint8Array, before: Uint8Array) => unknown, string])[] = [
  [
    "is of another step than its name says",
    (_, before) => before,
    "reading checkpoint step-2.safetensors: expected the state after step 2, as its name says, but got that after step 1.",
  ],
  [
    "lacks a parameter",
    (newest) => withTensors(newest, without("G/dense 1/weight")),
    "taking G/dense 1/weight from the checkpoint of step 2: expected 16 values, but got none.",
  ],
  [
    "lacks what Adam remembers",
    (newest) => withTensors(newest, without("D mean/dense 2/bias")),
    "taking D mean/dense 2/bias from the checkpoint of step 2: expected 1 values, but got none.",
  ],
  [
    "has a parameter of another size",
    (newest) =>
      withTensors(newest, (tensors) =>
        tensors.map((tensor) =>
          tensor.name === "D/dense 1/bias" ? { ...tensor, shape: [3], values: new Float32Array(3) } : tensor,
        ),
      ),
    "taking D/dense 1/bias from the checkpoint of step 2: expected 8 values, but got 3.",
  ],
  ["was cut off", (newest) => newest.subarray(0, newest.length - 4), "reading step-2.safetensors as safetensors:"],
  ["has another byte", (newest) => newest.with(newest.length - 1, 1), "the file was altered or damaged."],
  ["is empty", () => "", "reading step-2.safetensors as safetensors:"],
];

describe("a newest checkpoint", () => {
  it("that is whole is taken", () =>
    inFolder(async (cwd) => {
      const said: string[] = [];
      const path = await folderWith(cwd, (await states)[2] as Uint8Array);
      const found = await loadCheckpoint(cwd, config, (line) => said.push(line));
      expect(found).toMatchObject({ path, checkpoint: { step: 2 } });
      expect(said).toEqual([]);
    }));

  it.each(damaged)("that %s gives way to the one before, in words", (_, damage, says) =>
    inFolder(async (cwd) => {
      const [, before, newest] = (await states) as [Uint8Array, Uint8Array, Uint8Array];
      const path = await folderWith(cwd, (await damage(newest, before)) as Uint8Array | string);
      const bytes = await readFile(path);
      const said: string[] = [];
      const found = await loadCheckpoint(cwd, config, (line) => said.push(line));
      expect(found?.checkpoint.step).toBe(1);
      expect(found?.bytes).toEqual(before);
      expect(said).toEqual([expect.stringContaining(says)]);
      expect(said[0]).toMatch(/ Using the checkpoint before it\.$/);
      expect(await readFile(path)).toEqual(bytes);
    }),
  );

  it.each(damaged)("that %s is refused where it is asked for by its step", (_, damage, says) =>
    inFolder(async (cwd) => {
      const [, before, newest] = (await states) as [Uint8Array, Uint8Array, Uint8Array];
      await folderWith(cwd, (await damage(newest, before)) as Uint8Array | string);
      await expect(loadCheckpoint(cwd, config, () => undefined, 2)).rejects.toThrow(says);
    }),
  );

  it("is named as all others where none is whole", () =>
    inFolder(async (cwd) => {
      await folderWith(cwd, "");
      for (const step of [0, 1]) await writeFile(join(runPaths(cwd).checkpoints, `step-${step}.safetensors`), "{}");
      const said: string[] = [];
      expect(await loadCheckpoint(cwd, config, (line) => said.push(line))).toBeUndefined();
      expect(said.map((line) => /Using the .*|There is .*/.exec(line)?.[0])).toEqual([
        ...["Using the checkpoint before it.", "Using the checkpoint before it."],
        "There is none before it.",
      ]);
    }));
});
