/** Bytes of a text file as text, in the encoding they are found to be in. */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";

export const textEncodings = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
export type TextEncoding = (typeof textEncodings)[number];

export interface DecodedText {
  readonly text: string;
  readonly encoding: TextEncoding;
  /** What was guessed, where it was not UTF-8. */
  readonly notices: readonly string[];
}

const NAMES: Readonly<Record<TextEncoding, string>> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16 (little endian)",
  "utf-16be": "UTF-16 (big endian)",
  "windows-1252": "Windows-1252 (Latin-1)",
};

/**
 * Text in UTF-8, UTF-16 (both found by a byte order mark or without one) or, where it is neither, Windows-1252, of which Latin-1
 * is a part. `given` takes the place of the guess.
 */
export function decodeText(name: string, bytes: Uint8Array, given?: TextEncoding): DecodedText {
  if (given === undefined && isUtf32(bytes)) {
    throw problem({
      doing: `reading ${name}`,
      expected: "text in UTF-8, UTF-16 or Windows-1252",
      came: "UTF-32",
      next: "Save it as UTF-8.",
    });
  }
  const encoding = given ?? encodingOf(bytes);
  if (given === undefined && encoding === "windows-1252" && isBinary(bytes)) {
    throw problem({
      doing: `reading ${name}`,
      expected: "text",
      came: "bytes that are none: a picture, a compressed or another binary file, whatever its ending says",
      next: "Save the table as CSV, and give that.",
    });
  }
  try {
    const decoded = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    const text = encoding === "windows-1252" ? withPrintable(decoded) : decoded;
    const guessed = given === undefined && encoding !== "utf-8";
    return {
      text,
      encoding,
      notices: guessed ? [`${name} is read as ${NAMES[encoding]}; ${option("encoding")} takes another.`] : [],
    };
  } catch (cause) {
    // Not so: a text that is too long for a string.
    if (!(cause instanceof TypeError)) throw cause;
    throw problem({
      doing: `reading ${name}`,
      expected: `text in ${NAMES[encoding]}`,
      came: "bytes that are none",
      next: `Name its encoding by ${option("encoding")} (${textEncodings.join(", ")}).`,
      cause,
    });
  }
}

/** What Windows-1252 has from 0x80 to 0x9f. */
const PRINTABLE = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/** Node 20 decodes Windows-1252 as Latin-1, which has control characters there. */
const withPrintable = (text: string): string =>
  text.replace(/[\x80-\x9f]/g, (letter) => PRINTABLE[letter.charCodeAt(0) - 0x80] ?? letter);

/** Enough to see zeros at every second place, and cheap. */
const LOOKED_AT = 4096;
/** Some letters of other scripts have a zero at the other place too. */
const RARE = 0.01;

/** Control characters are one byte in eight of compressed bytes; text has hardly one. */
function isBinary(bytes: Uint8Array): boolean {
  const looked = bytes.subarray(0, LOOKED_AT);
  const controls = looked.reduce((count, byte) => (byte < 9 || (byte > 13 && byte < 32) ? count + 1 : count), 0);
  return controls > 0.03 * looked.length;
}

/** By its byte order mark, either way round. */
const isUtf32 = ([a, b, c, d]: Uint8Array): boolean =>
  (a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff);

function encodingOf(bytes: Uint8Array): TextEncoding {
  const [first = 0, second = 0] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  // Text of a table is mostly ASCII, of which UTF-16 makes a zero and a letter.
  const zeros = [0, 0];
  const looked = Math.min(LOOKED_AT, bytes.length) & ~1;
  for (let i = 0; i < looked; i++) if (bytes[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > 0.3 * looked && even < RARE * looked) return "utf-16le";
  if (even > 0.3 * looked && odd < RARE * looked) return "utf-16be";
  return isUtf8(bytes) ? "utf-8" : "windows-1252";
}

/** Megabytes at a time: nothing of what is decoded here is kept. */
const PART = 2 ** 22;

function isUtf8(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for (let from = 0; from < bytes.length; from += PART) {
      decoder.decode(bytes.subarray(from, from + PART), { stream: true });
    }
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}
