import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MadeForm, madeValue, patternOf } from "./made-values.ts";

const made = (form: MadeForm, count: number, seed = 1): string[] =>
  Array.from({ length: count }, (_, i) => madeValue(form, i, seed));

describe("values made anew", () => {
  it.each<[string, readonly string[], MadeForm]>([
    ["numbers that count", ["7", "12", "9"], { kind: "count", next: "13" }],
    [
      "numbers larger than float64 tells apart",
      ["9007199254740993", "9007199254740995"],
      { kind: "count", next: "9007199254740996" },
    ],
    ["numbers with zeros before", ["ID-0007", "ID-0123"], { kind: "count", next: "124", digits: 4, before: "ID-" }],
    ["numbers between letters", ["a1b", "a20b"], { kind: "count", next: "21", before: "a", after: "b" }],
    ["letters and digits", ["AB-12", "XY-99"], { kind: "pattern", pattern: "AA-##" }],
    ["hexadecimal", ["0a:ff", "91:00"], { kind: "pattern", pattern: "#x:xx" }],
    ["signs of patterns as themselves", ["#N1a", "#N2b"], { kind: "pattern", pattern: "\\#\\N#x" }],
  ])("have the pattern of those read: %s", (_, texts, form) => {
    expect(patternOf(texts)).toEqual(form);
  });

  it("have none where those read have none", () => {
    expect(patternOf(["red", "green"])).toBeUndefined();
    expect(patternOf(["a b", "a.b"])).toBeUndefined();
    expect(patternOf([])).toBeUndefined();
  });

  it("that count are none of those read", () => {
    expect(made({ kind: "count", next: "13", digits: 4, before: "ID-" }, 2)).toEqual(["ID-0013", "ID-0014"]);
    expect(made({ kind: "count", next: "9007199254740993" }, 2)).toEqual(["9007199254740993", "9007199254740994"]);
  });

  it("never repeat, also where a pattern has fewer combinations than are asked for", () => {
    const all = made({ kind: "pattern", pattern: "#-x" }, 500);
    expect(new Set(all).size).toBe(500);
    expect(all.slice(0, 160).every((text) => /^\d-[\da-f]$/.test(text))).toBe(true);
    expect(all[160]).toMatch(/^\d-[\da-f]-1$/);
    fc.assert(
      fc.property(fc.nat(), fc.stringMatching(/^[#AaNnLwxX-]{2,6}$/), (seed, pattern) => {
        expect(new Set(made({ kind: "pattern", pattern }, 300, seed)).size).toBe(300);
      }),
      { numRuns: 30 },
    );
  });

  it("are of the pattern that was found, and others with another seed", () => {
    const texts = ["AB-12", "XY-99", "QF-30"];
    const form = patternOf(texts) as MadeForm;
    const some = made(form, 50);
    expect(some.every((text) => /^[A-Z]{2}-\d\d$/.test(text))).toBe(true);
    expect(made(form, 50, 2)).not.toEqual(some);
    // All digits come in the first 50: the combinations are mixed.
    expect(new Set(some.map((text) => text[4])).size).toBe(10);
  });
});
