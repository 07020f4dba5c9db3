import { describe, expect, it } from "vitest";
import { mathematics, resolveConfig } from "../training/config.ts";
import { dataSchema } from "../training/data-schema.ts";
import { iterableData } from "./iterable.ts";
import { areRows, type DataKind, dataKindNames, dataKinds, kindOf, statedKind } from "./kinds.ts";

const columns = [
  { name: "a", center: 1, scale: 2 },
  { name: "b", center: 0, scale: 1 },
];

describe("the kind of data", () => {
  it.each<[DataKind, readonly number[], boolean]>([
    ["images", [1, 28, 28], false],
    ["images", [3, 8, 8], false],
    ["points", [1], true],
    ["points", [784], true],
    ["arrays", [7, 5], false],
    ["arrays", [2, 3, 4, 5], false],
  ])("follows from the shape: %s of %j", (kind, shape, rows) => {
    expect([kindOf({ shape }), areRows({ shape })]).toEqual([kind, rows]);
  });

  it("is a table where there are columns", () => {
    expect(kindOf({ shape: [2], columns })).toBe("table");
    expect(areRows({ shape: [2], columns })).toBe(true);
  });

  it("is what the data say, where they can be of it", () => {
    expect(kindOf({ kind: "arrays", shape: [1, 28, 28] })).toBe("arrays");
    expect(() => kindOf({ kind: "images", shape: [2] })).toThrow(
      "reading data of the kind images: expected three axes: channels × height × width, but got the shape [2]",
    );
    expect(() => kindOf({ kind: "points", shape: [2], columns })).toThrow("but got the shape [2] with columns");
  });

  it("is written down only where it says more than shape and columns", () => {
    for (const kind of dataKindNames) {
      const data = { kind, shape: kind === "images" ? [1, 2, 2] : [2], ...(kind === "table" ? { columns } : {}) };
      if (dataKinds[kind].fits(data)) expect(statedKind(data)).toEqual(kind === "arrays" ? { kind } : {});
    }
    const told = { name: "a", shape: [1, 8, 8], fingerprint: "a" };
    expect(mathematics(resolveConfig({ ...told, kind: "images" }, {}))).toBe(mathematics(resolveConfig(told, {})));
    const stated = resolveConfig({ ...told, kind: "arrays" }, {});
    expect(stated.data.kind).toBe("arrays");
    expect([stated.generator.network, resolveConfig(told, {}).generator.network]).toEqual(["mlp", "resnet"]);
  });

  it("of a file must be one that fits", () => {
    const data = { name: "a", shape: [1, 8, 8], fingerprint: "a" };
    expect(dataSchema.safeParse({ ...data, kind: "arrays" }).success).toBe(true);
    expect(dataSchema.safeParse({ ...data, kind: "points" }).success).toBe(false);
    expect(dataSchema.safeParse({ ...data, kind: "sounds" }).success).toBe(false);
  });

  it("decides what bytes of an iterable are", async () => {
    const first = async (kind?: DataKind) => {
      const data = iterableData([Uint8Array.of(255)], { shape: [1, 1, 1], ...(kind ? { kind } : {}) });
      const to = new Float32Array(1);
      await (await data.open({ seed: 1, batch: 1 })).next({ x: to });
      return to[0];
    };
    expect([await first(), await first("arrays")]).toEqual([1, 255]);
  });
});
