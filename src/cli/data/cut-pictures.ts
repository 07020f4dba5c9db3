/** Pictures of which much is cut off, to be looked at. */
import type { Sides } from "../../inner.ts";
import { type Form, fitOf, lostShare, sidesOf } from "./form.ts";

export interface CutPicture {
  readonly path: string;
  /** Its own sides, upright. */
  readonly sides: Sides;
  /** The sides of what it is made into. */
  readonly made: Sides;
}

/** So many are shown. */
const MOST = 8;

/** Those of some pictures that lose most of their area, the greatest loss first, none twice for equal sides while there are others. */
export function mostCut(
  pictures: readonly (Sides & { readonly path: string })[],
  form: Form,
  most = MOST,
): readonly CutPicture[] {
  if (fitOf(form) !== "cover") return [];
  const made = sidesOf(form);
  const cut = pictures
    .filter((picture) => lostShare(picture, made) > 0)
    .toSorted((a, b) => lostShare(b, made) - lostShare(a, made));
  const sides = ({ width, height }: Sides): string => `${width}×${height}`;
  const firsts = cut.filter((picture, i) => cut.findIndex((other) => sides(other) === sides(picture)) === i);
  const others = cut.filter((picture) => !firsts.includes(picture));
  return [...firsts, ...others]
    .slice(0, most)
    .map(({ path, width, height }) => ({ path, sides: { width, height }, made }));
}

/** The middle of a picture that has the proportions of what is made of it. */
export function keptArea(
  { width, height }: Sides,
  made: Sides,
): Sides & { readonly left: number; readonly top: number } {
  const across = Math.min(width, (height * made.width) / made.height);
  const down = Math.min(height, (width * made.height) / made.width);
  return { left: (width - across) / 2, top: (height - down) / 2, width: across, height: down };
}
