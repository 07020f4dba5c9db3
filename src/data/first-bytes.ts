/** What a file is that is not what it was taken for, as far as its first bytes tell. */

/** Letters of a text that are quoted. */
const QUOTED = 24;

const isLetter = (byte: number): boolean => (byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13);

/** `an empty file`, `text that begins "<!DOCTYPE html><html><b…"`, or `bytes that begin with 89 50 4e 47`. */
export function firstBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  const head = bytes.subarray(0, 2 * QUOTED);
  if (head.every(isLetter)) {
    const text = String.fromCharCode(...head.subarray(0, QUOTED)).replace(/\s+/g, " ");
    return `text that begins "${text}${bytes.length > QUOTED ? "…" : ""}"`;
  }
  return `bytes that begin with ${Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ")}`;
}
