import { describe, expect, it } from "vitest";
import { type CsvStyle, textCell } from "./csv-text.ts";
import { type NumberForm, numberText } from "./number-form.ts";
import { tableCsv, writtenNumbers } from "./table-text.ts";

describe("a number as text", () => {
  it.each<[NumberForm, number, string]>([
    [{ decimals: 0 }, -0.4, "0"],
    [{ decimals: 0 }, 1767225600.4, "1767225600"],
    [{ decimals: 3, padded: true }, 2, "2.000"],
    [{ decimals: 3 }, 2.5, "2.5"],
    [{ decimals: 2, padded: true, mark: "," }, -1234.5, "-1234,50"],
    [{ decimals: 2, padded: true, thousands: ",", prefix: "$" }, -1234567.891, "-$1,234,567.89"],
    [{ decimals: 2, padded: true, prefix: "$", minus: "()" }, -5, "($5.00)"],
    [{ decimals: 1, minus: "−" }, -5.25, "−5.3"],
    [{ decimals: 2, mark: ",", thousands: ".", suffix: " €" }, 1e6, "1.000.000 €"],
    [{ decimals: 1, padded: true, suffix: "%" }, 99.96, "100.0%"],
    [{ suffix: " kg" }, 0.1, "0.1 kg"],
  ])("in the form %o: %d is %s", (form, value, text) => {
    expect(numberText({ scale: 1, form }, value)).toBe(text);
  });

  it("tells numbers of training apart however far from 0 the column lies", () => {
    for (const [center, scale] of [
      [0, 1],
      [1013, 0.3],
      [1_767_225_600, 1000],
      [1e9, 0.0577],
      [-5e12, 40],
    ] as const) {
      for (const x of [-2.75, 0.1, 0.1 + 2 ** -24]) {
        const value = center + scale * x;
        // What float64 itself does not know cannot be printed.
        const apart = Math.max(2 ** -26 * scale, 2 ** -52 * Math.abs(value));
        expect(Math.abs(Number(numberText({ scale }, value)) - value)).toBeLessThanOrEqual(apart);
      }
    }
  });

  it("takes nine digits where a column has none of its own and lies at 0", () => {
    expect(numberText({ scale: 1 }, 1 / 3)).toBe("0.333333333");
    expect(numberText({}, 123456.789123)).toBe("123456.789");
  });
});

describe("rows as CSV", () => {
  const price = { name: "price", scale: 1, form: { decimals: 2, padded: true } } as const;

  it("have their constants in their places, numbers among them in numbers alone", () => {
    const table = {
      columns: [{ name: "a" }, price],
      constants: [
        { name: "region", text: "Anvers, east", place: 0 },
        { name: "year", text: "2013", value: 2013, place: 2 },
      ],
    };
    expect(tableCsv(table, [1, 2, 3, 4.005])).toBe(
      'region,a,year,price\n"Anvers, east",1,2013,2.00\n"Anvers, east",3,2013,4.00\n',
    );
    const { names, values } = writtenNumbers(table, [1, 2, 3, 4]);
    expect([names, [...values]]).toEqual([
      ["a", "year", "price"],
      [1, 2013, 2, 3, 2013, 4],
    ]);
  });

  it("stand between semicolons where a number has a decimal comma, and are quoted where it has commas between thousands", () => {
    const comma = { name: "p", form: { decimals: 1, mark: "," } } as const;
    expect(tableCsv({ columns: [comma, { name: "n" }] }, [1.5, 2])).toBe("p;n\n1,5;2\n");
    const thousands = { name: "p", form: { decimals: 0, thousands: "," } };
    expect(tableCsv({ columns: [thousands, { name: "n" }] }, [1500, 2])).toBe('p,n\n"1,500",2\n');
  });

  it.each<[string, string, string]>([
    ["=1+1", `"'=1+1"`, '"=1+1"'],
    ["+cmd|' /C calc'!A0", `"'+cmd|' /C calc'!A0"`, `"+cmd|' /C calc'!A0"`],
    ["-x", `"'-x"`, '"-x"'],
    ["@sum", `"'@sum"`, '"@sum"'],
    ["\tx", `"'\tx"`, '"\tx"'],
    ["\rx", `"'\rx"`, '"\rx"'],
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`, '"=HYPERLINK(""x"")"'],
    ["a=b", "a=b", "a=b"],
    ["a,b", '"a,b"', '"a,b"'],
  ])("make text that looks like a formula harmless: %j", (text, safe, raw) => {
    const style = (is: boolean): CsvStyle => ({ separator: ",", safe: is });
    expect([textCell(text, style(true)), textCell(text, style(false))]).toEqual([safe, raw]);
    const table = { columns: [{ name: text }], constants: [{ name: "c", text, place: 1 }] };
    expect(tableCsv(table, [-1])).toBe(`${safe},c\n-1,${safe}\n`);
    expect(tableCsv(table, [-1], { safe: false })).toBe(`${raw},c\n-1,${raw}\n`);
  });
});
