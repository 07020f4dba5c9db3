import { afterEach, expect, it, vi } from "vitest";
import { sha256 } from "./fingerprint.ts";

afterEach(() => vi.unstubAllGlobals());

it("the fingerprint is SHA-256, also where the browser keeps its own from the page", async () => {
  // FIPS 180-2, appendix B.1.
  const known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  const bytes = new TextEncoder().encode("abc");
  expect(await sha256(bytes)).toBe(known);
  vi.stubGlobal("crypto", {});
  expect(await sha256(bytes)).toBe(known);
});
