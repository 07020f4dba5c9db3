import { expect, it } from "vitest";
import { firstBytes } from "./first-bytes.ts";

it("tells text from other bytes, and quotes a little of it in one line", () => {
  const of = (text: string): string => firstBytes(new TextEncoder().encode(text));
  expect(of("")).toBe("an empty file");
  expect(of("a,b\n1,2")).toBe('text that begins "a,b 1,2"');
  expect(of("<!DOCTYPE html>\n<html><body>Not found</body></html>")).toBe(
    'text that begins "<!DOCTYPE html> <html><b…"',
  );
  expect(firstBytes(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d))).toBe("bytes that begin with 89 50 4e 47");
});
