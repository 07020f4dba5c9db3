/** Folders of images as data, through the command line. */
import { mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { command, filesIn, inFolder, start } from "./command.ts";

const SMALL = ["--channels", "2", "--batch", "4", "--samples", "4", "--steps", "2", "--latent", "3", "--threads", "1"];

interface Colour {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly alpha?: number;
}

const picture = (width: number, height: number, { alpha, ...colour }: Colour) =>
  sharp({
    create: { width, height, channels: alpha === undefined ? 3 : 4, background: { ...colour, alpha: alpha ?? 1 } },
  });

const RED = { r: 255, g: 0, b: 0 };
const BLUE = { r: 0, g: 0, b: 255 };

async function put(path: string, bytes: Buffer | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

/** Eight pictures in several formats, sizes and folders. */
async function fill(folder: string): Promise<void> {
  await put(join(folder, "a.png"), await picture(40, 40, RED).png().toBuffer());
  await put(join(folder, "b.jpg"), await picture(64, 40, BLUE).jpeg().toBuffer());
  await put(join(folder, "sub/c.webp"), await picture(40, 50, RED).webp().toBuffer());
  await put(join(folder, "sub/deep/d.gif"), await picture(40, 40, BLUE).gif().toBuffer());
  await put(
    join(folder, "e clear.png"),
    await picture(40, 40, { ...RED, alpha: 0 })
      .png()
      .toBuffer(),
  );
  await put(join(folder, "f.png"), await picture(40, 40, BLUE).png({ palette: true }).toBuffer());
  await put(join(folder, "ü\n.png"), await picture(40, 40, RED).toColourspace("rgb16").png().toBuffer());
  await put(join(folder, "h.PNG"), await picture(33, 70, BLUE).greyscale().png().toBuffer());
  await put(join(folder, "notes.txt"), "no picture");
}

const train = (cwd: string, ...args: string[]) =>
  command(cwd, "train", "pictures", "--cache-dir", "cache", ...SMALL, ...args);

/** The bytes of the cache, image after image. */
async function decoded(cwd: string): Promise<Buffer> {
  const [name] = (await readdir(join(cwd, "cache"))).filter((file) => file.endsWith(".bytes"));
  return readFile(join(cwd, "cache", name ?? ""));
}

const configOf = async (cwd: string, run: string) =>
  JSON.parse(await readFile(join(cwd, run, "config.json"), "utf8")).config.data;

/** A PNG whose header promises this size. */
function promise(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.alloc(1000))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

describe.concurrent("a folder of images", () => {
  it("is read with all its formats, sizes and folders, in the order of names", () =>
    inFolder(async (cwd) => {
      await fill(join(cwd, "pictures"));
      const { code, stderr } = await train(cwd, "--out", "r", "--size", "32");
      expect(stderr).not.toContain("left out");
      expect(code).toBe(0);
      expect(await configOf(cwd, "r")).toMatchObject({ name: "pictures", shape: [3, 32, 32], count: 8 });
      const bytes = await decoded(cwd);
      // The middle pixel of every image, red green blue; names are sorted: a, b, e, f, h, sub/c, sub/deep/d, ü.
      const middles = Array.from({ length: 8 }, (_, i) =>
        [0, 1, 2].map((c) => Math.round((bytes[(i * 3 + c) * 1024 + 528] ?? 0) / 255)).join(""),
      );
      expect(middles).toEqual(["100", "001", "111", "001", "000", "100", "001", "100"]);
    }));

  it("shows the chosen background through transparent pixels, and becomes grey if asked", () =>
    inFolder(async (cwd) => {
      await put(
        join(cwd, "pictures/clear.png"),
        await picture(32, 32, { ...RED, alpha: 0 })
          .png()
          .toBuffer(),
      );
      const options = ["--background", "#00ff00", "--grey", "--batch", "1", "--normalisation", "none"];
      expect((await train(cwd, "--out", "r", ...options)).code).toBe(0);
      expect((await configOf(cwd, "r")).shape).toEqual([1, 32, 32]);
      const [first = 0] = await decoded(cwd);
      expect(first).toBeGreaterThan(150); // green is bright
      expect(first).toBeLessThan(255);
    }));

  it("chooses size and channels by what it holds", () =>
    inFolder(async (cwd) => {
      for (const name of ["a", "b", "c", "d"]) {
        await put(
          join(cwd, "pictures", `${name}.png`),
          await picture(100, 50, RED).toColourspace("b-w").png().toBuffer(),
        );
      }
      expect((await train(cwd, "--out", "r")).code).toBe(0);
      expect((await configOf(cwd, "r")).shape).toEqual([1, 32, 32]);
    }));

  it("is decoded once; a changed one is noticed, a touched one is the same data", () =>
    inFolder(async (cwd) => {
      await fill(join(cwd, "pictures"));
      expect((await train(cwd, "--out", "r1")).stderr).toContain("Decoding 8 pictures");
      expect((await train(cwd, "--out", "r2")).stderr).not.toContain("Decoding");
      await utimes(join(cwd, "pictures/a.png"), 1e9, 1e9);
      expect((await train(cwd, "--out", "r3")).stderr).toContain("Decoding 8 pictures");
      const [first, , third] = await Promise.all(["r1", "r2", "r3"].map((run) => configOf(cwd, run)));
      expect(third.fingerprint).toBe(first.fingerprint);
      await put(join(cwd, "pictures/a.png"), await picture(40, 40, BLUE).png().toBuffer());
      const resumed = await command(cwd, "resume", "r1", "--steps", "3");
      expect(resumed.code).toBe(2);
      expect(resumed.stderr).toContain("expected the data it was trained on");
    }));

  it("is decoded anew when the cache was cut off", () =>
    inFolder(async (cwd) => {
      await fill(join(cwd, "pictures"));
      await train(cwd, "--out", "r1");
      const [name = ""] = (await readdir(join(cwd, "cache"))).filter((file) => file.endsWith(".bytes"));
      await writeFile(join(cwd, "cache", name), (await decoded(cwd)).subarray(0, 1000));
      const { code, stderr } = await train(cwd, "--out", "r2");
      expect([code, stderr]).toEqual([0, expect.stringContaining("Decoding 8 pictures")]);
      expect(await filesIn(join(cwd, "cache"))).toHaveLength(2);
    }));

  it("with --mirror has every picture twice", () =>
    inFolder(async (cwd) => {
      await fill(join(cwd, "pictures"));
      expect((await train(cwd, "--mirror", "--batch", "16", "--out", "r")).code).toBe(0);
      expect((await configOf(cwd, "r")).count).toBe(16);
    }));

  it("with broken pictures goes on without them, counts and names them", () =>
    inFolder(async (cwd) => {
      await fill(join(cwd, "pictures"));
      await put(join(cwd, "pictures/broken.png"), "not a PNG");
      await put(join(cwd, "pictures/cut.png"), (await picture(40, 40, RED).png().toBuffer()).subarray(0, 60));
      await put(join(cwd, "pictures/huge.png"), promise(60000, 60000));
      const { code, stderr } = await train(cwd, "--out", "r");
      expect(code).toBe(0);
      expect(stderr).toMatch(
        /3 of 11 files left out: broken\.png \(.*\), cut\.png \(.*\), huge\.png \(60000×60000 pixels: expected at most 100 million\)/,
      );
      expect((await configOf(cwd, "r")).count).toBe(8);
    }));

  it("does not follow links out of it unless asked, nor links in a circle for ever", () =>
    inFolder(async (cwd) => {
      await fill(join(cwd, "pictures"));
      await put(join(cwd, "elsewhere/x.png"), await picture(40, 40, RED).png().toBuffer());
      await symlink(join(cwd, "elsewhere"), join(cwd, "pictures/out"));
      await symlink(join(cwd, "pictures"), join(cwd, "pictures/sub/round"));
      const without = await train(cwd, "--out", "r1");
      expect(without.code).toBe(0);
      expect(without.stderr).toContain("out (a link out of the folder (--follow-links reads it))");
      expect((await configOf(cwd, "r1")).count).toBe(8);
      expect((await train(cwd, "--follow-links", "--out", "r2")).code).toBe(0);
      expect((await configOf(cwd, "r2")).count).toBe(9);
    }));

  it.each<[string, (folder: string) => Promise<unknown>, readonly string[], string]>([
    [
      "that is empty",
      (folder) => mkdir(folder),
      [],
      "expected a folder with PNG, JPEG, GIF, WebP, AVIF or TIFF files, but got an empty folder.",
    ],
    [
      "without pictures",
      (folder) => put(join(folder, "notes.txt"), "none"),
      [],
      "expected a folder with PNG, JPEG, GIF, WebP, AVIF or TIFF files, but got one with other files: 1 TXT.",
    ],
    [
      "with nothing but broken pictures",
      (folder) => put(join(folder, "broken.png"), "not a PNG"),
      [],
      "expected pictures that can be decoded, but got 1 file, none of which can be: broken.png (",
    ],
    ["with options for tables", fill, ["--columns", "a"], "but got --columns. Leave it out."],
    [
      "with a background that is no colour",
      fill,
      ["--background", "pink"],
      "expected a colour as #rrggbb, but got pink.",
    ],
    [
      "with fewer pictures than a minibatch",
      fill,
      ["--batch", "50"],
      "expected at least as many examples as a minibatch has (50), but got 8.",
    ],
    ["whose cache cannot be written", fill, ["--cache-dir", "pictures/a.png/cache"], "writing decoded images to"],
  ])("%s is refused in words", (_, make, options, says) =>
    inFolder(async (cwd) => {
      await make(join(cwd, "pictures"));
      const { code, stderr } = await train(cwd, "--out", "r", ...options);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(says) });
      expect(await readdir(cwd)).not.toContain("r");
    }),
  );

  it("of a user without a home is decoded among temporary files, which is said", () =>
    inFolder(async (cwd) => {
      await fill(join(cwd, "pictures"));
      await mkdir(join(cwd, "tmp"));
      const nowhere = join(cwd, "pictures/a.png/cache");
      const homeless = [
        "env",
        `XDG_CACHE_HOME=${nowhere}`,
        `LOCALAPPDATA=${nowhere}`,
        `HOME=${nowhere}`,
        `TMPDIR=${join(cwd, "tmp")}`,
      ];
      const run = ["train", "pictures", ...SMALL, "--out", "r"];
      const { code, stderr } = await start(cwd, run, homeless).finished;
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const [place = ""] = await readdir(join(cwd, "tmp"));
      expect(place).toMatch(/^saddlepoint/);
      expect(stderr).toContain(
        `cannot be made, so that what can be made again is kept in ${join(cwd, "tmp", place)}, which the system may empty; --cache-dir names another place.`,
      );
      expect((await readdir(join(cwd, "tmp", place))).filter((file) => file.endsWith(".bytes"))).toHaveLength(1);
    }));

  it("that has gone still gives samples and an export", () =>
    inFolder(async (cwd) => {
      await fill(join(cwd, "pictures"));
      await train(cwd, "--out", "r");
      await rename(join(cwd, "pictures"), join(cwd, "moved"));
      await rm(join(cwd, "cache"), { recursive: true });
      expect((await command(cwd, "sample", "r", "--out", "s.png")).code).toBe(0);
      expect((await command(cwd, "export", "r", "--out", "g.onnx")).code).toBe(0);
      expect((await command(cwd, "resume", "r", "--steps", "3")).code).toBe(2);
      const moved = await command(cwd, "resume", "r", "--steps", "3", "--data", "moved");
      expect(moved.code).toBe(0);
    }));
});
