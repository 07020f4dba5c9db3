/** `--grid r1=0.1,1,10` and `--draw learning-rate=1e-4..1e-2,log` as people type them. */
import { checkOptions, decimal, problem } from "../../inner.ts";
import { optionsIn, sweptName, sweptOptions } from "./texts.ts";

/** What a range draws from. */
export interface Range {
  readonly from: number;
  readonly to: number;
  /** Every factor is as likely as another, instead of every difference. */
  readonly log: boolean;
  /** Whole numbers alone. */
  readonly whole: boolean;
}

/** A name and what stands behind its sign of equality. */
export function nameAndRest(text: string, doing: string, example: string): readonly [name: string, rest: string] {
  const at = text.indexOf("=");
  if (at > 0) return [sweptName(text.slice(0, at).trim().replace(/^--/, ""), doing), text.slice(at + 1)];
  throw problem({
    doing,
    expected: `an option and its values, such as ${example}`,
    came: text === "" ? "an empty value" : text,
  });
}

/** Values with commas between, or with | where they have commas of their own: widths=32,32|64,64. */
export const valuesIn = (text: string): string[] =>
  text.split(text.includes("|") ? "|" : ",").map((value) => value.trim());

/** Checks the values of one option. Errors: none, one that no run can have, the same twice. */
export function checkValues(name: string, values: readonly string[], doing: string): void {
  if (values.length === 0) throw problem({ doing, expected: `values of ${name}`, came: "none" });
  const met = new Map<string, string>();
  for (const value of values) {
    const options = optionsIn({ [name]: value });
    checkOptions(options);
    const read = JSON.stringify(options);
    const before = met.get(read);
    if (before !== undefined) {
      throw problem({
        doing,
        expected: `different values of ${name}`,
        came: `${value} after ${before}`,
        next: "Leave one out.",
      });
    }
    met.set(read, value);
  }
}

const RANGE = /^(.+?)\.\.(.+?)(,log)?$/;

/** A range of an option that is a number. */
export function rangeIn(name: string, text: string, doing: string): Range {
  const [, low = "", high = "", log] = RANGE.exec(text.replace(/\s/g, "")) ?? [];
  const [from, to] = [decimal(low), decimal(high)];
  const type = sweptOptions.get(name)?.kind.type ?? "";
  if (!["integer", "number", "integers"].includes(type)) {
    throw problem({
      doing,
      expected: "an option that is a number",
      came: name,
      next: `List its values instead: --grid ${name}=…`,
    });
  }
  if (from === undefined || to === undefined || from >= to || (log !== undefined && from <= 0)) {
    throw problem({
      doing,
      expected: `${name}=FROM..TO, the smaller number first, with ,log behind it where factors count (both above 0)`,
      came: `${name}=${text}`,
    });
  }
  for (const end of [low, high]) checkOptions(optionsIn({ [name]: end }));
  return { from, to, log: log !== undefined, whole: type !== "number" };
}
