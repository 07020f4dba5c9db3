import fc from "fast-check";
import { expect, it } from "vitest";
import { cheapestToKeep, type Weighed } from "./min-cut.ts";

/** Whether all that is needed can be made of what is kept, without making one a second time that must not be. */
function isEnough(values: readonly Weighed[], kept: ReadonlySet<number>): boolean {
  const canBeMade = (i: number): boolean => {
    const { once, operands } = values[i] as Weighed;
    return kept.has(i) || (!once && operands.every(canBeMade));
  };
  return values.every(({ needed }, i) => !needed || canBeMade(i));
}

const costOf = (values: readonly Weighed[], kept: ReadonlySet<number>): number =>
  [...kept].reduce((sum, i) => sum + (values[i] as Weighed).cost, 0);

const graphs = fc.integer({ min: 1, max: 9 }).chain((count) =>
  fc.tuple(
    ...Array.from({ length: count }, (_, i) =>
      fc.record({
        cost: fc.integer({ min: 1, max: 9 }),
        operands: fc.subarray(Array.from({ length: i }, (__, j) => j)),
        once: fc.boolean(),
        needed: fc.boolean(),
      }),
    ),
  ),
);

it("keeps what suffices, and no choice that suffices costs less", () => {
  fc.assert(
    fc.property(graphs, (values) => {
      const kept = cheapestToKeep(values);
      expect(isEnough(values, kept)).toBe(true);
      const choices = Array.from(
        { length: 2 ** values.length },
        (_, bits) => new Set(values.flatMap((__, i) => ((bits >> i) & 1 ? [i] : []))),
      );
      const least = Math.min(...choices.filter((one) => isEnough(values, one)).map((one) => costOf(values, one)));
      expect(costOf(values, kept)).toBe(least);
    }),
    { seed: 2016, numRuns: 150 },
  );
});

it("keeps the output of a product that two values follow from, instead of both", () => {
  const values = [
    { cost: 4, operands: [], once: true, needed: false },
    { cost: 4, operands: [0], once: false, needed: true },
    { cost: 4, operands: [1], once: false, needed: true },
  ];
  expect(cheapestToKeep(values)).toEqual(new Set([0]));
  // A small summary in between is worth keeping.
  const summary = [...values.slice(0, 1), { cost: 1, operands: [0], once: false, needed: true }];
  expect(cheapestToKeep(summary)).toEqual(new Set([1]));
});
