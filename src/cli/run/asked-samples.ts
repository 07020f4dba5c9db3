/** Samples of images and points as they are asked for: how many, of which classes, with which z. */
import { kindOf } from "../../inner.ts";
import type { Flags } from "../terminal/flags.ts";
import { type AskedGenerator, withAskedClasses } from "./asked-classes.ts";
import type { RunGenerator } from "./generator.ts";
import { shapedNoise } from "./shaped-noise.ts";

/** Rows or points where nobody says how many. */
export const USUAL_ROWS = 2500;
/** Images where nobody says how many; in a strip of frames, rows of it. */
const USUAL_IMAGES = 64;
const USUAL_STRIPS = 8;
/** Examples that a picture has at most. */
export const MOST_IN_A_PICTURE = 10_000;

/** What is asked for. */
interface SampleWish {
  /** `class`, and the flags about z. */
  readonly flags: Flags;
  readonly doing: string;
  readonly say: (line: string) => void;
  readonly count: number | undefined;
  readonly seed: number | undefined;
  /** Whether a strip of frames is asked for, from one sample to another. */
  readonly strip?: boolean;
  /** Samples of each class, where all are asked for and nobody says how many. */
  readonly ofEach?: (classes: number) => number;
}

/** A generator that draws what is asked for. */
export interface AskedSamples {
  /** Its noise is shaped as it is asked for. */
  readonly generator: AskedGenerator;
  readonly count: number;
  readonly seed: number;
}

/** How many samples there are where nobody says it. */
export const usualCount = (data: Parameters<typeof kindOf>[0], strip = false): number =>
  kindOf(data) === "images" ? (strip ? USUAL_STRIPS : USUAL_IMAGES) : USUAL_ROWS;

/** Reads what is asked for; throws where the run has none of it. */
export async function askedSamples(opened: RunGenerator, wish: SampleWish): Promise<AskedSamples> {
  const { flags, doing, say, count, seed, strip = false, ofEach } = wish;
  const generator = withAskedClasses(opened, { flags, doing, say, count, ...(ofEach ? { ofEach } : {}) });
  const { noise, given } = await shapedNoise(generator, flags, doing, say);
  return {
    generator: { ...generator, noise },
    count: generator.usual ?? count ?? given ?? usualCount(opened.config.data, strip),
    seed: seed ?? opened.config.seed,
  };
}
