import { describe, expect, it } from "vitest";
import { requireRoom } from "./table-room.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const room = (text: string, memory?: number): (() => void) => {
  const bytes = bytesOf(text);
  return () => requireRoom("reading a.csv", bytes, memory);
};

describe("a table", () => {
  it("that is taken apart in the memory there is, is", () => {
    for (const text of [
      "",
      "a",
      "a,b\n1,2\n",
      "a;b\r1;2\r",
      `${"1,".repeat(2 ** 21)}\n${"1,".repeat(2 ** 21 - 1)}\n`,
    ]) {
      expect(room(text)).not.toThrow();
    }
    expect(room("1,2\n".repeat(1000), 1e6)).not.toThrow();
  });

  it.each([
    ["commas", ","],
    ["semicolons", ";"],
    ["tabs", "\t"],
    ["bars", "|"],
  ])("of more fields between %s than fit is refused with the memory it takes", (_, separator) => {
    const text = `${["1", "2", "3"].join(separator)}\n`.repeat(1e5);
    expect(room(text, 50 * 2 ** 20)).toThrow(
      "reading a.csv: expected a table that fits into the 50 MB that JavaScript may take, but got 100,001 lines of 300,001 fields together, about 92 MB. Give a part of its rows, save them as a .npy file, or start it by node --max-old-space-size=92.",
    );
    expect(room(text, 100 * 2 ** 20)).not.toThrow();
  });

  it.each([
    ["digits", "1".repeat(5e7)],
    ["commas", ",".repeat(5e6)],
    ["a whole file without a break at its end", `a,b\n1,2\n${"x".repeat(5e6)}`],
    ["a line in the middle", `a\n${"x".repeat(5e6)}\r\n1\n`],
  ])("with a line without an end is refused at once: %s", (_, text) => {
    expect(room(text)).toThrow(
      /^reading a.csv: expected lines of at most 4,194,304 bytes, but got one of [\d,]+\. Write/,
    );
  });
});
