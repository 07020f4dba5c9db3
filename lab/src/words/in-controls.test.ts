import { describe, expect, it } from "vitest";
import { option } from "#inner";
import { en } from "./en.ts";
import { inControls } from "./in-controls.ts";
import { ko } from "./ko.ts";

describe("a sentence of the library", () => {
  const text = `Use ${option("loss", "hinge")}, ${option("discriminator.learningRate")} or ${option("header", "no")}.`;

  it("names options as their controls are called", () => {
    expect(inControls(text, en.options)).toBe('Use “Loss: hinge”, “Learning rate (D)” or `header: "no"`.');
    expect(inControls(text, ko.options)).toContain(`“${ko.options.names.learningRate} (D)”`);
  });

  it("names what a table is read by", () => {
    expect(inControls(`${option("missing")} names words.`, en.options)).toBe("“Counts as missing” names words.");
  });

  it("leaves out advice that the page has no control for, and nothing else", () => {
    const rounded = `Samples are rounded: whole numbers in age (${option("round", "no")} writes all digits).`;
    expect(inControls(rounded, en.options)).toBe("Samples are rounded: whole numbers in age.");
    const columns = `column 1 is no number (q in line 3): mend it. Name the columns to take by ${option("columns")}. Or wait.`;
    expect(inControls(columns, en.options)).toBe("column 1 is no number (q in line 3): mend it. Or wait.");
    expect(inControls(`Give ${option("columns")}.`, en.options)).toBe("Give `columns`.");
  });

  it("names no flag of the terminal", () => {
    expect(inControls(text, en.options)).not.toContain("--");
  });
});
