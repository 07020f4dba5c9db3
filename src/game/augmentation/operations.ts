/** The table of operations: what D can be shown instead of the examples themselves. */
import { nearest } from "../../data/nearest.ts";
import type { Shape } from "../../tensor/shape.ts";
import { colour, jitter } from "./colour.ts";
import { cutout } from "./cutout.ts";
import { geometry } from "./geometry.ts";
import { noise } from "./noise.ts";
import type { Group, Row } from "./row.ts";

/** In the order in which they act. */
export const groups: readonly Group[] = [geometry, colour, jitter, noise, cutout];

const operations: Readonly<Record<string, Row<unknown>>> = Object.assign({}, ...groups.map(({ rows }) => rows));

export const operationNames: readonly string[] = Object.keys(operations);

export const operationOf = (name: string): Row<unknown> => operations[name] as Row<unknown>;

/** Several operations under one name: of each, how much of the probability it has. */
interface Policy {
  readonly help: string;
  readonly operations: Readonly<Record<string, number>>;
}

const BLIT = { flip: 1, rotate90: 1, translation: 1 };
const MOVES = { scale: 1, rotation: 1, stretch: 1, shift: 1 };
const COLOURS = ["brightness", "contrast", "luma", "hue", "saturation"];
const colours = (weight: number): Record<string, number> => Object.fromEntries(COLOURS.map((name) => [name, weight]));

const policies = {
  diffaugment: {
    help: "`color`, `translation`, `cutout` (Zhao et al. 2020)",
    operations: { color: 1, translation: 1, cutout: 1 },
  },
  ada: {
    help: "all that move pixels, and the five of colour from `brightness` to `saturation` (bgc of Karras et al. 2020)",
    operations: { ...BLIT, ...MOVES, ...colours(1) },
  },
  r3gan: {
    help: "the same with half as much colour, and `cutout` (Huang et al. 2024)",
    operations: { ...BLIT, ...MOVES, ...colours(0.5), cutout: 1 },
  },
} satisfies Record<string, Policy>;

type PolicyName = keyof typeof policies;
export const policyNames = Object.keys(policies) as readonly PolicyName[];
const isPolicy = (name: string): name is PolicyName => Object.hasOwn(policies, name);

/** What can be asked for, one line each. */
export const augmentationHelp: readonly (readonly [name: string, help: string])[] = [
  ...Object.entries(operations).map(([name, { help }]) => [name, help] as const),
  ...Object.entries(policies).map(([name, { help }]) => [name, help] as const),
];

/** An operation, and its share of the probability. */
export interface Planned {
  readonly name: string;
  readonly weight: number;
}

const ENTRY = /^([a-z0-9]+)(?::(0?\.\d+|1|1\.0*|0))?$/;

function parsed(entry: string): Planned | undefined {
  const [, name = "", weight = "1"] = ENTRY.exec(entry) ?? [];
  const known = isPolicy(name) || Object.hasOwn(operations, name);
  return known && Number(weight) > 0 ? { name, weight: Number(weight) } : undefined;
}

/** Whether a name is that of an operation or a policy, perhaps with a share behind it: `hue:0.5`. */
export const isAugmentation = (entry: string): boolean => parsed(entry) !== undefined;

/** The name that was meant, where it can be guessed. */
export const nearestAugmentation = (entry: string): string | undefined =>
  nearest(entry, [...operationNames, ...policyNames]);

export interface Plan {
  readonly operations: readonly Planned[];
  /** Operations of policies that these examples do not have, and what they need. */
  readonly left: readonly { readonly name: string; readonly needs: string }[];
  /** The first operation that was named itself and cannot act on these examples. */
  readonly refused: { readonly name: string; readonly needs: string } | undefined;
}

/** What a list of names comes to for examples of a shape. What is said last of an operation holds. */
export function planOf(entries: readonly string[], shape: Shape): Plan {
  const shares = new Map<string, number>();
  const left = new Map<string, string>();
  let refused: Plan["refused"];
  for (const entry of entries) {
    const { name, weight } = parsed(entry) ?? { name: entry, weight: 0 };
    const within: Readonly<Record<string, number>> = isPolicy(name) ? policies[name].operations : { [name]: 1 };
    for (const [operation, share] of Object.entries(within)) {
      const needs = operationOf(operation).lacks?.(shape);
      if (needs === undefined) shares.set(operation, share * weight);
      else if (isPolicy(name)) left.set(operation, needs);
      else refused ??= { name: operation, needs };
    }
  }
  return {
    operations: operationNames.flatMap((name) => {
      const weight = shares.get(name);
      return weight === undefined ? [] : [{ name, weight }];
    }),
    left: [...left].map(([name, needs]) => ({ name, needs })),
    refused,
  };
}
