import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "../../inner.ts";
import { reopenData } from "../run/open-run.ts";
import type { RunRecord } from "../run/record.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saddlepoint-reopen-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const rows = (count: number, row: (i: number) => readonly (number | string)[]): string =>
  Array.from({ length: count }, (_, i) => `${row(i).join(",")}\n`).join("");

describe("the table of a run that a version began which read less", () => {
  // What each column held then, by the rules of then: any field that Number() takes.
  it.each<[string, string, readonly string[], number, (i: number) => readonly number[]]>([
    ["a column that counts the rows", `,a\n${rows(20, (i) => [i, i % 7])}`, ["column 1", "a"], 20, (i) => [i, i % 7]],
    [
      "years above the rows as a row",
      `2019,2020\n${rows(19, (i) => [i % 3, i % 7])}`,
      ["column 1", "column 2"],
      20,
      (i) => (i === 0 ? [2019, 2020] : [(i - 1) % 3, (i - 1) % 7]),
    ],
    [
      "codes as numbers",
      `zip,hex,a\n${rows(20, (i) => [`000${10 + i}`, `0x${10 + i}`, i % 7])}`,
      ["zip", "hex", "a"],
      20,
      (i) => [10 + i, Number(`0x${10 + i}`), i % 7],
    ],
    ["an outlier", `a\n${rows(20, (i) => [i === 9 ? 1e12 : i % 7])}`, ["a"], 20, (i) => [i === 9 ? 1e12 : i % 7]],
    ["an id", `user_id,a\n${rows(20, (i) => [3 * i, i % 7])}`, ["user_id", "a"], 20, (i) => [3 * i, i % 7]],
    ["no column of percentages", `share,a\n${rows(20, (i) => [`${i % 9}%`, i % 7])}`, ["a"], 20, (i) => [i % 7]],
  ])("is read as it was then: %s", async (_, text, names, count, row) => {
    const source = join(folder, "t.csv");
    await writeFile(source, text);
    const values = Float64Array.from(Array.from({ length: count }, (_row, i) => row(i)).flat());
    const fingerprint = `${count} rows of ${names.join(", ")} sha256:${await sha256(new Uint8Array(values.buffer))}`;
    const columns = names.map((name) => ({ name, center: 0, scale: 1 }));
    const record = (of: string): RunRecord =>
      ({ source, dataOptions: {}, places: {}, config: { data: { columns, fingerprint: of } } }) as unknown as RunRecord;
    const said: string[] = [];
    const then = await reopenData(record(fingerprint), {}, (line) => said.push(line));
    expect(then.data.fingerprint).toBe(fingerprint);
    expect(said.join()).toContain("would read the table otherwise");

    // Other data stay other data.
    const other = await reopenData(record("1 row of a sha256:0"), {}, () => undefined);
    expect(other.data.fingerprint).not.toBe(fingerprint);
    expect(other.notices.length).toBeGreaterThan(0);
  });
});
