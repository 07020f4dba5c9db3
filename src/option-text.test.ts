import { describe, expect, it } from "vitest";
import { inFlags } from "./cli/terminal/flags.ts";
import { type NamedOption, option, withOptions } from "./option-text.ts";

describe("an option in a text", () => {
  it("stands there as a program writes it", () => {
    expect(option("batch")).toBe("`batch`");
    expect(option("discriminator.learningRate", 0.1)).toBe("`discriminator.learningRate: 0.1`");
    expect(option("loss", "hinge")).toBe('`loss: "hinge"`');
    expect(option("columns", ["a", "b"])).toBe('`columns: ["a","b"]`');
  });

  it("is found again with its player and its value", () => {
    const found: NamedOption[] = [];
    const text = `Use ${option("generator.widths", [32, 32])}, ${option("nan", "drop")} or ${option("r1")}.`;
    const shown = withOptions(text, (named) => {
      found.push(named);
      return "it";
    });
    expect(shown).toBe("Use it, it or it.");
    expect(found).toEqual([
      { key: "widths", player: "generator", value: [32, 32] },
      { key: "nan", value: "drop" },
      { key: "r1" },
    ]);
  });

  it("is left as it is by who has no other name for it, and so is what only looks like one", () => {
    const text = "Run `npm run build`, or set `own`, `a: b` and `loss: `.";
    expect(withOptions(text, () => undefined)).toBe(text);
    expect(inFlags(text)).toBe(text);
  });

  it("is a flag in the terminal", () => {
    const text = `Use ${option("discriminator.normalisation", "layer")}, ${option("batch", 8)} or ${option("columns", ["a", "b"])}; ${option("leaveOut")} too.`;
    expect(inFlags(text)).toBe("Use --d-normalisation layer, --batch 8 or --columns a,b; --leave-out too.");
  });

  it.each([
    ["a b=None", '--missing "a b=None"'],
    ["price=$", "--missing 'price=$'"],
    ["it's $=?", "--missing 'it'\\''s $=?'"],
    ["a|b=NA", '--missing "a|b=NA"'],
    ["größe=-1", "--missing größe=-1"],
    ["a, b=NA", `--missing '"a, b=NA"'`],
    ["`a`=0", "--missing '`a`=0'"],
  ])("is a word of a shell there, whatever is in it: %s", (value, shown) => {
    expect(inFlags(`${option("missing", [value])} it is.`)).toBe(`${shown} it is.`);
  });

  it("has rules as they are written", () => {
    expect(inFlags(option("rule", ["fixed(a,b)", "a<=b"]))).toBe('--rule "fixed(a,b);a<=b"');
  });
});
