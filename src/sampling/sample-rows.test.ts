/** Rows of a run that was trained, from its first word to a file. */
import { parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, it } from "vitest";
import type { DataSet } from "../data/dataset.ts";
import { readJsonTable } from "../data/read-table.ts";
import { typedData } from "../data/typed-data.ts";
import type { TypedColumn, TypedTable } from "../data/typed-table.ts";
import { wholeTableOf } from "../data/whole-table.ts";
import { csvRows } from "../data/written/csv-rows.ts";
import { jsonLineRows, jsonRows } from "../data/written/json-rows.ts";
import { parquetRows } from "../data/written/parquet-rows.ts";
import type { RowFormat } from "../data/written/row-format.ts";
import { decodeCheckpoint } from "../training/checkpoint.ts";
import type { Config } from "../training/config.ts";
import { train } from "../training/train.ts";
import { createRowSampler, type RowWishes, type TrainedTable } from "./row-sampler.ts";
import { type RowOptions, sampleRows, type TableRow } from "./sample-rows.ts";

const ROWS = 600;
const DAY = 86_400_000;
const noise = (i: number): number => ((Math.imul(i + 1, 2654435761) >>> 0) % 65536) / 65536;
const made = (value: (row: number) => number): Float64Array => Float64Array.from({ length: ROWS }, (_, i) => value(i));

const net = made((i) => Math.round(1000 * noise(i)) / 100);
const tax = made((i) => Math.round(100 * noise(7 * i)) / 100);
const start = made((i) => (15_000 + Math.floor(300 * noise(5 * i))) * DAY);
const code = made((i) => i % 3);
const price = { kind: "number", form: { decimals: 2, padded: true, mark: "," } } as const;
const day = { kind: "date", dateForm: { pattern: "DD.MM.YYYY", resolution: "day" } } as const;
const columns: readonly TypedColumn[] = [
  { name: "country", kind: "category", levels: ["Germany", "France", "=1+1"], values: code },
  { name: "net", ...price, values: net },
  { name: "code", kind: "category", levels: ["DE", "FR", "X"], values: code },
  { name: "paid", kind: "boolean", levels: ["no", "yes"], values: made((i) => (noise(3 * i) < 0.3 ? 1 : 0)) },
  { name: "total", ...price, values: net.map((value, i) => Number((value + (tax[i] as number)).toFixed(2))) },
  { name: "start", ...day, values: start },
  { name: "tax", ...price, values: tax },
  { name: "end", ...day, values: start.map((value, i) => value + Math.floor(20 * noise(11 * i)) * DAY) },
  {
    name: "speed",
    kind: "integer",
    gap: "NA",
    values: made((i) => (i % 5 === 0 ? Number.NaN : Math.floor(60 * noise(13 * i)))),
  },
];
const table: TypedTable = { columns, rows: ROWS };
const RULES = ["total=net+tax", "start<=end", "fixed(country,code)", "if paid=yes then net>=1"];

let run: TrainedTable;
let real: DataSet;
beforeAll(async () => {
  const read: TypedTable = { ...table, columns: columns.map((column) => ({ ...column })) };
  const keeping = made((i) => ((columns[3]?.values[i] as number) === 1 && (net[i] as number) < 1 ? 0 : 1));
  const rows = [...keeping.keys()].filter((i) => keeping[i] === 1);
  const data = await typedData(
    "bills",
    {
      rows: rows.length,
      columns: read.columns.map((column) => ({
        ...column,
        values: Float64Array.from(rows, (i) => column.values[i] as number),
      })),
    },
    {
      rules: RULES,
      constants: [{ name: "source", text: "shop", place: 1 }],
      made: [
        { name: "id", kind: "identifier", form: { kind: "count", next: "601", digits: 5, before: "B-" }, place: 0 },
      ],
    },
  );
  real = data;
  let config: Config | undefined;
  let bytes: Uint8Array | undefined;
  for await (const event of train({
    data,
    steps: 30,
    batch: 32,
    widths: [32, 32],
    reportEvery: 30,
    checkpointEvery: 30,
    seed: 3,
  })) {
    if (event.type === "start") config = event.config;
    if (event.type === "checkpoint") bytes = event.bytes;
  }
  if (!config || !bytes) throw new Error("no checkpoint");
  // As it comes from a folder.
  run = { config: JSON.parse(JSON.stringify(config)) as Config, checkpoint: await decodeCheckpoint("run", bytes) };
}, 60_000);

