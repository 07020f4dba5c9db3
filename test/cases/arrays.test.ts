/** Arrays and pictures that people bring (made by `arrays.py` of the cases), each with what must happen. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect } from "vitest";
import { command } from "../cli/command.ts";
import { BRIEFLY, casesIn, refused, samplesOf, trained } from "./inputs.ts";

interface Record {
  readonly config: { readonly data: { readonly shape: readonly number[]; readonly count: number } };
}

const recordOf = async (folder: string, run: string): Promise<Record> =>
  JSON.parse(await readFile(join(folder, run, "config.json"), "utf8")) as Record;

/** Mean of the bytes of a picture's red channel. */
const brightness = async (path: string): Promise<number> => (await sharp(path).stats()).channels[0]?.mean ?? 0;

// The smallest folder has six pictures.
const IMAGES = [...BRIEFLY, "--network", "mlp", "--widths", "8", "--batch", "4"];

/** For fewer examples than a minibatch has, of any size. */
const ALONE = ["--network", "mlp", "--widths", "8", "--batch", "1"];

describe("arrays and pictures that people bring", () => {
  const { it, at } = casesIn("arrays.py");

  it("flat-digits: --shape makes images of rows, is suggested, and constant pixels are no obstacle", async () => {
    const folder = at();
    const rows = await trained(folder, "flat-digits.npy", "run-flat-rows", ...BRIEFLY);
    expect(rows.notes).toContain("--shape 28x28");
    await trained(folder, "flat-digits.npy", "run-flat", "--shape", "28x28", ...IMAGES);
    expect((await recordOf(folder, "run-flat")).config.data).toMatchObject({ shape: [1, 28, 28], count: 300 });
  });

  it("digits-with-label: --shape is suggested by the names, and the label column is no pixel", async () => {
    const folder = at();
    const rows = await trained(folder, "digits-with-label.csv", "run-labels-rows", ...BRIEFLY);
    expect(rows.notes).toContain("--shape 28x28");
    const { notes } = await trained(folder, "digits-with-label.csv", "run-labels", "--shape", "28x28", ...IMAGES);
    expect(notes).toMatch(/\blabel\b/);
    expect((await recordOf(folder, "run-labels")).config.data).toMatchObject({ shape: [1, 28, 28], count: 300 });
  });

  it("constant-column: is left out of learning, written back as it was, and said", async () => {
    const folder = at();
    const { run, notes } = await trained(folder, "constant-column.npy", "run-constant", ...BRIEFLY);
    expect(notes).toMatch(/x2/);
    const [header, ...rows] = (await samplesOf(folder, run, 5)).trimEnd().split("\n");
    expect(header).toBe("x0,x1,x2");
    expect(rows.map((row) => Number(row.split(",")[2]))).toEqual([1, 1, 1, 1, 1]);
  });

  it("not-a-number: is counted by column, with the option that drops or fills", async () => {
    const folder = at();
    const { code, stderr } = await command(folder, "train", "not-a-number.npy", "--out", "run-nan", ...BRIEFLY);
    expect([0, 2]).toContain(code);
    expect(stderr).toMatch(/NaN/);
    expect(stderr).toMatch(/x0.*x1.*x2/s);
    expect(stderr).toMatch(/--nan/);
  });

  it("wide-900: trains, resumes, exports", async () => {
    const folder = at();
    const { run } = await trained(folder, "wide-900.npy", "run-wide", ...BRIEFLY);
    for (const args of [
      ["resume", run, "--steps", "8"],
      ["export", run, "--out", "wide.onnx"],
      ["sample", run, "--count", "3", "--out", "wide.csv"],
    ]) {
      const { code, stderr } = await command(folder, ...args);
      expect([args[0], code, stderr]).toEqual([args[0], 0, ""]);
    }
    expect((await readFile(join(folder, "wide.csv"), "utf8")).split("\n")[0]?.split(",")).toHaveLength(900);
  });

  it.each([
    ["one-picture-rgb.npy", "hwc", { shape: [3, 8, 8], count: 1 }],
    ["channels-first-width-3.npy", "nchw", { shape: [3, 16, 3], count: 20 }],
  ])("%s: is never guessed where two readings fit", async (file, layout, meant) => {
    const folder = at();
    const says = await refused(folder, "train", file, "--out", "run-layout");
    expect(says).toMatch(new RegExp(`--layout.*\\b${layout}\\b`));
    const { code, stdout } = await command(folder, "describe", file, "--layout", layout, "--json", ...ALONE);
    const { data } = JSON.parse(stdout) as { data: unknown };
    expect([code, data]).toEqual([0, expect.objectContaining(meant)]);
  });

  it("spectrograms: are trained as 128×64 images", async () => {
    const folder = at();
    await trained(folder, "spectrograms.npy", "run-spectrograms", ...BRIEFLY, "--channels", "4");
    expect((await recordOf(folder, "run-spectrograms")).config.data.shape).toEqual([1, 128, 64]);
  });

  it("arrays.npz is read or named with the way on", async () => {
    const folder = at();
    const { code, stderr } = await command(folder, "train", "arrays.npz", "--out", "run-npz", ...BRIEFLY);
    expect([0, 2]).toContain(code);
    expect(stderr).not.toMatch(/IDX/);
    if (code === 2) expect(stderr).toMatch(/^saddlepoint: .*\.npz.*\.npy.*\n$/);
  });

  const foreign: readonly (readonly [name: string, bytes: Uint8Array, says: RegExp])[] = [
    ["t.parquet", Buffer.from("PAR1\0\0\0\0PAR1"), /Parquet/i],
    ["t.xlsx", Buffer.from("PK\x03\x04\x14\0\x06\0[Content_Types].xml"), /Excel|xlsx/i],
    ["t.zip", Buffer.from("PK\x03\x04\x14\0\0\0pictures/1.png"), /zip/i],
    ["t.h5", Buffer.from("\x89HDF\r\n\x1a\n0000", "latin1"), /HDF5/i],
    ["t.txt", Buffer.from("a b\n1 2\n3 4\n"), /CSV|text/i],
    ["t.mat", Buffer.from("MATLAB 5.0 MAT-file, Platform: GLNXA64"), /MATLAB|\.mat/i],
    ["t.pkl", Buffer.from("\x80\x04\x95", "latin1"), /pickle/i],
    ["t.csv.gz", gzipSync("a,b\n1,2\n3,4\n"), /gzip|CSV/i],
    ["noname", Buffer.from("PAR1\0\0\0\0PAR1"), /Parquet/i],
  ];
  it.each(foreign)("%s is called what it is, with the way on", async (name, bytes, says) => {
    const folder = at();
    await writeFile(join(folder, name), bytes);
    const sentence = await refused(folder, "train", name, "--out", "run-foreign");
    expect(sentence).toMatch(says);
    expect(sentence).not.toMatch(/IDX|magic number/);
  });

  it.each(["float-tiff", "twelve-bits"])("%s: is scaled by its range, and said, or refused with it", async (name) => {
    const folder = at();
    const { code, stderr } = await command(folder, "train", name, "--out", `run-${name}`, ...IMAGES);
    if (code === 2) {
      expect(stderr).toMatch(/^saddlepoint: .*(0\.\d+|4[0,]?09\d).*\n$/);
      return;
    }
    expect([code, stderr]).toEqual([0, expect.stringMatching(/Note: .*(range|scaled)/)]);
    const mean = await brightness(join(folder, `run-${name}`, "samples", "real.png"));
    // Uniform noise is half as bright as white; a sheet has a border.
    expect(mean).toBeGreaterThan(80);
  });

  it("some-unread: what is passed over is counted by its ending", async () => {
    const { notes } = await trained(at(), "some-unread", "run-unread", ...IMAGES);
    expect(notes).toMatch(/10 of 30/);
    expect(notes).toMatch(/10 \.?HEIC/i);
    expect(notes).toMatch(/10 \.?BMP/i);
  });

  it("disguised: an SVG that is called PNG is refused by name", async () => {
    const { notes } = await trained(at(), "disguised", "run-disguised", ...IMAGES);
    expect(notes).toMatch(/x\.png.*svg/i);
  });

  it("broken: each file has a reason of its own, however they are read", async () => {
    const folder = at();
    const { stdout } = await command(folder, "describe", "broken", "--json", ...ALONE);
    const { data } = JSON.parse(stdout) as { data: { skipped: { name: string; reason: string }[] } };
    const reasons = new Map(data.skipped.map(({ name, reason }) => [name, reason]));
    expect([...reasons.keys()]).toEqual(
      expect.arrayContaining(["cut-60.jpg", "cut-60.png", "empty.jpg", "flipped.png"]),
    );
    for (const [name, reason] of reasons) {
      expect([name, reason]).toEqual([name, expect.not.stringMatching(name.endsWith(".png") ? /jpe?g/i : /png/i)]);
    }
  });

  it("landscape: what is cut is said, with the option that keeps it", async () => {
    const folder = at();
    const { notes } = await trained(folder, "landscape", "run-landscape", ...IMAGES);
    expect(notes).toMatch(/128×72.*4[34]/s);
    expect(notes).toContain("--fit");
    const { notes: kept } = await trained(folder, "landscape", "run-contained", "--fit", "contain", ...IMAGES);
    expect(kept).not.toMatch(/lost|cut/);
  });

  it("an empty folder of another kind is refused in words", async () => {
    const folder = at();
    await mkdir(join(folder, "only-bmp"));
    await writeFile(join(folder, "only-bmp", "a.bmp"), "BM");
    expect(await refused(folder, "train", "only-bmp", "--out", "run-bmp")).toMatch(/BMP/i);
  });
});
