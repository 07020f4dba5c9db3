/** The exported generator: the same in Node and in the browser. */
import { openModel } from "saddlepoint";

export interface Generator {
  /** Points, x and y of one after the other. */
  readonly draw: (count: number) => Promise<Float32Array>;
  readonly release: () => Promise<void>;
}

/** z of the generator is normal. */
const normal = (): number => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

/** @param metadata what the file came with: `latent` is how many numbers z has. */
export async function openGenerator(model: Uint8Array, metadata: Readonly<Record<string, string>>): Promise<Generator> {
  const latent = Number(metadata.latent);
  const opened = await openModel(model);
  return {
    draw: async (count) => {
      const z = Float32Array.from({ length: count * latent }, normal);
      const { x } = await opened.run({ z: { values: z, shape: [count, latent] } });
      if (!x) throw new Error("the model gives no x");
      return Float32Array.from(x.values);
    },
    release: opened.release,
  };
}