async function rowsOf(options: RowOptions): Promise<{ rows: TableRow[]; said: string[] }> {
  const [rows, said]: [TableRow[], string[]] = [[], []];
  for await (const row of sampleRows(run, { ...options, say: (line) => said.push(line) })) rows.push(row);
  return { rows, said };
}

const at = (row: TableRow, name: string): TableRow[string] | undefined => row[name];
const number = (value: unknown): number => {
  expect(typeof value).toBe("number");
  return value as number;
};

describe("rows of a run", () => {
  it("are objects with every column in its place and type", async () => {
    const { rows } = await rowsOf({ count: 300 });
    expect(rows.length).toBe(300);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      "id",
      "country",
      "source",
      "net",
      "code",
      "paid",
      "total",
      "start",
      "tax",
      "end",
      "speed",
    ]);
    expect(rows.map(({ id }) => id).slice(0, 2)).toEqual(["B-00601", "B-00602"]);
    for (const row of rows) {
      expect(at(row, "source")).toBe("shop");
      expect(["Germany", "France", "=1+1"]).toContain(at(row, "country"));
      expect(typeof at(row, "paid")).toBe("boolean");
      expect(at(row, "start")).toBeInstanceOf(Date);
      expect(at(row, "speed") === null || Number.isInteger(at(row, "speed"))).toBe(true);
    }
    expect(rows.some(({ speed }) => speed === null)).toBe(true);
  });

  it("keep every rule of the run and those that are added, one hundred in a hundred", async () => {
    const { rows } = await rowsOf({ count: 500, rules: ["net!=5", "country!=France"] });
    expect(rows.length).toBe(500);
    const names: Readonly<Record<string, string>> = { Germany: "DE", France: "FR", "=1+1": "X" };
    for (const row of rows) {
      expect(number(at(row, "total"))).toBe(Number((number(at(row, "net")) + number(at(row, "tax"))).toFixed(2)));
      expect(number(at(row, "total"))).toBeLessThanOrEqual(Math.max(...(columns[4]?.values ?? [])));
      expect((at(row, "start") as Date).getTime()).toBeLessThanOrEqual((at(row, "end") as Date).getTime());
      expect(at(row, "code")).toBe(names[String(at(row, "country"))]);
      expect(at(row, "country")).not.toBe("France");
      if (at(row, "paid") === true) expect(number(at(row, "net"))).toBeGreaterThanOrEqual(1);
    }
  });

  it("obey conditions on columns that are learned, derived and looked up", async () => {
    const { rows } = await rowsOf({ count: 200, where: { country: "France", paid: true, total: { ">": 3 } } });
    expect(rows.length).toBe(200);
    expect(
      rows.every((row) => at(row, "code") === "FR" && at(row, "paid") === true && number(at(row, "total")) > 3),
    ).toBe(true);
    const { rows: later } = await rowsOf({ count: 50, where: "start>=01.03.2011,speed is missing" });
    expect(
      later.every((row) => (at(row, "start") as Date) >= new Date("2011-03-01") && at(row, "speed") === null),
    ).toBe(true);
  });

  it("are the same for the same seed, and the first ones whatever the count", async () => {
    const few = await rowsOf({ count: 20, seed: 5, where: "net>5" });
    const more = await rowsOf({ count: 60, seed: 5, where: "net>5" });
    expect(few.rows).toEqual(more.rows.slice(0, 20));
    expect((await rowsOf({ count: 20, seed: 6, where: "net>5" })).rows).not.toEqual(few.rows);
  });

  it("fill what is missing of given rows, and leave the rest as it is", async () => {
    const { rows, said } = await rowsOf({
      like: [
        { id: "B-1", code: "DE", net: 4.25, pay: 1 },
        { country: "France", total: 9, tax: 0.5, start: "01.02.2011", end: "03.02.2011" },
        { speed: "NA", source: "web", paid: true, net: 2 },
      ],
      count: 6,
    });
    expect(said).toEqual([
      "pay: not a column of the table, so it is left out. Did you mean paid?",
      "source is shop in every row of the data: web and others are left out.",
    ]);
    expect(rows.length).toBe(6);
    for (const i of [0, 3]) expect(rows[i]).toMatchObject({ id: "B-1", country: "Germany", net: 4.25 });
    for (const i of [1, 4]) {
      expect(rows[i]).toMatchObject({
        code: "FR",
        total: 9,
        tax: 0.5,
        net: 8.5,
        start: new Date("2011-02-01"),
        end: new Date("2011-02-03"),
      });
    }
    expect(rows[2]).toMatchObject({ paid: true, net: 2, source: "shop", id: "B-00603" });
  });

  it("have equal shares where they are balanced", async () => {
    const { rows } = await rowsOf({ count: 90, balance: "paid", where: "country=Germany" });
    expect(rows.filter(({ paid }) => paid === true).length).toBe(45);
    expect(rows.every(({ code: of }) => of === "DE")).toBe(true);
  });

  it.each<[RowOptions, string]>([
    [{ where: "contry=France" }, "drawing rows: expected a column of the table, but got contry. Did you mean country?"],
    [{ where: "id=B-1" }, "expected a column that is learned, but got id: names rows, and is made anew"],
    [{ where: "net>50" }, "Ask for values within the range"],
    [
      { where: "country=France,code=DE" },
      "expected conditions on country and code that hold together, but got some of which no row of the data has both",
    ],
    [{ rules: ["fixed(paid,code)"] }, "expected a rule that the run was trained with"],
    [
      { balance: "total" },
      "expected a column that is learned, but got one that is told by others. Balance net or tax.",
    ],
    [{ like: [{ net: 4 }], where: "paid=true" }, "expected given rows alone, but got conditions beside them"],
    [{ like: [{ total: 4 }] }, "expected tax where total is given"],
    [
      { like: [{ paid: "maybe" }] },
      "reading given rows, row 1: expected a value that paid has in the data, but got maybe. paid has no, yes.",
    ],
    [{ where: "total>10.9,net<1" }, "none of"],
    [{ like: [{ paid: "yes" }, { country: "France", code: "DE" }] }, "row 2: expected values of country and code that"],
    [{ count: 1.5 }, "drawing rows: expected a whole number of rows, 1 or more, but got 1.5."],
    [{ count: 0 }, "expected a whole number of rows, 1 or more, but got 0"],
    [{ count: Number.NaN }, "expected a whole number of rows, 1 or more, but got NaN"],
    [{ seed: -1 }, "expected a whole number of 0 or more as the seed, but got -1"],
    [{ where: { start: new Date(Number.NaN) } }, "expected a date for start, as 2024-05-31"],
    [{ where: { start: { ">": new Date(Number.NaN) } } }, "but got Invalid Date"],
    [{ like: [{ start: new Date(Number.NaN) }] }, "reading given rows, row 1: expected a date for start"],
  ])("are refused for %j", async (options, sentence) => {
    await expect(rowsOf({ count: 10, ...options })).rejects.toThrow(sentence);
  });

  it.each<[unknown, string]>([
    [{ where: 5 }, "drawing rows: expected conditions as text or as an object of columns, but got a number."],
    [{ where: null }, "but got null"],
    [{ where: ["paid=true"] }, "but got a list"],
    [{ like: { paid: true } }, "reading given rows: expected a list of objects, but got something else."],
    [{ like: [null] }, "expected a list of objects"],
    [{ balance: ["paid"] }, "expected the name of one column to balance, but got paid"],
    [{ count: "ten" }, "expected a whole number of rows"],
  ])("are refused for %j, which the types do not let through", async (options, sentence) => {
    await expect(rowsOf({ count: 10, ...(options as RowOptions) })).rejects.toThrow(sentence);
  });
});

