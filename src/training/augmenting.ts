/** What the options say of augmentation. */
import { formatNumber } from "../data/counted.ts";
import type { DataDescription } from "../data/description.ts";
import { kindOf } from "../data/kinds.ts";
import type { Augmentation } from "../game/augmentation/augment.ts";
import { type Plan, planOf } from "../game/augmentation/operations.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { formatShape } from "../tensor/shape.ts";
import type { GameOptions } from "./options.ts";
import type { Following } from "./strength.ts";

/** What of a configuration decides. */
interface Asked extends GameOptions {
  readonly data: DataDescription;
}

const kindPlan = ({ augment, data }: Asked): Plan =>
  kindOf(data) === "mixed" ? { operations: [], left: [], refused: undefined } : planOf(augment, data.shape);

/** Whether D's answers decide about p. */
const hasFeedback = ({ augmentTarget, data }: Asked): boolean => augmentTarget > 0 && kindOf(data) === "images";

/** What D sees in place of the examples; nothing where it sees these. */
export function augmentationOf(config: Asked): Augmentation | undefined {
  const { operations } = kindPlan(config);
  const never = kindOf(config.data) === "images" && !hasFeedback(config) && config.augmentP === 0;
  if (operations.length === 0 || never) return undefined;
  return { operations, noise: config.augmentNoise, ...(hasFeedback(config) ? { feedback: true } : {}) };
}

/** What p follows: feedback, a rise to what was asked for, or on rows a fall to nothing. */
export function followingOf(config: Asked): Following {
  const { augmentTarget, augmentP, augmentImages, augmentSteps, accumulate, data } = config;
  const batch = accumulate * config.batch;
  if (hasFeedback(config)) return { target: augmentTarget, most: augmentP, images: augmentImages, batch };
  const rises = kindOf(data) === "images";
  if (augmentSteps === 0) return { kind: "constant", start: rises ? augmentP : 1, end: rises ? augmentP : 1, steps: 0 };
  return { kind: "cosine", start: rises ? 0 : 1, end: rises ? augmentP : 0, steps: augmentSteps };
}

/** Refuses operations that cannot act on the data. */
export function checkAugmentation(config: Asked): void {
  const { augment, data } = config;
  if (augment.length === 0 || kindOf(data) === "mixed") return;
  const { operations, left, refused } = kindPlan(config);
  const first = refused ?? (operations.length === 0 ? left[0] : undefined);
  if (!first) return;
  throw problem({
    doing: `reading option ${option("augment")}`,
    expected: `${first.needs}, for ${first.name}`,
    came: `examples of shape ${formatShape(data.shape)}`,
    next:
      data.shape.length === 3
        ? "Leave it out."
        : `What D sees of points and rows can have ${option("augment", "noise")}.`,
  });
}

/** At a probability of 1 nothing tells which way round these were, so G may make them any way round. */
const LEAKING = ["flip", "rotate90", "rotation", "luma", "hue"];
const LEAKS_FROM = 0.8;

/** What a user should know of it: what a policy has and these examples have not, and a probability that is too high. */
export function augmentationNotices(config: Asked): readonly string[] {
  const { operations, left } = kindPlan(config);
  const without = left.map(({ name, needs }) => `${name} (needs ${needs})`).join(", ");
  const leaking = operations.filter(
    ({ name, weight }) =>
      LEAKING.includes(name) && weight * config.augmentP > LEAKS_FROM && kindOf(config.data) === "images",
  );
  return [
    ...(left.length > 0 ? [`D sees ${option("augment", config.augment.join(","))} without ${without}.`] : []),
    ...(leaking.length > 0
      ? [
          `At ${option("augmentP", config.augmentP)} G may learn ${leaking.map(({ name }) => name).join(", ")} from what D sees: up to ${LEAKS_FROM} it does not.`,
        ]
      : []),
  ];
}

/** What D sees and how often, in a sentence; nothing where it sees the examples themselves. */
export function augmentationText(config: Asked): string | undefined {
  if (!augmentationOf(config)) return undefined;
  const { augment, augmentP, augmentSteps, augmentImages, augmentTarget, augmentNoise } = config;
  const after = augmentSteps === 0 ? "" : `, within ${formatNumber(augmentSteps)} steps`;
  if (kindOf(config.data) !== "images") {
    return `D sees all examples with noise of deviation ${augmentNoise}${augmentSteps === 0 ? "" : `, which falls to 0${after}`}`;
  }
  const often = hasFeedback(config)
    ? `with a probability that moves by 1 in ${formatNumber(augmentImages)} images, to keep the mean sign of D on real ones at ${augmentTarget}, and is ${augmentP} at most`
    : `with a probability ${augmentSteps === 0 ? "of" : "that rises to"} ${augmentP}${after}`;
  return `D sees images changed by ${augment.join(", ")}, ${often}`;
}
