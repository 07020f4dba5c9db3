/** Where labels come from: files beside images, sub-folders, arrays of an archive, a column. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DataSet, encodeNpy } from "../../inner.ts";
import { openData } from "./open.ts";
import type { DataRequest, OpenedData } from "./request.ts";

let place = "";
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "saddlepoint-labels-"));
});
afterAll(() => rm(place, { recursive: true, force: true }));

async function put(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(place, path)), { recursive: true });
  await writeFile(join(place, path), bytes);
}

const open = (argument: string, options: DataRequest["options"] = {}): Promise<OpenedData> =>
  openData({ argument: join(place, argument), options, places: { cacheDir: join(place, "cache") } }, () => undefined);

/** The names of the classes of the examples, in their order. */
function classesOf({ y, count }: DataSet): readonly (string | undefined)[] | undefined {
  if (!y) return undefined;
  const to = new Float32Array(1);
  return Array.from({ length: count }, (_, index) => {
    y.write?.(index, to, 0);
    return y.classes?.[to[0] ?? 0];
  });
}

const idx = (type: number, shape: readonly number[], values: readonly number[]): Uint8Array => {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, type, shape.length]);
  shape.forEach((length, i) => {
    header.writeUInt32BE(length, 4 + 4 * i);
  });
  return Buffer.concat([header, Buffer.from(values)]);
};
const IMAGES = idx(8, [3, 2, 2], [0, 0, 0, 0, 9, 9, 9, 9, 200, 200, 200, 200]);

describe("labels of an IDX file", () => {
  it.each([
    ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"],
    ["train-images.idx3-ubyte", "train-labels.idx1-ubyte"],
    ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"],
    ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte"],
    ["emnist-letters-train-images-idx3-ubyte", "emnist-letters-train-labels-idx1-ubyte.gz"],
  ])("called %s lie beside it in %s", async (images, labels) => {
    const folder = `${images} and ${labels}`;
    const packed = (name: string, bytes: Uint8Array) => (name.endsWith(".gz") ? gzipSync(bytes) : bytes);
    await put(`${folder}/${images}`, packed(images, IMAGES));
    const alone = await open(`${folder}/${images}`);
    expect([alone.data.y, alone.labels, alone.notices]).toEqual([undefined, undefined, []]);
    await put(`${folder}/${labels}`, packed(labels, idx(8, [3], [7, 3, 7])));
    const { data, facts, notices } = await open(`${folder}/${images}`);
    expect(classesOf(data)).toEqual(["7", "3", "7"]);
    expect([data.fingerprint, notices]).toEqual([alone.data.fingerprint, []]);
    expect(facts).toEqual([
      ["Labels", `2 classes, from ${labels}`],
      ["Classes", "3 (1), 7 (2)"],
    ]);
  });

  it.each<[string, Uint8Array | string, string]>([
    ["of another number", idx(8, [2], [1, 2]), "it has 2 for 3 images"],
    ["with more axes", idx(8, [3, 1], [1, 2, 3]), "it has 2 axes"],
    ["cut short", idx(8, [3], [1, 2]), "reading a-labels-idx1-ubyte as IDX: expected 3 values (3), but got 2"],
  ])("%s are said, and not read", async (how, labels, why) => {
    await put(`${how}/a-images-idx3-ubyte`, IMAGES);
    await put(`${how}/a-labels-idx1-ubyte`, labels);
    const { data, notices } = await open(`${how}/a-images-idx3-ubyte`);
    expect([data.y, data.count]).toEqual([undefined, 3]);
    expect(notices).toEqual([expect.stringContaining(`a-labels-idx1-ubyte is not read as labels: ${why}`)]);
  });
});

