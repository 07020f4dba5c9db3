/**
 * NumPy's .npy format (numpy.lib.format): `\x93NUMPY`, a version, the length of a header, the header (a Python dictionary of
 * literals), then the values. Arrays of pickled objects are refused: nothing is ever unpickled.
 */

import { problem } from "../problem.ts";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.ts";
import { fromHalf } from "./half.ts";

/** An array of NumPy: its numbers in row-major order, and what they were in the file. */
export interface NumpyArray {
  /** NumPy's name of the element type, e.g. `float64`. */
  readonly type: string;
  readonly shape: Shape;
  /** In C order (the last axis moves fastest), whatever the file has. Bytes stay bytes. */
  readonly values: Uint8Array | Float64Array;
}

/** Bytes of a header: NumPy writes longer ones for records alone. */
const LONGEST_HEADER = 2 ** 16;
/** NumPy 2 has no more. */
const MOST_AXES = 64;
/** More numbers than these, 8 bytes each, would take 2 GB before anything is done with them. */
const MOST_NUMBERS = 2 ** 28;

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

interface ElementType {
  readonly name: string;
  readonly bytes: number;
  readonly read: (view: DataView, at: number, littleEndian: boolean) => number;
}

const elementTypes: Readonly<Record<string, ElementType>> = {
  u1: { name: "uint8", bytes: 1, read: (view, at) => view.getUint8(at) },
  b1: { name: "bool", bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
  i1: { name: "int8", bytes: 1, read: (view, at) => view.getInt8(at) },
  u2: { name: "uint16", bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  i2: { name: "int16", bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  u4: { name: "uint32", bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  i4: { name: "int32", bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  u8: { name: "uint64", bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i8: { name: "int64", bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  f2: { name: "float16", bytes: 2, read: (view, at, little) => fromHalf(view.getUint16(at, little)) },
  f4: { name: "float32", bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { name: "float64", bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
};

/**
 * Reads a .npy file of numbers. `name` is for error texts. Memory is taken once the file is known to hold what its header
 * says.
 */
export function readNpy(name: string, file: Uint8Array): NumpyArray {
  const doing = `reading ${name} as .npy`;
  if (file.length < 10 || MAGIC.some((byte, i) => file[i] !== byte)) {
    throw problem({ doing, expected: "a file that begins with \\x93NUMPY", came: "another one" });
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const version = view.getUint8(6);
  if (version < 1 || version > 3) {
    throw problem({ doing, expected: "version 1, 2 or 3 of the format", came: String(version) });
  }
  const truncated = (expected: string, came: string): Error =>
    problem({ doing, expected, came: `${came}: the file is truncated`, next: "Write or copy it again." });
  const start = version === 1 ? 10 : 12;
  if (file.length < start) throw truncated(`a header of at least ${start} bytes`, String(file.length));
  const from = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (file.length < from) throw truncated(`a header of ${from} bytes`, String(file.length));
  if (from - start > LONGEST_HEADER) {
    throw problem({ doing, expected: `a header of at most ${LONGEST_HEADER} bytes`, came: String(from - start) });
  }
  const { descr, fortran, shape } = parseHeader(doing, new TextDecoder().decode(file.subarray(start, from)));
  const type = elementTypeOf(doing, descr);
  const size = sizeOf(shape);
  if (!Number.isSafeInteger(size)) {
    throw problem({ doing, expected: "a shape whose values can be counted", came: formatShape(shape) });
  }
  const present = file.length - from;
  if (present !== size * type.bytes) {
    const expected = `${size} values of ${type.bytes} bytes (${formatShape(shape)})`;
    if (present < size * type.bytes) throw truncated(expected, `${present} bytes`);
    throw problem({ doing, expected, came: `${present} bytes: the file is too long` });
  }
  const little = !descr.startsWith(">");
  const bytes = type.name === "uint8";
  if (!bytes && size > MOST_NUMBERS) {
    throw problem({
      doing,
      expected: `at most ${MOST_NUMBERS} numbers`,
      came: String(size),
      next: "Give a part of them; pictures may be saved as uint8.",
    });
  }
  const values = bytes ? new Uint8Array(size) : new Float64Array(size);
  const place = fortran ? fortranPlaces(shape) : undefined;
  for (let i = 0; i < size; i++) values[i] = type.read(view, from + (place ? place(i) : i) * type.bytes, little);
  return { type: type.name, shape, values };
}

/** Strictly the dictionary that NumPy writes: three keys in any order, literals as values. */
function parseHeader(doing: string, header: string): { descr: string; fortran: boolean; shape: Shape } {
  if (/'descr'\s*:\s*\[/.test(header)) {
    throw problem({ doing, expected: "an array of numbers", came: "records", next: "Save one field of them." });
  }
  const only = (pattern: RegExp): string | undefined => {
    const found = [...header.matchAll(pattern)];
    return found.length === 1 ? found[0]?.[1] : undefined;
  };
  const descr = only(/'descr'\s*:\s*'([^']*)'/g);
  const fortran = only(/'fortran_order'\s*:\s*(True|False)/g);
  const axes = only(/'shape'\s*:\s*\(([\d\s,L]*)\)/g);
  if (descr === undefined || fortran === undefined || axes === undefined) {
    throw problem({
      doing,
      expected: "a header with descr, fortran_order and shape, once each",
      came: header.trim().slice(0, 80),
    });
  }
  const shape = axes.split(",").flatMap((axis) => (axis.trim() === "" ? [] : [Number.parseInt(axis, 10)]));
  if (shape.length > MOST_AXES) {
    throw problem({ doing, expected: `at most ${MOST_AXES} axes`, came: String(shape.length) });
  }
  return { descr, fortran: fortran === "True", shape };
}

function elementTypeOf(doing: string, descr: string): ElementType {
  const code = descr.replace(/^[<>|=]/, "");
  const type = Object.hasOwn(elementTypes, code) ? elementTypes[code] : undefined;
  if (type) return type;
  if (/^[<>|=]?O/.test(descr)) {
    throw problem({
      doing,
      expected: "an array of numbers",
      came: "pickled Python objects, which are never opened: they can run any program",
      next: "Save it as numbers, e.g. np.save(path, array.astype(np.float32)).",
    });
  }
  const known = Object.values(elementTypes).map(({ name }) => name);
  throw problem({ doing, expected: `an array of ${known.join(", ")}`, came: descr });
}

/** Where the value at a place in C order stands in Fortran order (the first axis moves fastest). */
function fortranPlaces(shape: Shape): (index: number) => number {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  return (index) => {
    let [rest, place] = [index, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis] ?? 1;
      place += (rest % length) * (strides[axis] ?? 0);
      rest = Math.floor(rest / length);
    }
    return place;
  };
}

/** Values in C order as a .npy file (version 1): bytes as uint8, numbers as float32 or float64. */
export function encodeNpy(shape: Shape, values: Uint8Array | Float32Array | Float64Array): Uint8Array<ArrayBuffer> {
  const descr = values instanceof Uint8Array ? "|u1" : values instanceof Float32Array ? "<f4" : "<f8";
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${axes}), }`;
  // Padded with spaces and a line break, so that the values begin at a multiple of 64 bytes.
  const length = Math.ceil((10 + header.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length + values.byteLength);
  bytes.set(MAGIC);
  bytes[6] = 1;
  const view = new DataView(bytes.buffer);
  view.setUint16(8, length - 10, true);
  bytes.set(new TextEncoder().encode(`${header.padEnd(length - 11)}\n`), 10);
  if (values instanceof Uint8Array) bytes.set(values, length);
  else if (values instanceof Float32Array) values.forEach((value, i) => view.setFloat32(length + 4 * i, value, true));
  else values.forEach((value, i) => view.setFloat64(length + 8 * i, value, true));
  return bytes;
}
