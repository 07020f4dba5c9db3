/** What comes out of a run: samples in every form, the exported model, the weights. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { modelIn } from "../../src/cli/generator-page/write.ts";
import { decodeTensors, openModel, readNpy } from "../../src/inner.ts";
import { command, filesIn, inFolder, TINY } from "./command.ts";

/** An IDX file of 20 images of 8×8. */
function idx(): Buffer {
  const header = Buffer.alloc(16);
  header.set([0, 0, 8, 3]);
  [20, 8, 8].forEach((n, axis) => header.writeUInt32BE(n, 4 + 4 * axis));
  return Buffer.concat([header, Buffer.from(Uint8Array.from({ length: 20 * 64 }, (_, i) => (i * 31) % 256))]);
}

const IMAGES = ["--channels", "2", "--batch", "8", "--samples", "4", "--steps", "2", "--latent", "3", "--threads", "1"];

async function trained(cwd: string): Promise<void> {
  await writeFile(join(cwd, "images-idx3"), idx());
  const rows = [1, 2, 3, 4, 5].map((i) => `"$${i}.50",${1767225600 + 60 * i * i},Anvers\n`);
  await writeFile(join(cwd, "table.csv"), `=width,taken,place\n${rows.join("")}`);
  const runs = await Promise.all([
    command(cwd, "train", "images-idx3", "--out", "images", "--network", "dcgan", ...IMAGES),
    command(cwd, "train", "table.csv", "--encode", "scaled", "--out", "table", "--steps", "20", "--widths", "8"),
    command(cwd, "train", "ring", "--out", "ring", "--prior", "uniform", "--steps", "10", ...TINY),
  ]);
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
}