describe("labels of NumPy arrays", () => {
  const images = encodeNpy(
    [3, 2, 2],
    Uint8Array.from({ length: 12 }, (_, i) => i * 20),
  );

  it.each([
    ["digits.npy", "digits-labels.npy"],
    ["x_train.npy", "y_train.npy"],
    ["images.npy", "labels.npy"],
    ["digits.npy", "y.npy"],
  ])("%s lie beside it in %s", async (file, labels) => {
    const folder = `${file} and ${labels}`;
    await put(`${folder}/${file}`, images);
    await put(`${folder}/${labels}`, encodeNpy([3], Uint8Array.of(5, 0, 5)));
    const opened = await open(`${folder}/${file}`, { layout: "nhw", holdout: 1 });
    expect([classesOf(opened.data), opened.labels?.from, opened.notices]).toEqual([["5", "0"], labels, []]);
    expect(opened.data.heldOut && classesOf(opened.data.heldOut)).toEqual(["5"]);
  });

  it("stand in the archive beside the images, which need not be named then", async () => {
    const y = encodeNpy([3], Uint8Array.of(5, 0, 5));
    await put("a.npz", zipSync({ "x.npy": images, "labels.npy": y }));
    expect(classesOf((await open("a.npz", { layout: "nhw" })).data)).toEqual(["5", "0", "5"]);
    const two = {
      "x_train.npy": images,
      "y_train.npy": y,
      "x_test.npy": images,
      "y_test.npy": encodeNpy([1], Uint8Array.of(1)),
    };
    await put("two.npz", zipSync(two));
    const { data, labels } = await open("two.npz", { layout: "nhw", array: "x_train" });
    expect([classesOf(data), labels?.from]).toEqual([["5", "0", "5"], "array y_train"]);
    const other = await open("two.npz", { layout: "nhw", array: "x_test" });
    expect([other.data.y, other.notices]).toEqual([
      undefined,
      ["array y_test is not read as labels: it has 1 for 3 examples."],
    ]);
  });

  it("stay with their images where some of these are left out", async () => {
    const values = Float32Array.from({ length: 12 }, (_, i) => (i === 5 ? Number.NaN : i / 11));
    await put("gaps/a.npy", encodeNpy([3, 2, 2], values));
    await put("gaps/labels.npy", encodeNpy([3], Uint8Array.of(1, 2, 3)));
    expect(classesOf((await open("gaps/a.npy", { layout: "nhw", nan: "drop" })).data)).toEqual(["1", "3"]);
    expect(classesOf((await open("gaps/a.npy", { layout: "nhw", nan: "mean" })).data)).toEqual(["1", "2", "3"]);
  });

  it("are no part of rows of numbers", async () => {
    await put("rows/a.npy", encodeNpy([3, 2], Float32Array.of(1, 2, 3, 4, 5, 7)));
    await put("rows/labels.npy", encodeNpy([3], Uint8Array.of(1, 2, 3)));
    expect((await open("rows/a.npy")).data.y).toBeUndefined();
  });
});

it("the label column of a table of pixels is the label", async () => {
  await put("pixels.csv", "label,p0,p1,p2,p3\n7,0,10,20,30\n2,0,0,0,255\n7,1,1,1,1\n");
  const { data, notices, labels } = await open("pixels.csv", { shape: "2x2" });
  expect(data.shape).toEqual([1, 2, 2]);
  expect(classesOf(data)).toEqual(["7", "2", "7"]);
  expect(labels?.from).toBe("a column of the table");
  expect(notices.join(" ")).toContain("Column label is no pixel: it is the label, with 2 classes.");
  const without = await open("pixels.csv", { shape: "2x2", leaveOut: ["label"] });
  expect(without.data.y).toBeUndefined();
  expect(without.data.fingerprint).toBe(data.fingerprint);
});

