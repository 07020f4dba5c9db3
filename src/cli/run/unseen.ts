/** Real examples that a run was not trained on: from the published test set, or from those that were held out. */
import { type DataSet, sizeOf, type UnseenExamples } from "../../inner.ts";
import { openPublishedTest } from "../data/published.ts";
import type { DataPlaces } from "../terminal/flags.ts";
import { realExamples } from "./real-examples.ts";
import type { RunRecord } from "./record.ts";

/** Validation examples, as in the 2014 code. */
const VALIDATION = 1000;
/** Of data that are drawn afresh. */
const FRESH = 10_000;

/** None where every example was trained on. */
export async function unseenExamples(
  { source, places, config }: RunRecord,
  data: DataSet,
  given: DataPlaces,
  say: (line: string) => void,
): Promise<UnseenExamples | undefined> {
  const published = await openPublishedTest(source, { ...places, ...given }, say);
  const size = sizeOf(data.shape);
  if (published && data.heldOut) {
    return {
      validation: await firstOf(data.heldOut, VALIDATION),
      test: await firstOf(published, published.count),
      says: `the test set; σ chosen on the first ${VALIDATION} of the examples held out`,
    };
  }
  if (!Number.isFinite(data.count)) {
    const fresh = await realExamples(data, (config.seed + 2 ** 34) % Number.MAX_SAFE_INTEGER, VALIDATION + FRESH);
    return {
      validation: fresh.subarray(0, VALIDATION * size),
      test: fresh.subarray(VALIDATION * size),
      says: "examples drawn afresh",
    };
  }
  const set = published ?? data.heldOut;
  if (!set || set.count < 20) return undefined;
  const all = await firstOf(set, set.count);
  const validation = Math.min(VALIDATION, Math.floor(set.count / 5));
  return {
    validation: all.subarray(0, validation * size),
    test: all.subarray(validation * size),
    says: `${published ? "the test set" : "the examples held out"} but for its first ${validation}, on which σ was chosen`,
  };
}

/** The first examples in the order of the file. */
async function firstOf(data: DataSet, count: number): Promise<Float32Array> {
  const size = sizeOf(data.shape);
  const few = Math.min(count, data.count);
  const values = new Float32Array(few * size);
  if (data.write) for (let i = 0; i < few; i++) data.write(i, values, i * size);
  else await (await data.open({ seed: 0, batch: few })).next({ x: values });
  return values;
}
