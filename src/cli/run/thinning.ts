/**
 * What a run that lasts keeps of what it writes again and again: of more than so many, every second, then every fourth, and so on.
 * What is kept at a step follows from the step alone, so that a run which was stopped and goes on keeps the same.
 */

/** The power of two by which the interval is wider at a number, so that at most so many are kept from 0 to it. */
function strideAt(number: number, most: number): number {
  let stride = 1;
  while (Math.floor(number / stride) + 1 > most) stride *= 2;
  return stride;
}

/** Lines of metrics.jsonl that are all written; of a run that has more, every second, and so on. Some megabytes. */
export const MOST_LINES = 10_000;

/** Whether the report of a step goes into metrics.jsonl. */
export const isWritten = (step: number, every: number, most = MOST_LINES): boolean =>
  step % (every * strideAt(Math.floor(step / every), most)) === 0;

/** Whether up to this step every report does. */
export const areAllWritten = (step: number, every: number, most = MOST_LINES): boolean =>
  strideAt(Math.floor(step / every), most) === 1;

/** Steps of the sheets that are removed after that of `step`; the first, the newest and `best` stay. */
export function thinned(
  steps: readonly number[],
  step: number,
  { every, most, best }: { readonly every: number; readonly most: number; readonly best: readonly number[] },
): readonly number[] {
  const stride = strideAt(Math.floor(step / every), most);
  if (stride === 1) return [];
  return steps.filter((other) => other < step && other % (every * stride) !== 0 && !best.includes(other));
}
