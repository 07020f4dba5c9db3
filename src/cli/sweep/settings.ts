/** Which settings a sweep tries: all combinations of a grid, or so many drawn from ranges; always the same of one plan. */
import { bytesFor, createKernels, formatNumber, openStream, problem } from "../../inner.ts";
import type { Range } from "./grid-text.ts";
import type { Texts } from "./texts.ts";

/** One setting: what it differs by from the others. */
export interface Setting {
  /** From 1, in the order in which they were made. */
  readonly number: number;
  readonly values: Texts;
}

interface Tried {
  readonly grid: Readonly<Record<string, readonly string[]>>;
  readonly ranges: Readonly<Record<string, Range>>;
  /** How many to draw; all combinations of the grid without it. */
  readonly random?: number;
  readonly seed: number;
}

/** So many settings are more than anybody means. */
const MOST = 10_000;
/** Draws for a setting until one comes that was not there yet. */
const PATIENCE = 100;

/** All combinations, the last option changing first. */
function combinations(grid: Tried["grid"]): Texts[] {
  const count = Object.values(grid).reduce((product, values) => product * values.length, 1);
  if (count > MOST) {
    throw problem({
      doing: "reading option --grid",
      expected: `at most ${formatNumber(MOST)} combinations`,
      came: formatNumber(count),
      next: "Leave some out, or draw some of them with --random.",
    });
  }
  return Object.entries(grid).reduce<Texts[]>(
    (before, [name, values]) => before.flatMap((texts) => values.map((value) => ({ ...texts, [name]: value }))),
    [{}],
  );
}

/** A number with four digits: what is tried is what is told. */
function fromRange({ from, to, log, whole }: Range, share: number): string {
  const drawn = log ? Math.exp(Math.log(from) + share * Math.log(to / from)) : from + share * (to - from);
  const rounded = whole ? Math.round(drawn) : Number(drawn.toPrecision(4));
  return String(Math.min(to, Math.max(from, rounded)));
}

/** Draws settings that differ from each other. The first ones of a longer draw are those of a shorter one. */
async function draw({ grid, ranges, seed }: Tried, count: number): Promise<Texts[]> {
  const kernels = await createKernels(bytesFor([1]));
  const number = kernels.allocate(1);
  const options = [...Object.keys(ranges), ...Object.keys(grid)];
  const streams = options.map((_, option) => openStream(kernels, seed, "settings", option));
  const found = new Map<string, Texts>();
  for (let attempt = 0; attempt < PATIENCE * count && found.size < count; attempt++) {
    const texts: Record<string, string> = {};
    options.forEach((name, option) => {
      streams[option]?.uniform(number, 0, 1);
      const share = number.data[0] ?? 0;
      const range = ranges[name];
      const values = grid[name] ?? [];
      texts[name] = range ? fromRange(range, share) : (values[Math.floor(share * values.length)] as string);
    });
    found.set(JSON.stringify(texts), texts);
  }
  if (found.size === count) return [...found.values()];
  throw problem({
    doing: "drawing settings",
    expected: `${formatNumber(count)} that differ`,
    came: `${formatNumber(found.size)} in ${formatNumber(PATIENCE * count)} draws`,
    next: `Use --random ${found.size}, or wider ranges.`,
  });
}

/** The settings of a plan. Errors: more than anybody means, or fewer different ones than were asked for. */
export async function settingsOf(tried: Tried): Promise<Setting[]> {
  const all = tried.random === undefined ? combinations(tried.grid) : await draw(tried, tried.random);
  return all.map((values, i) => ({ number: i + 1, values }));
}

/** `r1 = 0.1, loss = hinge` */
export const settingText = ({ values }: Pick<Setting, "values">): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} = ${value}`)
    .join(", ") || "as given";

/** Bytes of a name before its seed: the number in front tells settings apart that look alike then. Disks take 255 in all. */
const LONGEST = 80;

/** The beginning of a text, in whole characters. */
function beginningOf(text: string, bytes: number): string {
  let shown = "";
  let left = bytes;
  for (const character of text) {
    left -= Buffer.byteLength(character);
    if (left < 0) break;
    shown += character;
  }
  return shown;
}

/** The name of a run's folder: `2-r1=1-seed=3`. */
export function runName({ number, values }: Setting, seed: number, of: number): string {
  const place = String(number).padStart(String(of).length, "0");
  const told = Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join("-")
    .replace(/[^\p{L}\p{N}=.+,-]+/gu, "_");
  const named = beginningOf(told, LONGEST);
  return [place, ...(named === "" ? [] : [named]), `seed=${seed}`].join("-");
}
