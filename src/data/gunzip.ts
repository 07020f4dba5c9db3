import { problem } from "../problem.ts";

export const isGzip = (file: Uint8Array): boolean => file[0] === 0x1f && file[1] === 0x8b;

/** Deflate makes a byte into no more: 258 bytes by two bits. */
const MOST_PER_BYTE = 1032;

/**
 * Inflates a gzip file whose content says at its beginning how long it is: as far as that, and one byte more if there are more.
 * Four megabytes may hold four gigabytes.
 *
 * @param name for error texts.
 * @param head bytes of the content that say its length.
 * @param lengthOf the length of the content, by its first bytes: `head` of them, or all there are.
 */
export async function gunzip(
  name: string,
  file: Uint8Array,
  head: number,
  lengthOf: (start: Uint8Array) => number,
): Promise<Uint8Array> {
  const stream = new Blob([file as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader();
  const next = async (): Promise<Uint8Array | undefined> => {
    try {
      return (await reader.read()).value;
    } catch (cause) {
      throw problem({
        doing: `decompressing ${name}`,
        expected: "a whole gzip file",
        came: "one that ends early or is damaged",
        next: "Download the file again.",
        cause,
      });
    }
  };
  try {
    let start: Uint8Array = new Uint8Array();
    while (start.length < head) {
      const chunk = await next();
      if (!chunk) break;
      start = joined(start, chunk);
    }
    const wanted = lengthOf(start) + 1;
    const content = new Uint8Array(Math.min(wanted, MOST_PER_BYTE * file.length));
    let length = 0;
    for (let chunk: Uint8Array | undefined = start; chunk; chunk = await next()) {
      const part = chunk.subarray(0, content.length - length);
      content.set(part, length);
      length += part.length;
      if (length === content.length) break;
    }
    return content.subarray(0, length);
  } finally {
    // Of a damaged file it fails as the reading did.
    await reader.cancel().catch(() => undefined);
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
