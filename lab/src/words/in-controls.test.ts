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

  it("names no flag of the terminal", () => {
    expect(inControls(text, en.options)).not.toContain("--");
  });
});
