/** The programs of docs/export.md, as they stand there: a generator's file, rows, a CSV. */
import { execFile } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { layoutOf } from "../../src/data/columns/layout.ts";
import { conditionWidth, writeCondition } from "../../src/data/columns/table-condition.ts";
import {
  type CellsColumn,
  type Config,
  decodeCheckpoint,
  drawConditions,
  exampleData,
  exportGenerator,
  givenOf,
  openModel,
  train,
} from "../../src/inner.ts";
import { inFolder } from "../cli/command.ts";
import { findPython } from "./python.ts";

const run = promisify(execFile);
const python = await findPython("numpy, onnx, onnxruntime");

const columns: readonly CellsColumn[] = [
  { kind: "category", name: "sex", levels: ["Male", "Female"], values: [0, 1], bins: [], counts: [60, 40] },
  {
    kind: "quantiles",
    name: "age",
    integer: true,
    form: { decimals: 0 },
    values: [30, 38],
    gap: "NA",
    bins: [{ values: [17, 20, 29] }, { values: [31, 33, 37] }, { values: [39, 60, 90] }],
    counts: [10, 8, 2, 30, 30, 20],
  },
  {
    kind: "date",
    name: "joined",
    form: { pattern: "YYYY-MM-DD", resolution: "day" },
    parts: [],
    values: [],
    bins: [{ values: [Date.UTC(2020, 0, 1), Date.UTC(2020, 5, 1)] }],
    counts: [100],
  },
];

/** people.onnx and people.json, as `export --out people.onnx --json > people.json` leaves them. */
async function writePeople(folder: string): Promise<Uint8Array> {
  const layout = layoutOf(columns);
  const data = exampleData({
    name: "people",
    shape: [layout.size],
    columns,
    count: 40,
    fingerprint: "people",
    y: {
      shape: [conditionWidth(layout)],
      write: (index, to, at) => writeCondition(layout, [{ column: 0, cell: index % 2 }], to, at),
    },
    write: (index, to, at) => {
      for (const { start, cells } of layout.blocks) to[at + start + (index % cells)] = 1;
    },
  });
  let config: Config | undefined;
  let bytes: Uint8Array = new Uint8Array();
  let metadata: Readonly<Record<string, string>> = {};
  const small = { steps: 2, batch: 8, latent: 4, widths: [16], pairMoments: 0, givenMoments: 0, samples: 4 };
  for await (const event of train({ data, ...small })) {
    if (event.type !== "start" && event.type !== "checkpoint") continue;
    if (event.type === "start") {
      config = event.config;
      continue;
    }
    const checkpoint = await decodeCheckpoint("it", event.bytes);
    ({ bytes, metadata } = await exportGenerator({ config: config as Config, checkpoint }));
  }
  await writeFile(join(folder, "people.onnx"), bytes);
  await writeFile(join(folder, "people.json"), JSON.stringify({ metadata }));
  return bytes;
}
/** The programs of a language in the page, those for rows or those for images. */
const programs = async (language: string, model = "people"): Promise<string[]> =>
  [...(await readFile("docs/export.md", "utf8")).matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))]
    .map(([, program = ""]) => program)
    .filter((program) => program.includes("digits.onnx") === (model === "digits"));

/** The rows of people.csv, by the names of the columns. */
async function rowsOf(folder: string): Promise<Record<string, string>[]> {
  const [names = "", ...lines] = (await readFile(join(folder, "people.csv"), "utf8")).trim().split(/\r?\n/);
  const cells = (line: string): string[] => line.split(",").map((cell) => cell.replace(/^"|"$/g, ""));
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, i) => [cells(names)[i], cell])));
}

function expectPeople(rows: readonly Record<string, string>[]): void {
  expect(rows.length).toBe(1000);
  for (const { sex = "", age = "", joined = "" } of rows) {
    expect(["Male", "Female"]).toContain(sex);
    expect(age).toMatch(/^(NA|\d\d)$/);
    expect(joined).toMatch(/^2020-0[1-6]-\d\d/);
  }
  // A third of the rows is given each column: both are met, whatever G has learned.
  expect(new Set(rows.map(({ sex }) => sex)).size).toBe(2);
}

