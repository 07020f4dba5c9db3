/** What the pixels of picture files mean. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { greyPng, greyTiff } from "../../../test/picture-files.ts";
import type { Form } from "./form.ts";
import { buildCache } from "./image-cache.ts";
import { decodeImage } from "./image-decode.ts";
import { measureDepths } from "./image-depth.ts";
import { listImages } from "./image-files.ts";

const SIZE = 8;
const FORM: Form = { channels: 1, size: SIZE, background: "#ffffff" };
/** From 0 to 1, evenly over the pixels of a picture. */
const RAMP = Array.from({ length: SIZE * SIZE }, (_, i) => i / (SIZE * SIZE - 1));

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saddlepoint-pictures-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let made = 0;
/** A folder with these files, and what decoding makes of them: bytes, or why there are none. */
async function decode(
  files: Readonly<Record<string, Uint8Array | string>>,
  form: Form = FORM,
): Promise<Readonly<Record<string, readonly number[] | string>>> {
  const place = join(folder, `case-${made++}`);
  await writeAll(place, files);
  const { files: listed } = await listImages(place, false);
  const depths = await measureDepths(listed, form.range);
  const read = async (path: string): Promise<readonly number[] | string> =>
    decodeImage(path, form, depths).then(
      ({ pixels, disguise }) => [...pixels, ...(disguise ? [Number.NaN] : [])],
      (error: Error) => error.message,
    );
  return Object.fromEntries(await Promise.all(listed.map(async ({ name, path }) => [name, await read(path)] as const)));
}

async function writeAll(place: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  await mkdir(place, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(place, name), bytes);
}

const ramp = (scale: (x: number) => number): number[] => RAMP.map((x) => Math.round(scale(x)));
const EXPECTED = ramp((x) => 255 * x);

/** By how much bytes differ from those of the ramp at most: 1 is rounding. */
const fromRamp = (bytes: readonly number[] | string | undefined): number =>
  typeof bytes === "object"
    ? Math.max(...bytes.map((byte, i) => Math.abs(byte - (EXPECTED[i] ?? 0))))
    : Number.POSITIVE_INFINITY;

