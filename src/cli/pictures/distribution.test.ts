import { describe, expect, it } from "vitest";
import { category, number, tableOf } from "../../../test/typed-tables.ts";
import { type ColumnFacts, distributionOf } from "../../inner.ts";
import { distributionSvg } from "./distribution.ts";
import { heatMapSvg } from "./heat-map.ts";

const draw = (facts: ColumnFacts, real: readonly (number | null)[], made: readonly (number | null)[]): string =>
  distributionSvg({
    name: "pay & more",
    facts,
    distribution: distributionOf(number("x", real), number("x", made)),
    width: 300,
    height: 150,
    note: "0.9",
  });

const plain: ColumnFacts = { name: "x", kind: "number" };

describe("the picture of a column", () => {
  const many = Array.from({ length: 200 }, (_, i) => i);

  it("of numbers has bins, and bars of their own for a value that repeats and for the gap", () => {
    const real = [...many, ...many.map(() => 0), ...many.map(() => null)];
    const svg = draw(plain, real, [...many, ...many.map(() => 0), 1]);
    // An area and an outline, the axis; two bars for 0 and one for the gap, which no generated row has.
    expect(svg.match(/<path /g)).toHaveLength(3);
    expect(svg).toMatch(/<title>0: real 33\.5 %, generated 50\.1 %<\/title>/);
    expect(svg).toMatch(/<title>missing: real 33\.3 %, generated 0 %<\/title>/);
    expect(svg).toContain(">missing</text>");
  });

  it("of categories has a row for each, by name, and both shares to read", () => {
    const [a, b] = [category("x", ["a<b", "c", "c", null]), category("x", ["c", "a<b", "c", "c"])];
    const same = { ...b, levels: a.levels ?? [], values: b.values.map((place) => 1 - place) };
    expect(tableOf(a).rows).toBe(4);
    const svg = distributionSvg({
      name: "town",
      facts: { ...a, gap: "NA" },
      distribution: distributionOf(a, same),
      width: 300,
      height: 150,
    });
    expect(svg).toContain(
      "<desc>c: real 50 %, generated 75 %; a&#60;b: real 25 %, generated 25 %; missing: real 25 %, generated 0 %</desc>",
    );
    expect(svg).not.toContain("a<b");
    expect(svg.match(/<rect /g)).toHaveLength(6);
  });

  it("writes short labels whole: room is made for them", () => {
    const svg = draw(plain, [2007, 2008, 2008, 2009], [2007, 2008, 2009, 2009]);
    for (const year of [2007, 2008, 2009]) expect(svg).toContain(`>${year}</text>`);
  });

  it("tells its name and what it shows to who does not see it", () => {
    expect(draw(plain, many, many)).toContain('role="img"');
    expect(draw(plain, many, many)).toContain("<title>pay &#38; more, real and generated: 0.9</title>");
  });

  it("says how many rows are left out where they do not fit", () => {
    const texts = Array.from({ length: 40 }, (_, i) => `v${i % 10}`);
    const svg = distributionSvg({
      name: "x",
      facts: category("x", texts),
      distribution: distributionOf(category("x", texts), category("x", texts)),
      width: 300,
      height: 150,
      mostRows: 6,
    });
    expect(svg).toContain(">and 5 more</text>");
  });
});

describe("the map of pairs", () => {
  const map = (names: readonly string[], strength: (a: number, b: number) => number): string =>
    heatMapSvg({
      title: "Real rows",
      from: "0",
      to: "1",
      names,
      colour: "#000000",
      strength,
      says: (a, b) => `${names[a]} & ${names[b]}`,
      width: 350,
    });

  it("has a cell for every pair, as full of colour as the pair is strong", () => {
    const svg = map(["a", "b", "c"], (a, b) => (a === 0 && b === 2 ? Number.NaN : (a + b) / 4));
    expect(svg.match(/<title>. &#38; .<\/title>/g)).toHaveLength(3);
    expect(svg).toContain('fill-opacity="0.250"><title>a &#38; b');
    expect(svg).toContain('stroke-dasharray="1 2"><title>a &#38; c');
    expect(svg).toContain('fill-opacity="0.750"><title>b &#38; c');
  });

  it("leaves names to the pointer where there is no room for them", () => {
    const names = Array.from({ length: 50 }, (_, i) => `column ${i}`);
    const svg = map(names, () => 1);
    expect(svg).not.toContain('text-anchor="end">column 7<');
    expect(svg).toContain("<title>column 6 &#38; column 7</title>");
  });
});
