/**
 * The safetensors format (huggingface.co/docs/safetensors): an 8-byte little-endian header length, a JSON header with name,
 * type, shape and byte range of each tensor, then the bytes. Only float32 is written.
 */
import { problem } from "../problem.ts";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.ts";

export interface NamedTensor {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
}

export interface TensorFile {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, NamedTensor>;
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: Shape;
  readonly data_offsets: readonly [number, number];
}

export function encodeTensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let length = 0;
  for (const { name, shape, values } of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [length, length + 4 * values.length] };
    length += 4 * values.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Padded with spaces so that the values begin at a multiple of 8 bytes.
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(start + length).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(text, 8);
  let at = start;
  for (const { values } of tensors) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/** Reads a file of float32 tensors. `name` is for error texts. */
export function decodeTensors(name: string, bytes: Uint8Array): TensorFile {
  const doing = `reading ${name} as safetensors`;
  const damaged = (expected: string, came: string): Error =>
    problem({ doing, expected, came, next: "The file is truncated, altered, or no safetensors file." });
  if (bytes.length < 8) throw damaged("at least 8 bytes", String(bytes.length));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (!(headerLength <= bytes.length - 8)) {
    throw damaged(`a header of at most ${bytes.length - 8} bytes`, String(headerLength));
  }
  const { __metadata__: metadata = {}, ...entries } = parseHeader(bytes.subarray(8, 8 + headerLength), damaged);
  const data = bytes.subarray(8 + headerLength);
  const tensors = new Map<string, NamedTensor>();
  for (const [tensor, entry] of Object.entries(entries)) {
    const { dtype, shape, data_offsets: offsets } = entry as Partial<HeaderEntry>;
    const [from = -1, to = -1] = Array.isArray(offsets) ? offsets : [];
    if (dtype !== "F32") throw damaged(`${tensor} to be F32`, String(dtype));
    if (!Array.isArray(shape) || to - from !== 4 * sizeOf(shape)) {
      throw damaged(`${tensor} to have 4 bytes per value`, `${formatShape(shape ?? [])} in ${to - from} bytes`);
    }
    if (from < 0 || to > data.length) throw damaged(`${tensor} within ${data.length} bytes`, `bytes ${from} to ${to}`);
    // Copied: the bytes need not be aligned for a float32 view.
    tensors.set(tensor, { name: tensor, shape, values: copyOf(data, from, to) });
  }
  return { metadata: metadata as Readonly<Record<string, string>>, tensors };
}

function copyOf(bytes: Uint8Array, from: number, to: number): Float32Array {
  const values = new Float32Array((to - from) / 4);
  // Not by slice: that of Node's Buffer does not copy.
  new Uint8Array(values.buffer).set(bytes.subarray(from, to));
  return values;
}

function parseHeader(bytes: Uint8Array, damaged: (expected: string, came: string) => Error): Record<string, object> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw damaged("a JSON header", "something else");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) {
    throw damaged("a JSON object as header", "another value");
  }
  return header as Record<string, object>;
}