describe("pixels that are not bytes", () => {
  it.each<[string, Record<string, Uint8Array>]>([
    [
      "16-bit PNG that uses 12 bits",
      {
        "a.png": greyPng(
          SIZE,
          SIZE,
          ramp((x) => 4095 * x),
        ),
      },
    ],
    [
      "16-bit PNG that uses all",
      {
        "a.png": greyPng(
          SIZE,
          SIZE,
          ramp((x) => 65535 * x),
        ),
      },
    ],
    [
      "16-bit PNG that uses 8 bits",
      {
        "a.png": greyPng(
          SIZE,
          SIZE,
          ramp((x) => 255 * x),
        ),
      },
    ],
    [
      "16-bit TIFF that uses 12 bits",
      {
        "a.tif": greyTiff(
          SIZE,
          SIZE,
          ramp((x) => 4095 * x),
          { kind: "uint", bits: 16 },
        ),
      },
    ],
    ["float TIFF from 0 to 1", { "a.tif": greyTiff(SIZE, SIZE, RAMP) }],
    [
      "float TIFF from −1 to 1",
      {
        "a.tif": greyTiff(
          SIZE,
          SIZE,
          RAMP.map((x) => 2 * x - 1),
        ),
      },
    ],
    [
      "float TIFF from 0 to 255",
      {
        "a.tif": greyTiff(
          SIZE,
          SIZE,
          RAMP.map((x) => 255 * x),
        ),
      },
    ],
    [
      "float TIFF from 0 to 0.01",
      {
        "a.tif": greyTiff(
          SIZE,
          SIZE,
          RAMP.map((x) => 0.01 * x),
        ),
      },
    ],
    [
      "float TIFF from −1000 to 3000",
      {
        "a.tif": greyTiff(
          SIZE,
          SIZE,
          RAMP.map((x) => 4000 * x - 1000),
        ),
      },
    ],
    [
      "TIFF of signed 32-bit integers",
      {
        "a.tif": greyTiff(
          SIZE,
          SIZE,
          ramp((x) => 4000 * x - 2000),
          { kind: "int" },
        ),
      },
    ],
    [
      "TIFF of unsigned 32-bit integers",
      {
        "a.tif": greyTiff(
          SIZE,
          SIZE,
          ramp((x) => 4095 * x),
          { kind: "uint" },
        ),
      },
    ],
  ])("a %s keeps its brightness", async (_, files) => {
    const [bytes = ""] = Object.values(await decode(files));
    expect(fromRamp(bytes)).toBeLessThanOrEqual(1);
  });

  it("have one range over a whole folder: a picture half as bright stays so", async () => {
    const { "dark.png": dark, "bright.png": bright } = await decode({
      "dark.png": greyPng(
        SIZE,
        SIZE,
        ramp((x) => 2047 * x),
      ),
      "bright.png": greyPng(
        SIZE,
        SIZE,
        ramp((x) => 4095 * x),
      ),
    });
    expect(fromRamp(bright)).toBeLessThanOrEqual(1);
    expect(Math.abs(Number(dark?.at(-1)) - 127)).toBeLessThanOrEqual(1);
  });

  it("of full 16-bit range become the bytes that libvips makes of them, as in runs of older versions", async () => {
    const file = greyPng(
      SIZE,
      SIZE,
      ramp((x) => 65535 * x),
    );
    const { "a.png": bytes } = await decode({ "a.png": file });
    const plain = sharp(file).resize(SIZE, SIZE, { fit: "cover" }).toColourspace("b-w");
    expect(bytes).toEqual([...(await plain.raw({ depth: "uchar" }).toBuffer())]);
  });

  it("are read by the range that is asked for, bytes as well", async () => {
    const mask = await sharp(Buffer.from(RAMP.map((x) => (x > 0.5 ? 1 : 0))), {
      raw: { width: SIZE, height: SIZE, channels: 1 },
    })
      .png()
      .toBuffer();
    const { "a.png": bytes } = await decode({ "a.png": mask }, { ...FORM, range: "0,1" });
    expect(bytes).toEqual(RAMP.map((x) => (x > 0.5 ? 255 : 0)));
  });

  it.each<[string, Buffer, string]>([
    ["NaN", greyTiff(SIZE, SIZE, [Number.NaN, ...RAMP.slice(1)]), "NaN or infinity among its values."],
    [
      "infinity",
      greyTiff(SIZE, SIZE, [Number.POSITIVE_INFINITY, ...RAMP.slice(1)]),
      "NaN or infinity among its values.",
    ],
    [
      "signed 16-bit integers",
      greyTiff(
        SIZE,
        SIZE,
        ramp((x) => 200 * x - 100),
        { kind: "int", bits: 16 },
      ),
      "16-bit short numbers, which are not read: save them as 32-bit floats.",
    ],
  ])("with %s are refused in words, not cut off", async (_, file, says) => {
    expect(await decode({ "a.tif": file, "b.tif": greyTiff(SIZE, SIZE, RAMP) })).toMatchObject({ "a.tif": says });
  });
});