describe("the programs of docs/export.md", () => {
  it.skipIf(!python)("make a CSV in Python, and one of a condition", () =>
    inFolder(async (folder) => {
      await writePeople(folder);
      const [program = "", condition = ""] = await programs("python");
      await writeFile(join(folder, "rows.py"), program);
      await run(python ?? "", ["rows.py"], { cwd: folder });
      expectPeople(await rowsOf(folder));

      await writeFile(
        join(folder, "women.py"),
        program.replace("\nx = session.run", `\n${condition}\nx = session.run`),
      );
      await run(python ?? "", ["women.py"], { cwd: folder });
      const rows = await rowsOf(folder);
      expect(rows.length).toBe(1000);
      for (const { sex, age } of rows) {
        expect(sex).toBe("Female");
        expect(Number(age)).toBeGreaterThanOrEqual(30);
        expect(Number(age)).toBeLessThanOrEqual(40);
      }
      expect(new Set(rows.map(({ age }) => age)).size).toBeGreaterThan(2);
    }),
  );

  it.skipIf(!python)("start from rows that are the same in Python and here", () =>
    inFolder(async (folder) => {
      const bytes = await writePeople(folder);
      const count = 300;
      const z = Float32Array.from({ length: count * 4 }, (_, i) => 3 * Math.sin(7 * i));
      const layout = layoutOf(columns);
      const given = givenOf(layout, await drawConditions(columns, 5, count));
      const inRows = (all: Float32Array): number[][] =>
        Array.from({ length: count }, (_, row) => [
          ...all.subarray((row * all.length) / count, ((row + 1) * all.length) / count),
        ]);
      await writeFile(join(folder, "inputs.json"), JSON.stringify({ z: inRows(z), given: inRows(given) }));
      const files = ["people.onnx", "inputs.json", "x.json"].map((name) => join(folder, name));
      await run(python ?? "", ["test/others/check-rows.py", ...files]);
      const theirs = (JSON.parse(await readFile(join(folder, "x.json"), "utf8")) as (number | null)[][]).flat();
      const model = await openModel(bytes);
      const { x } = await model.run({
        z: { values: z, shape: [count, 4] },
        given: { values: given, shape: [count, columns.length] },
      });
      await model.release();
      const own = [...(x?.values ?? [])].map((value) => (Number.isNaN(value) ? null : value));
      expect(own.length).toBe(3 * count);
      // A version of the runtime may round G's last bits otherwise, and a number be rounded to its neighbour.
      expect(own.filter((value, i) => value !== theirs[i]).length).toBeLessThan(0.005 * own.length);
    }),
  );

  it("make a CSV in TypeScript, which is strictly typed", () =>
    inFolder(async (folder) => {
      await writePeople(folder);
      const [program = ""] = await programs("ts");
      await mkdir(join(folder, "node_modules"));
      for (const name of ["onnxruntime-node", "@types", "saddlepoint"]) {
        const target = name === "saddlepoint" ? resolve(".") : resolve("node_modules", name);
        await symlink(target, join(folder, "node_modules", name));
      }
      await writeFile(join(folder, "rows.mts"), program);
      const strict = [
        "--noEmit",
        "--strict",
        "--noUncheckedIndexedAccess",
        "--skipLibCheck",
        "--module",
        "nodenext",
        "--types",
        "node",
      ];
      await run(
        process.execPath,
        [resolve("node_modules/typescript/bin/tsc"), ...strict, "--target", "es2023", "rows.mts"],
        {
          cwd: folder,
        },
      );
      const { outputText } = ts.transpileModule(program, {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
      });
      await writeFile(join(folder, "rows.mjs"), outputText);
      await run(process.execPath, ["rows.mjs"], { cwd: folder });
      expectPeople(await rowsOf(folder));
    }));
});
