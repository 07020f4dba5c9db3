import { describe, expect, it } from "vitest";
import { readCsv } from "./csv.ts";
import { suggestTableShape, tableImages } from "./table-images.ts";

const pixels = (count: number, first = 0): string[] => Array.from({ length: count }, (_, i) => `pixel${i + first}`);

describe("a table of pixels", () => {
  const values = Float64Array.of(7, 0, 255, 0, 51, 3, 255, 0, 255, 0);

  const left = "is not among the 4 pixels and is left out.";
  const label = "is no pixel: it is the label, with 2 classes.";
  it.each<[readonly string[], string]>([
    [["label", ...pixels(4)], label],
    [["n", "1x1", "1x2", "2x1", "2x2"], left],
    [["id", "a", "b", "c", "d"], left],
    [["class", "a", "b", "c", "d"], label],
  ])(
    "of columns %j becomes images without the column that is no pixel, and says what that is",
    async (columns, says) => {
      const { data, notices, labels } = await tableImages("t", { columns, values }, { shape: "2x2" });
      expect([data.shape, data.count, notices]).toEqual([[1, 2, 2], 2, [`Column ${columns[0]} ${says}`]]);
      expect(labels?.classes).toEqual(says === label ? ["3", "7"] : undefined);
      expect(data.y?.classes).toEqual(labels?.classes);
      const to = new Float32Array(8);
      [0, 1].forEach((i) => data.write?.(i, to, 4 * i));
      expect([...to].map((x) => Math.round((x + 1) * 127.5))).toEqual([0, 255, 0, 51, 255, 0, 255, 0]);
    },
  );

  it("takes all columns where they are as many as the image has pixels", async () => {
    const { data, notices } = await tableImages("t", { columns: pixels(5), values }, { shape: "1x5" });
    expect([data.shape, notices]).toEqual([[1, 1, 5], []]);
  });

  it("says so where a column that is called a label counts as a pixel", async () => {
    const { notices } = await tableImages("t", { columns: ["label", ...pixels(4)], values }, { shape: "1x5" });
    expect(notices).toEqual([
      'label counts as a pixel, since `shape: "1x5"` takes all 5 columns; `leaveOut` leaves columns out.',
    ]);
  });

  it("asks which column is no pixel where the names do not tell", async () => {
    const columns = ["column 1", "column 2", "column 3", "column 4", "column 5"];
    await expect(tableImages("t", { columns, values }, { shape: "2x2" })).rejects.toThrow(
      'expected 4 columns of pixels for `shape: "2x2"`, but got 5 columns of numbers. Name those that are no pixels by `leaveOut`, e.g. `leaveOut: ["1"]` for the first.',
    );
    const { columns: left } = readCsv("t", "7,0,255,0,51\n3,255,0,255,0\n", { leaveOut: ["1"] });
    expect(left).toEqual(columns.slice(1));
    await expect(tableImages("t", { columns, values }, { shape: "4x4" })).rejects.toThrow(
      "Give the sides of one image.",
    );
  });

  it("is told by its names or by a number of unnamed columns that is a square, and by nothing else", () => {
    expect(suggestTableShape(["label", ...pixels(784, 1)])[0]).toContain('`shape: "28x28"`');
    expect(suggestTableShape(Array.from({ length: 64 }, (_, i) => `column ${i + 1}`))[0]).toContain('`shape: "8x8"`');
    expect(suggestTableShape(Array.from({ length: 785 }, (_, i) => `column ${i + 1}`))).toEqual([
      'Rows of 784 numbers and a label before them are taken as a table; if each is an image, `leaveOut: ["1"]` `shape: "28x28"` says so.',
    ]);
    expect(suggestTableShape(Array.from({ length: 64 }, (_, i) => `gene ${i}`))).toEqual([]);
  });
});
