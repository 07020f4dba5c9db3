import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "./json.ts";

describe("JSON from a file", () => {
  it("is read as JSON.parse reads it", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
    for (const text of ["", "{", "]", '{"a":}', '"\\"', "nul"]) expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it("may have brackets in its texts, and a hundred levels; more are refused before they are read", () => {
    const inText = JSON.stringify({ ['[{"\\'.repeat(1000)]: '\\"[['.repeat(1000) });
    expect(parseJson(inText)).toEqual(JSON.parse(inText));
    expect(parseJson(`${"[".repeat(100)}${"]".repeat(100)}`)).toHaveLength(1);
    expect(parseJson(`[${"[[]],".repeat(1000)}[]]`)).toHaveLength(1001);
    for (const open of ["[", '{"a":', '[{"a":']) {
      expect(() => parseJson(open.repeat(10_000))).toThrow("within one another, more than 100");
    }
  });
});
