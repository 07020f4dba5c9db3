import { describe, expect, it } from "vitest";
import { builtIn } from "../data/built-in.ts";
import { lossOf } from "../game/losses.ts";
import { resolveConfig } from "./config.ts";
import { suggestion } from "./divergence-advice.ts";
import type { GivenOptions } from "./recipes.ts";

const configOf = (given: GivenOptions) => resolveConfig(builtIn("ring"), given);

describe("advice after a number that is not finite", () => {
  it("lowers a rate that is high for its rule, and says whose", () => {
    expect(suggestion(configOf({ learningRate: 1 }))).toBe(
      "Lower the learning rate, which is high for adam: `learningRate: 0.001`.",
    );
    expect(suggestion(configOf({ discriminator: { learningRate: 0.5 } }))).toContain(
      "`discriminator.learningRate: 0.001`",
    );
  });

  it("bounds a critic that nothing holds, and lowers a penalty that is large", () => {
    const given = { learningRate: 1e-4, loss: "wasserstein", gradientPenalty: 0 } as const;
    expect(suggestion(configOf(given))).toBe("Bound the critic, whose score nothing holds: `gradientPenalty: 10`.");
    expect(suggestion(configOf({ ...given, gradientPenalty: 100 }))).toContain("10 or less");
  });

  it("looks at the data where the number is theirs", () => {
    const at = (tensor: string) => suggestion(configOf({}), undefined, { tensor, value: Number.NaN });
    expect(at("x")).toBe("It is in the data: leave out or mend such examples.");
    expect(at("y on rank 1")).toContain("in the data");
    expect(at("xs/weight")).toContain("learning rate");
  });

  it("says of parts of one's own only what holds for any", () => {
    const rule = { moments: [], update: ({ w }: { w: never }) => ({ w, moments: {} }) };
    const own = { name: "mine", optimizer: rule as never, loss: lossOf("wasserstein") };
    expect(suggestion(configOf({ learningRate: 1 }), own)).toBe("Lower the learning rate: `learningRate: 0.1`.");
    const { optimizer: _, ...loss } = own;
    expect(suggestion(configOf({ learningRate: 1e-4, loss: "wasserstein", gradientPenalty: 0 }), loss)).toContain(
      "Lower the learning rate",
    );
  });
});
