/**
 * The safetensors format (huggingface.co/docs/safetensors): an 8-byte little-endian header length, a JSON header with name,
 * type, shape and byte range of each tensor, then the bytes. Only float32 is written.
 */
import { firstBytes } from "../data/first-bytes.ts";
import { parseJson } from "../data/json.ts";
import { problem } from "../problem.ts";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.ts";

/** A tensor of a safetensors file. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
}

/** What a safetensors file holds. */
export interface TensorFile {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, NamedTensor>;
}

/** What the header says of a tensor; the values are bytes `from` to `to` of what follows the header. */
interface Entry {
  readonly name: string;
  readonly shape: Shape;
  readonly from: number;
  readonly to: number;
}

/** Bytes of a header, by the format's own reader. */
const LONGEST_HEADER = 1e8;

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

/**
 * Reads a file of float32 tensors. `name` is for error texts. No memory is taken for values before the whole header holds
 * true: as the format asks, the tensors follow one another without overlap or gap, and fill the file.
 */
export function decodeTensors(name: string, bytes: Uint8Array): TensorFile {
  const doing = `reading ${name} as safetensors`;
  const damaged = (expected: string, came: string): Error =>
    problem({ doing, expected, came, next: "The file is truncated, altered, or no safetensors file." });
  if (bytes.length < 8)
    throw damaged("at least 8 bytes", bytes.length === 0 ? firstBytes(bytes) : String(bytes.length));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > LONGEST_HEADER) throw damaged("the length of a header", firstBytes(bytes));
  if (headerLength > bytes.length - 8) {
    throw damaged(`a header of ${headerLength} bytes, as the file says`, `${bytes.length - 8} in all`);
  }
  const { __metadata__: metadata = {}, ...header } = parseHeader(bytes.subarray(8, 8 + headerLength), damaged);
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== "string")) {
    throw damaged("texts as __metadata__", "something else");
  }
  const entries = Object.entries(header).map(([tensor, value]) => entryOf(tensor, value, damaged));
  const data = bytes.subarray(8 + headerLength);
  let end = 0;
  // The order of the header is not that of the values.
  for (const { name: tensor, from, to } of entries.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (to > data.length) throw damaged(`${tensor} within ${data.length} bytes`, `bytes ${from} to ${to}`);
    if (from !== end) throw damaged(`${tensor} from byte ${end} on, where the one before it ends`, `from ${from}`);
    end = to;
  }
  if (end !== data.length) throw damaged(`tensors of ${data.length} bytes together`, String(end));
  // Copied: the bytes need not be aligned for a float32 view.
  const tensors = entries.map(({ name: tensor, shape, from, to }) => ({
    name: tensor,
    shape,
    values: copyOf(data, from, to),
  }));
  return {
    metadata: metadata as Readonly<Record<string, string>>,
    tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
  };
}

type Damaged = (expected: string, came: string) => Error;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isLength = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function entryOf(name: string, value: unknown, damaged: Damaged): Entry {
  if (!isRecord(value)) throw damaged(`type, shape and place of ${name}`, "something else");
  const { dtype, shape, data_offsets: offsets } = value;
  if (dtype !== "F32") throw damaged(`${name} to be F32`, typeof dtype === "string" ? dtype : "no type");
  if (!Array.isArray(shape) || !shape.every(isLength)) {
    throw damaged(`the lengths of ${name}'s axes, 0 or more each`, "something else as its shape");
  }
  const [from, to] = Array.isArray(offsets) && offsets.length === 2 ? (offsets as unknown[]) : [];
  if (!isLength(from) || !isLength(to)) throw damaged(`the first and the last byte of ${name}`, "something else");
  if (to - from !== 4 * sizeOf(shape)) {
    throw damaged(`${name} to have 4 bytes per value`, `${formatShape(shape)} in ${to - from} bytes`);
  }
  return { name, shape, from, to };
}

function copyOf(bytes: Uint8Array, from: number, to: number): Float32Array {
  const values = new Float32Array((to - from) / 4);
  // Not by slice: that of Node's Buffer does not copy.
  new Uint8Array(values.buffer).set(bytes.subarray(from, to));
  return values;
}

function parseHeader(bytes: Uint8Array, damaged: Damaged): Record<string, unknown> {
  let header: unknown;
  try {
    header = parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw damaged("a JSON header", "something else");
  }
  if (!isRecord(header)) throw damaged("a JSON object as header", "another value");
  return header;
}
