import { expect, it } from "vitest";
import { decodeText } from "./encoding.ts";

const TEXT = "größe,b\n1.5,2\n";

const utf16 = (text: string, little: boolean, mark: boolean): Uint8Array => {
  const units = [...(mark ? "\ufeff" : ""), ...text].map((letter) => letter.charCodeAt(0));
  return Uint8Array.from(units.flatMap((unit) => (little ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255])));
};

it.each<[string, Uint8Array, string]>([
  ["UTF-8", new TextEncoder().encode(TEXT), "utf-8"],
  ["UTF-8 with a byte order mark", new TextEncoder().encode(`\ufeff${TEXT}`), "utf-8"],
  ["UTF-16, little endian", utf16(TEXT, true, false), "utf-16le"],
  ["UTF-16, little endian, marked", utf16(TEXT, true, true), "utf-16le"],
  ["UTF-16, big endian", utf16(TEXT, false, false), "utf-16be"],
  ["UTF-16, big endian, marked", utf16(TEXT, false, true), "utf-16be"],
  ["Latin-1", Uint8Array.from(TEXT, (letter) => letter.charCodeAt(0)), "windows-1252"],
])("text in %s is found to be so, and said where it is not UTF-8", (_, bytes, encoding) => {
  const decoded = decodeText("t.csv", bytes);
  expect([decoded.text, decoded.encoding]).toEqual([TEXT, encoding]);
  expect(decoded.notices.length).toBe(encoding === "utf-8" ? 0 : 1);
  expect(decodeText("t.csv", bytes, decoded.encoding)).toEqual({ ...decoded, notices: [] });
});

it("Windows-1252 has signs where Latin-1 has control characters", () => {
  expect(decodeText("t.csv", Uint8Array.of(0x61, 0x80, 0x96, 0x92, 0x9f, 0x81)).text).toBe("a€–’Ÿ\x81");
});

it("UTF-16 may have letters with a zero at the other place", () => {
  const text = `Ā,b\n${"1.5,2\n".repeat(20)}`;
  expect(decodeText("t.csv", utf16(text, true, false)).text).toBe(text);
  expect(decodeText("t.csv", utf16(text, false, false)).text).toBe(text);
});

it("a binary file is no text, whatever its name says, and a stray control character is", () => {
  const png = Uint8Array.from([0x89, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 1, 0]);
  expect(() => decodeText("t.csv", png)).toThrow(
    "reading t.csv: expected text, but got bytes that are none: a picture",
  );
  const rows = Uint8Array.from(`größe,b\n${"1.5,2\n".repeat(20)}\x1a`, (letter) => letter.charCodeAt(0));
  expect(decodeText("t.csv", rows).encoding).toBe("windows-1252");
  // Who names the encoding is believed.
  expect(decodeText("t.csv", png, "windows-1252").text).toHaveLength(png.length);
});

it("UTF-32 is refused by its name", () => {
  expect(() => decodeText("t.csv", Uint8Array.of(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0))).toThrow(/but got UTF-32\. Save it/);
});

it("an encoding that is named wrongly is refused in words", () => {
  expect(() => decodeText("t.csv", Uint8Array.of(0xe9, 0x0a), "utf-8")).toThrow(
    "reading t.csv: expected text in UTF-8, but got bytes that are none. Name its encoding by `encoding`",
  );
});
