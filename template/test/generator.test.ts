import assert from "node:assert/strict";
import { test } from "node:test";
import { trainGenerator } from "../src/game.ts";
import { openGenerator } from "../src/generator.ts";

test("a generator that was trained for a moment draws as many points as asked for", async () => {
  const { model, metadata } = await trainGenerator(200);
  const generator = await openGenerator(model, metadata);
  const points = await generator.draw(100);
  await generator.release();
  assert.equal(points.length, 200);
  assert.ok(points.every(Number.isFinite));
  // Not all in one place.
  assert.ok(new Set(points).size > 100);
});
