import { expect, describe as group, it } from "vitest";
import { keptArea, mostCut } from "./cut-pictures.ts";
import { formOf } from "./form.ts";

const WHITE = { background: "#ffffff", range: undefined } as const;
const picture = (path: string, width: number, height: number) => ({ path, width, height });

group("pictures that are cut", () => {
  const pictures = [
    picture("whole", 50, 50),
    picture("wide", 100, 50),
    picture("wide too", 100, 50),
    picture("tall", 50, 150),
    picture("nearly", 50, 49),
  ];
  const namesAt = (size: number | string, fit: "cover" | "contain", most?: number) =>
    mostCut(pictures, formOf(3, size, fit, WHITE), most).map(({ path }) => path);

  it("are those that lose most, of different sides first", () => {
    expect(namesAt(32, "cover")).toEqual(["tall", "wide", "nearly", "wide too"]);
    expect(namesAt(32, "cover", 2)).toEqual(["tall", "wide"]);
    expect(namesAt("64x32", "cover")).not.toContain("wide");
    expect(namesAt(32, "contain")).toEqual([]);
  });

  it("keep their middle, in the proportions of what is made of them", () => {
    expect(keptArea({ width: 100, height: 50 }, { width: 32, height: 32 })).toEqual({
      ...{ left: 25, top: 0, width: 50, height: 50 },
    });
    expect(keptArea({ width: 60, height: 60 }, { width: 96, height: 64 })).toEqual({
      ...{ left: 0, top: 10, width: 60, height: 40 },
    });
  });
});
