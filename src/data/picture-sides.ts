/** The size that pictures are made to have, as it is written: `64`, or `96x64` for width × height. */

/** Pixels. */
export interface Sides {
  readonly width: number;
  readonly height: number;
}

/** Width first, as pictures, screens and films have it. */
export const SIDES_TEXT = /^(\d{1,6})[x×](\d{1,6})$/;

/** The sides that an option says: one number is a square. */
export function readSides(size: number | string): Sides {
  if (typeof size === "number") return { width: size, height: size };
  const [, width, height] = SIDES_TEXT.exec(size) ?? [];
  return { width: Number(width), height: Number(height) };
}
