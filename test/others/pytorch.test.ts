/** The file of PyTorch's answers is what PyTorch says today, where Python has it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { findPython } from "./python.ts";
import { pytorch } from "./pytorch.ts";

const python = await findPython("torch");

/** Every number of nested objects and lists, in order, with the names that lead to it. */
const numbersIn = (value: unknown, at = ""): readonly (readonly [string, number])[] =>
  typeof value === "number"
    ? [[at, value]]
    : typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, `${at}/${key}`))
      : [];

describe.skipIf(!python)("PyTorch", () => {
  it("answers as test/others/pytorch.json has it", async () => {
    const { stdout } = await promisify(execFile)(python ?? "", ["test/others/pytorch.py"]);
    const [kept, now] = [numbersIn(pytorch), numbersIn(JSON.parse(stdout))];
    expect(now.map(([name]) => name)).toEqual(kept.map(([name]) => name));
    expect(kept.length).toBeGreaterThan(1000);
    now.forEach(([name, value], i) => expect(value, name).toBeCloseTo(kept[i]?.[1] ?? Number.NaN, 6));
  });
});
