/** A mixed table in the lab: opened, played, read by column, and drawn from under conditions. */
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { createLab } from "./lab.ts";
import type { DrawnRows, Lab, MixedColumn, Opened, Source } from "./protocol.ts";

/** A category with a rare value, a number that is 0 half of the time, a whole number with gaps, a date, a flag, a name, a constant. */
const line = (i: number): string =>
  [
    `row-${String(i).padStart(4, "0")}`,
    ["red", "green", "blue", i % 40 === 3 ? "grey" : "red"][i % 4],
    (i % 2 === 0 ? 0 : ((i * 37) % 400) / 4 + 0.25).toFixed(2),
    i % 5 === 0 ? "" : 20 + ((i * 13) % 50),
    `2024-${String(1 + (i % 12)).padStart(2, "0")}-${String(1 + (i % 28)).padStart(2, "0")}`,
    (i * 7919) % 101 < 40 ? "yes" : "no",
    "metre",
  ].join(",");
const text = `id,colour,amount,age,when,flag,unit\n${Array.from({ length: 600 }, (_, i) => line(i)).join("\n")}\n`;
const table: Source = { kind: "table", name: "things.csv", text };
const small = { widths: [16], batch: 50, latent: 4 };
const rounds = (count: number) => ({ rounds: count, milliseconds: 1e6 });
const everything = { field: true, manifold: true, pulls: true, flow: "G", bothLosses: true } as const;

async function opened(): Promise<{ lab: Lab; opened: Opened }> {
  const lab = createLab();
  return { lab, opened: await lab.open({ source: table, options: small }) };
}

const barsOf = (column: MixedColumn | undefined): unknown[] => (column?.bars ?? []).map(({ kind }) => kind);
const named = (mixed: Opened["mixed"], name: string): MixedColumn | undefined =>
  mixed?.columns.find((column) => column.name === name);
/** The share of real rows in each bar. */
const sharesOf = ({ bars, codes }: MixedColumn): number[] =>
  bars.map((_, bar) => codes.filter((code) => code === bar).length / codes.length);

const columnOf = ({ names, rows }: DrawnRows, name: string): string[] =>
  rows.map((row) => row[names.indexOf(name)] ?? "");

