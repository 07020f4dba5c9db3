/** Points drawn by hand, as text for a link: each coordinate one of 4096 places in [−1, 1], two characters. */
export type Point = readonly [x: number, y: number];

const PLACES = 4096;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const placeOf = (value: number): number =>
  Math.max(0, Math.min(PLACES - 1, Math.round(((value + 1) / 2) * (PLACES - 1))));
const coordinateOf = (place: number): number => (2 * place) / (PLACES - 1) - 1;

/** To the places that a link can say, so that the link means the same points. */
export const rounded = ([x, y]: Point): Point => [coordinateOf(placeOf(x)), coordinateOf(placeOf(y))];

export const encodePoints = (points: readonly Point[]): string =>
  points
    .flat()
    .map((value) => {
      const place = placeOf(value);
      return `${ALPHABET[place >> 6]}${ALPHABET[place & 63]}`;
    })
    .join("");

/** `undefined` if it is no such text. */
export function decodePoints(text: string): Point[] | undefined {
  if (text.length === 0 || text.length % 4 !== 0) return undefined;
  const digits = [...text].map((letter) => ALPHABET.indexOf(letter));
  if (digits.includes(-1)) return undefined;
  const value = (at: number): number => coordinateOf(((digits[at] ?? 0) << 6) | (digits[at + 1] ?? 0));
  return Array.from({ length: text.length / 4 }, (_, i): Point => [value(4 * i), value(4 * i + 2)]);
}
