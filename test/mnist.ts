/** MNIST as it was published, for tests that need real digits; they are skipped where its folder is not there. */
import { access, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readIdx } from "../src/index.ts";

export const mnistFolder = resolve("../shared/data/mnist");

export const mnistThere = access(join(mnistFolder, "train-images-idx3-ubyte.gz")).then(
  () => true,
  () => false,
);

/** A part's file of images, as it is, and the digit that each shows. */
export async function mnistPart(
  part: "train" | "t10k",
): Promise<{ readonly file: Uint8Array; readonly labels: Uint8Array }> {
  const read = (name: string): Promise<Uint8Array> => readFile(join(mnistFolder, `${part}-${name}-ubyte.gz`));
  const { values } = await readIdx("labels", await read("labels-idx1"));
  return { file: await read("images-idx3"), labels: values };
}