describe("what comes out of a run", () => {
  it("is written in every form", () =>
    inFolder(async (cwd) => {
      await trained(cwd);
      const run = async (...args: string[]) => {
        const { code, stderr } = await command(cwd, ...args);
        expect([args.join(" "), stderr, code]).toEqual([args.join(" "), "", 0]);
      };

      // Arrays and single files of images hold the same pixels.
      await run("sample", "images", "--count", "3", "--out", "i.npy");
      const images = readNpy("i.npy", await readFile(join(cwd, "i.npy")));
      expect([images.type, images.shape]).toEqual(["uint8", [3, 8, 8, 1]]);
      await run("sample", "images", "--count", "3", "--out", "single/");
      expect(await filesIn(join(cwd, "single"))).toEqual(["00001.png", "00002.png", "00003.png"]);
      const second = await sharp(join(cwd, "single/00002.png")).toColourspace("b-w").raw().toBuffer();
      expect([...second]).toEqual([...images.values.subarray(64, 128)]);

      // A table comes back with its names and in its units, alike as CSV and array.
      await run("sample", "table", "--count", "4", "--out", "t.csv");
      const array = await command(cwd, "sample", "table", "--count", "4", "--out", "t.npy");
      expect([array.code, array.stderr]).toEqual([0, "place: text, which a .npy file of numbers leaves out.\n"]);
      await run("sample", "table", "--count", "4", "--out", "raw.csv", "--round", "no", "--safe-csv", "no");
      const raw = (await readFile(join(cwd, "raw.csv"), "utf8")).split("\n");
      expect(raw[0]).toBe('"=width",taken,place');
      expect(raw[1]).toMatch(/^-?\$\d\.\d{5,},17672\d{5}\.\d{3,},Anvers$/);
      const lines = (await readFile(join(cwd, "t.csv"), "utf8")).trim().split("\n");
      expect(lines[0]).toBe(`"'=width",taken,place`);
      for (const line of lines.slice(1)) expect(line).toMatch(/^-?\$\d+\.\d\d,17672\d{5},Anvers$/);
      const numbers = lines.slice(1).flatMap((line) => line.replace("$", "").split(",").slice(0, 2).map(Number));
      const rows = readNpy("t.npy", await readFile(join(cwd, "t.npy")));
      expect([rows.type, rows.shape]).toEqual(["float64", [4, 2]]);
      rows.values.forEach((value, i) => expect(value).toBeCloseTo(numbers[i] ?? Number.NaN, 4));

      // From one seed to another: the ends are the samples of those seeds.
      await run("sample", "images", "--count", "2", "--interpolate", "5,6", "--frames", "4", "--out", "strip.png");
      await run("sample", "images", "--count", "2", "--interpolate", "5,6", "--frames", "4", "--out", "moving.webp");
      await run("sample", "ring", "--count", "50", "--interpolate", "5,6", "--frames", "3", "--out", "moving.gif");
      for (const seed of ["5", "6"]) {
        await run("sample", "images", "--count", "2", "--seed", seed, "--out", `seed-${seed}/`);
      }
      const scale = 13; // 560 / (4·(8 + 2) + 2), rounded
      const strip = sharp(join(cwd, "strip.png"));
      expect(await strip.metadata()).toMatchObject({ width: 42 * scale, height: 22 * scale });
      const tile = async (column: number, row: number): Promise<number[]> => {
        const area = {
          left: (2 + 10 * column) * scale,
          top: (2 + 10 * row) * scale,
          width: 8 * scale,
          height: 8 * scale,
        };
        const pixels = await strip
          .clone()
          .extract(area)
          .resize(8, 8, { kernel: "nearest" })
          .greyscale()
          .raw()
          .toBuffer();
        return [...pixels];
      };
      expect(await tile(0, 1)).toEqual([
        ...(await sharp(join(cwd, "seed-5/00002.png")).toColourspace("b-w").raw().toBuffer()),
      ]);
      expect(await tile(3, 0)).toEqual([
        ...(await sharp(join(cwd, "seed-6/00001.png")).toColourspace("b-w").raw().toBuffer()),
      ]);
      expect((await sharp(join(cwd, "moving.webp"), { animated: true }).metadata()).pages).toBe(4);
      expect((await sharp(join(cwd, "moving.gif"), { animated: true }).metadata()).pages).toBe(3);

      // The exported file draws what `sample` draws.
      const exported = await command(cwd, "export", "images", "--out", "g.onnx");
      expect(exported).toMatchObject({ code: 0, stderr: "" });
      expect(exported.stdout).toMatch(
        /^ {2}batch normalisation: statistics of \d+ minibatches of \d+, within 0\.0\d+ deviations$/m,
      );
      await run("export", "table", "--out", "t.onnx");
      for (const noise of ["prior", "unit", "normal"])
        await run("export", "ring", "--noise", noise, "--out", `${noise}.onnx`);
      const table = await openModel(await readFile(join(cwd, "t.onnx")));
      expect([table.inputs, table.outputs]).toEqual([["z"], ["x"]]);
      const drawn = await table.run({ z: { values: new Float32Array(10), shape: [5, 2] } });
      expect(drawn.x?.shape).toEqual([5, 2]);
      await table.release();
      const again = await command(cwd, "export", "images", "--out", "again.onnx", "--json");
      expect(JSON.parse(again.stdout)).toMatchObject({
        run: "images",
        step: 2,
        metadata: { data: "images-idx3", z: "N(0, 1)" },
      });
      expect(JSON.parse(again.stdout).difference).toBeLessThanOrEqual(1);

      // A file for programs and a page for people, at once; the page holds the model that takes the run's own noise.
      const twice = await command(
        cwd,
        ...["export", "ring", "--noise", "unit", "--out", "r.onnx", "--html", "r.html", "--json"],
      );
      const { htmlBytes, ...result } = JSON.parse(twice.stdout);
      expect(result).toMatchObject({ out: "r.onnx", html: "r.html", metadata: { z: "U(0, 1)" } });
      expect(result.htmlDifference).toBeLessThan(1e-5);
      const page = await readFile(join(cwd, "r.html"));
      expect(page.length).toBe(htmlBytes);
      expect(modelIn(page.toString())).toEqual(new Uint8Array(await readFile(join(cwd, "prior.onnx"))));

      await run("weights", "images", "--player", "both", "--out", "w.safetensors");
      const weights = decodeTensors("w", await readFile(join(cwd, "w.safetensors")));
      const saved = decodeTensors("c", await readFile(join(cwd, "images/checkpoints/step-2.safetensors")));
      expect(weights.tensors.get("D/dense 1/weight")?.values).toEqual(saved.tensors.get("D/dense 1/weight")?.values);
      // Samples come from the moving average: so do the weights.
      expect(weights.tensors.get("G/dense 1/weight")?.values).toEqual(
        saved.tensors.get("G average/dense 1/weight")?.values,
      );

      const refused: [string[], string][] = [
        [["sample", "images", "--out", "single/"], "expected a new or empty folder, but got one with files in it."],
        [["sample", "ring", "--out", "points/"], "expected images, to write each to a file, but got points."],
        [["sample", "images", "--out", "a.gif"], "expected --interpolate A,B with a .gif file, but got none."],
        [["sample", "images", "--interpolate", "1", "--out", "a.png"], "expected two seeds, as in 1,2, but got 1."],
        [
          ["sample", "images", "--interpolate", "1,2", "--out", "a.npy"],
          "expected a .png, .gif or .webp file with --interpolate",
        ],
        [
          ["sample", "images", "--frames", "5", "--out", "a.png"],
          "expected --interpolate A,B with --frames, but got none.",
        ],
        [["sample", "images", "--step", "7", "--out", "a.png"], "expected a checkpoint of step 7, but got none."],
        [["export", "images", "--out", "a.pb"], "expected --out with a name that ends in .onnx, but got a.pb."],
        [["export", "images", "--out", "no/such/a.onnx"], "writing no/such/a.onnx"],
        [["export", "images", "--html", "no/such/a.html"], "writing no/such/a.html"],
        [["export", "images", "--html", "a.htm"], "expected --html with a name that ends in .html, but got a.htm."],
        [
          ["export", "images"],
          "expected --out with a .onnx file, --html with a .html file, or both, but got neither. Add --out generator.onnx or --html page.html.",
        ],
        [
          ["export", "images", "--html", "a.html", "--float"],
          "expected --out with --float, which is about the .onnx file, but got --html alone.",
        ],
        [
          ["export", "images", "--noise", "pink", "--out", "a.onnx"],
          "expected one of prior, unit, normal, but got pink.",
        ],
        [["export", "table", "--noise", "unit", "--out", "a.onnx"], "but got the normal prior it was trained on."],
        [["weights", "images", "--player", "H", "--out", "a.safetensors"], "expected G, D or both, but got H."],
      ];
      await mkdir(join(cwd, "none"));
      for (const [args, says] of refused) {
        const { code, stderr } = await command(cwd, ...args);
        expect([args.join(" "), code, stderr]).toEqual([args.join(" "), 2, expect.stringContaining(says)]);
      }
      expect((await filesIn(cwd)).filter((file) => file.startsWith("a."))).toEqual([]);
    }));
});
