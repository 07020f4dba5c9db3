import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { encodeNpy } from "./npy.ts";
import { readNpz } from "./npz.ts";

const x = encodeNpy([2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
const y = encodeNpy([2], Uint8Array.of(7, 8));

describe(".npz", () => {
  it.each([0, 6] as const)("with one array is read, packed at level %i", (level) => {
    const { shape, values } = readNpz("a.npz", zipSync({ "x.npy": x }, { level }), undefined);
    expect([shape, [...values]]).toEqual([
      [2, 3],
      [1, 2, 3, 4, 5, 6],
    ]);
  });

  it("with more arrays asks for one of them by name", () => {
    const file = zipSync({ "x.npy": x, "z.npy": y, "labels.npy": y, "notes.txt": strToU8("no array") });
    expect(() => readNpz("a.npz", file, undefined)).toThrow(
      "reading a.npz as .npz: expected one array, but got 3: x, z, labels. Choose one by `array` NAME.",
    );
    expect([...readNpz("a.npz", file, "labels").values]).toEqual([7, 8]);
    expect(() => readNpz("a.npz", file, "lables")).toThrow("but got lables. Did you mean labels?");
  });

  it("with one array that is not named like labels is read, and gives the labels when asked", () => {
    const read = readNpz("a.npz", zipSync({ "labels.npy": y, "x.npy": x }), undefined);
    expect([read.name, read.shape, [...(read.beside(["y", "labels"])?.array.values ?? [])]]).toEqual([
      "x",
      [2, 3],
      [7, 8],
    ]);
    expect(read.beside(["y"])).toBeUndefined();
  });

  it.each<[string, Uint8Array, string]>([
    ["without arrays", zipSync({ "a.txt": strToU8("none") }), "expected arrays, but got none."],
    ["cut short", zipSync({ "x.npy": x }).subarray(0, 60), "expected a whole zip file, but got a damaged one."],
    ["of text", strToU8("PK\x03\x04 and no more"), "expected a whole zip file, but got a damaged one."],
    ["with something else called .npy", zipSync({ "x.npy": strToU8("no array") }), "reading a.npz, x.npy as .npy"],
  ])("%s is refused in words", (_, file, says) => {
    expect(() => readNpz("a.npz", file, undefined)).toThrow(says);
  });

  it("that promises more than can be in it is refused before memory is taken", () => {
    const file = zipSync({ "x.npy": x });
    const view = new DataView(file.buffer, file.byteOffset);
    // The size after unpacking, in the directory at the end: 24 bytes into its only entry.
    const end = file.length - 22;
    view.setUint32(view.getUint32(end + 16, true) + 24, 0x7000_0000, true);
    expect(() => readNpz("a.npz", file, undefined)).toThrow(
      "no more than they can be packed from, but got 1879048192 from",
    );
  });
});
