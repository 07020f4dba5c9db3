/**
 * What colours become. ADA's five (Karras et al. 2020) are one matrix and one number per image: with v = (1, 1, 1)/√3, all of them
 * act on the part of a colour along v, its grey, and on the part across it, its hue and saturation. DiffAugment's three (Zhao et al.
 * 2020) look at the image's own means. Pixels are in [−1, 1]: 0 is the grey in the middle. Of four channels the last is no colour.
 */
import { square } from "../../tensor/composed.ts";
import { add, concat, div, exp, matmul, mean, mul, reshape, slice, sqrt, sub } from "../../tensor/operations.ts";
import type { Shape } from "../../tensor/shape.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";
import { group, lacksPicture, NORMAL, type Row } from "./row.ts";

/** What an operation does to colours; what it leaves out stays. Numbers are of each example, [N×1×1×1]. */
interface Tint {
  /** Added to all channels. */
  readonly brightness?: Tensor;
  /** Factor of all channels. */
  readonly contrast?: Tensor;
  /** Factor of the grey. */
  readonly grey?: Tensor;
  /** Factor of the colour across it. */
  readonly saturation?: Tensor;
  /** cos and sin of the angle by which the hue turns. */
  readonly hue?: readonly [Tensor, Tensor];
}

/** Three channels of colour, behind which a fourth may say how opaque a pixel is. */
const isColoured = ([channels = 1]: Shape): boolean => channels === 3 || channels === 4;

const lacksColour = (shape: Shape): string | undefined =>
  lacksPicture(shape) ?? (isColoured(shape) ? undefined : "images in colour");

/** 1 + on·(x − 1): x where the operation acts, else 1. */
const where1 = (on: Tensor, x: Tensor): Tensor => add(1, mul(on, sub(x, 1)));
const power = (on: Tensor, deviation: number, normal: Tensor | undefined): Tensor =>
  exp(mul(Math.LN2 * deviation, mul(on, normal as Tensor)));

const rows = {
  brightness: {
    help: "plus N(0, 0.2²)",
    lacks: lacksPicture,
    numbers: () => [NORMAL],
    part: ({ on, numbers: [normal] }) => ({ brightness: mul(0.2, mul(on, normal as Tensor)) }),
  },
  contrast: {
    help: "times 2^N(0, 0.5²), about mid-grey",
    lacks: lacksPicture,
    numbers: () => [NORMAL],
    part: ({ on, numbers: [normal] }) => ({ contrast: power(on, 0.5, normal) }),
  },
  luma: {
    help: "light and dark change places and hues stay, in half of them",
    lacks: lacksColour,
    numbers: () => [{ kind: "mask", keep: 0.5 }],
    part: ({ on, numbers: [flips] }) => ({ grey: sub(1, mul(2, mul(on, flips as Tensor))) }),
  },
  hue: {
    help: "turned by any angle",
    lacks: lacksColour,
    numbers: () => [NORMAL, NORMAL],
    part: ({ on, numbers: [a, b] }) => {
      const [x, y] = [a as Tensor, b as Tensor];
      const length = sqrt(add(add(square(x), square(y)), 1e-30));
      return { hue: [where1(on, div(x, length)), mul(on, div(y, length))] };
    },
  },
  saturation: {
    help: "times 2^N(0, 1)",
    lacks: lacksColour,
    numbers: () => [NORMAL],
    part: ({ on, numbers: [normal] }) => ({ saturation: power(on, 1, normal) }),
  },
} satisfies Record<string, Row<Tint>>;

const product = (tensors: readonly (Tensor | undefined)[]): Tensor | undefined =>
  tensors.reduce((a, b) => (a && b ? mul(a, b) : (a ?? b)), undefined);

const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const third = 1 / 3;
/** v·vᵀ: takes the grey of a colour. */
const GREY = IDENTITY.map(() => third);
/** v×: turns the colour across v by a quarter. */
const ACROSS = [0, -1, 1, 1, 0, -1, -1, 1, 0].map((sign) => sign / Math.sqrt(3));

