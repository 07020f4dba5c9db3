import { describe, expect, it } from "vitest";
import { interpret } from "../tensor/reference.ts";
import { sizeOf } from "../tensor/shape.ts";
import { input } from "../tensor/tensor.ts";
import { block, residual } from "./block.ts";
import { convolution } from "./convolutions.ts";
import type { Init } from "./initialisers.ts";
import { activation, dense, dropout, normalisation } from "./layers.ts";
import {
  type LayerPlan,
  type Network,
  outsideTraining,
  type Pass,
  parameterCount,
  sequential,
  summarize,
} from "./network.ts";
import { pooling } from "./resampling.ts";

const he: Init = { scheme: "he", scale: 1 };
const names = (network: Network): string[] => network.parameters.map(({ name }) => name);
const masks: string[] = [];
const passOf = ({ parameters }: Network): Pass => ({
  ...outsideTraining((name) => input(name, parameters.find((parameter) => parameter.name === name)?.shape ?? [])),
  mask: (name) => void masks.push(name),
});
/** What a network makes of one example, with weights that follow from their place alone, whatever their names. */
function forward(network: Network, x: readonly number[]): number[] {
  const weights = network.parameters.map(
    ({ name, shape }, i) => [name, Array.from({ length: sizeOf(shape) }, (_, k) => Math.sin(k + 3 * i + 1))] as const,
  );
  const y = network.apply(input("x", [1, ...network.input]), passOf(network));
  return [...(interpret({ y }, { ...Object.fromEntries(weights), x }).y as Float64Array)];
}

const row: readonly LayerPlan[] = [dense(4, he), activation("relu"), dense(3, he)];

describe("a block", () => {
  it("computes what its row computes, under names of its own", () => {
    const [flat, nested] = [sequential("D", [2], row), sequential("D", [2], [block([block(row)])])] as const;
    expect(forward(nested, [0.3, -2])).toEqual(forward(flat, [0.3, -2]));
    expect(names(nested)).toEqual([
      "D/block 1/block 1/dense 1/weight",
      "D/block 1/block 1/dense 1/bias",
      "D/block 1/block 1/dense 2/weight",
      "D/block 1/block 1/dense 2/bias",
    ]);
    expect(parameterCount(nested)).toBe(parameterCount(flat));
    const flops = (network: Network): number => summarize(network).reduce((total, one) => total + one.flops, 0);
    expect(flops(nested)).toBe(flops(flat));
  });

  it("has names that are unique, also beside a block of another kind", () => {
    const network = sequential("D", [2], [block(row), block(row), block(row, "head"), dense(1, he)]);
    expect(new Set(names(network)).size).toBe(14);
    expect(names(network)[8]).toBe("D/head 1/dense 1/weight");
    expect(network.layers[2]?.label).toBe("head of 3 layers");
  });

  it("hands on batch statistics and masks, two levels deep", () => {
    const network = sequential("D", [2], [block([dense(4, he), block([normalisation("batch", he), dropout(0.5)])])]);
    expect(network.mixesBatch).toBe(true);
    expect(network.statistics).toEqual([{ name: "D/block 1/block 1/batch norm 1", shape: [1, 4] }]);
    masks.length = 0;
    network.apply(input("x", [3, 2]), passOf(network));
    expect(masks).toEqual(["D/block 1/block 1/dropout 1 mask"]);
  });
});

describe("a residual", () => {
  it("adds what comes in to what its row makes of it", () => {
    const inner = [dense(4, he), activation("tanh"), dense(2, he)];
    const [f, network] = [sequential("D", [2], inner), sequential("D", [2], [residual(inner)])] as const;
    const x = [0.3, -2];
    forward(network, x).forEach((value, i) =>
      expect(value).toBeCloseTo((x[i] as number) + (forward(f, x)[i] as number), 12),
    );
    expect(names(network)[0]).toBe("D/residual 1/row/dense 1/weight");
  });

  it("takes a shortcut to another shape", () => {
    const half = convolution(6, he);
    const shortcut = [pooling("average", 2), convolution(6, he, { kernel: 1, stride: 1, bias: false })];
    const network = sequential("D", [2, 4, 4], [residual([half], { shortcut })]);
    expect(network.output).toEqual([6, 2, 2]);
    expect(names(network)).toEqual([
      "D/residual 1/row/conv 1/weight",
      "D/residual 1/row/conv 1/bias",
      "D/residual 1/shortcut/conv 1/weight",
    ]);
    expect(network.mixesBatch).toBe(false);
  });

  it("says where its row and its shortcut end", () => {
    expect(() => sequential("D", [2], [residual(row)])).toThrow(
      "building D/residual 1: expected a shortcut to [3], where the row ends, but got one to [2]. Give the residual a shortcut that changes the shape as its row does.",
    );
  });
});
