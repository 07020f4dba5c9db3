/** Runs that are told classes, from the command line: labels beside the images, clusters that are found, samples by class. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { encodeNpy } from "../../src/inner.ts";
import { command, inFolder } from "./command.ts";

const [COUNT, SIDE] = [240, 16];

/** Pictures of one grey level with a darker bar: every other one is dark, the rest are bright. */
async function writePictures(cwd: string): Promise<void> {
  const labels = Uint8Array.from({ length: COUNT }, (_, i) => i % 2);
  const pixels = Uint8Array.from({ length: COUNT * SIDE * SIDE }, (_, at) => {
    const picture = Math.floor(at / SIDE ** 2);
    const level = labels[picture] === 0 ? 40 : 200;
    return at % SIDE < 3 + (picture % 5) ? level - 20 : level + ((picture * 7) % 30);
  });
  await writeFile(join(cwd, "x.npy"), encodeNpy([COUNT, SIDE, SIDE], pixels));
  await writeFile(join(cwd, "labels.npy"), encodeNpy([COUNT], labels));
}

const train = (cwd: string, out: string, ...more: string[]) =>
  command(
    cwd,
    ...["train", "x.npy", "--network", "mlp", "--widths", "32", "--latent", "4", "--batch", "20", "--threads", "1"],
    ...["--learning-rate", "0.002", "--out", out, ...more],
  );

/** The mean byte of samples in an .npy file: its header ends with a line feed. */
async function meanOf(path: string): Promise<number> {
  const bytes = await readFile(path);
  const pixels = bytes.subarray(bytes.indexOf("\n") + 1);
  return pixels.reduce((sum, x) => sum + x, 0) / pixels.length;
}

describe("classes from the command line", () => {
  it("are told to both players, and samples of one are of that one", () =>
    inFolder(async (cwd) => {
      await writePictures(cwd);
      const trained = await train(cwd, "run", "--classes", "labels", "--steps", "300");
      expect(trained.stderr).toContain("G and D are told the label of each example, one of 2");
      for (const name of ["0", "1"]) {
        const { code } = await command(cwd, "sample", "run", "--class", name, "--count", "50", "--out", `${name}.npy`);
        expect(code).toBe(0);
      }
      expect((await meanOf(join(cwd, "0.npy"))) + 50).toBeLessThan(await meanOf(join(cwd, "1.npy")));
      // Eight columns of two rows, and real ones in the same places: the upper row is the dark label's.
      for (const name of ["step-300", "real"]) {
        const { data, info } = await sharp(join(cwd, "run/samples", `${name}.png`))
          .raw()
          .toBuffer({ resolveWithObject: true });
        expect(info.width / info.height).toBeGreaterThan(10);
        const half = data.length / 2;
        const mean = (part: Uint8Array): number => part.reduce((sum, x) => sum + x, 0) / part.length;
        expect(mean(data.subarray(0, half)) + 30).toBeLessThan(mean(data.subarray(half)));
      }
      const sheet = await command(cwd, "sample", "run", "--class", "all", "--out", "all.png");
      expect(sheet.stdout).toContain("16 samples");
      const unknown = await command(cwd, "sample", "run", "--class", "7", "--out", "7.png");
      expect(unknown).toMatchObject({ code: 2 });
      expect(unknown.stderr).toContain("expected all, or classes among 0, 1, but got 7.");
      expect((await command(cwd, "evaluate", "run")).code).toBe(0);
      const agreement = await command(cwd, "evaluate", "run", "--metric", "agreement");
      expect(agreement).toMatchObject({ code: 2 });
      expect(agreement.stderr).toContain("expected a classifier of 2 classes by --features");
      const exported = await command(cwd, "export", "run", "--out", "g.onnx");
      expect(exported).toMatchObject({ code: 0 });
      expect(exported.stdout).toContain("class: the number of a class from 0 to 1, N×1 (labels)");
      const page = await command(cwd, "export", "run", "--html", "g.html");
      expect(page).toMatchObject({ code: 0 });
      await writeFile(
        join(cwd, "labels.npy"),
        encodeNpy(
          [COUNT],
          Uint8Array.from({ length: COUNT }, (_, i) => (i + 1) % 2),
        ),
      );
      const altered = await command(cwd, "resume", "run", "--steps", "310");
      expect(altered).toMatchObject({ code: 2 });
      expect(altered.stderr).toContain("expected the labels that the run was begun with, but got others.");
    }));

  it("leave no trace in a run that is not told them, which says so", () =>
    inFolder(async (cwd) => {
      await writePictures(cwd);
      const without = await train(cwd, "plain", "--steps", "10");
      expect(without.stderr).toContain("The labels are not used");
      const { config } = JSON.parse(await readFile(join(cwd, "plain/config.json"), "utf8"));
      expect([config.classes, config.data.y]).toEqual(["none", undefined]);
      const asked = await command(cwd, "sample", "plain", "--class", "1", "--out", "1.png");
      expect(asked.stderr).toContain("expected a run whose generator is told classes with --class");
    }));

  it("that were found go on as they were when a run is resumed", () =>
    inFolder(async (cwd) => {
      await writePictures(cwd);
      const found = ["--classes", "auto", "--clusters", "4"];
      const whole = await train(cwd, "whole", ...found, "--steps", "30");
      expect(whole.stderr).toContain("told which of 4 clusters an example is of");
      await train(cwd, "parts", ...found, "--steps", "12");
      expect(await command(cwd, "resume", "parts", "--steps", "30")).toMatchObject({ code: 0 });
      for (const run of ["whole", "parts"]) {
        expect((await command(cwd, "sample", run, "--count", "9", "--out", `${run}.npy`)).code).toBe(0);
      }
      expect(await readFile(join(cwd, "parts.npy"))).toEqual(await readFile(join(cwd, "whole.npy")));
    }));
});
