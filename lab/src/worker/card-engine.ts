/** The runtime for the graphics card: twice as large as the other one, and loaded when a game on the card is first set up. */
import { address, script } from "virtual:webgpu";
import type { Ort } from "#inner";
import { unpackedFile } from "./engine-file.ts";

let opened = 0;

/** Each time another one: what a card that went away was in use by reaches no other. */
export async function openWebgpu(): Promise<Ort> {
  opened++;
  const [ort, binary] = await Promise.all([
    import(/* @vite-ignore */ `${script}#${opened}`) as Promise<Ort>,
    unpackedFile(address, fetch(address)),
  ]);
  ort.env.wasm.wasmBinary = binary;
  ort.env.wasm.numThreads = 1;
  return ort;
}
