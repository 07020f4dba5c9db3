/** Runs that are told classes, from the command line: labels beside the images, clusters that are found, samples by class. */
import { readdir, readFile, writeFile } from "node:fs/promises";
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

  it("go with whatever else samples are drawn by, or are refused", () =>
    inFolder(async (cwd) => {
      await writePictures(cwd);
      await train(cwd, "run", "--classes", "labels", "--steps", "60");
      const sample = async (out: string, ...more: string[]) => {
        const done = await command(cwd, "sample", "run", "--out", out, ...more);
        expect([done.stderr, done.code]).toEqual([expect.any(String), 0]);
        return done;
      };
      /** The cells of a sheet of pictures without its gaps, row by row. */
      const cells = async (name: string, columns: number): Promise<number[][]> => {
        const { data, info } = await sharp(join(cwd, name)).raw().toBuffer({ resolveWithObject: true });
        const scale = info.width / (columns * (SIDE + 2) + 2);
        const rows = Math.round((info.height / scale - 2) / (SIDE + 2));
        return Array.from({ length: rows * columns }, (_, cell) => {
          const [left, top] = [2 + (cell % columns) * (SIDE + 2), 2 + Math.floor(cell / columns) * (SIDE + 2)];
          return Array.from({ length: SIDE ** 2 }, (_, at) => {
            const [x, y] = [(left + (at % SIDE)) * scale, (top + Math.floor(at / SIDE)) * scale];
            return data[(y * info.width + x) * info.channels] ?? -1;
          });
        });
      };
      const bytesOf = async (name: string) => {
        const bytes = await readFile(join(cwd, name));
        return [...bytes.subarray(bytes.indexOf("\n") + 1)];
      };
      // From class to class with the same z: at both ends stand the samples of either.
      const way = await sample("way.png", "--class", "0,1", "--interpolate", "5", "--count", "1", "--frames", "4");
      expect(way.stdout).toContain("4 frames from class to class (0, 1), with the noise of seed 5");
      const strip = await cells("way.png", 4);
      for (const [name, cell] of [
        ["0", 0],
        ["1", 3],
      ] as const) {
        await sample(`${name}.npy`, "--class", name, "--seed", "5", "--count", "1");
        expect(strip[cell]).toEqual(await bytesOf(`${name}.npy`));
      }
      expect(strip[1]).not.toEqual(strip[0]);
      // Within a class z alone moves; a row of each where all are asked for.
      const within = await sample("all.png", "--class", "all", "--interpolate", "5,6", "--frames", "3");
      expect(within.stdout).toContain("3 frames from seed 5 to seed 6");
      const rows = await cells("all.png", 3);
      expect([rows.length, rows[0]]).toEqual([6, await bytesOf("0.npy")]);
      await sample("1-6.npy", "--class", "1", "--seed", "6", "--count", "2");
      expect(rows[5]).toEqual((await bytesOf("1-6.npy")).slice(SIDE ** 2));
      const plain = await command(cwd, "sample", "run", "--class", "1", "--interpolate", "5", "--out", "a.png");
      expect(plain.stderr).toContain("expected two seeds, as in 1,2, but got 5.");

      // A loop, neighbours, rows of numbers and single files of one class or of all.
      await sample("loop.webp", "--class", "all", "--video", "--keyframes", "2", "--frames", "3");
      // Eight columns of two rows: eight of each.
      const { width = 0, pageHeight = 0 } = await sharp(join(cwd, "loop.webp")).metadata();
      expect(width).toBeGreaterThan(3 * pageHeight);
      const near = await sample("near.png", "--class", "1", "--nearest", "2", "--count", "3", "--json");
      const { nearest } = JSON.parse(near.stdout) as { nearest: { index: number }[][] };
      expect(nearest).toHaveLength(3);
      await sample("rows.csv", "--class", "0", "--seed", "5", "--count", "1");
      expect((await readFile(join(cwd, "rows.csv"), "utf8")).trim().split("\n")).toHaveLength(2);
      await sample("single/", "--class", "all", "--count", "5");
      expect((await readdir(join(cwd, "single"))).length).toBe(6);
      await sample("strips.png", "--class", "1", "--directions", "2");
      const two = await command(cwd, "sample", "run", "--class", "0,1", "--directions", "2", "--out", "b.png");
      expect(two.stderr).toContain("expected one class with --directions, but got 0,1.");
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
