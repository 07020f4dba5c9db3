import { describe, expect, it } from "vitest";
import { isProblem, problem } from "./problem.ts";

describe("a problem", () => {
  it("says what was done, expected, came, and what to do, in sentences", () => {
    const error = problem({ doing: "reading a.csv", expected: "numbers", came: "x", next: "Mend it" });
    expect(error.message).toBe("reading a.csv: expected numbers, but got x. Mend it.");
    expect(isProblem(error)).toBe(true);
    expect(problem({ doing: "reading a.csv", came: "nothing" }).message).toBe("reading a.csv: got nothing.");
  });

  it("stands in one line, without what a terminal would obey", () => {
    const { message } = problem({ doing: "reading \u001b[31ma\u0007", came: "one\r\n  two\u2028three\u009b" });
    expect(message).toBe("reading \\x1b[31ma\\x07: got one two three\\x9b.");
  });

  it("is short enough to be read, and cut between characters", () => {
    const { message } = problem({ doing: "a", expected: "𝄞".repeat(1e6), came: `x${"𝄞".repeat(1e6)}` });
    expect(message).toBe(`a: expected ${"𝄞".repeat(500)}…, but got x${"𝄞".repeat(499)}….`);
  });
});
