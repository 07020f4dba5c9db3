/** An engine's file, as it has come from a server that may have unpacked it. */
export async function unpackedFile(address: string, arriving: Promise<Response>): Promise<ArrayBuffer> {
  const response = await arriving;
  if (!response.ok) throw new Error(`Loading the engine from ${address}: the server answered ${response.status}.`);
  const bytes = await response.arrayBuffer();
  return isGzip(new Uint8Array(bytes)) ? unpacked(bytes) : bytes;
}

/** A server that can send Brotli sends the binary itself, any other what is packed (lab/build/engine.ts). */
const isGzip = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b;

const unpacked = (bytes: ArrayBuffer): Promise<ArrayBuffer> =>
  new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
