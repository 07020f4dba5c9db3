import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder } from "../../../test/cli/command.ts";
import { openData } from "../data/open.ts";
import { recordAfterMove, reopenData, requireSameData } from "./open-run.ts";
import type { RunRecord } from "./record.ts";

const rows = (first: number): string => `a,b\n${first},2\n3,5\n4,4.5\n`;
const quiet = (): void => undefined;

/** The record of a run on a table at this path. */
async function recordOf(path: string): Promise<RunRecord> {
  const { data, source } = await openData({ argument: path, options: {}, places: {} }, quiet);
  const config = { data: { name: data.name, fingerprint: data.fingerprint } };
  return { source, dataOptions: {}, places: { cacheDir: "/before" }, config } as unknown as RunRecord;
}

describe("the data of a run", () => {
  it("that have moved are asked for by --data, found there, and looked for there from then on", () =>
    inFolder(async (cwd) => {
      const [old, now] = [join(cwd, "rows.csv"), join(cwd, "elsewhere", "rows.csv")];
      await writeFile(old, rows(1));
      const record = await recordOf(old);
      await mkdir(join(cwd, "elsewhere"));
      await rename(old, now);
      await expect(reopenData(record, {}, quiet)).rejects.toThrow(
        /^looking for data .*rows\.csv: expected .* Check the path\. If they have moved, give the path where they are now by --data\.$/,
      );
      const flags = { data: now, dataDir: "/data" };
      const opened = await reopenData(record, flags, quiet);
      requireSameData(record, opened.data, flags, "resuming");
      const after = recordAfterMove(record, opened, flags);
      expect(after).toMatchObject({ source: now, places: { cacheDir: "/before", dataDir: "/data" } });
      await expect(reopenData(after, {}, quiet)).resolves.toMatchObject({ source: now });
    }));

  it("that are others are refused, with the way out if nobody has named it yet", () =>
    inFolder(async (cwd) => {
      const path = join(cwd, "rows.csv");
      await writeFile(path, rows(1));
      const record = await recordOf(path);
      await writeFile(path, rows(9));
      const { data } = await reopenData(record, {}, quiet);
      const says =
        /^resuming: expected the data it was trained on \(rows.*\), but got other data at .*rows\.csv \(.*\)\./;
      expect(() => requireSameData(record, data, {}, "resuming")).toThrow(
        new RegExp(`${says.source} If they have moved, give the path where they are now by --data\\.$`),
      );
      expect(() => requireSameData(record, data, { data: path }, "resuming")).toThrow(new RegExp(`${says.source}$`));
    }));

  it("that are built in cannot move; those that are known by name are looked for in a folder", async () => {
    const record = (source: string) =>
      ({
        source,
        dataOptions: {},
        places: {},
        config: { data: { name: source, fingerprint: "x" } },
      }) as unknown as RunRecord;
    const { data } = await reopenData(record("ring"), {}, quiet);
    expect(() => requireSameData(record("ring"), data, {}, "resuming")).toThrow(/\)\.$/);
    expect(() => requireSameData(record("mnist"), data, {}, "resuming")).toThrow(
      "If their files have moved, give the folder that holds them by --data-dir.",
    );
  });

  it("are nowhere if --data is empty", async () => {
    await expect(reopenData({ source: "ring" } as RunRecord, { data: "" }, quiet)).rejects.toThrow(
      "reading option --data: expected a path, but got an empty value.",
    );
  });
});
