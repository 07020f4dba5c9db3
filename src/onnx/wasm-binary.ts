/** The runtime's binary, as it comes with this package: packed, as text. The lab's pages have a file instead (lab/build/engine.ts). */
import { binary } from "./vendor/binary.js";

export async function wasmBinary(): Promise<ArrayBuffer> {
  const text = atob(binary);
  const packed = new Uint8Array(text.length);
  // Uint8Array.from with a function takes half a second for as much.
  for (let i = 0; i < text.length; i++) packed[i] = text.charCodeAt(i);
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(unpacked).arrayBuffer();
}
