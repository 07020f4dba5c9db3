import { sha256 } from "../fingerprint.ts";

/** A hash of which example is of which class, of classes below 65,536. */
export async function classFingerprint(numbers: ArrayLike<number>): Promise<string> {
  const bytes = new Uint8Array(2 * numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] ?? 0;
    bytes[2 * i] = number >> 8;
    bytes[2 * i + 1] = number & 255;
  }
  return (await sha256(bytes)).slice(0, 16);
}
