import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder } from "../../../test/cli/command.ts";
import { readEvaluation, readStop, saveStop } from "./evaluation-record.ts";

/** As the first version wrote it. */
const early = {
  step: 30,
  modes: 8,
  modesOf: 8,
  highQuality: 0.5,
  reverseKl: null,
  samples: 20,
  jsd: null,
  meanDReal: 0.5,
  meanDFake: 0.25,
  discriminatorOutput: "probability",
};

const others = [null, [], "x", {}, true];

describe("what was measured at the end of a run", () => {
  it("is none where nothing was, and is read as it was written", () =>
    inFolder(async (cwd) => {
      expect(await readEvaluation(cwd)).toBeUndefined();
      const now = { ...early, jsd: 0.1, jsdError: 0.01, jsdAtLeast: true, jsdSamples: 100, table: null, later: 1 };
      await writeFile(join(cwd, "evaluation.json"), JSON.stringify(now));
      expect(await readEvaluation(cwd)).toEqual(now);
    }));

  it("may lack what early versions did not measure", () =>
    inFolder(async (cwd) => {
      await writeFile(join(cwd, "evaluation.json"), JSON.stringify(early));
      expect(await readEvaluation(cwd)).toEqual({
        ...early,
        jsdError: null,
        jsdAtLeast: false,
        jsdSamples: 0,
        table: null,
      });
    }));

  const damaged = Object.entries(early).flatMap(([key, whole]) => [
    [`without ${key}`, { [key]: undefined }] as const,
    // Some may be null, which says that there was nothing to measure.
    ...others
      .filter(
        (value) =>
          value !== null || (whole !== null && ["step", "samples", "meanDFake", "discriminatorOutput"].includes(key)),
      )
      .map((value) => [`with ${JSON.stringify(value)} as ${key}`, { [key]: value }] as const),
  ]);

  it.each<[string, string]>([
    ...damaged.map(([how, change]): [string, string] => [how, JSON.stringify({ ...early, ...change })]),
    ["of a step before the first", JSON.stringify({ ...early, step: -1 })],
    ["with a table of no columns", JSON.stringify({ ...early, table: { correlation: null } })],
    ["with a column that is none", JSON.stringify({ ...early, table: { columns: [null], correlation: null } })],
    ["with NaN", JSON.stringify(early).replace("0.25", "NaN")],
    ["cut short", JSON.stringify(early).slice(0, -2)],
    ["that is empty", ""],
    ["that is null", "null"],
  ])("%s is refused, with the way out", (_, text) =>
    inFolder(async (cwd) => {
      await writeFile(join(cwd, "evaluation.json"), text);
      await expect(readEvaluation(cwd)).rejects.toThrow(
        /evaluation\.json: expected what was measured at the end of a run, but got a .* Delete it; saddlepoint resume measures the end anew\.$/s,
      );
    }),
  );
});

describe("why a run stopped", () => {
  it("is nothing where it did not, and is read as it was written", () =>
    inFolder(async (cwd) => {
      expect(await readStop(cwd)).toBeUndefined();
      await saveStop(cwd, "Not finite.");
      expect(await readStop(cwd)).toBe("Not finite.");
    }));

  it.each(["null", "[]", "{}", '"x"', '{"says":null}', '{"says":["x"]}', '{"says":', ""])("is refused as %s", (text) =>
    inFolder(async (cwd) => {
      await writeFile(join(cwd, "stopped.json"), text);
      await expect(readStop(cwd)).rejects.toThrow(
        /stopped\.json: expected why a run stopped, but got a .* Delete it: it says nothing that resume needs\.$/s,
      );
    }),
  );
});
