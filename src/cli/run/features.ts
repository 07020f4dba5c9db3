/** Which model makes features: one of a file, or one that is remembered by name. */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { type FeatureRange, featureRanges, type ImageLayout, imageLayouts, problem, shellWord } from "../../inner.ts";
import { readBytes } from "../data/reading.ts";
import { exists } from "../files/writing.ts";
import { type Flags, flagName } from "../terminal/flags.ts";
import { type KnownFeatures, readKnownFeatures } from "./known-features.ts";

/** A model of features as the library takes it. */
export interface GivenFeatures {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly range?: FeatureRange;
  readonly layout?: ImageLayout;
  readonly output?: string;
}

/** How a model is fed, as flags say it. */
export type Feeding = Omit<GivenFeatures, "name" | "bytes">;

/** Features that are no model's. */
export const PIXELS = "pixels";
const FEEDING = ["featuresRange", "featuresLayout", "featuresOutput"] as const;

/** The flags about how a model is fed, checked. `keys`: how they are called; a command of features leaves "features" out. */
export function feedingFrom(
  flags: Flags,
  keys: { readonly range: string; readonly layout: string; readonly output: string },
): Feeding {
  const among = <T extends string>(key: string, known: readonly T[]): T | undefined => {
    const given = flags[key];
    if (given === undefined) return undefined;
    const found = known.find((value) => value === given);
    if (found !== undefined) return found;
    throw problem({
      doing: `reading option ${flagName(key)}`,
      expected: `one of ${known.join(", ")}`,
      came: String(given),
    });
  };
  const range = among(keys.range, featureRanges);
  const layout = among(keys.layout, imageLayouts);
  const output = flags[keys.output];
  return {
    ...(range === undefined ? {} : { range }),
    ...(layout === undefined ? {} : { layout }),
    ...(output === undefined ? {} : { output: String(output) }),
  };
}

/** The same for scores, which can do without a model: `--features pixels`. */
export async function scoredFeaturesFrom(
  flags: Flags,
  say: (line: string) => void,
): Promise<GivenFeatures | "pixels" | undefined> {
  if (flags.features !== PIXELS) return featuresFrom(flags, say);
  const flag = FEEDING.find((key) => flags[key] !== undefined);
  if (flag === undefined) return PIXELS;
  throw problem({
    doing: `reading option ${flagName(flag)}`,
    expected: "a model with it",
    came: `--features ${PIXELS}`,
    next: "Leave it out.",
  });
}

/** The model that `--features` names; `undefined` where it is not given. What is taken for granted is said. */
export async function featuresFrom(flags: Flags, say: (line: string) => void): Promise<GivenFeatures | undefined> {
  const feeding = feedingFrom(flags, { range: FEEDING[0], layout: FEEDING[1], output: FEEDING[2] });
  if (flags.features === undefined) {
    const flag = FEEDING.find((key) => flags[key] !== undefined);
    if (flag === undefined) return undefined;
    throw problem({
      doing: `reading option ${flagName(flag)}`,
      expected: "--features with it",
      came: "none",
      next: "Add it, or leave this out.",
    });
  }
  const given = String(flags.features);
  const known = given === PIXELS ? undefined : (await readKnownFeatures()).find(({ name }) => name === given);
  if (known) return readKnown(known, flags, say);
  if (!/[/\\]|\.onnx$/i.test(given) && !(await exists(given))) throw await unknownName(given);
  const features = { name: basename(given), bytes: await readBytes(given, "model"), ...feeding };
  if (feeding.range === undefined) {
    say(
      `${features.name} is given pixels from 0 to 1, or bytes if it takes uint8, unless --features-range says otherwise; saddlepoint features --from ${shellWord(given)} checks it.`,
    );
  }
  return features;
}

async function readKnown(known: KnownFeatures, flags: Flags, say: (line: string) => void): Promise<GivenFeatures> {
  const { name, path, checksum, range, layout, output, dimension } = known;
  const flag = FEEDING.find((key) => flags[key] !== undefined);
  if (flag !== undefined) {
    throw problem({
      doing: `reading option ${flagName(flag)}`,
      expected: `a file with it, as ${name} is remembered with all of that`,
      came: `--features ${name}`,
      next: `Leave it out, or remember the model anew: saddlepoint features --from ${shellWord(path)}.`,
    });
  }
  const bytes = await readBytes(path, "model");
  const came = createHash("sha256").update(bytes).digest("hex");
  if (came !== checksum) {
    throw problem({
      doing: `reading the feature extractor ${name} at ${path}`,
      expected: `the file that was checked (SHA-256 ${checksum.slice(0, 16)}…)`,
      came: `another one (${came.slice(0, 16)}…)`,
      next: `Put it back, or check this one: saddlepoint features --from ${shellWord(path)} --name ${shellWord(name)}.`,
    });
  }
  say(`Features: ${name}, ${dimension} numbers, SHA-256 ${checksum.slice(0, 16)}….`);
  return { name, bytes, range, layout, output };
}

async function unknownName(name: string): Promise<Error> {
  if (name === PIXELS) {
    return problem({
      doing: "reading option --features",
      expected: "a model",
      came: PIXELS,
      next: "Leave it out: pixels are what is compared without it.",
    });
  }
  const names = (await readKnownFeatures()).map((model) => model.name);
  return problem({
    doing: "reading option --features",
    expected: `a file, or a name that is remembered (${names.join(", ") || "there is none yet"})`,
    came: name,
    next: "saddlepoint features --from FILE.onnx checks a model and remembers it.",
  });
}