describe("a picture file", () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>';

  it.each<[string, Uint8Array | string, string]>([
    ["SVG", svg, "SVG in spite of its ending: it is not read."],
    ["SVG behind a prolog", `<?xml version="1.0"?>\n<!-- a --><!DOCTYPE svg>\n${svg}`, "SVG in spite of its ending"],
    ["a PDF file", "%PDF-1.4\n", "PDF in spite of its ending: it is not read."],
    ["text", "not a PNG", "it does not begin like PNG."],
    ["nothing", "", "an empty file."],
  ])("called PNG that is %s is refused by name", async (_, bytes, says) => {
    expect((await decode({ "x.png": bytes }))["x.png"]).toContain(says);
  });

  it("of another format that is read has its disguise told", async () => {
    const jpeg = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#ff0000" } })
      .jpeg()
      .toBuffer();
    expect((await decode({ "x.png": jpeg }))["x.png"]?.at(-1)).toBeNaN();
  });

  it("that is made wider than high keeps its rows, and its middle columns", async () => {
    // Row y is 30·y everywhere but in the outer columns, which are cut off: 20 × 8 becomes 16 × 8.
    const values = Array.from({ length: 20 * 8 }, (_, i) =>
      i % 20 < 2 || i % 20 >= 18 ? 255 : 30 * Math.floor(i / 20),
    );
    const file = await sharp(Buffer.from(values), { raw: { width: 20, height: 8, channels: 1 } })
      .png()
      .toBuffer();
    const { "x.png": bytes } = await decode({ "x.png": file }, { ...FORM, size: 16, height: 8 });
    expect(bytes).toEqual(Array.from({ length: 128 }, (_, i) => 30 * Math.floor(i / 16)));
  });

  it("that is not square is cut to its middle, padded, or stretched", async () => {
    // Twice as wide as high, black on its left half and white on the right.
    const wide = await sharp(Buffer.from(Array.from({ length: 32 * 16 }, (_, i) => (i % 32 < 16 ? 0 : 255))), {
      raw: { width: 32, height: 16, channels: 1 },
    })
      .png()
      .toBuffer();
    const rows = async (fit?: "pad" | "stretch") => {
      const { "x.png": bytes } = await decode(
        { "x.png": wide },
        { ...FORM, background: "#808080", ...(fit ? { fit } : {}) },
      );
      const at = (x: number, y: number): number => Math.round(Number(bytes?.[y * SIZE + x]) / 64);
      return [0, 3, 7].map((y) => [0, 1, 6, 7].map((x) => at(x, y)));
    };
    const halves = [0, 0, 4, 4];
    expect(await rows()).toEqual([halves, halves, halves]);
    expect(await rows("pad")).toEqual([[2, 2, 2, 2], halves, [2, 2, 2, 2]]);
    expect(await rows("stretch")).toEqual([halves, halves, halves]);
  });
});

