/** Files in which figures of a run are kept: one that is damaged is refused, not taken for an empty one and written over. */
import { problem } from "../index.ts";
import { readTextIfAny } from "./reading.ts";

/**
 * Reads a record; `undefined` if there is none.
 *
 * @param fits whether what was read is such a record, `expected` in words.
 */
export async function readKept<T>(
  path: string,
  expected: string,
  fits: (found: unknown) => found is T,
): Promise<T | undefined> {
  const doing = `reading ${path}`;
  const damaged = (came: string): Error =>
    problem({ doing, expected, came, next: "Mend it, or move it away to begin a new one. It was left as it is." });
  const text = await readTextIfAny(path, "record");
  if (text === undefined) return undefined;
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw damaged(`a damaged file (${(error as Error).message})`);
  }
  if (!fits(found)) throw damaged("a file with something else in it");
  return found;
}

/** Whether a value is a list of objects that each have these members, of these types. */
export const isListOf = (value: unknown, members: Readonly<Record<string, "number" | "string" | "object">>): boolean =>
  Array.isArray(value) &&
  value.every(
    (entry: unknown) =>
      typeof entry === "object" &&
      entry !== null &&
      Object.entries(members).every(([name, type]) => {
        const member = (entry as Record<string, unknown>)[name];
        return typeof member === type && member !== null;
      }),
  );
