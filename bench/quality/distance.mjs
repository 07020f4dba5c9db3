// FID as `saddlepoint evaluate` takes it of 28×28 grey images: features of the digit classifier, as many real as generated ones.
import { readFileSync } from "node:fs";
import { frechetDistance, openExtractor } from "#inner";
import { openData, readDigits } from "../../dist/cli/library.js";

/** What measures files of float32 images in [−1, 1] against the first training images. */
export async function openDistance({ data: name, dataDir, samples, threads }) {
  const { data } = await openData({ argument: name, options: {}, places: { dataDir } }, () => undefined);
  const size = data.shape.reduce((product, length) => product * length, 1);
  const extractor = await openExtractor("digit classifier", await readDigits(), data.shape, { threads });
  const real = new Float32Array(samples * size);
  const reader = await data.open({ seed: 1, batch: samples, position: 0 });
  await reader.next({ x: real, ...(data.y ? { y: new Float32Array(samples * data.y.shape[0]) } : {}) });
  const features = await extractor.features(real);
  return {
    measure: async (file) => {
      const bytes = readFileSync(file);
      const images = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      const { value } = await frechetDistance(features, await extractor.features(images), extractor.dimension, {
        threads,
      });
      return value;
    },
    release: extractor.release,
  };
}
