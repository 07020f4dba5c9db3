/** The rows of the option table about augmentation. */
import { isAugmentation, operationNames, policyNames } from "../game/augmentation/operations.ts";
import { lossNames, lossOf } from "../game/losses.ts";
import { option } from "../option-text.ts";
import { byKind } from "./defaults.ts";
import { type Condition, integer, known, number, only, row, when } from "./option.ts";

const MOST = 1e9;

const images = when("data", "images");
const hasProbability = when("loss", ...lossNames.filter((name) => lossOf(name).output === "logit"));
const ofAugment = (says: string, holds: (names: readonly string[]) => boolean): Condition => ({
  of: "augment",
  says,
  holds: (value) => holds(value as readonly string[]),
});
const augments = ofAugment("some operation", (chosen) => chosen.length > 0);
const addsNoise = ofAugment("noise", (chosen) => chosen.some((name) => name.startsWith("noise")));
const hasTarget: Condition = { of: "augmentTarget", holds: (value) => Number(value) > 0, says: "above 0" };

/** What is done to the examples that D sees. */
export const augmentOptions = {
  augment: row(
    [],
    only(
      when("data", "points", "table", "images"),
      known(
        isAugmentation,
        `names of operations, separated by commas, perhaps with a share of the probability as in hue:0.5 (or none): ${operationNames.join(", ")}; or of sets: ${policyNames.join(", ")}`,
        `what is done to all that D sees, real and generated: of images ${operationNames.join(", ")}, or the sets ${policyNames.join(", ")}; of points and tables noise`,
      ),
      [],
    ),
    { before: [] },
  ),
  augmentP: row(
    0.5,
    only(
      [images, augments],
      number(
        0,
        1,
        `images: probability of each operation for each image; with ${option("augmentTarget")} the most that it becomes. Above 0.8 it can leak into what G makes`,
      ),
    ),
    { before: 0.5 },
  ),
  augmentTarget: row(
    0,
    only(
      [images, augments, hasProbability],
      number(
        0,
        1,
        "images: the probability rises from 0 while the mean sign of D's logits on real images is above this, and falls while it is below (ADA has 0.6); 0 is off",
        { exclude: ["max"] },
      ),
      0,
    ),
    { before: 0 },
  ),
  augmentImages: row(
    500_000,
    only(
      [images, augments, hasTarget],
      integer(1, MOST, "images: real images that D must see for the probability to move from 0 to 1"),
    ),
    { before: 500_000 },
  ),
  augmentSteps: row(
    byKind({ points: 10_000, images: 1500 }),
    only(
      [augments, { of: "augmentTarget", holds: (value) => value === 0, says: "0" }],
      integer(
        0,
        MOST,
        "steps in which the probability rises from 0, or noise on points and tables falls to 0, as half a cosine; 0: it stays as it is",
      ),
    ),
    { before: 0 },
  ),
  augmentNoise: row(
    0.1,
    only(
      addsNoise,
      number(0, 1e6, "σ of the operation noise: images get |N(0, σ²)| each, points and tables σ at first", {
        exclude: ["min"],
      }),
    ),
    { before: 0.1 },
  ),
};
