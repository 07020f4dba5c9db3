/** What is said of pictures that have other proportions than they are made to have: how many lose how much, or gain what. */
import { counted, formatNumber, type Sides } from "../../inner.ts";
import type { CacheEntry, Oblong } from "./cache-entry.ts";
import { fitOf, lostShare, sidesOf, sidesText } from "./form.ts";

/** Shares of a picture's area: what is below the first cannot be seen, and what is above the second is much. */
const [SEEN, MUCH] = [0.005, 0.1];

type Read = Pick<CacheEntry, "oblong" | "count" | "form">;

const KEEP = "--fit contain or --fit stretch keeps";

/** How much is lost of pictures whose middle is cut out; nothing where none loses anything, or nothing is cut. */
export function cutNotice({ oblong, count, form }: Read): readonly string[] {
  if (fitOf(form) !== "cover") return [];
  const made = sidesOf(form);
  const lost = (sides: Sides): number => lostShare(sides, made);
  const cut = oblong.filter((sides) => lost(sides) >= SEEN);
  const [first] = cut;
  if (!first) return [];
  const middle =
    made.width === made.height ? "the middle square" : `the middle, in the proportions of ${sidesText(made)}`;
  if (first.count === count) {
    const side = first.width * made.height > first.height * made.width ? "width" : "height";
    return [
      `${sidesText(first)} pictures are cut to ${middle}: ${percent(lost(first))} of the ${side} is lost; ${KEEP} it.`,
    ];
  }
  const most = cut.reduce((a, b) => (lost(b) > lost(a) ? b : a));
  const worst = `${percent(lost(most))} (${sidesText(most)})`;
  const [all, much] = [sum(cut), sum(cut.filter((sides) => lost(sides) > MUCH))];
  const of = `${formatNumber(all)} of ${counted(count, "picture")} ${all === 1 ? "is" : "are"} cut to ${middle}`;
  const loses = (number: number): string => (number === 1 ? "loses" : "lose");
  const tenth = `more than ${percent(MUCH)} of`;
  if (much === all)
    return [`${of} and ${loses(all)} ${tenth} ${all === 1 ? "its" : "their"} area, up to ${worst}; ${KEEP} it.`];
  return [
    much === 0
      ? `${of} and ${loses(all)} up to ${worst} of ${all === 1 ? "its" : "their"} area; ${KEEP} it.`
      : `${of}; ${formatNumber(much)} ${loses(much)} ${tenth} ${much === 1 ? "its" : "their"} area, up to ${worst}; ${KEEP} it.`,
  ];
}

/** What was done to pictures of other proportions, for `describe`. */
export function fitFact({ oblong, count, form }: Read): string {
  const made = sidesOf(form);
  const fit = fitOf(form);
  if (oblong.length === 0) return `${fit}; all pictures have the proportions of ${sidesText(made)}`;
  const of = `${fit}; ${formatNumber(sum(oblong))} of ${counted(count, "picture")}`;
  const mean = percent(oblong.reduce((total, sides) => total + sides.count * lostShare(sides, made), 0) / count);
  if (fit === "cover") return `${of} are cut: on average ${mean} of the area of all is lost`;
  if (fit === "contain") return `${of} have background beside them: on average ${mean} of an image`;
  const most = oblong.reduce((a, b) => (lostShare(b, made) > lostShare(a, made) ? b : a));
  return `${of} are stretched: at most ${(1 / (1 - lostShare(most, made))).toFixed(2)} times (${sidesText(most)})`;
}

const sum = (sides: readonly Oblong[]): number => sides.reduce((total, { count }) => total + count, 0);

const percent = (share: number): string =>
  share > 0.995 ? "over 99 %" : share > 0 && share < 0.005 ? "under 1 %" : `${Math.round(100 * share)} %`;
