import { expect, it } from "vitest";
import { namesOf, samplesCsv } from "./samples-csv.ts";

it("numbers in the CSV are the same float32 when they are read again", () => {
  const values = Float32Array.of(0.1, -1 / 3, 1e-20, 16_777_217, -Math.PI, 3e38);
  const [header, ...lines] = samplesCsv(["x", "y"], values).trim().split("\n");
  expect(header).toBe("x,y");
  expect(Float32Array.from(lines.join().split(","), Number)).toEqual(values);
});

it("names with commas or quotes are quoted", () => {
  expect(samplesCsv(['a,"b"', "c"], Float32Array.of(1, 2))).toBe('"a,""b""",c\n1,2\n');
});

it("numbers are called as on the command line", () => {
  expect(namesOf(2, null, false)).toEqual(["x", "y"]);
  expect(namesOf(4, null, false)).toEqual(["x0", "x1", "x2", "x3"]);
  expect(namesOf(2, null, true)).toEqual(["p0", "p1"]);
  expect(namesOf(1, [{ name: "height" }], false)).toEqual(["height"]);
});
