import { describe, expect, it } from "vitest";
import { arrayLabels, isNamedLabels, labelNames } from "./array-labels.ts";
import { classCounts, labelsOf, namedClasses, numberedClasses } from "./class-labels.ts";
import { exampleData } from "./held-out.ts";

describe("classes of examples", () => {
  it("are in the order in which people name them, 2 before 10, whatever the order of the examples", () => {
    const { classes, numbers } = namedClasses(["class 10", "class 2", "b", "class 2", "B", "a"]);
    expect(classes).toEqual(["a", "b", "B", "class 2", "class 10"]);
    expect([...numbers]).toEqual([4, 3, 1, 3, 2, 0]);
  });

  it("have the numbers that occur for names, or the names of these numbers", () => {
    expect(numberedClasses([26, 1, 3, 1])).toEqual({
      classes: ["1", "3", "26"],
      numbers: Uint32Array.of(2, 0, 1, 0),
    });
    expect(numberedClasses([1, 0], ["Shirt", "Bag"])).toMatchObject({ classes: ["Shirt", "Bag"] });
    expect(numberedClasses([1, 0.5])).toEqual({ why: "0.5 among them is no whole number" });
  });

  it("are counted for people", () => {
    expect(classCounts(namedClasses(["b", "a", "b"]))).toBe("a (1), b (2)");
  });

  it("go with their examples: those held out, and mirrored copies", () => {
    const source = {
      name: "pixels",
      shape: [1, 1, 2],
      count: 5,
      fingerprint: "f",
      y: labelsOf({ classes: ["0", "1", "2", "3", "4"], numbers: Uint32Array.of(0, 1, 2, 3, 4) }),
      write: (index: number, to: Float32Array, at: number) => to.set([index, -index], at),
    };
    const { y, heldOut, count } = exampleData(source, { mirror: true, holdout: 2 });
    const read = (labels: typeof y, index: number): number => {
      const to = new Float32Array(1);
      labels?.write?.(index, to, 0);
      return to[0] ?? Number.NaN;
    };
    expect(count).toBe(6);
    expect([0, 1, 2, 3, 4, 5].map((index) => read(y, index))).toEqual([0, 1, 2, 0, 1, 2]);
    expect([0, 1].map((index) => read(heldOut?.y, index))).toEqual([3, 4]);
    expect(heldOut?.y?.classes).toEqual(["0", "1", "2", "3", "4"]);
  });

  it("come with each minibatch, in the order of its examples", async () => {
    const numbers = Uint32Array.from({ length: 40 }, (_, i) => i % 7);
    const data = exampleData({
      ...{
        name: "pixels",
        shape: [1, 1, 1],
        count: 40,
        fingerprint: "f",
        y: labelsOf({ classes: "abcdefg".split(""), numbers }),
      },
      write: (index, to, at) => to.fill(index % 7, at, at + 1),
    });
    const reader = await data.open({ seed: 3, batch: 16 });
    const [x, y] = [new Float32Array(16), new Float32Array(16)];
    for (let step = 0; step < 4; step++) {
      await reader.next({ x, y });
      expect([...y]).toEqual([...x]);
    }
  });
});

describe("an array of labels", () => {
  const array = (shape: readonly number[], values: readonly number[]) => ({
    ...{ type: "float64", shape, values: Float64Array.from(values) },
  });

  it("has one whole number for each example, or a single 1 in a row", () => {
    const classes = { classes: ["1", "4"], numbers: Uint32Array.of(1, 0) };
    expect(arrayLabels(array([2], [4, 1]), 2)).toEqual(classes);
    expect(arrayLabels(array([2, 1], [4, 1]), 2)).toEqual(classes);
    expect(arrayLabels(array([2, 5], [0, 0, 0, 0, 1, 0, 1, 0, 0, 0]), 2)).toEqual(classes);
  });

  it.each<[string, readonly number[], readonly number[], string]>([
    ["of another length", [3], [0, 1, 2], "it has 3 for 2 examples"],
    ["of fractions", [2], [0.5, 1], "0.5 among them is no whole number"],
    ["of probabilities", [2, 2], [0.5, 0.5, 1, 0], "row 1 is no single 1 among zeros"],
    ["of several at once", [2, 2], [1, 0, 1, 1], "row 2 is no single 1 among zeros"],
    ["of images", [2, 1, 1], [0, 1], "it has the shape [2×1×1]"],
  ])("%s is none", (_, shape, values, why) => {
    expect(arrayLabels(array(shape, values), 2)).toEqual({ why });
  });

  it("is known by its name", () => {
    expect(["y", "labels", "label", "y_train", "train_labels", "targets"].map(isNamedLabels)).not.toContain(false);
    expect(["x", "images", "x_train", "train_images", "arr_0", "yield"].map(isNamedLabels)).not.toContain(true);
    expect(labelNames("x_train")).toContain("y_train");
    expect(labelNames("train_images")).toContain("train_labels");
    expect(labelNames("y")).not.toContain("y");
  });
});
