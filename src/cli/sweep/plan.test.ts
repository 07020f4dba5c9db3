import { describe, expect, it } from "vitest";
import { planFrom } from "./plan.ts";

const file = (content: object | string) => ({
  path: "sweep.json",
  text: typeof content === "string" ? content : JSON.stringify(content),
});

describe("the plan of a sweep", () => {
  it("is the same from a file as from flags", () => {
    const flags = {
      grid: ["r1=0.1,1,10", "widths=32,32|64"],
      draw: ["d-learning-rate=1e-4..1e-2,log"],
      random: "5",
      seeds: "3",
      seed: "7",
      steps: "2000",
      augment: "none",
      samples: "100",
      metric: "kid",
      metricSamples: "500",
      features: "pixels",
      halving: true,
    };
    const { halving: _, ...rest } = planFrom("ring", flags);
    expect(rest).toEqual({
      data: "ring",
      options: { steps: "2000", augment: "none", samples: "100" },
      grid: { r1: ["0.1", "1", "10"], widths: ["32,32", "64"] },
      draw: { "d-learning-rate": "1e-4..1e-2,log" },
      random: 5,
      seeds: 3,
      seed: 7,
      metric: "kid",
      measure: { features: "pixels", samples: "500" },
    });
    const said = {
      data: "ring",
      options: { steps: 2000, augment: [], samples: 100 },
      grid: { r1: [0.1, 1, 10], widths: [[32, 32], 64] },
      draw: { dLearningRate: "1e-4..1e-2,log" },
      ...{ random: 5, seeds: 3, seed: 7, metric: "kid", halving: 3 },
      measure: { features: "pixels", samples: 500 },
    };
    expect(planFrom(undefined, {}, file(said))).toEqual(planFrom("ring", flags));
  });

  it("takes flags before what the file says", () => {
    const given = file({ data: "ring", options: { steps: 100, batch: 16 }, grid: { r1: [1, 2] }, seeds: 2 });
    expect(planFrom(undefined, { steps: "50", seeds: "4" }, given)).toMatchObject({
      options: { steps: "50", batch: "16" },
      grid: { r1: ["1", "2"] },
      seeds: 4,
    });
  });

  it.each<[string, object | string, string]>([
    ["what is no JSON", "{", "reading sweep.json: expected JSON, but got "],
    ["a list", [], "expected an object with data, preset, options, "],
    ["an unknown part", { datas: "ring" }, "but got datas. Did you mean data?"],
    ["a part that only objects have", { constructor: 1 }, "but got constructor."],
    ["a part that all objects come from", '{"data": "ring", "__proto__": {"a": 1}}', "but got __proto__."],
    [
      "an option by both of its names",
      { grid: { "learning-rate": [1], learningRate: [0.1] } },
      "reading sweep.json: expected learning-rate once, but got it twice.",
    ],
    ["the same of options", { options: { "learning-rate": 1, learningRate: 0.1 } }, "expected learning-rate once"],
    ["an option outside of options", { learningRate: 1 }, "but got learningRate. Options of train go into options."],
    ["an unknown option", { options: { "learning-rat": 1 } }, "but got learning-rat. Did you mean learning-rate?"],
    [
      "seeds that are none",
      { seeds: 0 },
      "expected seeds to be how many runs each setting shall have, from 1 to 1,000, but got 0",
    ],
    [
      "a grid without values",
      { grid: { r1: [] } },
      'expected grid to be options and lists of values, such as {"r1": [0.1, 1, 10]}',
    ],
    [
      "a metric that there is not",
      { metric: "fdi" },
      "expected metric to be one of high-quality, energy-distance, parzen",
    ],
    ["an option of evaluate that there is not", { measure: { sample: 5 } }, "but got sample. Did you mean samples?"],
  ])("refuses %s", (_, content, says) => {
    expect(() => planFrom(undefined, {}, file(content))).toThrow(says);
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      "values without an option",
      { grid: ["1,2"] },
      "reading option --grid: expected an option and its values, such as r1=0.1,1,10, but got 1,2.",
    ],
    ["a value that no run can have", { grid: ["r1=0.1,-1"] }, "expected a number from 0 to"],
    [
      "the same value twice",
      { grid: ["r1=0.1,.10"] },
      "expected different values of r1, but got .10 after 0.1. Leave one out.",
    ],
    [
      "an option in two grids",
      { grid: ["r1=0,1", "r1=2"] },
      "reading option --grid: expected r1 once, but got it twice.",
    ],
    ["an option drawn twice", { draw: ["r1=0..1", "r1=2..3"], random: "2" }, "reading option --draw: expected r1 once"],
    ["the seed", { grid: ["seed=1,2"] }, "but got seed. Use --seeds to say how many there shall be."],
    [
      "an option about reading data",
      { grid: ["size=32,64"] },
      "as scores on other data are no comparison, but got size.",
    ],
    ["an option that is misspelt", { grid: ["r3=1,2"] }, "Did you mean r1?"],
    ["a range that runs back", { draw: ["r1=1..0.1"], random: "2" }, "expected r1=FROM..TO, the smaller number first"],
    ["factors from 0 on", { draw: ["r1=0..1,log"], random: "2" }, "(both above 0), but got r1=0..1,log."],
    ["a range of names", { draw: ["loss=1..2"], random: "2" }, "List its values instead: --grid loss=…"],
    ["a range outside of what the option takes", { draw: ["r1=-1..1"], random: "2" }, "expected a number from 0 to"],
    [
      "a range without a number of draws",
      { draw: ["r1=0..1"] },
      "reading option --draw: expected --random with it, how many settings to draw, but got none.",
    ],
    ["draws of nothing", { random: "3" }, "expected something to draw, by --draw or --grid, but got nothing."],
    [
      "an option in two places",
      { grid: ["r1=1,2"], r1: "3" },
      "expected one place that says what it is, but got several.",
    ],
    ["halving over steps", { grid: ["steps=1,2"], halving: true }, "the same number of steps in the end"],
    ["a metric that is misspelt", { metric: "fidd" }, "but got fidd. Did you mean fid?"],
  ])("refuses %s", (_, flags, says) => {
    expect(() => planFrom("ring", flags)).toThrow(says);
  });
});
