import { describe, expect, it } from "vitest";
import { decimal, integer, integers, number } from "./option.ts";

describe("a number in a text", () => {
  it.each([
    ["5", 5],
    ["0", 0],
    ["-3", -3],
    ["+3", 3],
    ["2.5", 2.5],
    [".5", 0.5],
    ["1e-3", 1e-3],
    ["1E3", 1000],
  ])("is read: %s", (text, value) => {
    expect(decimal(text)).toBe(value);
  });

  it.each([
    "",
    " ",
    " 5",
    "5 ",
    "0x10",
    "0b11",
    "0o7",
    "Infinity",
    "-Infinity",
    "1e400",
    "NaN",
    "-0",
    "-0.0",
    "5.",
    "1_000",
    "5px",
    "--5",
    "٣",
  ])("is not guessed: %j", (text) => {
    expect(decimal(text)).toBeUndefined();
    // The rows leave it as it came, for their schemas to refuse.
    for (const row of [integer(0, 1e9, ""), number(-1e9, 1e9, "")]) {
      expect(row.parse(text)).toBe(text);
      expect(row.schema.safeParse(row.parse(text)).success).toBe(false);
    }
    expect(integers(0, 100, 4, "").schema.safeParse(integers(0, 100, 4, "").parse(`1,${text}`)).success).toBe(false);
  });
});
