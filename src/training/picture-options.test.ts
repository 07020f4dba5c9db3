import { describe, expect, it } from "vitest";
import { checkDataOptions } from "./config.ts";
import { dataOptions } from "./options.ts";

describe("options about pictures", () => {
  it.each([64, "96x64", "64×96", "8x512"])("take %s as a size", (size) => {
    expect(() => checkDataOptions({ size })).not.toThrow();
  });

  it.each([7, 513, 64.5, "64", "96x", "x64", "96x7", "513x64", "96 x 64", "96x64x3", "-96x64"])(
    "refuse %s as a size in words",
    (size) => {
      expect(() => checkDataOptions({ size })).toThrow(
        `expected an integer from 8 to 512, or two of them as WIDTHxHEIGHT, but got ${size}.`,
      );
    },
  );

  it("read a size from text as a number where it is one", () => {
    expect([dataOptions.size.parse("64"), dataOptions.size.parse("96x64")]).toEqual([64, "96x64"]);
  });

  it("read the first names of the ways to fit, which runs of earlier versions have", () => {
    const { schema, parse } = dataOptions.fit;
    expect(["crop", "pad", "stretch", "cover"].map((fit) => schema.parse(fit))).toEqual([
      "cover",
      "contain",
      "stretch",
      "cover",
    ]);
    expect(["crop", "pad", "contain", "toString"].map(parse)).toEqual(["cover", "contain", "contain", "toString"]);
    expect(schema.safeParse("toString").success).toBe(false);
  });
});
