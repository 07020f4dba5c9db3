import sharp from "sharp";

/** Milliseconds between frames, and at both ends, where one wants to look. */
const DELAY = 90;
const REST = 900;

interface Format {
  readonly format: "gif" | "webp";
  /** Of a lossy WebP, up to 100; lossless without it. */
  readonly quality?: number;
  /** Milliseconds of each frame, of a loop that rests nowhere; a GIF counts in hundredths of a second. */
  readonly delay?: number;
}

/** Pictures of one size, one after the other, as an animated GIF or WebP that goes round for ever. */
export function animate(frames: readonly Uint8Array[], { format, quality, delay: even }: Format): Promise<Buffer> {
  const delay = frames.map((_, i) => even ?? (i === 0 || i === frames.length - 1 ? REST : DELAY));
  const joined = sharp([...frames], { join: { animated: true } });
  // Few colours and hard edges: lossless WebP is smaller than lossy on sheets of pixels, and exact.
  const fidelity = quality === undefined ? { lossless: true } : { quality };
  return (format === "gif" ? joined.gif({ delay, loop: 0 }) : joined.webp({ delay, loop: 0, ...fidelity })).toBuffer();
}
