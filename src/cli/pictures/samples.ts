/** A picture of samples of a run. */
import { isProblem, kindOf } from "../../inner.ts";
import type { AskedGenerator } from "../run/asked-classes.ts";
import { reopenData, requireSameData } from "../run/open-run.ts";
import { realExamples } from "../run/real-examples.ts";
import type { RunRecord } from "../run/record.ts";
import type { Flags } from "../terminal/flags.ts";
import { drawExamples, type ExampleKind, imageSheet } from "./examples.ts";

interface Drawn {
  readonly count: number;
  readonly seed: number;
  /** Where the real data are, which points are drawn over. */
  readonly flags: Flags;
}

/** Samples as a PNG: a sheet of images, or points over real ones. */
export async function samplesPicture(
  { record, config, inRow }: Pick<AskedGenerator, "record" | "config" | "inRow">,
  values: Float32Array,
  drawn: Drawn,
  say: (line: string) => void,
): Promise<Buffer> {
  if (kindOf(config.data) === "images") return imageSheet(config.data.shape, values, inRow);
  const { kind, real } = await background(record, drawn, say);
  return drawExamples(kind, values, real);
}

/** Points are drawn over real ones, if the data are still there. */
export async function background(
  record: RunRecord,
  { flags, count, seed }: Drawn,
  say: (line: string) => void,
): Promise<{ kind: ExampleKind; real: Float32Array }> {
  try {
    const { data } = await reopenData(record, flags, () => undefined);
    requireSameData(record, data, flags, "drawing real examples beside generated ones");
    return { kind: data, real: await realExamples(data, seed, count) };
  } catch (error) {
    if (!isProblem(error)) throw error;
    say(`${error.message} Generated examples are drawn alone.`);
    return { kind: record.config.data, real: new Float32Array() };
  }
}