describe("labels of a folder of pictures", () => {
  const pictures = async (folder: string, names: readonly string[]): Promise<void> => {
    for (const [i, name] of names.entries()) {
      const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: { r: i, g: 200, b: 9 } } });
      await put(`${folder}/${name}`, await picture.png().toBuffer());
    }
  };

  it("decide which are held out, but of a run that held out the last ones", async () => {
    const names = ["a/1.png", "a/2.png", "a/3.png", "a/4.png", "b/1.png", "b/2.png", "b/3.png", "b/4.png"];
    await pictures("sorted", names);
    const { data, notices } = await open("sorted", { holdout: 4 });
    expect(classesOf(data)).toEqual(["a", "a", "b", "b"]);
    expect(classesOf(data.heldOut as DataSet)).toEqual(["a", "a", "b", "b"]);
    expect(notices).toContain("Of every class its share is held out, 4 pictures in all, instead of the last ones.");
    const request = {
      argument: join(place, "sorted"),
      options: { holdout: 4 },
      places: { cacheDir: join(place, "cache") },
    };
    const before = await openData({ ...request, holdOutLast: true }, () => undefined);
    expect(classesOf(before.data)).toEqual(["a", "a", "a", "a"]);
    expect(before.data.fingerprint).toContain(", the last 4 held out");
  });

  it("are its sub-folders, where every picture lies right in one of two or more", async () => {
    await pictures("sub", ["10/a.png", "2/a.png", "2/b.png"]);
    const { data, facts } = await open("sub");
    expect(classesOf(data)).toEqual(["10", "2", "2"]);
    expect(data.y?.classes).toEqual(["2", "10"]);
    expect(facts).toContainEqual(["Labels", "2 classes, from the sub-folders"]);
    expect(facts).toContainEqual(["Classes", "2 (2), 10 (1)"]);
  });

  it.each([
    ["one sub-folder", ["a/1.png", "a/2.png"], undefined],
    ["one sub-folder besides deeper ones", ["a/1.png", "b/c/2.png"], undefined],
    ["a picture beside them", ["a/1.png", "b/2.png", "3.png"], "1 of 3 pictures lies beside them or deeper (3.png)"],
    [
      "a deeper folder",
      ["a/1.png", "b/2.png", "b/c/2.png", "b/d/2.png"],
      "2 of 4 pictures lie beside them or deeper (b/c/2.png, b/d/2.png)",
    ],
  ])(
    "are not sub-folders where there is %s, which is said where they could be taken for classes",
    async (how, names, why) => {
      await pictures(how, names);
      const { data, labels, notices } = await open(how, { size: 8 });
      const said =
        why === undefined ? [] : [expect.stringContaining(`The sub-folders are not read as labels: ${why}. Put`)];
      expect([data.y, labels, notices, data.count]).toEqual([undefined, undefined, said, names.length]);
    },
  );

  it("go on with their pictures where one cannot be decoded", async () => {
    await pictures("broken", ["a/1.png", "a/3.png", "b/4.png"]);
    await put("broken/a/2.png", "no picture");
    expect(classesOf((await open("broken")).data)).toEqual(["a", "a", "b"]);
    expect(classesOf((await open("broken")).data)).toEqual(["a", "a", "b"]);
  });

  it.each([
    ["with a header", "file,label\na/1.png,cat\n2.png,dog\n3.png,cat\n"],
    ["without one", "2.png,dog\na/1.png,cat\n3.png,cat\n"],
    ["with more columns", "label,size,filename\ncat,3,1.png\ndog,3,2.png\ncat,1,./3.png\n"],
  ])("are those of labels.csv, %s", async (how, text) => {
    const folder = `csv ${how}`;
    await pictures(folder, ["a/1.png", "2.png", "3.png"]);
    await put(`${folder}/labels.csv`, text);
    const { data, labels, notices } = await open(folder, { size: 8 });
    expect([classesOf(data), labels?.from, notices]).toEqual([["dog", "cat", "cat"], "labels.csv", []]);
  });

  it.each([
    [
      "pictures without one",
      "2.png,dog\n",
      [
        "labels.csv has no label for 2 of 3 pictures (3.png, a/1.png), so that no labels are used: add them, or move the pictures out of the folder.",
      ],
    ],
    [
      "two for a picture",
      "2.png,dog\n3.png,cat\n2.png,cat\n",
      ["labels.csv is not read as labels: line 3 has another label for 2.png than a line before."],
    ],
    [
      "three columns without names",
      "2.png,dog,1\n",
      ["labels.csv is not read as labels: its first line names no columns file and label, and has 3."],
    ],
  ])("are not used with %s, and that is said", async (how, text, says) => {
    await pictures(how, ["a/1.png", "2.png", "3.png"]);
    await put(`${how}/labels.csv`, text);
    const { data, notices } = await open(how, { size: 8 });
    expect([data.y, data.count, notices]).toEqual([undefined, 3, says]);
  });

  it("that name no picture are counted", async () => {
    await pictures("more", ["1.png", "2.png"]);
    await put("more/labels.csv", "1.png,a\n2.png,b\n3.png,b\n");
    const { data, notices } = await open("more", { size: 8 });
    expect(classesOf(data)).toEqual(["a", "b"]);
    expect(notices).toEqual(["labels.csv has 1 label for files that are no pictures here: 3.png."]);
  });

  it("are those of StyleGAN's dataset.json, whose sub-folders are no classes", async () => {
    await pictures("style", ["00000/1.png", "00001/2.png", "00001/3.png"]);
    const labels = [
      ["00000/1.png", 6],
      ["00001/2.png", 0],
      ["00001/3.png", 6],
    ];
    await put("style/dataset.json", JSON.stringify({ labels }));
    const { data, notices } = await open("style", { size: 8 });
    expect([classesOf(data), data.y?.classes, notices]).toEqual([["6", "0", "6"], ["0", "6"], []]);
    await put("style/dataset.json", JSON.stringify({ labels: null }));
    const none = await open("style", { size: 8 });
    expect([none.data.y, none.notices]).toEqual([undefined, []]);
    await put("style/dataset.json", JSON.stringify({ labels: [["00000/1.png", [0, 1]]] }));
    const other = await open("style", { size: 8 });
    expect([other.data.y, other.notices]).toEqual([
      undefined,
      ['dataset.json is not read as labels: its labels are no list of ["file", number].'],
    ]);
  });
});
