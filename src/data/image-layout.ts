/** Which axes of an array are examples, channels, height and width: said by the user, or told by the shape where one way fits. */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { formatShape, type Shape } from "../tensor/shape.ts";

export const layoutNames = ["nhw", "nhwc", "nchw", "hwc", "chw"] as const;
export type LayoutName = (typeof layoutNames)[number];

export interface ImageLayout {
  /** E.g. `N×H×W×C`. */
  readonly name: string;
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Channels are the last axis. */
  readonly last: boolean;
}

const signOf = (layout: LayoutName): string => layout.toUpperCase().split("").join("×");

function layoutAs(layout: LayoutName, shape: Shape): ImageLayout | undefined {
  if (layout.length !== shape.length) return undefined;
  const length = (axis: string): number => shape[layout.indexOf(axis)] ?? 1;
  return {
    name: signOf(layout),
    count: length("n"),
    channels: length("c"),
    height: length("h"),
    width: length("w"),
    last: layout.endsWith("c"),
  };
}

/** Grey, grey and alpha, colour, colour and alpha: an axis of such a length may be that of the channels. */
const isDepth = (channels: number): boolean => channels >= 1 && channels <= 4;
const isRead = ({ channels }: ImageLayout): boolean => channels === 1 || channels === 3;

const kindOf = ({ channels }: ImageLayout): string =>
  channels === 1 ? "grey" : channels === 3 ? "in colour" : `with ${channels} channels`;

const textOf = (name: LayoutName, layout: ImageLayout): string =>
  `${layout.count} image${layout.count === 1 ? "" : "s"} of ${layout.height}×${layout.width} ${kindOf(layout)} (${option("layout", name)})`;

/**
 * The layout of an array of images with three or four axes. Where more than one fits the shape, it is asked for; it is never
 * guessed, because N×3×H×3 read the wrong way is noise that trains without complaint.
 */
export function imageLayout(doing: string, shape: Shape, asked: LayoutName | undefined): ImageLayout {
  const fitting = layoutNames.flatMap((name) => {
    const layout = layoutAs(name, shape);
    return layout && isDepth(layout.channels) ? [{ name, layout }] : [];
  });
  if (asked !== undefined) {
    const layout = layoutAs(asked, shape);
    if (layout && isRead(layout)) return layout;
    const expected = `${option("layout", asked)}, an array ${signOf(asked)}${asked.includes("c") ? " with 1 or 3 channels" : ""}`;
    throw problem({
      doing,
      expected,
      came: formatShape(shape),
      next: `Leave ${option("layout")} out, or name the one it has.`,
    });
  }
  // One grey image is the same whichever axis of length 1 is that of the examples.
  const sameAs = (a: ImageLayout, b: ImageLayout): boolean =>
    a.channels === 1 && b.channels === 1 && a.count === b.count && a.height === b.height;
  const different = fitting.filter(
    ({ layout }, i) => !fitting.slice(0, i).some((earlier) => sameAs(layout, earlier.layout)),
  );
  const [only] = different;
  if (different.length > 1) {
    throw problem({
      doing,
      expected: "an array that can be read in one way",
      came: `${formatShape(shape)}, which may be ${different.map(({ name, layout }) => textOf(name, layout)).join(" or ")}`,
      next: `Say by ${option("layout")} which it is.`,
    });
  }
  if (only && isRead(only.layout)) return only.layout;
  throw problem({
    doing,
    expected: "rows (N, N×D) or images with one or three channels (N×H×W, N×H×W×C, N×C×H×W, H×W×C, C×H×W)",
    came: formatShape(shape),
    ...(only
      ? {
          next: `Save the channels that count, e.g. array[${only.layout.last ? "..., " : only.name === "nchw" ? ":, " : ""}:${only.layout.channels === 2 ? 1 : 3}].`,
        }
      : {}),
  });
}

/** The layout of images that stand in rows of numbers: `28x28`, `32x32x3`, `3x32x32`. */
export function rowLayout(text: string, asked: LayoutName | undefined): Omit<ImageLayout, "count"> {
  const doing = `reading option ${option("shape", text)}`;
  const sides = text.split(/[x×]/).map(Number);
  if (sides.length === 2) {
    if (asked === undefined || asked === "nhw") return imageLayout(doing, [1, ...sides], "nhw");
    throw problem({
      doing,
      expected: `three sides for ${option("layout", asked)}`,
      came: text,
      next: `Leave out ${option("layout")}, or give the channels too.`,
    });
  }
  const names = (asked === undefined ? (["hwc", "chw"] as const) : ([asked.replace("n", "")] as LayoutName[])).flatMap(
    (name) => {
      const layout = layoutAs(name, sides);
      return layout && isRead(layout) ? [{ name, layout }] : [];
    },
  );
  const [only] = names;
  if (only && names.length === 1) return only.layout;
  throw problem({
    doing,
    expected: "HxW, HxWxC or CxHxW with 1 or 3 channels",
    came: only ? "one that may be HxWxC or CxHxW" : text,
    next: only ? `Say by ${option("layout")} hwc or chw which it is.` : "Give the sides of one image.",
  });
}
