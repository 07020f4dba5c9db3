/** What is trained: eight Gaussians in a ring. Put your own data and options here. */
import { builtIn, type Config, decodeCheckpoint, exportGenerator, train } from "saddlepoint";

/** A generator as an ONNX file, and what is to be known of it. */
export interface Exported {
  readonly model: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Trains for some steps and exports the generator; `say` takes a line now and then. */
export async function trainGenerator(steps: number, say: (line: string) => void = () => undefined): Promise<Exported> {
  let config: Config | undefined;
  let file: Uint8Array | undefined;
  for await (const event of train({ data: builtIn("ring"), steps, seed: 1, widths: [64, 64] })) {
    if (event.type === "start") config = event.config;
    if (event.type === "checkpoint") file = event.bytes;
    if (event.type !== "report") continue;
    say(
      `step ${event.step}: D says ${event.meanDReal.toFixed(3)} of real points, ${event.meanDFake.toFixed(3)} of made ones`,
    );
  }
  if (!config || !file) throw new Error("the run left no checkpoint");
  const checkpoint = await decodeCheckpoint("the last checkpoint", file);
  const { bytes, metadata } = await exportGenerator({ config, checkpoint });
  return { model: bytes, metadata };
}
