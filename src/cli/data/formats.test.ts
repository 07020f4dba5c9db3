import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { tableData } from "../../inner.ts";
import { type Format, formats } from "./formats.ts";
import { openData } from "./open.ts";

/** Numbers of one column, a line each, in a file that says so in its first line. */
const numbers: Format = {
  listed: "a file of numbers",
  file: "table",
  recognises: ({ head }) => new TextDecoder().decode(head).startsWith("numbers\n"),
  open: async ({ argument }, bytes) => {
    const [, ...lines] = new TextDecoder().decode(bytes).trim().split("\n");
    const data = await tableData("numbers", { columns: ["number"], values: Float64Array.from(lines, Number) });
    return { data, source: resolve(argument), facts: [], notices: data.notices, skipped: [] };
  },
};

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saddlepoint-formats-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function opened(name: string, text: string, readable?: readonly Format[]) {
  const argument = join(folder, name);
  await writeFile(argument, text);
  return openData({ argument, options: {}, places: {} }, () => undefined, readable);
}

it("a format is a row: it is recognised and read by it, and stands in the list of what is read", async () => {
  const { data } = await opened("ages.dat", "numbers\n3\n1\n4\n1\n5\n", [...formats, numbers]);
  expect(data).toMatchObject({ shape: [1], count: 5, columns: [{ name: "number" }] });
  await expect(opened("letters.dat", "three\n", [...formats, numbers])).rejects.toThrow(
    "images in MNIST's format, a file of numbers, or a folder of pictures",
  );
  await expect(opened("ages.dat", "numbers\n3\n")).rejects.toThrow("a text file");
});

it("a file with the ending of a format is of this one or of none", async () => {
  const { data } = await opened("ages.csv", "numbers\n3\n1\n4\n1\n5\n", [numbers, ...formats]);
  expect(data.columns).toMatchObject([{ name: "numbers" }]);
});
