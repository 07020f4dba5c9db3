/** What people do with a generator: truncation, loops, directions, nearest pictures, and the z of a picture of their own. */
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { command, filesIn, inFolder } from "./command.ts";

/** Rings of several radii as pictures of a folder. */
async function makePictures(folder: string): Promise<void> {
  await mkdir(join(folder, "rings"));
  for (let n = 0; n < 40; n++) {
    const pixels = Uint8Array.from({ length: 256 }, (_, i) => {
      const radius = Math.hypot((i % 16) - 7.5, Math.floor(i / 16) - 7.5);
      return Math.abs(radius - 2 - (n % 10) / 2) < 1 ? 255 - n : 0;
    });
    const png = sharp(pixels, { raw: { width: 16, height: 16, channels: 1 } })
      .toColourspace("b-w")
      .png();
    await png.toFile(join(folder, "rings", `${n}.png`));
  }
}

const json = (stdout: string) => JSON.parse(stdout) as Record<string, unknown>;

describe("what people do with a generator", () => {
  let folder = "";
  let done: () => void = () => undefined;
  beforeAll(async () => {
    await new Promise<void>((ready, fail) => {
      void inFolder(async (made) => {
        folder = made;
        await makePictures(made);
        const run = [
          "--steps",
          "30",
          "--batch",
          "8",
          "--channels",
          "4",
          "--latent",
          "6",
          "--size",
          "16",
          "--seed",
          "3",
        ];
        const images = await command(
          made,
          "train",
          "rings",
          "--network",
          "dcgan",
          ...run,
          "--out",
          "run",
          "--cache-dir",
          "c",
        );
        const points = await command(made, "train", "ring", "--widths", "8", "--steps", "4", "--out", "points");
        if (images.code !== 0 || points.code !== 0) return fail(new Error(images.stderr + points.stderr));
        ready();
        await new Promise<void>((end) => (done = end));
      }).catch(fail);
    });
  }, 60_000);
  afterAll(() => done());

  const sample = (...args: string[]) => command(folder, "sample", "run", ...args);

  it("takes w to its mean where there is a mapping network, says so, and moves in w", async () => {
    const options = ["--network", "resnet", "--mapping", "2", "--channels", "4,2", "--latent", "6", "--size", "16"];
    const run = ["--classes", "none", "--steps", "2", "--batch", "8", "--out", "mapped", "--cache-dir", "c"];
    const trained = await command(folder, "train", "rings", ...options, ...run);
    expect(trained.code, trained.stderr).toBe(0);
    const draw = (...args: string[]) => command(folder, "sample", "mapped", ...args);
    const { stdout, stderr } = await draw("--out", "mean.npy", "--count", "3", "--truncation", "0");
    expect(stdout + stderr).toContain("w goes 0 of its way from the mean w, which is taken over 10,000 z.");
    expect(stdout + stderr).not.toContain("z is shrunk");
    const bytes = await readFile(join(folder, "mean.npy"));
    const [first, second] = [3, 2].map((n) => bytes.subarray(bytes.length - n * 256, bytes.length - (n - 1) * 256));
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);

    // Directions, and a picture's own point, are of w.
    const strips = await draw("--out", "strips.png", "--directions", "2", "--json");
    expect(json(strips.stdout)).toMatchObject({ space: "w", directions: 2 });
    expect((await draw("--out", "x.png", "--directions", "2")).stdout).toMatch(
      /2 directions of w from −2 to 2 deviations.*\nThey carry .* of the variance of w\./,
    );
    const moved = await draw("--out", "moved.npy", "--count", "1", "--direction", "1", "--strength", "2");
    expect([moved.code, moved.stderr]).toEqual([0, ""]);
    const search = ["--steps", "5", "--candidates", "16", "--starts", "2", "--out", "found", "--json"];
    const found = json((await command(folder, "project", "rings/1.png", "mapped", ...search)).stdout);
    expect(found).toMatchObject({ wFile: join("found", "w.npy"), w: expect.any(Array) });
    expect(found).not.toHaveProperty("z");
    const again = await draw("--out", "again.png", "--w", "found/w.npy");
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining("1 samples")]);
    const both = await draw("--out", "x.png", "--w", "found/w.npy", "--z", "found/w.npy");
    expect(both.stderr).toContain("reading option --w: expected it alone, but got --z as well");
    const unmapped = await sample("--out", "x.png", "--w", "found/w.npy");
    expect(unmapped.stderr).toContain(
      "reading option --w: expected a generator with a mapping network, but got one that takes z itself. Give z by --z.",
    );
  }, 60_000);

  it("truncates: at 1 to the byte as without, at 0 to one picture, and says how", async () => {
    await sample("--out", "a.npy", "--count", "3");
    await sample("--out", "b.npy", "--count", "3", "--truncation", "1");
    const shrunk = await sample("--out", "c.npy", "--count", "3", "--truncation", "0");
    const [a, b, c] = await Promise.all(["a", "b", "c"].map((name) => readFile(join(folder, `${name}.npy`))));
    expect(a?.equals(b ?? Buffer.alloc(0))).toBe(true);
    expect(shrunk.stderr).toContain("z is shrunk to 0 of its length");
    const of = (i: number) => c?.subarray(-256 * (3 - i), 256 * (i + 1) - 256 * 3 || undefined);
    expect(of(0)?.equals(of(1) ?? Buffer.alloc(0))).toBe(true);
  });

  it("makes a loop of as many frames, at the pace that was asked for", async () => {
    const { stdout } = await sample(
      "--video",
      "--out",
      "l.webp",
      "--frames",
      "9",
      "--keyframes",
      "3",
      "--fps",
      "50",
      "--json",
    );
    expect(json(stdout)).toMatchObject({ frames: 9, keyframes: 3, framesPerSecond: 50 });
    const { pages, delay, loop } = await sharp(join(folder, "l.webp"), { animated: true }).metadata();
    expect([pages, delay?.every((ms) => ms === 20), loop]).toEqual([9, true, 0]);
  });

  it.skipIf(process.platform === "win32")(
    "hands frames to ffmpeg for an .mp4, and says so where there is none",
    async () => {
      const path = process.env.PATH ?? "";
      await mkdir(join(folder, "bin"), { recursive: true });
      const program = join(folder, "bin", "ffmpeg");
      // It counts what it was given, and leaves that as the video: the last of its arguments.
      await writeFile(
        program,
        '#!/bin/sh\nfor last; do :; done\ncat > "$last"\necho "$@" > "$(dirname "$last")/arguments"\n',
      );
      await chmod(program, 0o755);
      try {
        process.env.PATH = `${join(folder, "bin")}${delimiter}${path}`;
        expect(await sample("--video", "--out", "v.mp4", "--frames", "4", "--fps", "12")).toMatchObject({ code: 0 });
        const given = await readFile(join(folder, "v.mp4"));
        const pictures = given.toString("latin1").split("\x89PNG").length - 1;
        expect(pictures).toBe(4);
        expect(await readFile(join(folder, "arguments"), "utf8")).toContain("-framerate 12 -c:v png");
        await writeFile(program, "#!/bin/sh\necho 'no such encoder' >&2\nexit 3\n");
        const failed = await sample("--video", "--out", "w.mp4", "--frames", "2");
        expect([failed.code, failed.stderr]).toEqual([2, expect.stringContaining("it ended with 3: no such encoder")]);
        process.env.PATH = join(folder, "bin-of-none");
        const none = await sample("--video", "--out", "w.mp4", "--frames", "2");
        expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("expected ffmpeg on the path")]);
        expect((await filesIn(folder)).filter((name) => /w\.mp4/.test(name))).toEqual([]);
      } finally {
        process.env.PATH = path;
      }
    },
  );

  it("sets samples beside their nearest training pictures", async () => {
    const { stdout } = await sample("--nearest", "3", "--count", "2", "--out", "n.png", "--json");
    const { nearest } = json(stdout) as { nearest: { index: number; distance: number }[][] };
    expect(nearest.map((row) => row.length)).toEqual([3, 3]);
    for (const row of nearest) {
      expect(row.map(({ distance }) => distance)).toEqual(
        row.map(({ distance }) => distance).toSorted((a, b) => a - b),
      );
    }
    const { width, height } = await sharp(join(folder, "n.png")).metadata();
    // Five places side by side, two below each other, of 16 pixels and a gap of 2.
    expect((width ?? 0) / (height ?? 1)).toBeCloseTo((5 * 18 + 2) / (2 * 18 + 2), 5);
  });

  it("moves z along a direction: to the ends of the strips", async () => {
    const { stdout } = await sample("--directions", "2", "--out", "d.png", "--json");
    const { shares } = json(stdout) as { shares: number[] };
    expect(shares).toHaveLength(2);
    expect(shares[0]).toBeGreaterThanOrEqual(shares[1] ?? 1);
    await sample("--direction", "1", "--strength", "2", "--count", "1", "--out", "end.npy");
    const end = (await readFile(join(folder, "end.npy"))).subarray(-256);
    const { data, info } = await sharp(join(folder, "d.png")).raw().toBuffer({ resolveWithObject: true });
    const scale = info.width / (9 * 18 + 2);
    const at = (x: number, y: number) =>
      data[((2 + y) * scale * info.width + (2 + 8 * 18 + x) * scale) * info.channels];
    for (let i = 0; i < 256; i++) expect(at(i % 16, Math.floor(i / 16))).toBe(end[i]);
  });

  it("finds the z of a picture, which sample draws again", async () => {
    const args = ["--steps", "40", "--candidates", "32", "--starts", "2", "--out", "p", "--animation", "gif"];
    const { code, stdout, stderr } = await command(folder, "project", "rings/4.png", "run", ...args, "--json");
    expect(code, stderr).toBe(0);
    const { compared, random } = json(stdout) as {
      compared: { what: string; error: number }[];
      random: { least: number };
    };
    expect(compared.map(({ what }) => what)).toEqual([
      "what was found",
      "nearest training picture",
      "nearest of 32 random samples",
      "a random sample, on average",
    ]);
    expect(compared[0]?.error).toBeLessThanOrEqual(random.least);
    // It is one of the training pictures.
    expect(compared[1]?.error).toBe(0);
    expect((await filesIn(join(folder, "p"))).sort()).toEqual(["comparison.png", "path.gif", "z.npy"]);
    await sample("--z", "p/z.npy", "--out", "again.npy");
    const again = (await readFile(join(folder, "again.npy"))).subarray(-256);
    const picture = await sharp(join(folder, "rings/4.png")).toColourspace("b-w").raw().toBuffer();
    const error = again.reduce((sum, byte, i) => sum + ((byte - (picture[i] ?? 0)) / 255) ** 2, 0) / 256;
    expect(error).toBeCloseTo(compared[0]?.error ?? 0, 3);
  });

  it.each([
    [
      ["sample", "run", "--out", "x.png", "--truncation", "1.5"],
      "reading option --truncation: expected a number from 0 to 1, but got 1.5.",
    ],
    [
      ["sample", "run", "--out", "x.png", "--video"],
      "expected a .webp, .gif or .mp4 file with --video, but got x.png.",
    ],
    [
      ["sample", "run", "--out", "x.png", "--fps", "9"],
      "reading option --fps: expected --video with it, but got none.",
    ],
    [["sample", "run", "--out", "x.png", "--nearest", "--video"], "expected it alone, but got --video as well."],
    [["sample", "run", "--out", "x.png", "--strength", "1"], "reading option --strength: expected --direction with it"],
    [["sample", "run", "--out", "x.png", "--direction", "7", "--strength", "1"], "an integer from 1 to 6, but got 7"],
    [["sample", "run", "--out", "x.mp4"], "expected --video with a .mp4 file, but got none."],
    [["sample", "points", "--out", "x.png", "--nearest"], "expected a run of images, but got one of points."],
    [["sample", "points", "--out", "x.png", "--directions"], "expected a run of images, but got one of points."],
    [["project", "rings/1.png", "points"], "expected a run of images, but got one of points."],
    [["project", "run/config.json", "run"], "expected a picture that can be decoded"],
    [["project", "nowhere.png", "run"], "no such file"],
    [
      ["project", "rings/1.png", "run", "--starts", "9", "--candidates", "4"],
      "at most as many as there are candidates (4), but got 9",
    ],
    [["project", "rings/1.png", "run", "--animation", "avi"], "expected webp or gif, but got avi."],
  ])("refuses %j in words", async (args, message) => {
    const { code, stderr } = await command(folder, ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it("refuses a z of another generator", async () => {
    await command(folder, "sample", "points", "--count", "5", "--out", "five.npy");
    const { code, stderr } = await sample("--z", "five.npy", "--out", "x.png");
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("vectors of 6 numbers, as this generator takes, but got an array of 5×2"),
    ]);
  });
});
