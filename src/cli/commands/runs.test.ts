import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder } from "../../../test/cli/command.ts";
import { ringConfig } from "../../../test/small-run.ts";
import { saveRecord } from "../run/record.ts";
import { runsCommand } from "./runs.ts";

const record = {
  saddlepoint: "0.1.0",
  runtime: "native",
  node: "v22.0.0",
  created: "2026-01-02T03:04:05.000Z",
  source: "ring",
  dataOptions: {},
  places: {},
  config: ringConfig({ steps: 1 }),
};

/** Lists the runs of a folder, as `--json` does, and whether each is in the table. */
async function list(dir: string): Promise<{ listed: readonly string[]; said: readonly string[] }> {
  const said: string[] = [];
  let runs: readonly { run: string }[] = [];
  let table = "";
  await runsCommand(
    dir,
    {},
    {
      json: true,
      print: () => undefined,
      say: (line) => said.push(line.replaceAll(dir, "runs")),
      result: (object, text) => {
        runs = (object as { runs: typeof runs }).runs;
        table = text;
      },
    },
  );
  for (const { run } of runs) expect(table).toContain(run);
  return { listed: runs.map(({ run }) => run.replace(dir, "runs")), said };
}

const { created: _, ...undated } = record;
const { runtime: __, ...unbound } = record;

describe("the list of runs", () => {
  it.each<[string, Record<string, string>]>([
    ["config.json is null", { "config.json": "null" }],
    ["config.json lacks when it was begun", { "config.json": JSON.stringify(undated) }],
    ["config.json lacks its runtime", { "config.json": JSON.stringify(unbound) }],
    ["config.json is damaged", { "config.json": '{"config":' }],
    ["config.json has a configuration of another kind", { "config.json": JSON.stringify({ ...record, config: [] }) }],
    [
      "config.json has a seed that is none",
      { "config.json": JSON.stringify({ ...record, config: { ...record.config, seed: "NaN" } }) },
    ],
    [
      "data have no name",
      { "config.json": JSON.stringify({ ...record, config: { ...record.config, data: { name: null } } }) },
    ],
    ["configuration is missing", { "metrics.jsonl": "" }],
  ])("names a run whose %s, and shows the others", (_, files) =>
    inFolder(async (dir) => {
      for (const name of ["a", "bad", "c"]) await mkdir(join(dir, name));
      for (const name of ["a", "c"]) await saveRecord(join(dir, name), record);
      for (const [name, text] of Object.entries(files)) await writeFile(join(dir, "bad", name), text);
      expect(await list(dir)).toEqual({
        listed: ["runs/a", "runs/c"],
        said: [expect.stringMatching(/^Left out: opening run runs\/bad: expected .*, but got .*\.$/s)],
      });
    }),
  );

  it.each<[string, Record<string, string>, RegExp]>([
    [
      "lines of metrics are none",
      { "metrics.jsonl": "null\n{}\n[]\n" },
      /^2 lines of runs\/bad\/metrics\.jsonl cannot be read/,
    ],
    ["evaluation is null", { "evaluation.json": "null" }, /^reading runs\/bad\/evaluation\.json: expected .*, but got/],
    [
      "evaluation is damaged",
      { "evaluation.json": '{"step":' },
      /^reading runs\/bad\/evaluation\.json: expected .*, but got/,
    ],
  ])("shows a run whose %s with what can be read of it, and says what cannot", (_, files, says) =>
    inFolder(async (dir) => {
      for (const name of ["a", "bad"]) {
        await mkdir(join(dir, name));
        await saveRecord(join(dir, name), record);
      }
      for (const [name, text] of Object.entries(files)) await writeFile(join(dir, "bad", name), text);
      expect(await list(dir)).toEqual({ listed: ["runs/a", "runs/bad"], said: [expect.stringMatching(says)] });
    }),
  );
});
