import { describe, expect, it } from "vitest";
import { formOf, isEnlarged, lostShare } from "./form.ts";
import { cutNotice, fitFact } from "./proportions.ts";

const WHITE = { background: "#ffffff", range: undefined } as const;
const wide = { width: 128, height: 72 };

describe("pictures of other proportions than they are made to have", () => {
  it("lose what lies outside of the middle, which may be a rectangle", () => {
    expect(lostShare(wide, { width: 64, height: 64 })).toBeCloseTo(1 - 72 / 128);
    // 72 × 1.5 = 108 of 128 columns are kept.
    expect(lostShare(wide, { width: 96, height: 64 })).toBeCloseTo(20 / 128);
    expect(lostShare({ width: 300, height: 200 }, { width: 96, height: 64 })).toBe(0);
  });

  it("are counted, with how many lose more than a tenth, and told what keeps them whole", () => {
    const oblong = [
      { ...wide, count: 4 },
      { width: 100, height: 96, count: 3 },
    ];
    const read = { oblong, count: 10, form: formOf(3, 64, "cover", WHITE) };
    expect(cutNotice(read)).toEqual([
      "7 of 10 pictures are cut to the middle square; 4 lose more than 10 % of their area, up to 44 % (128×72); --fit contain or --fit stretch keeps it.",
    ]);
    expect(cutNotice({ ...read, oblong: oblong.slice(1) })).toEqual([
      "3 of 10 pictures are cut to the middle square and lose up to 4 % (100×96) of their area; --fit contain or --fit stretch keeps it.",
    ]);
    const all = { oblong: [{ ...wide, count: 10 }], count: 10, form: formOf(3, "96x64", "cover", WHITE) };
    expect(cutNotice(all)).toEqual([
      "128×72 pictures are cut to the middle, in the proportions of 96×64: 16 % of the width is lost; --fit contain or --fit stretch keeps it.",
    ]);
    expect(cutNotice({ ...all, form: formOf(3, "96x64", "contain", WHITE) })).toEqual([]);
  });

  it("have a line in what is described, for each way to fit", () => {
    const oblong = [{ ...wide, count: 5 }];
    const fact = (fit: "cover" | "contain" | "stretch") =>
      fitFact({ oblong, count: 10, form: formOf(3, 64, fit, WHITE) });
    expect(fact("cover")).toBe("cover; 5 of 10 pictures are cut: on average 22 % of the area of all is lost");
    expect(fact("contain")).toBe("contain; 5 of 10 pictures have background beside them: on average 22 % of an image");
    expect(fact("stretch")).toBe("stretch; 5 of 10 pictures are stretched: at most 1.78 times (128×72)");
    expect(fitFact({ oblong: [], count: 10, form: formOf(3, "96x64", "cover", WHITE) })).toBe(
      "cover; all pictures have the proportions of 96×64",
    );
  });

  it("are enlarged where they have fewer pixels along a side, or with contain along both", () => {
    const made = { width: 64, height: 64 };
    expect(isEnlarged({ width: 100, height: 20 }, made, "cover")).toBe(true);
    expect(isEnlarged({ width: 100, height: 20 }, made, "contain")).toBe(false);
    expect(isEnlarged({ width: 60, height: 20 }, made, "contain")).toBe(true);
  });

  it("have the form that caches of earlier versions know", () => {
    expect(formOf(3, 64, "contain", WHITE)).toEqual({ channels: 3, size: 64, background: "#ffffff", fit: "pad" });
    expect(formOf(1, "64x64", "cover", WHITE)).toEqual({ channels: 1, size: 64, background: "#ffffff" });
    expect(formOf(3, "96x64", "stretch", { ...WHITE, range: "0,1" })).toEqual({
      ...{ channels: 3, size: 96, height: 64, background: "#ffffff", fit: "stretch", range: "0,1" },
    });
  });
});
