/** What is said of a folder of pictures: what was passed over, cut, scaled or left out. */
import { counted, dimNotice, formatNumber, type GivenDataOptions, isDim, rangeNotice } from "../../inner.ts";
import type { CacheEntry, Oblong } from "./cache-entry.ts";
import { kinds } from "./file-kinds.ts";
import type { Skipped } from "./request.ts";

const names = kinds.filter(({ picture }) => picture === "read").map(({ name }) => name);
/** Formats that are read. */
export const FORMATS = `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;

const BYTES = { black: 0, white: 255 };

/** `10 HEIC`, the most frequent first. */
export const kindsOf = (others: ReadonlyMap<string, number>): readonly string[] =>
  [...others].toSorted(([, a], [, b]) => b - a).map(([kind, count]) => `${formatNumber(count)} ${kind}`);

/** What to do with pictures that are not read; `undefined` if there are none. */
export function pictureAdvice(others: ReadonlyMap<string, number>): string | undefined {
  const found = kinds.filter(({ name, picture }) => picture === "not read" && others.has(name));
  if (found.length === 0) return undefined;
  const list = found.map(({ name }) => name).join(", ");
  return `Convert ${list} to PNG or JPEG: ${FORMATS} files are read.`;
}

const SHOWN = 3;

/** The first three with their reasons. */
export function few(skipped: readonly Skipped[]): string {
  const shown = skipped.slice(0, SHOWN).map(({ name, reason }) => `${printable(name)} (${reason.replace(/\.$/, "")})`);
  return `${shown.join(", ")}${skipped.length > SHOWN ? ", …" : ""}`;
}

/** A file's name in one line: line breaks and the like are shown as escapes. */
export const printable = (name: string): string =>
  name.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));

interface Read {
  readonly entry: CacheEntry;
  readonly options: GivenDataOptions;
  readonly others: ReadonlyMap<string, number>;
  readonly left: readonly Skipped[];
}

export function folderNotices({ entry, options, others, left }: Read): readonly string[] {
  const { count, depths, brightest, disguised, enlarged, form, oblong, several } = entry;
  const passed = [...others.values()].reduce((sum, n) => sum + n, 0);
  const total = formatNumber(passed + count + left.length);
  const advice = pictureAdvice(others);
  return [
    ...(passed > 0
      ? [
          `${formatNumber(count)} of ${total} files read; ${kindsOf(others).join(", ")} passed over.${advice ? ` ${advice}` : ""}`,
        ]
      : []),
    ...(left.length > 0
      ? [
          `${formatNumber(left.length)} of ${counted(count + left.length, "file")} left out: ${few(left)}${left.length > SHOWN ? "; saddlepoint describe lists all" : ""}.`,
        ]
      : []),
    ...(disguised.length > 0
      ? [`${counted(disguised.length, "picture")} read in spite of an ending of another format: ${few(disguised)}.`]
      : []),
    ...(several > 0 ? [`Of ${counted(several, "picture")} with several frames or pages the first one is read.`] : []),
    ...(options.fit === undefined || options.fit === "crop" ? cutNotice(oblong, count) : []),
    ...(enlarged > 0
      ? [
          `${formatNumber(enlarged)} of ${counted(count, "picture")} ${enlarged === 1 ? "is" : "are"} smaller than ${form.size}×${form.size} and enlarged; a smaller --size keeps them as they are.`,
        ]
      : []),
    ...(options.range === undefined
      ? depths
          .filter(({ range, depth }) => depth !== "16-bit integers" || range.white !== 2 ** 16 - 1)
          .map(({ range, depth, spread, count: of }) =>
            rangeNotice(`values of ${counted(of, "picture")} of ${depth}`, spread, range),
          )
      : []),
    ...(isDim({ low: 0, high: brightest, whole: true }, BYTES)
      ? [dimNotice({ low: 0, high: brightest, whole: true }, BYTES)]
      : []),
  ];
}

/** How much is lost of pictures that are not square. */
function cutNotice(oblong: readonly Oblong[], count: number): readonly string[] {
  const lost = ({ width, height }: Oblong): number => 1 - Math.min(width, height) / Math.max(width, height);
  const cut = oblong.filter((sides) => Math.round(100 * lost(sides)) > 0);
  const [first] = cut;
  if (!first) return [];
  const keep = "--fit pad or --fit stretch keeps it.";
  const share = (sides: Oblong): string => (lost(sides) > 0.995 ? "over 99 %" : `${Math.round(100 * lost(sides))} %`);
  if (first.count === count) {
    const side = first.width > first.height ? "width" : "height";
    return [
      `${first.width}×${first.height} pictures are cut to the middle square: ${share(first)} of the ${side} is lost; ${keep}`,
    ];
  }
  const most = cut.reduce((a, b) => (lost(b) > lost(a) ? b : a));
  const all = cut.reduce((sum, sides) => sum + sides.count, 0);
  return [
    `${formatNumber(all)} of ${counted(count, "picture")} ${all === 1 ? "is" : "are"} not square and cut to the middle: up to ${share(most)} of the longer side is lost (${most.width}×${most.height}); ${keep}`,
  ];
}
