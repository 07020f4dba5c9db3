import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder } from "../../../test/cli/command.ts";
import { ringConfig } from "../../../test/small-run.ts";
import { isProblem } from "../../inner.ts";
import { type RunRecord, readRecord, saveRecord } from "./record.ts";

const record: RunRecord = {
  saddlepoint: "0.1.0",
  runtime: "native",
  node: "v22.0.0",
  created: "2026-01-02T03:04:05.000Z",
  preset: "ring",
  source: "ring",
  dataOptions: { columns: ["a"] },
  notices: ["Said."],
  places: { cacheDir: "/cache" },
  config: ringConfig({ steps: 1 }),
};

type Path = readonly (string | number)[];

/** Where everything in a value stands, lists and objects too. */
const pathsIn = (value: unknown, path: Path = []): Path[] => [
  path,
  ...(typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inside]) =>
        pathsIn(inside, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : []),
];

/** A copy with something else at a place. */
function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

describe("the configuration of a run", () => {
  it("is read as it was written", () =>
    inFolder(async (cwd) => {
      await saveRecord(cwd, record);
      expect(await readRecord(cwd)).toEqual(record);
    }));

  it.each(["saddlepoint", "runtime", "node", "created", "source", "config"])(
    "without %s, or with something of another kind for it, is refused in words that name it",
    (key) =>
      inFolder(async (cwd) => {
        for (const value of [undefined, null, 7, ["ring"], true]) {
          const text = JSON.stringify({ ...record, [key]: value });
          await writeFile(join(cwd, "config.json"), text);
          await expect(readRecord(cwd)).rejects.toThrow(
            `opening run ${cwd}: expected a config.json written by saddlepoint, but got a file with something else in it: ${key} is ${value === undefined ? "nothing" : JSON.stringify(value)}. Put back the one that was written.`,
          );
          expect(await readFile(join(cwd, "config.json"), "utf8")).toBe(text);
        }
      }),
  );

  it.each(["null", "7", "[]", '"ring"', "{}", "", "{", JSON.stringify(record).replace('"batch":16', '"batch":NaN')])(
    "is not %.40s",
    (text) =>
      inFolder(async (cwd) => {
        await writeFile(join(cwd, "config.json"), text);
        await expect(readRecord(cwd)).rejects.toThrow(
          /^opening run .*: expected a config\.json written by saddlepoint, but got a (damaged file \(.*\)|file with something else in it.*)\. Put back the one that was written\.$/s,
        );
      }),
  );

  it("with anything in any place is read, or refused in words", () =>
    inFolder(async (cwd) => {
      let refused = 0;
      for (const path of pathsIn(record)) {
        for (const value of [null, -1, "x", [null], { x: 1 }]) {
          await writeFile(join(cwd, "config.json"), JSON.stringify(replaced(record, path, value)));
          const outcome = await readRecord(cwd).then(
            () => "read",
            (error: unknown) => (isProblem(error) ? "refused" : error),
          );
          expect({ path, value, outcome }).toEqual({ path, value, outcome: expect.stringMatching(/^(read|refused)$/) });
          if (outcome === "refused") refused++;
        }
      }
      expect(refused).toBeGreaterThan(300);
    }));
});
