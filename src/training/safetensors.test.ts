import { describe, expect, it } from "vitest";
import { decodeTensors, encodeTensors } from "./safetensors.ts";

const tensors = [
  { name: "G/dense 1/weight", shape: [2, 3], values: Float32Array.of(1, -2, 3.5, 0, 1e-30, 7) },
  { name: "scalar", shape: [], values: Float32Array.of(42) },
];

/** A file with this header text and these values. */
function file(header: string, values = new Uint8Array(8)): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + values.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(values, 8 + text.length);
  return bytes;
}

describe("a safetensors file", () => {
  it("is read alike from a Buffer of Node, wherever that lies in memory", () => {
    const bytes = encodeTensors(tensors, {});
    const apart = Buffer.concat([Buffer.alloc(13), bytes]).subarray(13);
    expect([...decodeTensors("t", apart).tensors.values()]).toEqual(tensors);
  });

  it("gives back what was put in", () => {
    const { metadata, tensors: read } = decodeTensors("f", encodeTensors(tensors, { step: "3" }));
    expect(metadata).toEqual({ step: "3" });
    expect([...read.values()]).toEqual(tensors);
  });

  it("is laid out as the format says: header length, JSON, values from a multiple of 8 on", () => {
    const bytes = encodeTensors(tensors, {});
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(header["G/dense 1/weight"]).toEqual({ dtype: "F32", shape: [2, 3], data_offsets: [0, 24] });
    expect(new DataView(bytes.buffer).getFloat32(8 + length + 4, true)).toBe(-2);
  });

  it("may name its tensors in another order than their values stand in", () => {
    const header =
      '{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"none":{"dtype":"F32","shape":[0,3],"data_offsets":[4,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const { tensors: read } = decodeTensors("f", file(header, new Uint8Array(Float32Array.of(1, 2).buffer)));
    expect([...read.values()].map(({ name, values }) => [name, ...values])).toEqual([["b", 2], ["none"], ["a", 1]]);
  });

  it("can lie anywhere in memory", () => {
    const bytes = encodeTensors(tensors, {});
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeTensors("f", shifted.subarray(3)).tensors.get("scalar")?.values[0]).toBe(42);
  });

  it.each<[string, Uint8Array, string]>([
    ["a few bytes", Uint8Array.of(1, 2, 3), "reading f as safetensors: expected at least 8 bytes, but got 3."],
    ["nothing", new Uint8Array(), "expected at least 8 bytes, but got an empty file."],
    [
      "an absurd header length",
      new Uint8Array(16).fill(255),
      "expected the length of a header, but got bytes that begin with ff ff ff ff.",
    ],
    [
      "a page of an error",
      new TextEncoder().encode("<html>Not found</html>"),
      'expected the length of a header, but got text that begins "<html>Not found</html>". The file is truncated',
    ],
    [
      "a header cut off",
      file("{}").subarray(0, 9),
      "expected a header of 2 bytes, as the file says, but got 1 in all.",
    ],
    ["no JSON", file("{{{{"), "expected a JSON header, but got something else."],
    ["no object", file("[1]"), "expected a JSON object as header"],
    [
      "another type",
      file('{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}'),
      "expected a to be F32, but got F16.",
    ],
    [
      "a wrong size",
      file('{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}'),
      "expected a to have 4 bytes per value, but got [3] in 8 bytes.",
    ],
    [
      "a place outside",
      file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}'),
      "expected a within 8 bytes, but got bytes 4 to 12.",
    ],
    ["no offsets", file('{"a":{"dtype":"F32","shape":[2]}}'), "expected the first and the last byte of a, but got"],
    [
      "one offset",
      file('{"a":{"dtype":"F32","shape":[0],"data_offsets":[0]}}'),
      "expected the first and the last byte",
    ],
    ["a tensor that is null", file('{"a":null}'), "expected type, shape and place of a, but got something else."],
    ["a list for a type", file('{"a":{"dtype":["F32"],"shape":[2]}}'), "expected a to be F32, but got no type."],
    ...["[-2]", "[-1,-2]", "[2.5]", '["2"]', "[1e300]", "2", "null"].map((shape): [string, Uint8Array, string] => [
      `${shape} as a shape`,
      file(`{"a":{"dtype":"F32","shape":${shape},"data_offsets":[0,8]}}`),
      "expected the lengths of a's axes, 0 or more each, but got something else as its shape.",
    ]),
    [
      "more values than can be counted",
      file('{"a":{"dtype":"F32","shape":[9000000000000000,9000000000000000],"data_offsets":[0,8]}}'),
      "expected a to have 4 bytes per value",
    ],
    [
      "offsets that go back",
      file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}'),
      "expected a to have 4 bytes per value",
    ],
    [
      "tensors that overlap",
      file(
        `{${Array.from({ length: 100 }, (_, i) => `"t${i}":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}`).join()}}`,
      ),
      "expected t1 from byte 8 on, where the one before it ends, but got from 0.",
    ],
    [
      "a gap between tensors",
      file(
        '{"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
        new Uint8Array(12),
      ),
      "expected b from byte 4 on, where the one before it ends, but got from 8.",
    ],
    [
      "bytes after the tensors",
      file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'),
      "expected tensors of 8 bytes together, but got 4.",
    ],
    ["metadata of other kinds", file('{"__metadata__":{"sha256":["0"]}}'), "expected texts as __metadata__"],
    ["metadata that are null", file('{"__metadata__":null}'), "expected texts as __metadata__"],
  ])("with %s is refused", (_, bytes, message) => {
    expect(() => decodeTensors("f", bytes)).toThrow(message);
  });
});
