import { expect, it } from "vitest";
import { rampBetween } from "./network-draw.ts";

it("colours activations from negative over zero to positive, in colours that a build has shortened too", () => {
  const ramp = rampBetween("#00f", "#fff", "#c24e00");
  expect(ramp).toEqual(rampBetween("#0000ff", "#ffffff", "#c24e00"));
  expect([ramp[0], ramp[(ramp.length - 1) / 2], ramp.at(-1)]).toEqual([
    "rgb(0 0 255)",
    "rgb(255 255 255)",
    "rgb(194 78 0)",
  ]);
});
