import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DateForm, dateText } from "./date-form.ts";
import { dateReader, findDateForm, resolutionOf } from "./date-reading.ts";

const at = (text: string): number => Date.parse(text);

describe("the form of dates", () => {
  it.each<[string, readonly string[], string, DateForm["resolution"], string]>([
    ["days as ISO 8601 has them", ["2024-01-31", "2024-02-29"], "YYYY-MM-DD", "day", "2024-01-31"],
    ["months", ["2024-01", "1999-12"], "YYYY-MM", "day", "2024-01-01"],
    ["eight digits", ["20240131", "19991201"], "YYYYMMDD", "day", "2024-01-31"],
    ["points", ["31.01.2024", "01.02.2024"], "DD.MM.YYYY", "day", "2024-01-31"],
    ["points without zeros", ["3.1.2024", "31.12.2024"], "D.M.YYYY", "day", "2024-01-03"],
    ["a month above 12, which is a day", ["01/31/2024", "02/03/2024"], "MM/DD/YYYY", "day", "2024-01-31"],
    ["a day above 12", ["02/03/2024", "31/01/2024"], "DD/MM/YYYY", "day", "2024-03-02"],
    [
      "a time that tells hours",
      ["2024-01-31 09:00", "2024-01-31 10:00"],
      "YYYY-MM-DD HH:mm",
      "hour",
      "2024-01-31T09:00Z",
    ],
    ["a time without zeros", ["1/31/2024 9:05", "1/1/2024 10:00"], "M/D/YYYY H:mm", "minute", "2024-01-31T09:05Z"],
    [
      "a zone",
      ["2013-01-01T11:00:00Z", "2013-01-01T11:00:05Z"],
      "YYYY-MM-DDTHH:mm:ssZ",
      "second",
      "2013-01-01T11:00:00Z",
    ],
    [
      "one distance from UTC, whose time of day is kept",
      ["2013-01-01T11:00:00+01:00", "2013-01-01T12:00:00+01:00"],
      "YYYY-MM-DDTHH:mm:ss+01:00",
      "hour",
      "2013-01-01T11:00:00Z",
    ],
    [
      "several distances from UTC",
      ["2013-01-01T11:00:00+01:00", "2013-07-01T12:00:00+02:00"],
      "YYYY-MM-DDTHH:mm:ssZZ",
      "hour",
      "2013-01-01T10:00:00Z",
    ],
    [
      "fractions of a second",
      ["2024-01-31 09:00:00.125", "2024-01-31 09:00:00.500"],
      "YYYY-MM-DD HH:mm:ss.SSS",
      "millisecond",
      "2024-01-31T09:00:00.125Z",
    ],
    [
      "noon and midnight",
      ["01/31/2024 12:05 AM", "01/31/2024 12:05 PM"],
      "MM/DD/YYYY hh:mm A",
      "minute",
      "2024-01-31T00:05Z",
    ],
    ["names of months", ["05-Jan-2024", "31-Dec-2023"], "DD-MMM-YYYY", "day", "2024-01-05"],
    ["names of months first", ["Jan 5, 2024", "Dec 31, 2023"], "MMM D, YYYY", "day", "2024-01-05"],
    ["times alone", ["09:30", "23:59"], "HH:mm", "minute", "1970-01-01T09:30Z"],
  ])("is found: %s", (_, texts, pattern, resolution, first) => {
    const found = findDateForm(texts);
    expect(found?.form).toEqual({ pattern, resolution });
    expect(found?.read(texts[0] ?? "")).toBe(at(first));
    expect(found?.other).toBeUndefined();
    if (found && !pattern.includes("ZZ"))
      expect(texts.map((text) => dateText(found.form, found.read(text)))).toEqual(texts);
  });

  it.each<[string, readonly string[]]>([
    ["30 February", ["2024-02-30"]],
    ["a thirteenth month", ["2024-13-01"]],
    ["25 o'clock", ["2024-01-01 25:00"]],
    ["13 o'clock of twelve", ["2024-01-01 13:00 PM"]],
    ["several forms", ["2024-01-02", "2024-01-03T10:00:00Z"]],
    ["numbers of telephones", ["12-34-5678"]],
    ["eight digits of other years", ["20240131", "31012024"]],
    ["words", ["red"]],
    ["nothing", []],
  ])("is not found for %s", (_, texts) => {
    expect(findDateForm(texts)).toBeUndefined();
  });

  it("that could be two is told with the other one", () => {
    expect(findDateForm(["01/02/2024", "03/04/2024"])).toMatchObject({
      form: { pattern: "MM/DD/YYYY" },
      other: "DD/MM/YYYY",
    });
    expect(findDateForm(["01.02.2024"])?.form.pattern).toBe("DD.MM.YYYY");
    expect(findDateForm(["01/01/2024", "02/02/2024"])?.other).toBeUndefined();
  });

  it("writes what it reads, whatever the form and the moment", () => {
    const days = ["YYYY-MM-DD", "DD.MM.YYYY", "M/D/YYYY", "YYYY/MM/DD", "DD MMM YYYY", "YYYYMMDD"];
    const times = ["", " HH:mm", "THH:mm:ssZ", " H:mm:ss", " hh:mm:ss A", "THH:mm:ss.SSS", " HH:mm:ss.SSSSSSZZ"];
    const moment = fc.integer({ min: at("0001-01-01"), max: at("9999-12-31T23:59:59.999Z") });
    fc.assert(
      fc.property(fc.constantFrom(...days), fc.constantFrom(...times), moment, (day, time, milliseconds) => {
        const form: DateForm = { pattern: day + time, resolution: "second" };
        const text = dateText(form, milliseconds);
        const back = dateReader(form.pattern)(text);
        expect(dateText(form, back)).toBe(text);
        const finest = /SSS/.test(time) ? 1 : /ss/.test(time) ? 1000 : time === "" ? 86_400_000 : 60_000;
        expect(milliseconds - back).toBeGreaterThanOrEqual(0);
        expect(milliseconds - back).toBeLessThan(finest);
      }),
    );
  });

  it("is found again in what it wrote", () => {
    const patterns = ["YYYY-MM-DD", "DD.MM.YYYY HH:mm", "M/D/YYYY h:mm A", "YYYY-MM-DDTHH:mm:ssZ", "MMM DD, YYYY"];
    const moments = fc.array(fc.integer({ min: at("1950-01-01"), max: at("2090-01-01") }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(fc.constantFrom(...patterns), moments, (pattern, milliseconds) => {
        // A day above 12, and one below 10, tell the form.
        const told = [...milliseconds, at("2024-01-05T08:00Z"), at("2024-01-31T23:45Z")];
        const texts = told.map((moment) => dateText({ pattern, resolution: "second" }, moment));
        expect(findDateForm(texts)?.form.pattern).toBe(pattern);
      }),
    );
  });

  it("tells the coarsest part of time of which all are multiples", () => {
    const noon = at("2024-01-31T12:00Z");
    expect(resolutionOf([noon])).toBe("hour");
    expect(resolutionOf([noon - (noon % 86_400_000), Number.NaN])).toBe("day");
    expect(resolutionOf([noon, noon + 1])).toBe("millisecond");
  });
});
