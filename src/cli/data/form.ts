/** What every picture of a folder is made into. */
import { type GivenDataOptions, readSides, type Sides } from "../../inner.ts";

/** How every picture of a folder is made alike. It names decoded pictures in the cache, so old ones keep their text. */
export interface Form {
  /** Grey, colour, or colour and transparency. */
  readonly channels: 1 | 3 | 4;
  /** Width in pixels, and height too unless that is given. */
  readonly size: number;
  readonly height?: number;
  /** Shows through transparent pixels; with four channels, the colour of those that are wholly so. */
  readonly background: string;
  /** `contain` (by its first name, which caches know) or `stretch`; left out, the middle is cut out: `cover`. */
  readonly fit?: "pad" | "stretch";
  /** Which values are black and white, as the user said. */
  readonly range?: string;
}

/** The names of the ways in which pictures are made to fit: those of CSS. */
export type Fit = NonNullable<GivenDataOptions["fit"]>;

export const fitOf = ({ fit }: Pick<Form, "fit">): Fit =>
  fit === "pad" ? "contain" : fit === "stretch" ? "stretch" : "cover";

/** The form of a size and a way to fit. */
export function formOf(
  channels: Form["channels"],
  size: number | string,
  fit: Fit,
  { background, range }: { readonly background: string; readonly range: string | undefined },
): Form {
  const { width, height } = readSides(size);
  return {
    channels,
    size: width,
    ...(height === width ? {} : { height }),
    background,
    ...(fit === "cover" ? {} : { fit: fit === "contain" ? "pad" : "stretch" }),
    ...(range === undefined ? {} : { range }),
  };
}

export const sidesOf = ({ size, height = size }: Pick<Form, "size" | "height">): Sides => ({ width: size, height });

/** Bytes of a decoded picture. */
export function bytesOf({ channels, ...form }: Form): number {
  const { width, height } = sidesOf(form);
  return channels * width * height;
}

export const sidesText = ({ width, height }: Sides): string => `${width}×${height}`;

/** Whether a picture has the proportions that it is made to have. */
export const isAlike = (picture: Sides, made: Sides): boolean =>
  picture.width * made.height === picture.height * made.width;

/**
 * The share of a picture's area that is lost when its middle is cut out in the proportions it is made to have; with `contain` the
 * share of what is made that is background.
 */
export function lostShare(picture: Sides, made: Sides): number {
  const [a, b] = [picture.width * made.height, picture.height * made.width];
  return 1 - Math.min(a, b) / Math.max(a, b);
}

/** Whether a picture has fewer pixels than are made of it, along a side at least. */
export function isEnlarged(picture: Sides, made: Sides, fit: Fit): boolean {
  const [across, down] = [picture.width < made.width, picture.height < made.height];
  return fit === "contain" ? across && down : across || down;
}
