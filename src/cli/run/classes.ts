/** The classes that a run plays with: found again, and said. */
import {
  type Config,
  type DataSet,
  formatNumber,
  networksText,
  refuseIdle,
  resolveConfig,
  type TrainOptions,
  transferText,
  transferTo,
  withClasses,
  withClassesOf,
} from "../../inner.ts";
import { loadCheckpoint } from "./folder.ts";
import type { RunRecord } from "./record.ts";

/** A run's data with their classes, its configuration, and what is to be said of both. */
interface Classed {
  readonly data: DataSet;
  readonly config: Config;
  readonly notices: readonly string[];
}

/** A run that has begun, with the classes that it has; clusters stand in its checkpoints. */
export async function continuing(
  folder: string,
  { config }: RunRecord,
  data: DataSet,
  say: (line: string) => void,
): Promise<Classed> {
  const found = config.data.y?.code?.of === "clusters" ? await loadCheckpoint(folder, config, say) : undefined;
  return { data: await withClassesOf(config, data, found?.checkpoint.classes), config, notices: [] };
}

/** A run that is yet to begin. Throws where an option is given in vain, before classes are looked for. */
export async function beginning(
  { data, labels }: { readonly data: DataSet; readonly labels?: unknown },
  given: Omit<TrainOptions, "data">,
  say: (line: string) => void,
): Promise<Classed> {
  const asked = resolveConfig(data, given);
  const idle = refuseIdle(given, asked);
  if (asked.classes === "auto") say("Finding clusters in the examples …");
  const classed = await withClasses(data, given);
  const config = resolveConfig(classed, given);
  const told = classesNotice(config, labels !== undefined);
  const taken = given.from ? [networksText(config, given.from), transferText(transferTo(config, given.from))] : [];
  return { data: classed, config, notices: [...(told ? [told] : []), ...taken, ...idle] };
}

/** What G and D are told, in a sentence; undefined where they are told nothing, and there is nothing that they could be. */
function classesNotice({ classes, data: { y } }: Config, labelled: boolean): string | undefined {
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
