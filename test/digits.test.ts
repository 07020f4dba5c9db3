/** The classifier of digits that the package ships, on real digits and on stacks of them. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDigits } from "../src/cli/run/digits.ts";
import { classModes, idxImages, kullbackLeibler, openClassifier, readIdx, stackedDigits } from "../src/inner.ts";
import { inFolder } from "./cli/command.ts";
import { mnistFolder, mnistPart, mnistThere } from "./mnist.ts";

const DIGIT = [1, 28, 28];

describe("the classifier of digits that is shipped", () => {
  it("is the file that it was, small, and gives features and logits for any number of images", async () => {
    const bytes = await readDigits();
    expect(bytes.length).toBeLessThan(300_000);
    const classifier = await openClassifier(bytes, DIGIT);
    for (const count of [1, 7]) {
      const { features, logits, classes, width } = await classifier.read(new Float32Array(count * 784));
      expect([features.length, logits.length, classes.length, width]).toEqual([64 * count, 10 * count, count, 64]);
    }
    await classifier.release();
  });

  it("is refused where it is another file, and where there is none", () =>
    inFolder(async (folder) => {
      const path = join(folder, "digits.onnx");
      await expect(readDigits(path)).rejects.toThrow("no such file");
      await writeFile(path, (await readDigits()).with(1000, 1));
      await expect(readDigits(path)).rejects.toThrow(
        /reading the classifier of digits at .*: expected SHA-256 bc8952c3b6db5c36…, but got [0-9a-f]{16}…: another file, or a damaged one\. Install saddlepoint again\./,
      );
    }));

  it("is right on more than 98.5 % of MNIST's 10,000 test images", async (context) => {
    if (!(await mnistThere)) context.skip(`${mnistFolder} is not there`);
    const { file, labels } = await mnistPart("t10k");
    const { values } = await readIdx("images", file);
    const classifier = await openClassifier(await readDigits(), DIGIT);
    const { classes } = await classifier.read(Float32Array.from(values, (byte) => byte / 255));
    await classifier.release();
    expect(classes).toHaveLength(10_000);
    expect(classes.filter((found, i) => found === labels[i]).length).toBeGreaterThan(9850);
  });

  it("reads all 1,000 modes in 26,000 stacks, as often as their digits and sampling noise explain", async (context) => {
    if (!(await mnistThere)) context.skip(`${mnistFolder} is not there`);
    const { file, labels } = await mnistPart("train");
    const stacks = await stackedDigits(await idxImages("mnist", file));
    const [count, part] = [26_000, 1000];
    const classifier = await openClassifier(await readDigits(), DIGIT);
    const classes = new Uint8Array(count * 3);
    const values = new Float32Array(part * 3 * 784);
    for (let from = 0; from < count; from += part) {
      for (let i = 0; i < part; i++) stacks.write?.(from + i, values, i * 3 * 784);
      classes.set((await classifier.read(values.map((x) => (x + 1) / 2))).classes, from * 3);
    }
    await classifier.release();
    const found = classModes(classes, { classes: 10, channels: 3 });
    expect([found.modes, found.of]).toEqual([1000, 1000]);
    // MNIST's digits are not equally frequent; n samples add (modes − 1)/2n, give or take √(2·(modes − 1))/2n.
    const shares = Array.from(
      { length: 10 },
      (_, digit) => labels.filter((label) => label === digit).length / labels.length,
    );
    const expected = 3 * kullbackLeibler(shares, Array<number>(10).fill(0.1)) + 999 / (2 * count);
    expect(Math.abs(found.reverseKl - expected)).toBeLessThan((4 * Math.sqrt(2 * 999)) / (2 * count));
  });
});
