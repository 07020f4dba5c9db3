/** What libvips says of a picture that cannot be decoded, in words that tell what to do. */
import { reasonOf } from "./image-files.ts";

export const ENDS_EARLY = "it ends early: copy it again";

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/tiff2vips: samples out of range/, "64-bit numbers, which are not read: save them as 32-bit floats"],
  [
    /premature end|read gave \d+ warnings|unable to read|truncated|not enough data|out of data/i,
    "it ends early: copy it again",
  ],
  [/libpng read error|CRC|corrupt header/i, "it is damaged: copy it again"],
];

export function pictureReason(error: unknown): string {
  const reason = reasonOf(error).replace(/[.:\s]+$/, "");
  return WORDS.find(([pattern]) => pattern.test(reason))?.[1] ?? reason;
}
