/** Models that make features, remembered by name: a list in the user's folder of settings. */
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { command, inFolder } from "./command.ts";

const DIGITS = resolve("dist/evaluation/digits.onnx");

describe("features that are remembered", () => {
  const before = process.env.XDG_CONFIG_HOME;
  beforeAll(() => {
    // Where env-paths looks on Linux; elsewhere the list would be the user's own.
    process.env.XDG_CONFIG_HOME = resolve("node_modules/.cache/features-test");
  });
  afterAll(() => {
    if (before === undefined) delete process.env.XDG_CONFIG_HOME;
    else process.env.XDG_CONFIG_HOME = before;
  });

  it.skipIf(process.platform !== "linux")(
    "are checked, listed, used by name, refused when the file is another one, and forgotten",
    () =>
      inFolder(async (folder) => {
        process.env.XDG_CONFIG_HOME = join(folder, "settings");
        await copyFile(DIGITS, join(folder, "reader.onnx"));
        const none = await command(folder, "features");
        expect(none.stdout).toContain("None yet.");

        const unsaid = await command(folder, "features", "--from", "reader.onnx");
        expect([unsaid.code, unsaid.stderr]).toEqual([
          2,
          expect.stringContaining("expected --range, as a model of float32"),
        ]);

        const kept = await command(folder, "features", "--from", "reader.onnx", "--range", "unit", "--json");
        expect(JSON.parse(kept.stdout)).toMatchObject({
          name: "reader",
          dimension: 64,
          layout: "nchw",
          output: "features",
        });
        const listed = await command(folder, "features");
        expect(listed.stdout).toMatch(/reader +64 +unit +[0-9a-f]{16}… +.*reader\.onnx/);

        const run = ["train", "mnist-like", "--steps", "2", "--out", "run"];
        await writeFile(join(folder, "mnist-like.npy"), npyOfImages(300));
        run[1] = "mnist-like.npy";
        expect(await command(folder, ...run)).toMatchObject({ code: 0 });
        const asked = ["evaluate", "run", "--metric", "kid", "--samples", "200", "--json", "--features"];
        const byName = await command(folder, ...asked, "reader");
        expect(byName.stderr).toContain("Features: reader, 64 numbers");
        const byFile = await command(folder, ...asked, "reader.onnx", "--features-range", "unit");
        const figureOf = (stdout: string) =>
          (JSON.parse(stdout) as { scores: { value: number }[] }).scores.at(-1)?.value;
        expect(figureOf(byName.stdout)).toBeGreaterThan(0);
        expect(figureOf(byName.stdout)).toBe(figureOf(byFile.stdout));

        const unknown = await command(folder, ...asked, "other");
        expect(unknown.stderr).toContain("a name that is remembered (reader), but got other");
        const both = await command(folder, ...asked, "reader", "--features-range", "unit");
        expect(both.stderr).toContain("as reader is remembered with all of that");

        // One byte of its weights.
        const bytes = await readFile(join(folder, "reader.onnx"));
        const middle = bytes.length >> 1;
        bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
        await writeFile(join(folder, "reader.onnx"), bytes);
        const changed = await command(folder, ...asked, "reader");
        expect([changed.code, changed.stderr]).toEqual([
          2,
          expect.stringContaining("expected the file that was checked"),
        ]);

        expect((await command(folder, "features", "--remove", "reader")).code).toBe(0);
        expect((await command(folder, "features", "--remove", "reader")).stderr).toContain(
          "(there is none), but got reader",
        );
      }),
    60_000,
  );

  it.each([
    [["--name", "x"], "reading option --name: expected --from FILE.onnx with it, but got none."],
    [
      ["--from", DIGITS, "--range", "x"],
      "reading option --range: expected one of unit, symmetric, bytes, imagenet, but got x.",
    ],
    [["--from", DIGITS, "--range", "unit", "--name", "a/b"], "without the ending .onnx, but got a/b."],
    [["--from", DIGITS, "--range", "unit", "--layout", "nhwc"], "an input of NHWC, as --layout says"],
    [["--from", DIGITS, "--remove", "x"], "reading option --remove: expected it alone"],
    [["--from", "nowhere.onnx"], "nowhere.onnx"],
  ])("refuses %j in words", (args, message) =>
    inFolder(async (folder) => {
      const { code, stderr } = await command(folder, "features", ...args);
      expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    }),
  );
});

/** 28×28 grey images of ramps, as a .npy file of bytes. */
function npyOfImages(count: number): Uint8Array {
  const head = `{'descr': '|u1', 'fortran_order': False, 'shape': (${count}, 28, 28), }`;
  const length = Math.ceil((10 + head.length + 1) / 64) * 64;
  const bytes = Buffer.alloc(length + count * 784, " ");
  Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (length - 10) & 255, (length - 10) >> 8]).copy(bytes);
  bytes.write(head, 10);
  bytes[length - 1] = 10;
  for (let i = 0; i < count * 784; i++) bytes[length + i] = (i * 7 + (i % 784) * Math.floor(i / 784)) % 256;
  return bytes;
}
