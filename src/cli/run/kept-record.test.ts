import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder } from "../../../test/cli/command.ts";
import { readScores, saveScore } from "./scores-record.ts";
import { readTheory } from "./theory-record.ts";

const score = {
  metric: "fid",
  value: 1,
  low: 0.5,
  high: 2,
  step: 5,
  generated: 100,
  real: 100,
  seed: 1,
  details: {},
  cautions: [],
} as const;

describe("the figures that a run keeps", () => {
  it("are none where nothing was measured, and are added to", () =>
    inFolder(async (cwd) => {
      expect(await readScores(cwd)).toEqual({ scores: [], baselines: [] });
      expect(await readTheory(cwd)).toEqual([]);
      await saveScore(cwd, score, "a");
      await saveScore(cwd, { ...score, step: 9 }, "a");
      expect((await readScores(cwd)).scores.map(({ step }) => step)).toEqual([5, 9]);
    }));

  it("are read from files of earlier versions, in which a figure may be missing", () =>
    inFolder(async (cwd) => {
      const missing = { ...score, metric: "memorisation", value: null, high: null };
      await writeFile(join(cwd, "scores.json"), JSON.stringify({ scores: [missing, score], baselines: [] }));
      expect((await readScores(cwd)).scores.map(({ metric }) => metric)).toEqual(["fid"]);
    }));

  it.each([
    ["cut short", `{"scores": [`, "a damaged file ("],
    ["with an entry that is none", `{"scores": [null], "baselines": []}`, "a file with something else in it"],
    ["of another kind", `[1, 2]`, "a file with something else in it"],
  ])("are refused, and not written over, in a file %s", (_, text, came) =>
    inFolder(async (cwd) => {
      const path = join(cwd, "scores.json");
      await writeFile(path, text);
      const says = `reading ${path}: expected the scores of a run, but got ${came}`;
      await expect(readScores(cwd)).rejects.toThrow(says);
      await expect(saveScore(cwd, score, "a")).rejects.toThrow(
        "Mend it, or move it away to begin a new one. It was left as it is.",
      );
      expect(await readFile(path, "utf8")).toBe(text);
      await writeFile(join(cwd, "theory.json"), text);
      await expect(readTheory(cwd)).rejects.toThrow("expected what was measured of a run's states, but got");
    }),
  );
});
