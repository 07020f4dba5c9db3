/**
 * The IDX format of MNIST (yann.lecun.com/exdb/mnist): big-endian; two zero bytes, the element type, the number of axes, one
 * 32-bit length per axis, then the values.
 */
import { problem } from "../problem.ts";
import { sizeOf } from "../tensor/shape.ts";
import { gunzip, isGzip } from "./gunzip.ts";

/** An array of bytes with its shape. */
export interface Idx {
  /** `[count, height, width]` for images. */
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

interface Header {
  readonly shape: readonly number[];
  /** Bytes of the header, and of the values that it names. */
  readonly length: number;
  readonly size: number;
}

const UNSIGNED_BYTE = 0x08;
/** The format would allow 255; no data have so many. */
const MOST_AXES = 8;
/** Bytes of values that are taken into memory. */
const MOST = 2 ** 31;

/** Reads an IDX file of unsigned bytes, gzipped or not. */
export async function readIdx(name: string, file: Uint8Array): Promise<Idx> {
  const doing = `reading ${name} as IDX`;
  const gzipped = isGzip(file);
  const bytes = gzipped
    ? await gunzip(name, file, 4 + 4 * MOST_AXES, (start) => {
        const { length, size } = readHeader(doing, start);
        return length + size;
      })
    : file;
  const { shape, length, size } = readHeader(doing, bytes);
  const present = bytes.length - length;
  if (present !== size) {
    // What is gzipped was not inflated further.
    const came = `${gzipped && present > size ? "more" : present}: the file is ${present < size ? "truncated" : "too long"}`;
    throw problem({ doing, expected: `${size} values (${shape.join("×")})`, came, next: "Download the file again." });
  }
  return { shape, values: bytes.subarray(length) };
}

/** The header at the beginning of a file, of which there may be no more than this. */
function readHeader(doing: string, bytes: Uint8Array): Header {
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
  if (axes > MOST_AXES) throw problem({ doing, expected: `at most ${MOST_AXES} axes`, came: String(axes) });
  const length = 4 + 4 * axes;
  if (bytes.length < length) {
    throw problem({
      doing,
      expected: `a header of ${length} bytes`,
      came: `${bytes.length} bytes`,
      next: "Download the file again.",
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = sizeOf(shape);
  if (size > MOST) {
    throw problem({
      doing,
      expected: `at most ${MOST} values`,
      came: `${size} (${shape.join("×")})`,
      next: "Give a part of them; pictures in a folder may be as many as the disk holds.",
    });
  }
  return { shape, length, size };
}
