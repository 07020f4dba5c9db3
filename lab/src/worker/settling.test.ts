import { expect, it } from "vitest";
import { createSettling } from "./settling.ts";

it("has settled when the loss no longer falls, and not before", () => {
  const settling = createSettling();
  for (let i = 0; i < 400; i++) settling.add(1 - i / 400);
  expect(settling.ended()).toBeNull();
  for (let i = 0; i < 800; i++) settling.add(0);
  expect(settling.ended()).toBe("settled");
});

it("ends at the most steps that D is given where the loss still falls", () => {
  const settling = createSettling();
  for (let i = 0; i < 6000; i++) {
    expect(settling.ended()).toBeNull();
    settling.add(10 - i / 1000);
  }
  expect([settling.ended(), settling.count()]).toEqual(["cap", 6000]);
  settling.reset();
  expect([settling.ended(), settling.count()]).toEqual([null, 0]);
});
