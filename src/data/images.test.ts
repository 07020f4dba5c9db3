import { describe, expect, it } from "vitest";
import { readIdx } from "./idx.ts";
import { byteImages, idxImages } from "./images.ts";

/** An IDX file of bytes 0, 1, 2, … */
function idx(
  shape: readonly number[],
  { magic = [0, 0, 8], length }: { magic?: number[]; length?: number } = {},
): Uint8Array {
  const size = length ?? shape.reduce((a, b) => a * b, 1);
  const file = new Uint8Array(4 + 4 * shape.length + size);
  file.set([...magic, shape.length]);
  const view = new DataView(file.buffer);
  shape.forEach((n, axis) => view.setUint32(4 + 4 * axis, n));
  for (let i = 0; i < size; i++) file[4 + 4 * shape.length + i] = i % 256;
  return file;
}

async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

describe("an IDX file", () => {
  it("is read alike with and without gzip", async () => {
    const plain = await readIdx("a", idx([3, 2, 2]));
    expect(plain.shape).toEqual([3, 2, 2]);
    expect([...plain.values]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await readIdx("a.gz", await gzip(idx([3, 2, 2])))).toEqual(plain);
    const large = idx([1000, 28, 28]);
    expect(Buffer.compare((await readIdx("b.gz", await gzip(large))).values, large.subarray(16))).toBe(0);
  });

  it.each<[string, () => Promise<Uint8Array> | Uint8Array, string]>([
    [
      "is truncated",
      () => idx([3, 2, 2], { length: 7 }),
      "reading f as IDX: expected 12 values (3×2×2), but got 7: the file is truncated. Download the file again.",
    ],
    ["is too long", () => idx([3, 2, 2], { length: 13 }), "got 13: the file is too long."],
    ["ends in its header", () => idx([3, 2, 2]).subarray(0, 9), "expected a header of 16 bytes, but got 9 bytes."],
    [
      "is a PNG",
      () => Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1),
      "expected the magic number 00 00 08 …, but got 89 50 4e 47. Give an IDX file such as train-images-idx3-ubyte.gz.",
    ],
    ["is empty", () => new Uint8Array(), "expected the magic number 00 00 08 …, but got an empty file."],
    [
      "holds floats",
      () => idx([1, 1, 1], { magic: [0, 0, 13] }),
      "expected unsigned bytes (type 08), but got type 0d.",
    ],
    [
      "is a gzip file cut short",
      async () => (await gzip(idx([30, 20, 20]))).subarray(0, 100),
      "decompressing f: expected a whole gzip file, but got one that ends early or is damaged.",
    ],
    ["is gzipped and too long", () => gzip(idx([3, 2, 2], { length: 13 })), "got more: the file is too long."],
    [
      "is gzipped and too short",
      () => gzip(idx([3, 2, 2], { length: 7 })),
      "expected 12 values (3×2×2), but got 7: the file is truncated.",
    ],
    [
      // Cut off behind some thousand times what its header names: whoever went on would find that out.
      "is small and holds very much",
      async () => (await gzip(idx([3, 2, 2], { length: 2 ** 24 }))).subarray(0, -9),
      "got more: the file is too long.",
    ],
    [
      "says more than can be in it",
      () => gzip(idx([2 ** 20, 32, 32], { length: 5 })),
      "expected 1073741824 values (1048576×32×32), but got 5: the file is truncated.",
    ],
    [
      "says more than memory holds",
      () => idx([2 ** 31, 2 ** 31, 2 ** 31], { length: 0 }),
      "expected at most 2147483648 values, but got",
    ],
    ["has an axis too many", () => idx(new Array(9).fill(1)), "expected at most 8 axes, but got 9."],
    [
      "is a gzip file of nothing",
      () => gzip(new Uint8Array()),
      "expected the magic number 00 00 08 …, but got an empty",
    ],
  ])("that %s is refused in words", async (_, file, message) => {
    await expect(Promise.resolve(file()).then((bytes) => idxImages("f", bytes))).rejects.toThrow(message);
  });

  it("of labels is refused with the hint to give images", async () => {
    await expect(idxImages("train-labels-idx1-ubyte", idx([10]))).rejects.toThrow(
      "reading train-labels-idx1-ubyte as images: expected three axes: count, height, width, but got 10 labels (one axis). Give the file of images; it usually has idx3 in its name.",
    );
  });

  it("has a fingerprint of its content, not of its compression", async () => {
    const [a, b, c] = [
      await idxImages("a", idx([3, 2, 2])),
      await idxImages("b", await gzip(idx([3, 2, 2]))),
      await idxImages("c", idx([2, 3, 2])),
    ];
    expect(a.fingerprint).toBe(b.fingerprint);
    expect(a.fingerprint).not.toBe(c.fingerprint);
  });
});

describe("minibatches of images", () => {
  const images = byteImages(
    "ten",
    Uint8Array.from({ length: 10 }, (_, i) => i * 20),
    [1, 1, 1],
    "ten",
    10,
  );
  const read = async (minibatches: number, batch: number, seed = 1, position = 0): Promise<number[][]> => {
    const reader = await images.open({ seed, batch, position });
    const to = new Float32Array(batch);
    const drawn: number[][] = [];
    for (let i = 0; i < minibatches; i++) {
      await reader.next({ x: to });
      drawn.push(Array.from(to, (value) => Math.round(((value + 1) * 127.5) / 20)));
    }
    return drawn;
  };

  it("hold every example once per epoch, each epoch in another order", async () => {
    const flat = (await read(10, 4)).flat();
    const epochs = [0, 1, 2, 3].map((epoch) => flat.slice(10 * epoch, 10 * epoch + 10));
    for (const epoch of epochs) expect(epoch.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(epochs.map((epoch) => epoch.join())).size).toBe(4);
  });

  it("follow from the seed and the position alone", async () => {
    const all = await read(8, 3);
    expect(await read(3, 3, 1, 5)).toEqual(all.slice(5));
    expect(await read(8, 3)).toEqual(all);
    expect(await read(8, 3, 2)).not.toEqual(all);
  });

  it("map bytes 0…255 to [−1, 1]", async () => {
    const ends = byteImages("ends", Uint8Array.of(0, 255), [1, 1, 1], "ends", 2);
    const reader = await ends.open({ seed: 1, batch: 2 });
    const to = new Float32Array(2);
    await reader.next({ x: to });
    expect([...to].sort((a, b) => a - b)).toEqual([-1, 1]);
  });

  it("cannot be larger than the data", async () => {
    await expect(images.open({ seed: 1, batch: 11 })).rejects.toThrow(
      "training on ten: expected at least as many examples as a minibatch has (11), but got 10. Use `batch: 10` or less.",
    );
  });
});