describe("transparency", () => {
  /** Four columns: red, red that half shows, blue that nobody sees, white. */
  const raw = Buffer.from(
    Array.from({ length: SIZE * SIZE }, (_, i) => {
      const columns = [
        [255, 0, 0, 255],
        [255, 0, 0, 128],
        [0, 0, 255, 0],
        [255, 255, 255, 255],
      ];
      return columns[Math.floor((i % SIZE) / 2)] ?? [];
    }).flat(),
  );
  const picture = sharp(raw, { raw: { width: SIZE, height: SIZE, channels: 4 } });
  const LEARNED: Form = { channels: 4, size: SIZE, background: "#00ff00" };
  /** Red, green, blue and opacity in the middle of each of the four columns. */
  const columnsOf = (bytes: readonly number[] | string | undefined) =>
    [0, 2, 4, 6].map((x) => [0, 1, 2, 3].map((c) => Number(bytes?.[c * SIZE * SIZE + x])));
  const COLUMNS = [
    [255, 0, 0, 255],
    [255, 0, 0, 128],
    [0, 255, 0, 0],
    [255, 255, 255, 255],
  ];

  it("is a fourth channel where it is learned, and what nobody sees has the colour of the background", async () => {
    const files = {
      "a.png": await picture.clone().png().toBuffer(),
      "b.png": await picture.clone().toColourspace("rgb16").png().toBuffer(),
      "c.webp": await picture.clone().webp({ lossless: true, exact: true }).toBuffer(),
    };
    const decoded = await decode(files, LEARNED);
    for (const name of Object.keys(files)) expect([name, columnsOf(decoded[name])]).toEqual([name, COLUMNS]);
  });

  it("is opaque in pictures that have none, grey ones as well", async () => {
    const grey = {
      "a.png": await sharp(raw.subarray(0, 64), { raw: { width: 8, height: 8, channels: 1 } })
        .png()
        .toBuffer(),
    };
    const { "a.png": bytes } = await decode(grey, LEARNED);
    expect(bytes?.slice(192)).toEqual(new Array(64).fill(255));
    expect(bytes?.slice(0, 64)).toEqual(bytes?.slice(64, 128));
  });

  it("is beside pictures that are contained, and is not scaled by a range", async () => {
    const { "a.png": beside } = await decode(
      { "a.png": await picture.clone().resize(8, 4, { fit: "fill" }).png().toBuffer() },
      { ...LEARNED, fit: "pad" },
    );
    expect(columnsOf(beside)).toEqual(COLUMNS.map(() => [0, 255, 0, 0]));
    const file = { "a.png": await picture.clone().png().toBuffer() };
    const { "a.png": scaled } = await decode(file, { ...LEARNED, range: "0,510" });
    expect(columnsOf(scaled).map(([red, , , opacity]) => [red, opacity])).toEqual([
      [128, 255],
      [128, 128],
      [0, 0],
      [128, 255],
    ]);
  });

  it("is counted whether it is learned or not, unless all is opaque", async () => {
    const place = join(folder, "clear");
    const opaque = await picture.clone().removeAlpha().ensureAlpha().png().toBuffer();
    await writeAll(place, { "a.png": await picture.clone().png().toBuffer(), "b.png": opaque });
    const { files } = await listImages(place, false);
    for (const form of [FORM, LEARNED]) {
      const { entry } = await buildCache(join(folder, "cache"), `k${form.channels}`, files, form, () => undefined);
      expect([form.channels, entry.transparent]).toEqual([form.channels, 1]);
    }
  });
});

describe("the cache of decoded pictures", () => {
  const whole = (format: "jpeg" | "png"): Promise<Buffer> => {
    const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251));
    const picture = sharp(noise, { raw: { width: 64, height: 64, channels: 3 } });
    return (format === "jpeg" ? picture.jpeg() : picture.png()).toBuffer();
  };

  it("gives every broken file its own reason, though many are read at once", async () => {
    const [jpeg, png] = [await whole("jpeg"), await whole("png")];
    const damaged = Uint8Array.from(png, (byte, i) => (i === png.length >> 1 ? byte ^ 0xff : byte));
    const kinds: Readonly<Record<string, readonly [Uint8Array, string]>> = {
      "cut.jpg": [jpeg.subarray(0, jpeg.length * 0.6), "it ends early: copy it again"],
      "cut.png": [png.subarray(0, png.length * 0.6), "it ends early: copy it again"],
      "damaged.png": [damaged, "it is damaged: copy it again"],
      "empty.jpg": [new Uint8Array(), "an empty file"],
      "wide.tif": [
        greyTiff(8, 8, RAMP, { bits: 64 }),
        "64-bit numbers, which are not read: save them as 32-bit floats",
      ],
    };
    const files = Object.fromEntries(
      Object.entries(kinds).flatMap(([name, [bytes]]) => [0, 1, 2].map((i) => [`${i}-${name}`, bytes] as const)),
    );
    const place = join(folder, "broken");
    await writeAll(place, { ...files, "whole.jpg": jpeg, "whole.png": png });
    const { files: listed } = await listImages(place, false);
    const { entry } = await buildCache(join(folder, "cache"), "k", listed, FORM, () => undefined);
    expect(entry.count).toBe(2);
    expect(Object.fromEntries(entry.skipped.map(({ name, reason }) => [name, reason]))).toEqual(
      Object.fromEntries(Object.keys(files).map((name) => [name, kinds[name.slice(2)]?.[1]])),
    );
  });
});
