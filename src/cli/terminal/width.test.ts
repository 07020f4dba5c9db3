import { describe, expect, it } from "vitest";
import { createLive, writeAbove } from "./live.ts";
import { createProgress, createTaskView } from "./progress.ts";
import { createCurve, showsUnicode, sparkline } from "./sparkline.ts";
import { textTable } from "./text-table.ts";
import { columnsOf, fitted, flowed, shortened, widthOf } from "./width.ts";

/** A stream that keeps what is written, as a terminal of so many columns or as a pipe. */
function streamOf(columns?: number): { readonly stream: NodeJS.WriteStream; readonly text: () => string } {
  let text = "";
  const write = (part: string): boolean => {
    text += part;
    return true;
  };
  const stream = { isTTY: columns !== undefined, columns, write } as unknown as NodeJS.WriteStream;
  return { stream, text: () => text };
}

const progress = { type: "progress", step: 50, stepsPerSecond: 10, meanDReal: 0.5, meanDFake: 0.5 } as const;

describe("a text in the width of a terminal", () => {
  it("is parted between words, with its indent, and a command that fits a line keeps it", () => {
    expect(fitted("  one two three four", 12)).toBe("  one two\n  three four");
    expect(fitted("Go on with: saddlepoint resume runs/a", 30)).toBe("Go on with:\nsaddlepoint resume runs/a");
    expect(fitted("--loss  what both players play for", 24)).toBe("--loss  what both\n        players play for");
  });

  it("is as it was in a pipe, however long", () => {
    expect(widthOf(streamOf().stream)).toBe(Number.POSITIVE_INFINITY);
    expect(fitted("word ".repeat(100), Number.POSITIVE_INFINITY)).toBe("word ".repeat(100));
  });

  it("counts letters of two columns twice, and colours not at all", () => {
    expect([columnsOf("가나 a"), columnsOf("\u001b[34mab\u001b[39m"), shortened("가나다", 5)]).toEqual([6, 2, "가나…"]);
  });

  it("flows in parts that are whole where they fit", () => {
    expect(flowed(["D(x) 0.5", "D(G(z)) 0.4", "8 of 8 modes"], 22)).toEqual(["D(x) 0.5, D(G(z)) 0.4,", "8 of 8 modes"]);
  });
});

describe("a table in the width of a terminal", () => {
  it("breaks its columns of text, not its numbers", () => {
    const rows = [
      ["column", "1,234", "a sentence of several words that is long"],
      ["b", "5", "short"],
    ];
    const table = textTable(rows, [false, true, false], 40);
    for (const line of table.split("\n")) expect(columnsOf(line)).toBeLessThanOrEqual(40);
    expect(table).toMatch(/^column {2}1,234 {2}a sentence of/);
    expect(textTable(rows, [false, true, false], 1000).split("\n")).toHaveLength(2);
  });

  it("of too many numbers goes on below, beside the first column once more; one of three columns is stacked", () => {
    const rows = [
      ["run", ..."abcdef"],
      ["first", ..."123456".split("").map((digit) => digit.repeat(8))],
    ];
    const table = textTable(rows, [false, ...Array<boolean>(6).fill(true)], 40);
    expect(table.match(/^run/gm)).toHaveLength(2);
    for (const cell of rows.flat()) expect(table).toContain(cell);
    for (const line of table.split("\n")) expect(columnsOf(line)).toBeLessThanOrEqual(40);
    expect(textTable([["a long name", "0.123456 ± 0.1 nats", "why"]], [false, true, false], 24)).toBe(
      "a long name\n  0.123456 ± 0.1 nats,\n  why",
    );
  });
});

describe("a curve in a line", () => {
  it("goes from the least to the greatest number, in ASCII where there is nothing else", () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8, true)).toBe("▁▂▃▄▅▆▇█");
    expect(sparkline([0, 0, 6, 6], 2, false)).toBe("_#");
    expect(sparkline([1, Number.NaN, 1], 5, true)).toBe("▁▁");
    expect([showsUnicode({ LANG: "ko_KR.UTF-8" }), showsUnicode({ LANG: "en_US.UTF-8", LC_ALL: "C" })]).toEqual([
      true,
      false,
    ]);
  });

  it("keeps the whole of a long run in bounded room", () => {
    const curve = createCurve(8);
    for (let i = 0; i < 1000; i++) curve.add(i);
    expect(curve.values().length).toBeLessThan(8);
    expect(curve.values()[0]).toBeLessThan(200);
    expect(curve.values().at(-1)).toBeGreaterThan(700);
  });
});

describe("progress", () => {
  it("names what it is of in a pipe", () => {
    const { stream, text } = streamOf();
    const tasks = createTaskView(stream);
    tasks.update("p_g from samples", 0, 1);
    tasks.update("a fresh D", 50, 8000);
    expect(text()).toBe("p_g from samples: …\na fresh D: 50 of 8,000\n");
  });

  it.each([80, 60, 40])("on a terminal of %i columns has no line that is longer, and loses nothing", (columns) => {
    const { stream, text } = streamOf(columns);
    const view = createProgress({ subject: "ring", total: 100, start: 0 }, stream);
    for (let i = 1; i < 9; i++)
      view.update({ ...progress, dLoss: i, gLoss: 9 - i }, ["8 of 8 modes", "JSD 0.1234 ± 0.0123 nats at step 2,500"]);
    view.stop(50);
    const shown = text().split("\u001b[J").at(-1)?.replace("\u001b[?25h", "") ?? "";
    for (const line of shown.split("\n")) expect(columnsOf(line)).toBeLessThan(columns);
    for (const part of ["50 %", "D loss 8.000", "D(G(z)) 0.500", "8 of 8 modes", "0.1234 ± 0.0123"]) {
      expect(shown.replaceAll("\n", " ")).toContain(part);
    }
    expect(shown.split("\n").at(-2)).toMatch(/^D loss .*G loss /);
  });

  it("stays below what is said meanwhile", () => {
    const { stream, text } = streamOf(80);
    const live = createLive(stream);
    live.show(["one", "two"]);
    writeAbove(stream, "A note.\n");
    live.end();
    expect(text()).toBe("\u001b[?25lone\ntwo\r\u001b[1A\u001b[JA note.\none\ntwo\n\u001b[?25h");
  });
});
