/** Classes of samples, without the data. */
import { openRandom } from "../../kernels/random.ts";
import type { ClassCode } from "./class-code.ts";

/** The numbers of `count` classes, drawn by their shares among the training examples; the same for the same seed and substream. */
export async function drawClasses(
  { counts }: Pick<ClassCode, "counts">,
  seed: number,
  count: number,
  substream = 0,
): Promise<Uint32Array<ArrayBuffer>> {
  const random = await openRandom(seed, "conditions", substream);
  let examples = 0;
  const ends = counts.map((of) => {
    examples += of;
    return examples;
  });
  return Uint32Array.from({ length: count }, () => {
    const example = random.below(examples);
    return ends.findIndex((end) => example < end);
  });
}
