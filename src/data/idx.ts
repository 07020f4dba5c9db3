/**
 * The IDX format of MNIST (yann.lecun.com/exdb/mnist): big-endian; two zero bytes, the element type, the number of axes, one
 * 32-bit length per axis, then the values.
 */
import { problem } from "../problem.ts";

export interface Idx {
  /** `[count, height, width]` for images. */
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/** Reads an IDX file of unsigned bytes, gzipped or not. */
export async function readIdx(name: string, file: Uint8Array): Promise<Idx> {
  const gzipped = file[0] === 0x1f && file[1] === 0x8b;
  const bytes = gzipped ? await gunzip(name, file) : file;
  const doing = `reading ${name} as IDX`;
  const [zero0, zero1, type = 0, axes = 0] = bytes;
  if (bytes.length < 4 || zero0 !== 0 || zero1 !== 0) {
    const magic = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw problem({
      doing,
      expected: "the magic number 00 00 08 …",
      came: magic === "" ? "an empty file" : magic,
      next: "Give an IDX file such as train-images-idx3-ubyte.gz.",
    });
  }
  if (type !== UNSIGNED_BYTE) {
    throw problem({ doing, expected: "unsigned bytes (type 08)", came: `type ${type.toString(16).padStart(2, "0")}` });
  }
  const header = 4 + 4 * axes;
  if (bytes.length < header) {
    throw problem({
      doing,
      expected: `a header of ${header} bytes`,
      came: `${bytes.length} bytes`,
      next: "Download the file again.",
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, length) => product * length, 1);
  if (bytes.length - header !== size) {
    throw problem({
      doing,
      expected: `${size} values (${shape.join("×")})`,
      came: `${bytes.length - header}: the file is ${bytes.length - header < size ? "truncated" : "too long"}`,
      next: "Download the file again.",
    });
  }
  return { shape, values: bytes.subarray(header) };
}

async function gunzip(name: string, file: Uint8Array): Promise<Uint8Array> {
  try {
    const stream = new Blob([file as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    throw problem({
      doing: `decompressing ${name}`,
      expected: "a whole gzip file",
      came: "one that ends early or is damaged",
      next: "Download the file again.",
      cause,
    });
  }
}
