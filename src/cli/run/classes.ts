/** The classes that a run plays with: found again, and said. */
import { type Config, type DataSet, formatNumber, withClassesOf } from "../../inner.ts";
import { loadCheckpoint } from "./folder.ts";
import type { RunRecord } from "./record.ts";

/** The data of a run with the classes that it has; clusters stand in its checkpoints. */
export async function withClassesOfRun(
  folder: string,
  { config }: RunRecord,
  data: DataSet,
  say: (line: string) => void,
): Promise<DataSet> {
  if (config.data.y?.code?.of !== "clusters") return withClassesOf(config, data, undefined);
  const loaded = await loadCheckpoint(folder, config, say);
  return withClassesOf(config, data, loaded?.checkpoint.classes);
}

/** What G and D are told, in a sentence; undefined where they are told nothing, and there is nothing that they could be. */
export function classesNotice({ classes, data: { y } }: Config, labelled: boolean): string | undefined {
  if (y?.code?.of === "clusters") {
    const { counts } = y.code;
    const among = counts.reduce((total, count) => total + count, 0);
    return `G and D are told which of ${formatNumber(counts.length)} clusters an example is of, found in ${formatNumber(among)} examples; --classes none plays without.`;
  }
  if (y?.code?.of === "labels") {
    return `G and D are told the label of each example, one of ${formatNumber(y.code.counts.length)}; --classes none plays without.`;
  }
  return labelled && classes === "none"
    ? "The labels are not used: G and D are not told them; --classes labels tells them."
    : undefined;
}
