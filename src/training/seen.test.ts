import { expect, it } from "vitest";
import { augmentExamples } from "./seen.ts";

const shape = [3, 8, 8];
const images = Float32Array.from({ length: 20 * 3 * 64 }, (_, i) => Math.sin(0.7 * i));
const differing = (a: Float32Array, b: Float32Array): number =>
  Array.from({ length: 20 }, (_, i) => [a, b].map((all) => all.subarray(i * 192, (i + 1) * 192).join())).filter(
    ([one, other]) => one !== other,
  ).length;

it("examples are augmented as often as p says, from the seed, and not at 0", async () => {
  const options = { shape, augment: ["brightness"], p: 0.5 };
  const some = await augmentExamples(images, options);
  expect(differing(some, images)).toBeGreaterThan(3);
  expect(differing(some, images)).toBeLessThan(17);
  expect(await augmentExamples(images, options)).toEqual(some);
  expect(await augmentExamples(images, { ...options, seed: 2 })).not.toEqual(some);
  expect(await augmentExamples(images, { ...options, augment: ["r3gan", "color", "noise"], p: 0 })).toEqual(images);
  expect(differing(await augmentExamples(images, { ...options, p: 1 }), images)).toBe(20);
});

it("what cannot be done to examples is refused by name", async () => {
  await expect(augmentExamples(images, { shape, augment: ["translate"], p: 1 })).rejects.toThrow(
    "augmenting examples: expected names of operations, but got translate. Did you mean translation?",
  );
  await expect(augmentExamples(images, { shape: [1, 24, 8], augment: ["rotate90"], p: 1 })).rejects.toThrow(
    "expected square images, for rotate90, but got [1×24×8].",
  );
});
