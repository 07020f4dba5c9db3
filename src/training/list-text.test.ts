import fc from "fast-check";
import { expect, it } from "vitest";
import { namesIn, namesText } from "./list-text.ts";

it.each([
  ["a,b", ["a", "b"]],
  [" a , b c ", ["a", "b c"]],
  ['"a, b" , c', ["a, b", "c"]],
  ['"say ""so""",c', ['say "so"', "c"]],
  ['5" pipe,b', ['5" pipe', "b"]],
  ["a,", ["a", ""]],
  ["", [""]],
])("%j are names with commas between", (text, names) => {
  expect(namesIn(text)).toEqual(names);
});

it("reads names as it writes them", () => {
  const name = fc.string({ minLength: 1 });
  fc.assert(
    fc.property(fc.array(name, { minLength: 1 }), (names) => {
      expect(namesIn(namesText(names))).toEqual(names);
    }),
  );
});
