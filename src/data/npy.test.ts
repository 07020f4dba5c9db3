import { describe, expect, it } from "vitest";
import { placesOf } from "./columns/columns.ts";
import { encodeNpy, readNpy } from "./npy.ts";
import { type NpyOptions, npyData } from "./npy-data.ts";

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
  const first = async (
    shape: number[],
    values: number[],
    type: "bytes" | "numbers",
    { mirror = false, ...options }: NpyOptions = {},
  ) => {
    const array = { type: type === "bytes" ? "uint8" : "float64", shape };
    const numbers = type === "bytes" ? Uint8Array.from(values) : Float64Array.from(values);
    const { data, meaning, notices } = await npyData("a", { ...array, values: numbers }, { ...options, mirror });
    const reader = await data.open({ seed: 1, batch: data.count });
    const to = new Float32Array(data.count * data.shape.reduce((a, b) => a * b, 1));
    await reader.next({ x: to });
    return { data, meaning, notices, values: [...to].map((value) => Math.round(value * 1000) / 1000) };
  };

  it.each<[number[], "bytes" | "numbers", number[], string, number[], number[]]>([
    [[1, 1, 5], "bytes", [0, 51, 102, 204, 255], "images N×H×W, bytes", [1, 1, 5], [-1, -0.6, -0.2, 0.6, 1]],
    [
      [1, 5, 1, 3],
      "bytes",
      [0, 51, 102, 255, 204, 153, 0, 0, 0, 0, 0, 255, 51, 51, 51],
      "images N×H×W×C, bytes",
      [3, 5, 1],
      [-1, 1, -1, -1, -0.6, -0.6, 0.6, -1, -1, -0.6, -0.2, 0.2, -1, 1, -0.6],
    ],
    [
      [1, 1, 1, 5],
      "numbers",
      [0, 0.1, 0.2, 0.3, 1],
      "images N×C×H×W, numbers from 0 to 1",
      [1, 1, 5],
      [-1, -0.8, -0.6, -0.4, 1],
    ],
    [
      [1, 5, 1, 1],
      "numbers",
      [-1, 0.5, 0, 0, 0],
      "images N×H×W×C, numbers from −1 to 1",
      [1, 5, 1],
      [-1, 0.5, 0, 0, 0],
    ],
    [[1, 1, 5], "numbers", [0, 0, 0, 0, 255], "images N×H×W, numbers from 0 to 255", [1, 1, 5], [-1, -1, -1, -1, 1]],
    [
      [1, 1, 5],
      "numbers",
      [0, 4095, 0, 0, 4095],
      "images N×H×W, numbers from 0 to 4095",
      [1, 1, 5],
      [-1, 1, -1, -1, 1],
    ],
    [[1, 1, 5], "numbers", [-3, 9, 3, -3, 0], "images N×H×W, numbers from −3 to 9", [1, 1, 5], [-1, 1, 0, -1, -0.5]],
  ])("of shape %j and %s is %s", async (shape, type, values, meaning, example, expected) => {
    const found = await first(shape, values, type);
    expect([found.meaning, found.data.shape, found.values]).toEqual([meaning, example, expected]);
  });

  it("with two axes is rows, scaled like a table", async () => {
    const { data } = await first([3, 2], [1, 10, 2, 20, 3, 60], "numbers");
    expect(data.shape).toEqual([2]);
    expect(placesOf(data.columns ?? []).map(({ name, center }) => [name, center])).toEqual([
      ["x0", 2],
      ["x1", 30],
    ]);
  });

  it("mirrored holds every image also with left and right exchanged", async () => {
    const { data, values } = await first([1, 2, 2], [-1, 0, 0.25, 1], "numbers", { mirror: true, layout: "nhw" });
    expect(data.count).toBe(2);
    const images = [values.slice(0, 4), values.slice(4)].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
    expect(images).toEqual([
      [-1, 0, 0.25, 1],
      [0, -1, 1, 0.25],
    ]);
  });

  it.each<[string, number[], number[], string]>([
    ["of five axes", [1, 1, 1, 1, 2], [0, 1], "expected rows (N, N×D) or images"],
    [
      "with two channels",
      [5, 5, 5, 2],
      new Array<number>(250).fill(0),
      "Save the channels that count, e.g. array[..., :1].",
    ],
    [
      "with four channels before the others",
      [5, 4, 5, 5],
      new Array<number>(500).fill(0),
      "Save the channels that count, e.g. array[:, :3].",
    ],
    [
      "of one number",
      [1, 1, 5],
      new Array<number>(5).fill(700.5),
      "expected images whose values differ, but got 700.5 everywhere. `range` BLACK,WHITE says",
    ],
    [
      "with NaN",
      [1, 1, 5],
      [0, Number.NaN, 0, 0, 0],
      'expected finite numbers, but got 1 NaN or infinite in 1 of 1 images, by pixel 1 (1). `nan: "drop"` leaves these images out, `nan: "mean"` puts the mean of the pixel in their place.',
    ],
    ["of nothing", [0, 2, 2], [], "expected at least one example"],
  ])("%s is refused in words", async (_, shape, values, message) => {
    await expect(npyData("a", { type: "float64", shape, values: Float64Array.from(values) })).rejects.toThrow(message);
  });

  it.each<[number[], string]>([
    [[8, 8, 3], '8 images of 8×3 grey (`layout: "nhw"`) or 1 image of 8×8 in colour (`layout: "hwc"`)'],
    [[3, 8, 9], '3 images of 8×9 grey (`layout: "nhw"`) or 1 image of 8×9 in colour (`layout: "chw"`)'],
    [[8, 8, 4], '8 images of 8×4 grey (`layout: "nhw"`) or 1 image of 8×8 with 4 channels (`layout: "hwc"`)'],
    [
      [20, 3, 16, 3],
      '20 images of 3×16 in colour (`layout: "nhwc"`) or 20 images of 16×3 in colour (`layout: "nchw"`)',
    ],
  ])("of shape %j may be read in two ways: both are named, and none is taken", async (shape, ways) => {
    const values = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i % 256);
    await expect(npyData("a", { type: "float64", shape, values })).rejects.toThrow(
      `expected an array that can be read in one way, but got [${shape.join("×")}], which may be ${ways}. Say by \`layout\` which it is.`,
    );
  });

  it("is read as its layout says where its shape does not tell", async () => {
    const values = Array.from({ length: 18 }, (_, i) => i);
    const rows = await first([1, 3, 2, 3], values, "bytes", { layout: "nhwc" });
    const planes = await first([1, 3, 2, 3], values, "bytes", { layout: "nchw" });
    const byte = (x: number): number => Math.round((x + 1) * 127.5);
    expect([rows.data.shape, rows.values.map(byte).slice(0, 6)]).toEqual([
      [3, 3, 2],
      [0, 3, 6, 9, 12, 15],
    ]);
    expect([planes.data.shape, planes.values.map(byte)]).toEqual([[3, 2, 3], values]);
    expect(rows.data.fingerprint).not.toBe(planes.data.fingerprint);
    await expect(first([1, 3, 2, 3], values, "bytes", { layout: "nhw" })).rejects.toThrow(
      'expected `layout: "nhw"`, an array N×H×W, but got [1×3×2×3].',
    );
  });

  it("of rows is images where a shape says so, in the order of its axes", async () => {
    const grey = await first([2, 6], [0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 255], "bytes", { shape: "2x3" });
    expect([grey.data.shape, grey.data.count, grey.values.slice(0, 6)]).toEqual([
      [1, 2, 3],
      2,
      [-1, -1, -1, -1, -1, 1],
    ]);
    const colour = await first([1, 12], [255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0], "bytes", { shape: "2x2x3" });
    expect([colour.data.shape, colour.values]).toEqual([
      [3, 2, 2],
      [1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1],
    ]);
    const planes = await first([1, 12], [255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0], "bytes", { shape: "3x2x2" });
    expect(planes.values).toEqual(colour.values);
    await expect(first([1, 12], new Array<number>(12).fill(0), "bytes", { shape: "3x3" })).rejects.toThrow(
      'expected rows of 9 numbers for `shape: "3x3"`, but got rows of 12.',
    );
    await expect(first([1, 9], new Array<number>(9).fill(0), "bytes", { shape: "3x1x3" })).rejects.toThrow(
      "got one that may be HxWxC or CxHxW. Say by `layout` hwc or chw which it is.",
    );
    await expect(first([1, 5, 5], new Array<number>(25).fill(0), "bytes", { shape: "5x5" })).rejects.toThrow(
      "expected rows of numbers (N×D) for `shape`",
    );
  });

  it("of rows as long as a square tells of the shape they may have", async () => {
    const notices = async (width: number) =>
      (
        await first(
          [2, width],
          Array.from({ length: 2 * width }, (_, i) => i),
          "numbers",
          { round: "no" },
        )
      ).notices;
    expect(await notices(64)).toEqual([
      'Rows of 64 numbers are taken as a table; if each is an image, `shape: "8x8"` says so.',
    ]);
    expect((await notices(192))[0]).toContain('`shape: "8x8x3"` or 3x8x8');
    expect(await notices(50)).toEqual([]);
    expect(await notices(4)).toEqual([]);
  });

  it("says how unusual values became brightness, and when next to nothing is seen", async () => {
    const notices = async (values: number[], type: "bytes" | "numbers", options: NpyOptions = {}) =>
      (await first([1, 1, 5], values, type, options)).notices;
    expect(await notices([0, 1, 0, 1, 1], "bytes")).toEqual([
      'All values lie between 0 and 1, but 0 is black and 255 is white, so that next to nothing is seen; `range: "0,1"` spreads them.',
    ]);
    expect(await notices([0, 1, 0, 1, 1], "bytes", { range: "0,1" })).toEqual([]);
    expect((await notices([0, 5, 4000, 1, 1], "numbers"))[0]).toContain("from 0 to 4000: 0 is black and 4095 is white");
    expect(await notices([0, 9, 0, 1, 1], "bytes", { range: "0,5" })).toEqual([
      '1 of 5 values lie outside of `range: "0,5"` and are cut off: they run from 0 to 9.',
    ]);
    expect((await first([1, 1, 5], [0, 9, 0, 5, 5], "bytes", { range: "5,0" })).values).toEqual([1, -1, 1, -1, -1]);
  });

  it.each(["1", "1,1", "a,b", "0,e", "0,255,3", "0x10,255", " 0,1", "0,Infinity", "1e308,-1e308", "0,1e-309"])(
    "refuses the range %s",
    async (range) => {
      await expect(first([1, 1, 5], [0, 1, 2, 3, 4], "bytes", { range })).rejects.toThrow(
        "the values of black and white",
      );
    },
  );

  it("with NaN in images leaves them out, or fills them, as the rule says", async () => {
    const values = [0, 255, 51, 255, Number.NaN, 255];
    for (const [shape, options] of [
      [[3, 1, 2], { layout: "nhw" }],
      [[3, 2], { shape: "1x2" }],
    ] as const) {
      const dropped = await first([...shape], values, "numbers", { ...options, nan: "drop" });
      expect([dropped.data.count, dropped.notices]).toEqual([
        2,
        ['1 of 3 images are left out (`nan: "drop"`): NaN or infinity in 0 (1).'],
      ]);
      const filled = await first([...shape], values, "numbers", { ...options, nan: "mean" });
      const firsts = [0, 2, 4].map((at) => filled.values[at]);
      expect([new Set(firsts), filled.notices]).toEqual([
        new Set([-1, -0.6, -0.8]),
        ["The mean of the pixel takes the place of 1 NaN or infinite values: 0 (1)."],
      ]);
    }
  });

  it("of whole numbers that a float64 cannot tell apart says so", async () => {
    const values = Float64Array.from([1, 2 ** 60, 2, 2 ** 61, 3, 2 ** 62]);
    const { notices } = await npyData("a", { type: "int64", shape: [3, 2], values }, { round: "no" });
    expect(notices).toEqual([expect.stringMatching(/^Whole numbers beyond 2\^53 in x1 are rounded/)]);
  });

  it("of rows refuses a layout that its shape has no channels for", async () => {
    await expect(first([1, 4], [0, 1, 2, 3], "bytes", { shape: "2x2", layout: "nchw" })).rejects.toThrow(
      'expected three sides for `layout: "nchw"`, but got 2x2.',
    );
  });

  it("with NaN in its rows is refused column by column, or read as the rule says", async () => {
    const values = [1, 10, Number.NaN, 20, 3, Number.POSITIVE_INFINITY, 5, 60];
    await expect(first([4, 2], values, "numbers")).rejects.toThrow(
      'expected finite numbers, but got 2 NaN or infinite in 2 of 4 rows, by column x0 (1), x1 (1). `nan: "drop"` leaves these rows out, `nan: "mean"` puts the mean of the column in their place.',
    );
    const dropped = await first([4, 2], values, "numbers", { nan: "drop", round: "no" });
    expect([dropped.data.count, placesOf(dropped.data.columns ?? []).map(({ center }) => center)]).toEqual([
      2,
      [3, 35],
    ]);
    expect(dropped.notices).toEqual(['2 of 4 rows are left out (`nan: "drop"`): NaN or infinity in x0 (1), x1 (1).']);
    const filled = await first([4, 2], values, "numbers", { nan: "mean" });
    expect([filled.data.count, placesOf(filled.data.columns ?? []).map(({ center }) => center)]).toEqual([4, [3, 30]]);
    expect(filled.notices[0]).toContain("takes the place of 2 NaN or infinite values");
    await expect(first([2, 1], [Number.NaN, Number.NaN], "numbers", { nan: "drop" })).rejects.toThrow('`nan: "mean"`');
    await expect(first([2, 1], [Number.NaN, Number.NaN], "numbers", { nan: "mean" })).rejects.toThrow(
      "none in column x0",
    );
  });

  it.each<[NpyOptions, string]>([
    [{ mirror: true }, "`mirror`"],
    [{ layout: "nhw" }, "`layout`"],
    [{ range: "0,1" }, "`range`"],
  ])("of rows refuses what is about images: %j", async (options, flag) => {
    await expect(first([2, 2], [1, 2, 3, 4], "numbers", options)).rejects.toThrow(
      `expected images, for ${flag}, but got rows [2×2]. Leave out ${flag}, or give \`shape\` if each row is an image.`,
    );
  });
});
