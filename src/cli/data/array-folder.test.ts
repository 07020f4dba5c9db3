import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openData } from "./open.ts";
import type { OpenedData } from "./request.ts";

let place = "";
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "saddlepoint-arrays-"));
});
afterAll(() => rm(place, { recursive: true, force: true }));

/** An IDX file of `count` images of 2×2 pixels, or of as many labels. */
const idx = (count: number, labels = false): Buffer => {
  const sides = labels ? [] : [0, 0, 0, 2, 0, 0, 0, 2];
  const values = Array.from({ length: labels ? count : 4 * count }, (_, i) => i % 2);
  return gzipSync(Buffer.from([0, 0, 8, labels ? 1 : 3, 0, 0, 0, count, ...sides, ...values]));
};

async function open(name: string, files: Readonly<Record<string, Buffer>>): Promise<OpenedData> {
  await mkdir(join(place, name));
  for (const [file, bytes] of Object.entries(files)) await writeFile(join(place, name, file), bytes);
  return openData({ argument: join(place, name), options: {}, places: {} }, () => undefined);
}

describe("a folder in MNIST's format", () => {
  it("is its training images with their labels; that the test images are left aside is said", async () => {
    const { data, source, labels, notices } = await open("published", {
      "t10k-images-idx3-ubyte.gz": idx(3),
      "t10k-labels-idx1-ubyte.gz": idx(3, true),
      "train-images-idx3-ubyte.gz": idx(6),
      "train-labels-idx1-ubyte.gz": idx(6, true),
    });
    expect([data.count, data.shape, labels?.from]).toEqual([6, [1, 2, 2], "train-labels-idx1-ubyte.gz"]);
    expect(source).toBe(join(place, "published/train-images-idx3-ubyte.gz"));
    expect(notices).toEqual([
      "train-images-idx3-ubyte.gz of the folder is read; t10k-images-idx3-ubyte.gz is left aside.",
    ]);
  });

  it("with one file of images is that file, whatever it is called, and packed and unpacked it is one", async () => {
    const { notices } = await open("one", { "my-idx3.gz": idx(3), "my-idx3": idx(3) });
    expect(notices).toEqual(["my-idx3 of the folder is read."]);
  });

  it("with several that could be meant is refused, and one is named", async () => {
    const several = { "train-a-idx3.gz": idx(3), "train-b-idx3.gz": idx(3), "t-idx3.gz": idx(3) };
    await expect(open("several", several)).rejects.toThrow(
      `but got train-a-idx3.gz, train-b-idx3.gz. Name the one that is meant: ${join(place, "several/train-a-idx3.gz")}.`,
    );
    await expect(open("parts", { "a-idx3.gz": idx(3), "b-idx3.gz": idx(3) })).rejects.toThrow("but got a-idx3.gz, b-");
  });

  it("of tables and other arrays is refused with the name of one to give instead", async () => {
    await expect(open("tables", { "b.csv": Buffer.from("a\n1\n"), "c.npy": Buffer.from("") })).rejects.toThrow(
      `Name one of its files, such as ${join(place, "tables/b.csv")} (a table).`,
    );
    await expect(open("array", { "c.npy": Buffer.from("") })).rejects.toThrow(
      `Name the file in it: ${join(place, "array/c.npy")} (an array).`,
    );
  });
});
