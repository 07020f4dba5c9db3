import { expect, it } from "vitest";
import { parseWhere } from "#inner";
import { whereText } from "./where-text.ts";

it("writes conditions so that the command line reads the same", () => {
  const where = {
    sex: "Female",
    "home town": "A, B",
    'the "C"': "it's",
    age: { ">=": "30", "<=": "40" },
    speed: null,
    note: "",
    "a=b": "x is y",
  };
  expect(parseWhere(whereText(where), "testing")).toEqual([
    { column: "sex", comparison: "=", values: ["Female"] },
    { column: "home town", comparison: "=", values: ["A, B"] },
    { column: 'the "C"', comparison: "=", values: ["it's"] },
    { column: "age", comparison: ">=", values: ["30"] },
    { column: "age", comparison: "<=", values: ["40"] },
    { column: "speed", comparison: "=", values: [null] },
    { column: "note", comparison: "=", values: [""] },
    { column: "a=b", comparison: "=", values: ["x is y"] },
  ]);
  expect(whereText({ sex: "Female", age: { ">=": "30" } })).toBe("sex=Female,age>=30");
});
