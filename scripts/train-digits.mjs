// Trains the classifier of handwritten digits that the package ships: src/evaluation/digits.onnx. The argument is the folder
// with MNIST's four files. The weights follow from the seed, but for the rounding of the machine's arithmetic.
import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { classifierModel, openClassifier, parameterCount, readIdx, trainClassifier } from "#inner";

const [folder, epochs = "12", target = "src/evaluation/digits.onnx"] = process.argv.slice(2);
if (!folder) {
  process.stderr.write("train-digits: give the folder with MNIST's four files.\n");
  process.exit(2);
}

const read = async (part) => {
  const file = async (name) => readIdx(name, await readFile(join(folder, name)));
  const pixels = await file(`${part}-images-idx3-ubyte.gz`);
  const { values: labels } = await file(`${part}-labels-idx1-ubyte.gz`);
  return { images: Float32Array.from(pixels.values, (byte) => byte / 255), labels };
};
const [training, test] = [await read("train"), await read("t10k")];

const shape = [1, 28, 28];
const began = performance.now();
const seconds = () => `${((performance.now() - began) / 1000).toFixed(0)} s`;
const classifier = await trainClassifier({
  ...training,
  shape,
  classes: 10,
  seed: 0,
  epochs: Number(epochs),
  progress: (epoch, loss) => process.stderr.write(`epoch ${epoch}: cross-entropy ${loss.toFixed(4)}, ${seconds()}\n`),
});
const bytes = classifierModel(classifier, { data: "MNIST", epochs, seed: "0" });

const opened = await openClassifier(bytes, shape);
const { classes } = await opened.read(test.images);
await opened.release();
const right = classes.filter((found, i) => found === test.labels[i]).length;

await writeFile(`${target}.tmp`, bytes);
await rename(`${target}.tmp`, target);
process.stdout.write(
  `${target}: ${bytes.length} bytes, ${parameterCount(classifier.layers.whole)} weights, ${seconds()}\n` +
    `right on ${right} of ${classes.length} test images (${((100 * right) / classes.length).toFixed(2)} %)\n` +
    `SHA-256 ${createHash("sha256").update(bytes).digest("hex")}\n`,
);
