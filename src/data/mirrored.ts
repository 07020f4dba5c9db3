import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { formatShape } from "../tensor/shape.ts";
import { labelsFrom } from "./dataset.ts";
import { kindOf } from "./kinds.ts";
import type { ExampleSource } from "./shuffled.ts";

/** Images, and each of them once more with left and right exchanged: example i + count is example i mirrored. */
export function mirrored(source: ExampleSource): ExampleSource {
  const { shape, count } = source;
  const [channels = 0, height = 0, width = 0] = shape;
  if (kindOf(source) !== "images") {
    throw problem({
      doing: `mirroring ${source.name}`,
      expected: "images",
      came: `examples of shape ${formatShape(shape)}`,
      next: `Leave out ${option("mirror")}.`,
    });
  }
  return {
    ...source,
    count: 2 * count,
    fingerprint: `${source.fingerprint} mirrored`,
    ...(source.y ? { y: labelsFrom(source.y, (index) => index % count) } : {}),
    write: (index, to, at) => {
      source.write(index % count, to, at);
      if (index < count) return;
      for (let row = 0; row < channels * height; row++) {
        to.subarray(at + row * width, at + (row + 1) * width).reverse();
      }
    },
  };
}
