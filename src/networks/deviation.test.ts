import { describe, expect, it } from "vitest";
import { interpret } from "../tensor/reference.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { input } from "../tensor/tensor.ts";
import { resolveConfig } from "../training/config.ts";
import { gameOf } from "../training/game-of-config.ts";
import { block, residual } from "./block.ts";
import { minibatchDeviation } from "./deviation.ts";
import { dense, flatten, normalisation } from "./layers.ts";
import { groupOf, outsideTraining, sequential, summarize } from "./network.ts";

const init = { scheme: "he", scale: 1 } as const;
const numbers = (length: number): number[] => Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + 1)));

/** The formula, number by number: of each group the mean over numbers of √(variance over the group + 1e-8). */
function deviations(x: readonly number[], size: number, group: number): number[] {
  return Array.from({ length: x.length / size }, (_, example) => {
    const first = Math.floor(example / group) * group;
    let total = 0;
    for (let i = 0; i < size; i++) {
      const values = Array.from({ length: group }, (__, k) => x[(first + k) * size + i] ?? Number.NaN);
      const mean = values.reduce((a, b) => a + b, 0) / group;
      total += Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / group + 1e-8);
    }
    return total / size;
  });
}

describe("the deviation of a group", () => {
  it.each([[[2, 3, 4]], [[5]]] as readonly [Shape][])(
    "of examples %j is one more map or number, by the formula",
    (shape) => {
      const network = sequential("D", shape, [minibatchDeviation(3)]);
      const [size, batch] = [sizeOf(shape), 6];
      const x = numbers(batch * size).map((value, i) => value * (i < 3 * size ? 1 : 2));
      const y = network.apply(
        input("x", [batch, ...shape]),
        outsideTraining(() => input("none", [])),
      );
      const found = interpret({ y }, { x }).y as Float64Array;
      const [, ...sides] = shape;
      const of = deviations(x, size, 3);
      for (let example = 0; example < batch; example++) {
        const one = found.subarray(example * (size + sizeOf(sides)), (example + 1) * (size + sizeOf(sides)));
        expect([...one.subarray(0, size)]).toEqual(x.slice(example * size, (example + 1) * size));
        one.subarray(size).forEach((value) => expect(value).toBeCloseTo(of[example] ?? Number.NaN, 12));
      }
      expect(of[0]).not.toBeCloseTo(of[3] ?? Number.NaN, 3);
    },
  );

  it("is all that mixes: groups are apart, in layers within layers too", () => {
    const inner = block([flatten(), minibatchDeviation(4), dense(3, init)]);
    const beside = residual([minibatchDeviation(6), dense(3, init)]);
    const network = sequential("D", [3], [inner, beside]);
    expect([network.mixesBatch, groupOf(network)]).toEqual([true, 12]);
    expect(groupOf(sequential("D", [3], [dense(3, init)]))).toBe(1);
    expect(groupOf(sequential("D", [3], [inner, normalisation("batch", init)]))).toBeUndefined();
    expect(
      groupOf(sequential("D", [3], [block([minibatchDeviation(2), normalisation("batch", init)])])),
    ).toBeUndefined();
    expect(summarize(network).map(({ output }) => output)).toEqual([[3], [3]]);
  });

  it("is refused where a layer that holds it does not say so", () => {
    const silent = {
      ...minibatchDeviation(4),
      make: (name: string, shape: Shape) => ({ ...minibatchDeviation(4).make(name, shape), group: 1 }),
    };
    expect(() => sequential("D", [3], [silent])).toThrow("groups of 4 do not divide");
  });
});

describe.each(["mlp", "dcgan", "resnet"] as const)("D of %s", (network) => {
  const built = (given: object) =>
    gameOf(
      resolveConfig(
        { name: "x", fingerprint: "x", shape: [1, 16, 16] },
        { network, channels: 2, widths: [4, 4], batch: 8, classes: "none", normalisation: "none", ...given },
      ),
    );

  it("compares before its last stage, beside penalties too, and G does not", () => {
    const { generator, discriminator } = built({ minibatchDeviation: 4, r1: 1 });
    expect([groupOf(generator), groupOf(discriminator)]).toEqual([1, 4]);
    const labels = discriminator.layers.map(({ label }) => label);
    const at = labels.indexOf("with the deviation in groups of 4");
    expect(at).toBeGreaterThan(0);
    // Something that is not linear comes after it.
    expect(labels.slice(at).join()).toMatch(/relu|residual/);
  });

  it("refuses groups that do not divide the minibatch, and of one", () => {
    const refused = (group: number) => expect(() => built({ minibatchDeviation: group }));
    refused(3).toThrow(
      "reading option `minibatchDeviation`: expected a number of examples above 1 that divides the minibatch of 8, but got 3. Use `minibatchDeviation: 2`.",
    );
    refused(1).toThrow("Use `minibatchDeviation: 2`.");
    refused(100).toThrow("Use `minibatchDeviation: 8`.");
  });
});