describe("a table under rules", () => {
  it("is compared with generated rows whole: learned columns and derived ones", async () => {
    const { data } = run.config;
    const rows = wholeTableOf(data, new Float32Array(2 * (data.shape[0] ?? 0)));
    expect(rows.columns.map(({ name }) => name)).toEqual(columns.map(({ name }) => name));
    expect(real.typed?.columns.map(({ name, kind }) => [name, kind])).toEqual(
      rows.columns.map(({ name, kind }) => [name, kind]),
    );
  });
});

describe("rows as files", () => {
  async function written(format: RowFormat, wishes: RowWishes): Promise<Uint8Array<ArrayBuffer>> {
    const sampler = await createRowSampler(run);
    const writer = format(sampler.written, { safe: true });
    const parts: Uint8Array[] = [];
    const { tables, seed } = await sampler.rows(wishes, "writing");
    for await (const rows of tables) parts.push(await writer.rows({ ...rows, seed }));
    parts.push(await writer.end());
    await sampler.release();
    return Uint8Array.from(parts.flatMap((part) => [...part]));
  }
  const textOf = async (format: RowFormat, wishes: RowWishes): Promise<string> =>
    new TextDecoder().decode(await written(format, wishes));

  it("are CSV in the form of the data", async () => {
    const text = await textOf(csvRows, { count: 3000, where: `country="=1+1"|Germany` });
    const [head, first = "", ...rest] = text.trimEnd().split("\n");
    expect(head).toBe("id;country;source;net;code;paid;total;start;tax;end;speed");
    expect(first).toMatch(
      /^B-00601;("'=1\+1";shop;\d+,\d\d;X|Germany;shop;\d+,\d\d;DE);(yes|no);\d+,\d\d;\d\d\.\d\d\.\d{4};\d,\d\d;\d\d\.\d\d\.\d{4};(\d+|NA)$/,
    );
    expect(rest.length).toBe(2999);
  });

  it("are JSON that is read again as the same, in a list or on lines", async () => {
    const wishes = { count: 2500, seed: 4 };
    const list = JSON.parse(await textOf(jsonRows, wishes)) as TableRow[];
    const lines = (await textOf(jsonLineRows, wishes))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as TableRow);
    expect(lines).toEqual(list);
    const { rows } = await rowsOf(wishes);
    const dates = (row: TableRow): object => ({ ...row, start: undefined, end: undefined });
    expect(list.map(dates)).toEqual(rows.map(dates));
    expect(at(list[0] ?? {}, "start")).toMatch(/^\d\d\.\d\d\.\d{4}$/);
    const again = readJsonTable("rows", JSON.stringify(list));
    expect(again.columns.map(({ name, kind }) => [name, kind])).toContainEqual(["start", "date"]);
  });

  it("are Parquet with types, groups and gaps", async () => {
    const wishes = { count: 2500, seed: 4 };
    const bytes = await written(parquetRows, wishes);
    const read = (await parquetReadObjects({ file: bytes.buffer })) as TableRow[];
    const { rows } = await rowsOf(wishes);
    expect(read.length).toBe(2500);
    expect(
      read.map((row) => ({
        ...row,
        speed: at(row, "speed") === null || at(row, "speed") === undefined ? null : Number(at(row, "speed")),
      })),
    ).toEqual(rows);
  });
});
