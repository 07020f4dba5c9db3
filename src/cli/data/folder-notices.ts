/** What is said of a folder of pictures: what was passed over, cut, scaled or left out. */
import { counted, dimNotice, formatNumber, type GivenDataOptions, isDim, rangeNotice } from "../../inner.ts";
import type { CacheEntry } from "./cache-entry.ts";
import { kinds } from "./file-kinds.ts";
import { sidesOf, sidesText } from "./form.ts";
import { cutNotice } from "./proportions.ts";
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
  const { count, depths, brightest, disguised, enlarged, form, several } = entry;
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
    ...cutNotice(entry),
    ...transparencyNotice(entry, options),
    ...(enlarged > 0
      ? [
          `${formatNumber(enlarged)} of ${counted(count, "picture")} ${enlarged === 1 ? "is" : "are"} smaller than ${sidesText(sidesOf(form))} and enlarged; a smaller --size keeps them as they are.`,
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

/** What became of transparent pixels, unless that was asked for. */
function transparencyNotice({ count, form, transparent }: CacheEntry, options: GivenDataOptions): readonly string[] {
  if (form.channels === 4) {
    return transparent === 0
      ? ["No picture has transparent pixels: the fourth channel is opaque everywhere; leave out --alpha."]
      : [];
  }
  if (!transparent || options.background !== undefined) return [];
  const learn = form.channels === 3 ? "--alpha learns the transparency, " : "";
  return [
    `${formatNumber(transparent)} of ${counted(count, "picture")} ${transparent === 1 ? "has" : "have"} transparent pixels, through which ${form.background} shows; ${learn}--background chooses another colour.`,
  ];
}
