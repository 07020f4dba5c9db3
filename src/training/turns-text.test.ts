import { expect, it } from "vitest";
import { turnsText } from "./turns-text.ts";

it("says who moves how often", () => {
  const said = [
    [1, 1],
    [2, 1],
    [1, 3],
    [5, 2],
  ].map(([dSteps = 0, gSteps = 0]) => turnsText({ dSteps, gSteps }));
  expect(said).toEqual([
    "1 D step per G step",
    "2 D steps per G step",
    "1 D step and 3 G steps per round",
    "5 D steps and 2 G steps per round",
  ]);
});
