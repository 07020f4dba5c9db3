import { describe, expect, it } from "vitest";
import { iterableData } from "../data/iterable.ts";
import { tableData } from "../data/rows.ts";
import { realExamples } from "./real-examples.ts";

describe("real examples to measure on", () => {
  it.each([1, 7, 1000, 1300, 1470, 1500])("are as many as asked for (%i), none of them twice", async (count) => {
    const values = Float64Array.from({ length: 1500 }, (_, i) => i);
    const data = await tableData("t", { columns: ["a"], values });
    const found = await realExamples(data, 1, count);
    expect(found).toHaveLength(count);
    expect(new Set(found).size).toBe(count);
  });

  it("are none where none are asked for", async () => {
    const data = await tableData("t", { columns: ["a"], values: Float64Array.of(1, 2, 3) });
    expect(await realExamples(data, 1, 0)).toHaveLength(0);
  });

  it("are read to the last one of an iterable that cannot begin anew", async () => {
    function* once() {
      for (let i = 0; i < 1500; i++) yield Float32Array.of(i);
    }
    const data = iterableData(once(), { shape: [1] });
    const found = await realExamples(data, 1, 1500);
    expect([found[0], found[1499]]).toEqual([0, 1499]);
  });
});