describe("a mixed table in the lab", () => {
  it("is read by the reader of the command line: each column with its kind and what is learned", async () => {
    const { opened: of } = await opened();
    expect(of).toMatchObject({ view: "mixed", conditional: true, grid: null, density: null, modes: null });
    expect(of.read?.map(({ name, kind }) => [name, kind])).toEqual([
      ["id", "identifier"],
      ["colour", "category"],
      ["amount", "number"],
      ["age", "integer"],
      ["when", "date"],
      ["flag", "boolean"],
      ["unit", "constant"],
    ]);
    const read = new Map(of.read?.map((column) => [column.name, column]));
    expect(read.get("id")).toMatchObject({ cells: null, made: true });
    expect(read.get("colour")?.cells).toMatchObject({ values: 4, bins: 0, rare: 0, gap: false });
    expect(read.get("age")).toMatchObject({ gaps: 120, cells: { gap: true } });
    expect(read.get("unit")).toMatchObject({ cells: null, made: false });
    expect(read.get("flag")?.reason).not.toBe("");
    expect(of.notices.join(" ")).toContain("numbers wide");
  });

  it("is read as it is asked for, and numbers alone where these are", async () => {
    const lab = createLab();
    const asked = await lab.open({
      source: { ...table, reading: { column: ["age=category", "id=ignored"], missing: ["red"] } },
      options: small,
    });
    expect(asked.read?.find(({ name }) => name === "age")?.kind).toBe("category");
    expect(asked.read?.find(({ name }) => name === "id")?.kind).toBe("ignored");
    expect(asked.read?.find(({ name }) => name === "colour")?.gaps).toBeGreaterThan(100);
    const numbers = await lab.open({
      source: { ...table, reading: { encode: "scaled" } },
      options: { widths: [8], batch: 16 },
    });
    expect(numbers).toMatchObject({ read: null, mixed: null, view: "plane" });
    await expect(
      lab.open({ source: { ...table, reading: { column: ["colour=date"] } }, options: small }),
    ).rejects.toThrow("colour");
  });

  it("may be JSON, lines of it, or Parquet", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ a: i % 3 === 0 ? null : i, b: ["x", "y"][i % 2] }));
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: "a", data: rows.map(({ a }) => a), type: "INT32" },
          { name: "b", data: rows.map(({ b = "" }) => b), type: "STRING" },
        ],
      }),
    );
    const sources: readonly Source[] = [
      { kind: "table", name: "t.json", text: JSON.stringify(rows) },
      { kind: "table", name: "t.jsonl", text: rows.map((row) => JSON.stringify(row)).join("\n") },
      { kind: "table", name: "t.parquet", bytes },
    ];
    for (const source of sources) {
      const of = await createLab().open({ source, options: { ...small, batch: 20 } });
      expect(of.read?.map((column) => [column.name, column.kind, column.gaps])).toEqual([
        ["a", "integer", 20],
        ["b", expect.stringMatching(/category|boolean/), 0],
      ]);
    }
  });

  it("is read as numbers alone from text alone", async () => {
    const source: Source = {
      kind: "table",
      name: "t.parquet",
      bytes: new Uint8Array(4),
      reading: { encode: "scaled" },
    };
    await expect(createLab().open({ source, options: small })).rejects.toThrow("expected text, of which numbers alone");
  });

  it("has bars for its values, frequent numbers, ranges and gaps, in which the real rows are", async () => {
    const { opened: of } = await opened();
    const { mixed } = of;
    expect(mixed?.rows).toBe(600);
    expect(named(mixed, "colour")?.bars).toEqual(
      ["red", "green", "blue", "grey"].map((name) => ({ kind: "value", text: name })),
    );
    const amount = named(mixed, "amount") as MixedColumn;
    expect(amount.bars[0]).toEqual({ kind: "value", text: "0.00" });
    expect(barsOf(amount).slice(1)).toEqual(Array.from({ length: 12 }, () => "range"));
    expect(sharesOf(amount)[0]).toBeCloseTo(0.5, 10);
    expect(sharesOf(amount).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
    const age = named(mixed, "age") as MixedColumn;
    expect(barsOf(age).at(-1)).toBe("gap");
    expect(sharesOf(age).at(-1)).toBeCloseTo(0.2, 10);
    expect(age.bars.find(({ kind }) => kind === "range")).toEqual({ kind: "range", from: "21", to: "25" });
    expect(named(mixed, "when")?.bars[0]).toMatchObject({ kind: "range", from: "2024-01-01" });
    expect(named(mixed, "flag")?.ordered).toBe(false);
  });

  it("plays, and is read by column and pair; what theory has no word for is absent", async () => {
    const { lab } = await opened();
    const before = await lab.read();
    const frame = await lab.advance(rounds(60), everything);
    expect(frame).toMatchObject({ step: 60, field: null, manifold: null, pulls: null, flow: null, lossNorms: null });
    expect(frame.generated).toHaveLength(0);
    expect(frame.measures.dLoss).toBeGreaterThan(0);
    await lab.line(everything);
    await lab.move("D", { times: 2, milliseconds: 0 }, everything);
    await lab.trainDiscriminator(0, everything);
    const after = await lab.read();
    expect(after).toMatchObject({ jsd: null, distance: null, modes: null, sampleDistance: Number.NaN });
    const rows = after.rows;
    expect(rows?.columns).toHaveLength(5);
    expect(rows?.pairScores).toHaveLength(10);
    expect(rows?.columns[0]?.codes).toHaveLength(rows?.rows ?? 0);
    for (const { score } of rows?.columns ?? []) expect(score).toBeGreaterThan(0.3);
    expect(rows?.shapes).toBeGreaterThan(before.rows?.shapes ?? 1);
    const back = await lab.goBack(0, {});
    expect(back.step).toBe(0);
    expect((await lab.read()).rows).toEqual(before.rows);
  });

  it("is drawn from under conditions that all hold, from a checkpoint and from an ONNX file", async () => {
    const { lab } = await opened();
    await lab.advance(rounds(30), {});
    const drawn: DrawnRows[] = [];
    for (const file of [await lab.checkpoint(), await lab.onnx()]) {
      const generator = await lab.openGenerator(file.name, file.bytes);
      expect(generator.cells?.map(({ name }) => name)).toEqual(["colour", "amount", "age", "when", "flag"]);
      expect(await lab.draw(await lab.noise(1, 3))).toBeDefined();
      const plain = await lab.rows({ seed: 3, count: 200, where: {} });
      expect(plain.tally).toEqual({ drawn: 200, made: 200, missing: 0 });
      expect(plain.rows).toHaveLength(50);
      expect(new Set(columnOf(plain, "colour")).size).toBeGreaterThan(1);
      const some = await lab.rows({
        seed: 3,
        count: 200,
        where: { colour: "grey", age: { ">=": "30", "<=": "40" }, flag: "yes" },
      });
      expect(some.tally).toMatchObject({ made: 200, missing: 0 });
      expect(new Set(columnOf(some, "colour"))).toEqual(new Set(["grey"]));
      expect(new Set(columnOf(some, "flag"))).toEqual(new Set(["yes"]));
      expect(columnOf(some, "age").every((age) => Number(age) >= 30 && Number(age) <= 40)).toBe(true);
      const gaps = await lab.rows({ seed: 3, count: 50, where: { age: null, when: { "<=": "2024-06" } } });
      expect(new Set(columnOf(gaps, "age"))).toEqual(new Set([""]));
      expect(columnOf(gaps, "when").every((when) => when !== "" && when < "2024-07")).toBe(true);
      await expect(lab.rows({ seed: 3, count: 5, where: { age: { ">": "900" } } })).rejects.toThrow("age");
      const lines = new TextDecoder().decode(some.csv).trim().split("\n");
      expect(lines).toHaveLength(201);
      expect(lines[0]?.split(",")).toEqual(some.names);
      drawn.push(some);
    }
    // The file is told the same and draws the same: rounding apart, which may move a value into the next bin.
    const [run, file] = drawn as [DrawnRows, DrawnRows];
    expect(run.names).toEqual(["id", "colour", "amount", "age", "when", "flag", "unit"]);
    expect(file.names).toEqual(run.names);
    expect(columnOf(file, "id")).toEqual(columnOf(run, "id"));
    const ages = [run, file].map((rows) => columnOf(rows, "amount"));
    const same = ages[0]?.filter((age, i) => age === ages[1]?.[i]).length ?? 0;
    expect(same).toBeGreaterThan(45);
    expect(new Set(columnOf(run, "unit"))).toEqual(new Set(["metre"]));
  });

  it("shows and asks for columns that others tell, which are not learned", async () => {
    const codes = ["F", "M"];
    const rows = Array.from({ length: 200 }, (_, i) => {
      const sex = (i * 7919) % 101 < 50 ? 0 : 1;
      return `${["Female", "Male"][sex]},${codes[sex]},${(i * 13) % 50}`;
    });
    const lab = createLab();
    const told = await lab.open({
      source: { kind: "table", name: "t.csv", text: `sex,code,age\n${rows.join("\n")}\n` },
      options: small,
    });
    const derived = told.read?.find((column) => column.told);
    expect(["sex", "code"]).toContain(derived?.name);
    expect(derived?.cells).toBeNull();
    expect(told.mixed?.columns.map(({ name }) => name)).toEqual(["sex", "code", "age"]);
    expect((await lab.read()).rows?.columns).toHaveLength(3);
    const where = { [derived?.name ?? ""]: derived?.name === "sex" ? "Male" : "M" };
    for (const file of [await lab.checkpoint(), await lab.onnx()]) {
      const generator = await lab.openGenerator(file.name, file.bytes);
      expect(generator.cells?.map(({ name }) => name)).toEqual(["sex", "code", "age"]);
      const drawn = await lab.rows({ seed: 1, count: 60, where });
      expect(new Set(drawn.rows.map(([sex, code]) => `${sex} ${code}`))).toEqual(new Set(["Male M"]));
    }
  });

  it("goes on from its checkpoint on the same rows", async () => {
    const { lab } = await opened();
    await lab.advance(rounds(5), {});
    const { bytes } = await lab.checkpoint();
    const other = createLab();
    expect((await other.open({ source: table, options: small, checkpoint: bytes })).step).toBe(5);
    await Promise.all([lab, other].map((one) => one.advance(rounds(3), {})));
    expect((await other.read()).rows).toEqual((await lab.read()).rows);
  });

  it("has no rows on request where the file is of other data", async () => {
    const lab = createLab();
    await lab.open({ source: { kind: "built-in", name: "ring" }, options: { widths: [8] } });
    const file = await lab.checkpoint();
    expect((await lab.openGenerator(file.name, file.bytes)).cells).toBeNull();
    await expect(lab.rows({ seed: 1, count: 1, where: {} })).rejects.toThrow("expected a mixed table");
  });
});
