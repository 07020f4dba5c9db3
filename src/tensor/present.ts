/** What must be there. What is missing all the same is a bug of ours, and is told where it is missed instead of computed with. */
import { internal } from "../problem.ts";

/** An element of a list that has it: a length of a shape, a value of a vector. */
export function at<T>(list: ArrayLike<T>, index: number): T {
  const element = list[index];
  if (element === undefined) throw internal(`element ${index} of a list of ${list.length} is missing`);
  return element;
}

/** The value of a key that a map has. `what`: what it would be, for the error. */
export function atKey<K, V>(map: ReadonlyMap<K, V>, key: K, what: string): V {
  const value = map.get(key);
  if (value === undefined) throw internal(`${what} is missing`);
  return value;
}
