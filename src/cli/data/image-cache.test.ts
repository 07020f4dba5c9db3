import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder } from "../../../test/cli/command.ts";
import { greyPng, greyTiff } from "../../../test/picture-files.ts";
import { readEntry } from "./cache-entry.ts";
import { openFolder } from "./folder.ts";

const RAMP = Array.from({ length: 64 }, (_, i) => i / 63);
type Values = Record<string, unknown>;

/** A folder of pictures whose cache has something in each of its lists, and its file. */
async function fill(cwd: string): Promise<void> {
  await mkdir(join(cwd, "pictures"));
  const deep = greyPng(
    8,
    8,
    RAMP.map((value) => Math.round(4095 * value)),
  );
  const files = { "a.tif": greyTiff(8, 8, RAMP), "b.png": deep, "c.tif": greyTiff(16, 4, RAMP), "d.png": "broken" };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(cwd, "pictures", name), bytes);
}

/** Opens it, and whether it was decoded. */
async function open(cwd: string): Promise<{ readonly decoded: boolean; readonly notices: readonly string[] }> {
  const lines: string[] = [];
  const request = {
    argument: join(cwd, "pictures"),
    options: { size: 8, fit: "contain", range: "0,1" },
    places: { cacheDir: join(cwd, "cache") },
  } as const;
  const { data, notices } = await openFolder(request, (line) => lines.push(line));
  expect(data.shape).toEqual([1, 8, 8]);
  return { decoded: lines.some((line) => line.startsWith("Decoding")), notices };
}

const entryOf = async (cwd: string): Promise<string> =>
  join(cwd, "cache", (await readdir(join(cwd, "cache"))).find((name) => name.endsWith(".json")) as string);

const KEYS = [
  ...["format", "signature", "count", "form", "digest", "skipped", "depths", "brightest", "disguised", "oblong"],
  ...["enlarged", "several", "transparent", "changed"],
];

describe("the cache of decoded pictures", () => {
  it("is used again, and says the same of the pictures", () =>
    inFolder(async (cwd) => {
      await fill(cwd);
      const first = await open(cwd);
      expect(first.decoded).toBe(true);
      expect(first.notices.join(" ")).toContain("1 of 4 files left out");
      expect(await open(cwd)).toEqual({ ...first, decoded: false });
      expect(Object.keys(JSON.parse(await readFile(await entryOf(cwd), "utf8")))).toEqual(KEYS);
    }));

  const nothing = KEYS.filter((key) => key !== "transparent").map((key): [string, (entry: Values) => unknown] => [
    `without ${key}`,
    ({ [key]: _, ...rest }) => rest,
  ]);
  const wrong = KEYS.flatMap((key) =>
    [null, [null], { length: 1 }, "abc", -1, 1.5].map((value): [string, (entry: Values) => unknown] => [
      `with ${JSON.stringify(value)} as ${key}`,
      (entry) => ({ ...entry, [key]: value }),
    ]),
  );
  const others: [string, (entry: Values) => unknown][] = [
    ["that is null", () => null],
    ["that is a list", (entry) => [entry]],
    ["of an older rule", (entry) => ({ ...entry, format: "saddlepoint images 1" })],
    ["that names a file elsewhere", (entry) => ({ ...entry, digest: `../../${"0".repeat(58)}` })],
    [
      "of another form with as many bytes",
      (entry) => ({ ...entry, count: 48, form: { ...(entry.form as Values), size: 2 } }),
    ],
    [
      "with a range without numbers",
      ({ depths, ...rest }) => ({ ...rest, depths: (depths as Values[]).map((depth) => ({ ...depth, range: {} })) }),
    ],
  ];

  it("has no record where that is damaged in any way", () =>
    inFolder(async (cwd) => {
      await fill(cwd);
      await open(cwd);
      const path = await entryOf(cwd);
      const entry = JSON.parse(await readFile(path, "utf8")) as Values;
      expect(await readEntry(path)).toEqual(entry);
      for (const [how, change] of [...nothing, ...wrong]) {
        await writeFile(path, JSON.stringify(change(entry)));
        expect({ how, entry: await readEntry(path) }).toEqual({ how, entry: undefined });
      }
    }));

  it("is made anew, with the same said, where its record is not that of these pictures", () =>
    inFolder(async (cwd) => {
      await fill(cwd);
      const first = await open(cwd);
      const path = await entryOf(cwd);
      const whole = await readFile(path, "utf8");
      const damaged = others.map(([how, change]) => [how, JSON.stringify(change(JSON.parse(whole)))] as const);
      for (const [how, text] of [...damaged, ["cut short", whole.slice(0, -9)] as const]) {
        await writeFile(path, text);
        expect({ how, ...(await open(cwd)) }).toEqual({ how, ...first });
        expect(await readEntry(path)).toMatchObject({ digest: JSON.parse(whole).digest, count: 3 });
      }
    }));
});
