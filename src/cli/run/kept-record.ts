/** Files in which figures of a run are kept: one that is damaged is refused, not taken for an empty one and written over. */
import type { z } from "zod";
import { parseJson, problem } from "../../inner.ts";
import { readTextIfAny } from "../data/reading.ts";

export interface KeptRecord<T> {
  readonly schema: z.ZodType<T>;
  /** What it is, to follow "expected". */
  readonly what: string;
  /** What was being done, and the way out, where it is damaged. */
  readonly doing?: string;
  readonly next?: string;
}

/** Reads a record; `undefined` if there is none. Errors: a file that is damaged, or has something else in it. */
export async function readKept<T>(
  path: string,
  {
    schema,
    what,
    doing = `reading ${path}`,
    next = "Mend it, or move it away to begin a new one. It was left as it is.",
  }: KeptRecord<T>,
): Promise<T | undefined> {
  const text = await readTextIfAny(path, "record");
  if (text === undefined) return undefined;
  const damaged = (came: string): Error => problem({ doing, expected: what, came, next });
  let found: unknown;
  try {
    found = parseJson(text);
  } catch (error) {
    throw damaged(`a damaged file (${(error as Error).message})`);
  }
  const { data, error } = schema.safeParse(found);
  if (error) throw damaged(`a file with something else in it${where(error, found)}`);
  return data;
}

/** Where it is wrong first, and what stands there. */
function where({ issues }: z.ZodError, found: unknown): string {
  const path = issues[0]?.path ?? [];
  if (path.length === 0) return "";
  const value = path.reduce<unknown>((inside, key) => (inside as Record<PropertyKey, unknown>)?.[key], found);
  const shown = value === undefined ? "nothing" : JSON.stringify(value);
  return `: ${path.map(String).join(".")} is ${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}`;
}
