/** The model and the runtime that computes it, both out of the page itself. */
import type * as Ort from "onnxruntime-common";
import { find } from "./elements.ts";
import type { PageFacts } from "./facts.ts";

/**
 * G: count × latent numbers in, one example after the other out; bytes for images. `given`, of a mixed table: the cell of each column,
 * count × columns, −1 where it is left to the generator; of a generator that is told classes, how much there is of each, count × classes.
 */
export type Draw = (z: Float32Array, given?: Float32Array) => Promise<Uint8Array | Float32Array | Float64Array>;

/** The smallest module with a 128-bit operation in it: a runtime without them refuses it. */
const SIMD = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
];

/** What this browser lacks, in words. */
export function missing(): string | undefined {
  if (typeof WebAssembly === "undefined") return "WebAssembly";
  if (!WebAssembly.validate(Uint8Array.from(SIMD))) return "WebAssembly with SIMD";
  if (typeof DecompressionStream === "undefined") return "DecompressionStream";
  return undefined;
}

export async function openModel({ prior, rows, classes }: PageFacts): Promise<Draw> {
  const [script, wasm, model] = await Promise.all([unpack("runtime"), unpack("wasm"), unpack("model")]);
  // A page opened as a file may import nothing but what it made itself.
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const { env, InferenceSession, Tensor } = (await import(address)) as typeof Ort;
  URL.revokeObjectURL(address);
  env.wasm.wasmBinary = wasm;
  // Threads need shared memory, which a page opened as a file does not have.
  env.wasm.numThreads = 1;
  const session = await InferenceSession.create(model, { executionProviders: ["wasm"] });

  const width = rows?.columns.length ?? 0;
  const asked = rows?.columns.some(({ cells }) => cells) ?? false;
  let queue: Promise<unknown> = Promise.resolve();
  return (z, given) => {
    const count = z.length / prior.latent;
    const conditions = asked ? (given ?? new Float32Array(count * width).fill(-1)) : undefined;
    if (classes && given?.length !== count * classes.counts.length) {
      return Promise.reject(
        new Error("samples are asked to be of classes: call it with saddlepoint.given(seed, count)"),
      );
    }
    const run = async (): Promise<Uint8Array | Float32Array | Float64Array> => {
      const { x } = await session.run({
        z: new Tensor("float32", z, [count, prior.latent]),
        ...(conditions ? { given: new Tensor("float32", conditions, [count, width]) } : {}),
        ...(classes && given ? { weights: new Tensor("float32", given, [count, classes.counts.length]) } : {}),
      });
      return x?.data as Uint8Array | Float32Array | Float64Array;
    };
    // The runtime refuses a call while another is running.
    const result = queue.then(run);
    queue = result.catch(() => undefined);
    return result;
  };
}

/** An element's text: gzip in base64. The element goes, and its megabytes with it. */
async function unpack(id: string): Promise<Uint8Array<ArrayBuffer>> {
  const element = find(id, HTMLScriptElement);
  const text = atob(element.textContent);
  element.remove();
  const packed = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) packed[i] = text.charCodeAt(i);
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}
