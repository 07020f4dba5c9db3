import { beforeAll, describe, expect, it } from "vitest";
import { category, number, tableOf, uniformOf } from "../../test/typed-tables.ts";
import { typedData } from "../data/typed-data.ts";
import { wholeTableOf } from "../data/whole-table.ts";
import { keptRows } from "../sampling/kept-rows.ts";
import { type Checkpoint, decodeCheckpoint } from "../training/checkpoint.ts";
import type { Config } from "../training/config.ts";
import { train } from "../training/train.ts";
import { createDrawer } from "./draw-samples.ts";

const RULE = "if sex=m then pregnant=no";
const ROWS = 400;
const uniform = uniformOf(1);
const sex = Array.from({ length: ROWS }, () => (uniform() < 0.5 ? "m" : "f"));
const pregnant = sex.map((of) => (of === "f" && uniform() < 0.5 ? "yes" : "no"));
const table = tableOf(
  category("sex", sex),
  category("pregnant", pregnant),
  number(
    "age",
    sex.map(() => 20 + Math.floor(40 * uniform())),
  ),
);

/** A run that has learned next to nothing: of its rows many break a rule. */
async function begun(rules: readonly string[]) {
  const data = await typedData("people", table, { rules });
  let config: Config | undefined;
  let checkpoint: Checkpoint | undefined;
  for await (const event of train({ data, steps: 2, batch: 16, samples: 4, checkpointEvery: 2, widths: [8] })) {
    if (event.type === "start") ({ config } = event);
    if (event.type === "checkpoint") checkpoint = await decodeCheckpoint("run", event.bytes);
  }
  return { data, config: config as Config, checkpoint: checkpoint as Checkpoint };
}

describe("rows of a state that is measured", () => {
  let ruled: Awaited<ReturnType<typeof begun>>;
  beforeAll(async () => {
    ruled = await begun([RULE]);
  });

  it("keep the rules of the run, as those that are sampled do", async () => {
    const { data, config, checkpoint } = ruled;
    const drawer = await createDrawer(config, data);
    const samples = await drawer.draw(checkpoint, 300);
    const rows = wholeTableOf(data, samples);
    expect(keptRows(rows, data.rules).rows).toBe(300);
    // The same rows whenever they are drawn, and those that keep the rule at once as they were.
    expect(await drawer.draw(checkpoint, 300)).toEqual(samples);
    await drawer.release();
    const free = await createDrawer(
      { ...config, data: { ...config.data, rules: { ...data.rules!, texts: [] } } },
      data,
    );
    const first = wholeTableOf(data, await free.draw(checkpoint, 300));
    await free.release();
    const kept = keptRows(first, data.rules).rows;
    expect(kept).toBeGreaterThan(30);
    expect(kept).toBeLessThan(300);
    const same = first.columns.at(-1)!.values.filter((value, row) => rows.columns.at(-1)!.values[row] === value);
    expect(same.length).toBeGreaterThanOrEqual(kept);
  });
});
