/** Which labelled examples are held out: of every class its share, because folders come sorted by class. */
import { heldOutRows } from "./held-out-rows.ts";

/** How many of each class are held out: by their shares, and one of each is left to train on where there is room. */
function sharesOf(counts: readonly number[], holdout: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const wanted = counts.map((count) => (holdout * count) / total);
  const taken = wanted.map((want, k) => Math.min(Math.floor(want), Math.max(0, (counts[k] ?? 0) - 1)));
  let left = holdout - taken.reduce((sum, count) => sum + count, 0);
  // What is left goes to those that are furthest below their share; classes give their last example only when all must.
  for (const spare of [1, 0]) {
    while (left > 0) {
      let most = -1;
      for (const [k, count] of counts.entries()) {
        const room = count - spare - (taken[k] ?? 0);
        const lacks = (at: number): number => (wanted[at] ?? 0) - (taken[at] ?? 0);
        if (room > 0 && (most < 0 || lacks(k) > lacks(most))) most = k;
      }
      if (most < 0) break;
      taken[most] = (taken[most] ?? 0) + 1;
      left--;
    }
  }
  return taken;
}

/**
 * The numbers of all examples, those to hold out at the end, each part in its order. `classes`: the class of each example. Their number
 * within a class decides, not their place in the file or their content: the same ones each time.
 */
export function heldOutByClassLast(classes: ArrayLike<number>, holdout: number): Uint32Array<ArrayBuffer> {
  const numbers = Array.from(classes);
  const counts: number[] = [];
  const within = numbers.map((number) => {
    while (counts.length <= number) counts.push(0);
    const place = counts[number] ?? 0;
    counts[number] = place + 1;
    return place;
  });
  const shares = sharesOf(counts, holdout);
  const isHeldIn = counts.map((count, k) => heldOutRows(count, shares[k] ?? 0));
  const isHeld = (i: number): boolean => isHeldIn[numbers[i] ?? -1]?.(within[i] ?? -1) ?? false;
  const all = numbers.map((_, i) => i);
  return Uint32Array.from([...all.filter((i) => !isHeld(i)), ...all.filter(isHeld)]);
}
