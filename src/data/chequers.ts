/** Transparent images are drawn over a chequered ground, as programs for pictures do. */

/** The two greys of the ground, as bytes, and pixels of a square on an image of 64. */
const [LIGHT, DARK] = [255, 204];
const SQUARES = 8;

/** What is seen of a byte of this opacity (0 … 255) at a place of an image of this width. */
export function overChequers(byte: number, opacity: number, [x, y]: readonly [number, number], width: number): number {
  const side = Math.max(1, Math.round(width / SQUARES));
  const ground = (Math.floor(x / side) + Math.floor(y / side)) % 2 === 0 ? LIGHT : DARK;
  return Math.round(ground + ((byte - ground) * opacity) / 255);
}
