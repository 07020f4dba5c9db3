import { describe, expect, it } from "vitest";
import { inFlags } from "../terminal/flags.ts";
import type { CacheEntry } from "./cache-entry.ts";
import { folderNotices } from "./folder-notices.ts";

const entry: CacheEntry = {
  format: "",
  signature: "",
  count: 10,
  form: { channels: 3, size: 32, background: "#ffffff" },
  digest: "",
  skipped: [],
  depths: [],
  brightest: 255,
  disguised: [],
  oblong: [],
  enlarged: 0,
  several: 0,
  changed: 0,
};

/** As the terminal shows it. */
const said = ({
  options = {},
  others = [],
  left = [],
  ...changed
}: Partial<CacheEntry> & {
  options?: Parameters<typeof folderNotices>[0]["options"];
  others?: readonly (readonly [string, number])[];
  left?: CacheEntry["skipped"];
} = {}): readonly string[] =>
  folderNotices({ entry: { ...entry, ...changed }, options, others: new Map(others), left }).map(inFlags);

describe("what is said of a folder of pictures", () => {
  it("is nothing where all was read as it is", () => {
    expect(said()).toEqual([]);
  });

  it("counts what was passed over by its kind, and tells what to do with pictures among it", () => {
    expect(
      said({
        others: [
          ["BMP", 4],
          ["HEIC", 16],
        ],
      }),
    ).toEqual([
      "10 of 30 files read; 16 HEIC, 4 BMP passed over. Convert HEIC, BMP to PNG or JPEG: PNG, JPEG, GIF, WebP, AVIF or TIFF files are read.",
    ]);
    expect(said({ others: [["TXT", 2]] })).toEqual(["10 of 12 files read; 2 TXT passed over."]);
  });

  it("names what was left out, apart from what was passed over", () => {
    const left = ["a", "b", "c", "d"].map((name) => ({ name: `${name}\n.png`, reason: "it is damaged." }));
    expect(said({ left, others: [["TXT", 1]] })).toEqual([
      "10 of 15 files read; 1 TXT passed over.",
      "4 of 14 files left out: a\\n.png (it is damaged), b\\n.png (it is damaged), c\\n.png (it is damaged), …; saddlepoint describe lists all.",
    ]);
  });

  it("tells how much of pictures is cut, of which side, and what keeps it", () => {
    const wide = { width: 128, height: 72 };
    expect(said({ oblong: [{ ...wide, count: 10 }] })).toEqual([
      "128×72 pictures are cut to the middle square: 44 % of the width is lost; --fit contain or --fit stretch keeps it.",
    ]);
    const tall = { width: 30, height: 40 };
    expect(said({ oblong: [{ ...tall, count: 10 }] })[0]).toContain("25 % of the height is lost");
    const oblong = [
      { ...wide, count: 1 },
      { ...tall, count: 2 },
    ];
    expect(said({ oblong })).toEqual([
      "3 of 10 pictures are cut to the middle square and lose more than 10 % of their area, up to 44 % (128×72); --fit contain or --fit stretch keeps it.",
    ]);
    expect(said({ oblong, form: { ...entry.form, fit: "pad" } })).toEqual([]);
    expect(said({ oblong: [{ width: 500, height: 499, count: 10 }] })).toEqual([]);
  });

  it("counts pictures with transparent pixels, through which a colour shows that nobody chose", () => {
    expect(said({ transparent: 2 })).toEqual([
      "2 of 10 pictures have transparent pixels, through which #ffffff shows; --alpha learns the transparency, --background chooses another colour.",
    ]);
    expect(said({ transparent: 1, form: { ...entry.form, channels: 1 } })).toEqual([
      "1 of 10 pictures has transparent pixels, through which #ffffff shows; --background chooses another colour.",
    ]);
    expect(said({ transparent: 2, options: { background: "#ffffff" } })).toEqual([]);
    expect(said({ transparent: 2, form: { ...entry.form, channels: 4 } })).toEqual([]);
    expect(said({ transparent: 0, form: { ...entry.form, channels: 4 } })[0]).toContain("leave out --alpha");
  });

  it("counts pictures that are enlarged", () => {
    expect(said({ enlarged: 3 })).toEqual([
      "3 of 10 pictures are smaller than 32×32 and enlarged; a smaller --size keeps them as they are.",
    ]);
  });

  it("tells how values that are not bytes were scaled, unless they have the whole range or it was asked for", () => {
    const depth = { depth: "16-bit integers", count: 6 } as const;
    const twelve = { ...depth, range: { black: 0, white: 4095 }, spread: { low: 3, high: 4001, whole: true } };
    const sixteen = { ...depth, range: { black: 0, white: 65535 }, spread: { low: 3, high: 64001, whole: true } };
    expect(said({ depths: [twelve] })).toEqual([
      "The values of 6 pictures of 16-bit integers run from 3 to 4001: 0 is black and 4095 is white in all of them; --range BLACK,WHITE says otherwise.",
    ]);
    expect(said({ depths: [sixteen] })).toEqual([]);
    expect(said({ depths: [twelve], options: { range: "0,4095" } })).toEqual([]);
  });

  it("tells of pictures that are almost black, in disguise, or of several pages", () => {
    expect(said({ brightest: 1 })[0]).toContain("between 0 and 1, but 0 is black and 255 is white");
    expect(said({ disguised: [{ name: "a.png", reason: "JPEG" }] })).toEqual([
      "1 picture read in spite of an ending of another format: a.png (JPEG).",
    ]);
    expect(said({ several: 2 })).toEqual(["Of 2 pictures with several frames or pages the first one is read."]);
  });
});
