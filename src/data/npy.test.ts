import { describe, expect, it } from "vitest";
import { encodeNpy, readNpy } from "./npy.ts";
import { npyData } from "./npy-data.ts";

/** A .npy file as NumPy writes it. */
function npy(
  descr: string,
  shape: string,
  data: ArrayBufferView,
  { fortran = "False", version = 1 }: { fortran?: string; version?: number } = {},
): Uint8Array {
  const header = `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;
  const length = version === 1 ? 10 : 12;
  const bytes = new Uint8Array(length + header.length + data.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  if (version === 1) new DataView(bytes.buffer).setUint16(8, header.length, true);
  else new DataView(bytes.buffer).setUint32(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), length);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), length + header.length);
  return bytes;
}

const bigEndian = (...values: number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, i) => view.setFloat64(8 * i, value));
  return new Uint8Array(view.buffer);
};

describe(".npy", () => {
  it.each<[string, Uint8Array, number[], number[]]>([
    ["bytes", npy("'|u1'", "(2, 2)", Uint8Array.of(1, 2, 3, 255)), [2, 2], [1, 2, 3, 255]],
    ["float32", npy("'<f4'", "(3,)", Float32Array.of(1.5, -2, 0.25)), [3], [1.5, -2, 0.25]],
    ["big-endian float64, version 2", npy("'>f8'", "(2,)", bigEndian(1e300, -3), { version: 2 }), [2], [1e300, -3]],
    ["float16", npy("'<f2'", "(4,)", Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff)), [4], [1, -2, 2 ** -24, 65504]],
    ["int64", npy("'<i8'", "(2,)", BigInt64Array.of(-5n, 7n)), [2], [-5, 7]],
    ["bool", npy("'|b1'", "(2,)", Uint8Array.of(0, 1)), [2], [0, 1]],
    // np.asfortranarray([[1, 2, 3], [4, 5, 6]])
    [
      "Fortran order",
      npy("'<i4'", "(2, 3)", Int32Array.of(1, 4, 2, 5, 3, 6), { fortran: "True" }),
      [2, 3],
      [1, 2, 3, 4, 5, 6],
    ],
  ])("of %s is read", (_, file, shape, values) => {
    const array = readNpy("a.npy", file);
    expect([array.shape, [...array.values]]).toEqual([shape, values]);
  });

  it.each<[string, Uint8Array, string]>([
    ["that is empty", new Uint8Array(), "reading a.npy as .npy: expected a file that begins with \\x93NUMPY"],
    [
      "of pickled objects",
      npy("'|O'", "(1,)", Uint8Array.of(0x80, 4, 0x63, 0x6f)),
      "expected an array of numbers, but got pickled Python objects, which are never opened: they can run any program.",
    ],
    ["of records", npy("[('a', '<f4')]", "(1,)", new Uint8Array(4)), "but got records. Save one field of them."],
    ["of complex numbers", npy("'<c8'", "(1,)", new Uint8Array(8)), "but got <c8."],
    ["of text", npy("'<U3'", "(1,)", new Uint8Array(12)), "but got <U3."],
    [
      "cut short",
      npy("'<f4'", "(3,)", new Uint8Array(8)),
      "expected 3 values of 4 bytes ([3]), but got 8 bytes: the file is truncated.",
    ],
    [
      "with lengths that no computer counts",
      npy("'<f4'", "(9999999999, 9999999999)", new Uint8Array(8)),
      "values can be counted, but got [9999999999×9999999999].",
    ],
    [
      "with an endless length",
      npy("'<f4'", `(${"9".repeat(400)},)`, new Uint8Array(8)),
      "values can be counted, but got [Infinity].",
    ],
    [
      "with a length below nothing",
      npy("'<f4'", "(-2, -1)", new Uint8Array(8)),
      "expected a header with descr, fortran_order and shape",
    ],
    ["with a type that JavaScript knows", npy("'<constructor'", "(1,)", new Uint8Array(8)), "but got <constructor."],
    [
      "with two shapes",
      npy("'<f4'", "(2,), 'shape': (1,)", new Uint8Array(8)),
      "descr, fortran_order and shape, once each",
    ],
    [
      "with a hundred axes",
      npy("'<f4'", `(${"1, ".repeat(100)})`, new Uint8Array(4)),
      "expected at most 64 axes, but got 100.",
    ],
    ["that goes on", npy("'<f4'", "(1,)", new Uint8Array(8)), "but got 8 bytes: the file is too long."],
    [
      "with a header of its own",
      npy("'<f4'", "'; import os'", new Uint8Array(4)),
      "expected a header with descr, fortran_order and shape",
    ],
    [
      "of version 9",
      npy("'<f4'", "(1,)", new Uint8Array(4), { version: 1 }).map((byte, i) => (i === 6 ? 9 : byte)),
      "but got 9.",
    ],
  ])("%s is refused in words", (_, file, message) => {
    expect(() => readNpy("a.npy", file)).toThrow(message);
  });

  it("gives back what was written, and is aligned as the format asks", () => {
    const file = encodeNpy([2, 1, 2], Float32Array.of(1, -2, 3.25, 4e-20));
    const header = new TextDecoder("latin1").decode(file.subarray(0, 128));
    expect([...file.subarray(0, 10)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
    expect(header.slice(10)).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 1, 2\), \} *\n$/);
    expect(file.length).toBe(128 + 16);
    const { shape, values } = readNpy("b.npy", file);
    expect([shape, [...values]]).toEqual([
      [2, 1, 2],
      [1, -2, 3.25, Math.fround(4e-20)],
    ]);
    expect(readNpy("c.npy", encodeNpy([3], Uint8Array.of(0, 9, 255))).values).toEqual(Uint8Array.of(0, 9, 255));
  });
});

describe("a NumPy array as data", () => {
  const first = async (shape: number[], values: number[], type: "bytes" | "numbers", mirror = false) => {
    const array = { type: type === "bytes" ? "uint8" : "float64", shape };
    const numbers = type === "bytes" ? Uint8Array.from(values) : Float64Array.from(values);
    const { data, meaning } = await npyData("a", { ...array, values: numbers }, { mirror });
    const reader = await data.open({ seed: 1, batch: data.count });
    const to = new Float32Array(values.length * (mirror ? 2 : 1));
    await reader.next(to);
    return { data, meaning, values: [...to].map((value) => Math.round(value * 1000) / 1000) };
  };

  it.each<[number[], "bytes" | "numbers", number[], string, number[], number[]]>([
    [[1, 1, 2], "bytes", [0, 255], "images N×H×W, bytes", [1, 1, 2], [-1, 1]],
    [
      [1, 1, 2, 3],
      "bytes",
      [0, 51, 102, 255, 204, 153],
      "images N×H×W×C, bytes",
      [3, 1, 2],
      [-1, 1, -0.6, 0.6, -0.2, 0.2],
    ],
    [
      [1, 3, 1, 2],
      "numbers",
      [0, 0.1, 0.2, 0.3, 0.4, 1],
      "images N×C×H×W, numbers from 0 to 1",
      [3, 1, 2],
      [-1, -0.8, -0.6, -0.4, -0.2, 1],
    ],
    [[1, 1, 2, 1], "numbers", [-1, 0.5], "images N×H×W×C, numbers from −1 to 1", [1, 1, 2], [-1, 0.5]],
    [[1, 1, 2], "numbers", [0, 255], "images N×H×W, numbers from 0 to 255", [1, 1, 2], [-1, 1]],
  ])("of shape %j and %s is %s", async (shape, type, values, meaning, example, expected) => {
    const found = await first(shape, values, type);
    expect([found.meaning, found.data.shape, found.values]).toEqual([meaning, example, expected]);
  });

  it("with two axes is rows, scaled like a table", async () => {
    const { data } = await first([3, 2], [1, 10, 2, 20, 3, 60], "numbers");
    expect(data.shape).toEqual([2]);
    expect(data.columns?.map(({ name, center }) => [name, center])).toEqual([
      ["x0", 2],
      ["x1", 30],
    ]);
  });

  it("mirrored holds every image also with left and right exchanged", async () => {
    const { data, values } = await first([1, 2, 2], [-1, 0, 0.25, 1], "numbers", true);
    expect(data.count).toBe(2);
    const images = [values.slice(0, 4), values.slice(4)].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
    expect(images).toEqual([
      [-1, 0, 0.25, 1],
      [0, -1, 1, 0.25],
    ]);
  });

  it.each<[string, number[], number[], string]>([
    ["of five axes", [1, 1, 1, 1, 2], [0, 1], "expected rows (N, N×D) or images"],
    ["with two channels", [1, 4, 4, 2], new Array<number>(32).fill(0), "but got [1×4×4×2]"],
    [
      "of other numbers",
      [1, 1, 2],
      [-3, 9],
      "expected values from 0 to 1, from −1 to 1, or from 0 to 255, but got -3 to 9.",
    ],
    ["with NaN", [1, 1, 2], [0, Number.NaN], "expected finite numbers, but got NaN."],
    ["of nothing", [0, 2, 2], [], "expected at least one example"],
  ])("%s is refused in words", async (_, shape, values, message) => {
    await expect(npyData("a", { type: "float64", shape, values: Float64Array.from(values) })).rejects.toThrow(message);
  });
});
