/** Data with the classes that a run's options ask for: the labels that they have, or clusters that are found in them. */
import type { ClassCode } from "../../data/classes/class-code.ts";
import { classFingerprint } from "../../data/classes/class-fingerprint.ts";
import { coded } from "../../data/classes/coded.ts";
import type { DataSet, Labels } from "../../data/dataset.ts";
import { kindOf } from "../../data/kinds.ts";
import { evenly } from "../../data/shuffled.ts";
import { option } from "../../option-text.ts";
import { problem } from "../../problem.ts";
import { formatShape } from "../../tensor/shape.ts";
import { type Beside, type Config, resolveConfig } from "../config.ts";
import type { OwnParts } from "../own-parts.ts";
import type { GivenOptions } from "../recipes.ts";
import { type Clusters, clustersOf } from "./clusters.ts";

/**
 * The data as networks learn from them, by the option `classes`: y is the code of each example's class. Unchanged where that is
 * `none`, or where y is no class. The same for the same data, options and seed. Throws where labels are asked for and there are none.
 */
export async function withClasses(data: DataSet, given: GivenOptions & Beside, own?: OwnParts): Promise<DataSet> {
  if (data.y?.code || kindOf(data) === "mixed") return data;
  const { classes, clusters, seed } = resolveConfig(data, given, own);
  if (classes === "none") return data;
  if (classes === "labels") return labelled(data);
  return clustered(data, await clustersOf(data, { count: clusters, seed }));
}

/**
 * The data of a run that goes on. `numbers`: the class of each example as the run found it, where they are clusters.
 */
export async function withClassesOf(
  config: Config,
  data: DataSet,
  numbers: ArrayLike<number> | undefined,
): Promise<DataSet> {
  const code = config.data.y?.code;
  if (!code || data.y?.code) return data;
  if (code.of === "labels") {
    const labels = requireLabels(data);
    await requireSameLabels(labels, code);
    return coded(labels, code);
  }
  if (numbers?.length === data.count) return clustered(data, { code, numbers });
  throw problem({
    doing: `finding the classes of ${data.name} again`,
    expected: `the class of each of ${data.count} examples, which the checkpoint has`,
    came: numbers ? `those of ${numbers.length}` : "none",
  });
}

/** With clusters for classes: y of example i is the code of cluster `numbers[i]`. Held-out examples have none. */
function clustered(data: DataSet, { code, numbers }: Clusters): DataSet {
  const y: Labels = {
    shape: [1],
    numbers,
    write: (index, to, at) => {
      to[at] = numbers[index] ?? -1;
    },
  };
  const { heldOut, ...rest } = data;
  const { y: _, ...unlabelled } = heldOut ?? {};
  return { ...coded(evenly({ ...rest, y }), code), ...(heldOut ? { heldOut: unlabelled as DataSet } : {}) };
}

function requireLabels(data: DataSet): DataSet & { readonly y: Labels } {
  const { name, y } = data;
  if (y && y.shape.length === 1 && y.shape[0] === 1) return { ...data, y };
  throw problem({
    doing: `training on the labels of ${name}`,
    expected: "data whose y is the number of a class",
    came: y ? `a y of shape ${formatShape(y.shape)}` : "data without labels",
    next: `Use ${option("classes", "auto")} for classes that are found, or ${option("classes", "none")}.`,
  });
}

/** With the data's own labels for classes. */
async function labelled(given: DataSet): Promise<DataSet> {
  const data = requireLabels(given);
  const numbers = labelNumbers(data);
  const counts = labelCounts(data, numbers);
  // That of the pictures does not see their labels.
  const known = numbers ? { fingerprint: await classFingerprint(numbers) } : {};
  return coded(data, { of: "labels", counts, parents: [], ...known });
}

/** The labels of all examples, where they can be had by number. */
function labelNumbers({ count, y: { write } }: DataSet & { readonly y: Labels }): Float32Array | undefined {
  if (!write || !Number.isFinite(count)) return undefined;
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i++) write(i, numbers, i);
  return numbers;
}

async function requireSameLabels(data: DataSet & { readonly y: Labels }, { fingerprint }: ClassCode): Promise<void> {
  const numbers = labelNumbers(data);
  if (fingerprint === undefined || (numbers && (await classFingerprint(numbers)) === fingerprint)) return;
  throw problem({
    doing: `opening ${data.name} for a run with its labels`,
    expected: "the labels that the run was begun with",
    came: "others",
    next: "Put them back, or begin a new run.",
  });
}

/** Examples of each class; where they are drawn afresh, as if all were as frequent. */
function labelCounts(
  { name, y }: DataSet & { readonly y: Labels },
  numbers: Float32Array | undefined,
): readonly number[] {
  const { classes = [] } = y;
  const counts = classes.map(() => 0);
  if (!numbers) {
    if (classes.length > 0) return classes.map(() => 1);
    throw problem({
      doing: `counting the classes of ${name}`,
      expected: "the names of its classes, as its examples are drawn afresh",
      came: "none",
    });
  }
  for (const [i, number] of numbers.entries()) {
    if (!Number.isSafeInteger(number) || number < 0 || (classes.length > 0 && number >= classes.length)) {
      throw problem({
        doing: `reading the label of example ${i} of ${name}`,
        expected:
          classes.length > 0 ? `the number of one of ${classes.length} classes` : "the number of a class, from 0 on",
        came: String(number),
      });
    }
    while (counts.length <= number) counts.push(0);
    counts[number] = (counts[number] ?? 0) + 1;
  }
  return counts;
}