const matrix = (of: readonly number[]): Tensor => constant([...of], [1, 3, 3]);

/** Does `change` to the three channels of colour, and puts the fourth behind them again. */
function ofColours(x: Tensor, change: (colours: Tensor) => Tensor): Tensor {
  if (x.shape[1] !== 4) return change(x);
  return concat([change(slice(x, 1, 0, 3)), slice(x, 1, 3)], 1);
}

/** In ADA's order: brightness, contrast, grey, hue, saturation. */
function tint(x: Tensor, parts: readonly Tint[]): Tensor {
  const one = (key: "brightness" | "contrast" | "grey" | "saturation"): Tensor | undefined =>
    parts.find((part) => part[key])?.[key];
  const hue = parts.find((part) => part.hue)?.hue;
  const [brightness, contrast, grey, saturation] = [one("brightness"), one("contrast"), one("grey"), one("saturation")];
  const along = product([contrast, grey]);
  const added = brightness && (along ? mul(along, brightness) : brightness);
  return ofColours(x, (colours) => {
    const turned =
      grey || saturation || hue ? mixed(colours, { along, across: product([contrast, saturation]), hue }) : undefined;
    const scaled = turned ?? (contrast ? mul(contrast, colours) : colours);
    return added ? add(scaled, added) : scaled;
  });
}

interface Mix {
  readonly along: Tensor | undefined;
  readonly across: Tensor | undefined;
  readonly hue: readonly [Tensor, Tensor] | undefined;
}

/** Colours times across·(cos·(I − v·vᵀ) + sin·v×) + along·v·vᵀ. */
function mixed(colours: Tensor, { along, across, hue }: Mix): Tensor {
  const [batch = 1, channels = 1, height = 1, width = 1] = colours.shape;
  const ofEach = (tensor: Tensor | undefined): Tensor =>
    tensor ? reshape(tensor, [batch, 1, 1]) : constant([1], [1, 1, 1]);
  const cosine = ofEach(product([across, hue?.[0]]));
  const straight = add(mul(cosine, matrix(IDENTITY)), mul(sub(ofEach(along), cosine), matrix(GREY)));
  const sine = hue && ofEach(product([across, hue[1]]));
  const whole = sine ? add(straight, mul(sine, matrix(ACROSS))) : straight;
  return reshape(matmul(whole, reshape(colours, [batch, channels, height * width])), colours.shape);
}

export const colour = group<Tint>(rows, tint);

/** DiffAugment's three: brightness, saturation about each pixel's mean, contrast about the image's mean. */
interface Jitter {
  readonly brightness: Tensor;
  readonly saturation: Tensor;
  readonly contrast: Tensor;
}

const uniform = (from: number, width: number) => ({ kind: "uniform", from, width }) as const;

function jittered(x: Tensor, [jitter]: readonly Jitter[]): Tensor {
  const { brightness, saturation, contrast } = jitter as Jitter;
  return ofColours(x, (colours) => {
    const coloured = colours.shape[1] === 3;
    const ofPixel = mean(colours, { axes: [1], keep: true });
    const ofImage = mean(colours, { axes: [1, 2, 3], keep: true });
    const saturated = coloured ? add(mul(saturation, colours), mul(sub(1, saturation), ofPixel)) : colours;
    return add(mul(contrast, saturated), add(mul(sub(1, contrast), ofImage), brightness));
  });
}

export const jitter = group<Jitter>(
  {
    color: {
      help: "DiffAugment's: brightness ± 0.5, saturation times 0 to 2, contrast times 0.5 to 1.5 about the picture's own mean",
      lacks: lacksPicture,
      numbers: () => [uniform(-0.5, 1), uniform(0, 2), uniform(0.5, 1)],
      part: ({ on, numbers: [brightness, saturation, contrast] }) => ({
        brightness: mul(on, brightness as Tensor),
        saturation: where1(on, saturation as Tensor),
        contrast: where1(on, contrast as Tensor),
      }),
    },
  },
  jittered,
);
