/**
 * The runtime's binary, for the lab's pages: it stands here for src/onnx/wasm-binary.ts (lab/vite.config.ts), as a file that comes while the
 * data are shown already. On the way it is about half as long as the text that other bundles carry.
 */
import { address } from "virtual:engine";

const arriving = fetch(address);
// Whoever waits for it is told.
arriving.catch(() => undefined);

export async function wasmBinary(): Promise<ArrayBuffer> {
  const response = await arriving;
  if (!response.ok) throw new Error(`Loading the engine from ${address}: the server answered ${response.status}.`);
  const bytes = await response.arrayBuffer();
  return isGzip(new Uint8Array(bytes)) ? unpacked(bytes) : bytes;
}

/** A server that can send Brotli sends the binary itself, any other what is packed (lab/build/engine.ts). */
const isGzip = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b;

const unpacked = (bytes: ArrayBuffer): Promise<ArrayBuffer> =>
  new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
