/** What a run takes from another, in sentences. */
import { formatNumber } from "../../data/counted.ts";
import { architectureOf } from "../../networks/architectures.ts";
import { layersWithWeights } from "../../networks/frozen.ts";
import { parameterCount } from "../../networks/network.ts";
import { option } from "../../option-text.ts";
import { formatShape, sameShape, sizeOf } from "../../tensor/shape.ts";
import type { Config } from "../config.ts";
import { gameOf } from "../game-of-config.ts";
import type { OwnParts } from "../own-parts.ts";
import type { Origin } from "./origin.ts";
import type { Taken, Transfer } from "./transfer.ts";

/** Layers that are named; of more, how many there are. */
const MOST_NAMED = 6;

/** How networks are built that are those of the other run, where no option says otherwise. */
export function networksText({ generator, discriminator, data }: Config, { run, config: there }: Origin): string {
  const players = [
    ["G", generator],
    ["D", discriminator],
  ] as const;
  const built = players.map(([name, { network, channels, widths }]) => {
    const [what, size] = Object.hasOwn(architectureOf(network).options, "channels")
      ? (["channels", channels] as const)
      : (["widths", widths] as const);
    return { name, text: `${network}, ${what} ${String(size) || "none"}` };
  });
  const [g, d] = built;
  const text = g?.text === d?.text ? g?.text : built.map((one) => `${one.name} ${one.text}`).join("; ");
  const sides = sameShape(data.shape, there.data.shape)
    ? ""
    : `, for ${formatShape(data.shape)} instead of ${formatShape(there.data.shape)}`;
  return `Networks are built as in ${run} where no option says otherwise: ${text}${sides}.`;
}

/** Which layers of D keep their weights, and how many of its weights that is; undefined where all learn. */
export function frozenText(config: Config, own?: OwnParts): string | undefined {
  const { freezeD } = config;
  if (freezeD === 0) return undefined;
  const layers = layersWithWeights(gameOf(config, own).discriminator);
  const count = (some: typeof layers): number => some.reduce((sum, layer) => sum + parameterCount(layer), 0);
  const still = layers.slice(0, freezeD);
  return `D keeps the weights of its first ${formatNumber(freezeD)} of ${formatNumber(layers.length)} layers (${still.map(({ label }) => label).join("; ")}): ${millions(count(still))} of ${millions(count(layers))} M weights do not learn.`;
}

/** The weights that come from the other run, and those that do not. */
export function transferText({ from: { run, checkpoint }, generator, discriminator, classes }: Transfer): string {
  const sentences = [
    `Weights from ${run} at step ${formatNumber(checkpoint.step)}: ${share("G", generator)}, and ${share("D", discriminator)}`,
    ...afreshText([...generator, ...discriminator]),
    ...(classes && classes.match !== "same" ? [CLASSES[classes.match](classes.matched)] : []),
    "The update rules start without memory",
  ];
  return sentences.map((sentence) => `${sentence}.`).join(" ");
}

const millions = (count: number): string => (count / 1e6).toPrecision(3).replace(/\.?0+$/, "");

function share(player: string, all: readonly Taken[]): string {
  const taken = all.filter(({ how }) => how !== "none");
  const weights = taken.reduce((sum, { count }) => sum + count, 0);
  const of = all.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const parts = taken.filter(({ how }) => how === "part");
  const inPart = parts.length > 0 ? `; fitted: ${named(parts)}` : "";
  return `${formatNumber(taken.length)} of ${formatNumber(all.length)} tensors of ${player} (${millions(weights)} of ${millions(of)} M weights${inPart})`;
}

function afreshText(all: readonly Taken[]): readonly string[] {
  const afresh = all.filter(({ how }) => how === "none");
  if (afresh.length === 0) return [];
  return [`${formatNumber(afresh.length)} start${afresh.length === 1 ? "s" : ""} afresh: ${named(afresh)}`];
}

/** By their layers: `G/dense 1, D/conv 1`. */
function named(tensors: readonly Taken[]): string {
  const layers = [...new Set(tensors.map(({ name }) => name.split("/").slice(0, 2).join("/")))];
  const shown = layers.slice(0, MOST_NAMED).join(", ");
  return layers.length > MOST_NAMED ? `${shown} and ${formatNumber(layers.length - MOST_NAMED)} more layers` : shown;
}

const CLASSES = {
  new: () => "That run had no classes: what G and D learn of them starts at 0",
  left: () =>
    `That run had classes: what G and D learned of them is left out, and G starts as if an example were of none; ${option("classes")} gives this run some`,
  mean: () => "Its classes are others: each of these starts as the mean of them all",
  "by name": (matched: number) =>
    `${formatNumber(matched)} classes start as those of the same name; others as the mean of all`,
} as const;
