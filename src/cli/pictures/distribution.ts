/** A column's values, real beside generated, as bars. Nothing is computed here but where a bar goes. */
import { type Bar, type ColumnFacts, type Distribution, valueText, type WrittenColumn } from "../../inner.ts";
import { escapeHtml } from "../html.ts";
import { COLOURS } from "./colours.ts";

export interface DistributionPicture {
  readonly name: string;
  /** How its values are written. */
  readonly facts: ColumnFacts;
  readonly distribution: Distribution;
  readonly width: number;
  readonly height: number;
  /** Stands behind the name, in a smaller size. */
  readonly note?: string;
  /** Most rows of a picture of categories; those beyond are counted. */
  readonly mostRows?: number;
}

const HEAD = 22;
const FOOT = 18;
const ROW = 18;
/** Width of a letter at 11 pixels, about, and of a wide one. */
const LETTER = 6.5;
const WIDE = 7.4;
const DIGITS = 4;

const percent = (share: number): string => `${Number((100 * share).toPrecision(share < 0.1 ? 2 : 3))} %`;
/** About how wide a letter of a text is: capitals and digits are wider than others. */
const letterOf = (text: string): number =>
  text.replace(/[^A-Z0-9ÄÖÜ@%#MW]/g, "").length > text.length / 2 ? WIDE : LETTER;
const widthOf = (text: string): number => text.length * letterOf(text);

function cut(text: string, width: number): string {
  // Room that was made for a text holds it, whatever rounding has done to it.
  const most = Math.max(2, Math.floor(width / letterOf(text) + 1e-6));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** As columns of cells are written. */
function writtenOf({ kind, levels = [], form, dateForm }: ColumnFacts): WrittenColumn {
  if (kind === "date" && dateForm) return { kind, form: dateForm };
  if (kind === "category" || kind === "boolean") return { kind: "category", levels };
  return { kind: "quantiles", ...(form ? { form } : {}) };
}

function labelOf(facts: ColumnFacts, { of, from, to }: Bar, others: number): string {
  const column = writtenOf(facts);
  const text = (value: number | undefined): string => valueText(column, value ?? 0, DIGITS);
  if (of === "gap") return "missing";
  if (of === "others") return others > 0 ? `${others} others` : "not in the data";
  return of === "bin" ? `${text(from)} to ${text(to)}` : text(from) || "(empty)";
}

/** For who does not see it: every bar with both shares, but for bins. */
const inWords = ({ facts, distribution: { bars, others } }: DistributionPicture): string =>
  bars
    .filter(({ of }) => of !== "bin")
    .map((bar) => `${labelOf(facts, bar, others)}: real ${percent(bar.real)}, generated ${percent(bar.synthetic)}`)
    .join("; ");

/** A picture as an SVG element of its own; texts have the colour of what stands around. */
export function distributionSvg(picture: DistributionPicture): string {
  const { name, width, note = "", distribution } = picture;
  const bins = distribution.bars.filter(({ of }) => of === "bin");
  const { svg, height } = bins.length > 0 ? histogram(picture, bins) : rows(picture);
  const title = cut(name, width - note.length * LETTER - 12);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="11" fill="currentColor">` +
    `<title>${escapeHtml(`${name}, real and generated${note === "" ? "" : `: ${note}`}`)}</title><desc>${escapeHtml(inWords(picture))}</desc>` +
    `<text y="13" font-size="13" font-weight="600">${escapeHtml(title)}</text>` +
    `<text x="${width}" y="13" text-anchor="end" opacity="0.75">${escapeHtml(note)}</text>${svg}</svg>`
  );
}

type Shape = { readonly svg: string; readonly height: number };

/** Values as rows, each with a bar for real and one for generated rows. */
function rows({
  facts,
  distribution: { bars, others },
  width,
  height,
  mostRows = bars.length,
}: DistributionPicture): Shape {
  const shown = bars.length > mostRows ? bars.slice(0, mostRows - 1) : bars;
  const left = bars.length - shown.length;
  const label = Math.min(0.42 * width, Math.max(...shown.map((bar) => widthOf(labelOf(facts, bar, others)))) + 8);
  const most = Math.max(...bars.flatMap(({ real, synthetic }) => [real, synthetic]), 1e-9);
  const room = width - label - 44;
  const lines = shown.map((bar, i) => {
    const y = HEAD + i * ROW;
    const text = labelOf(facts, bar, others);
    const [a, b] = [bar.real, bar.synthetic].map((share) => Math.max(share > 0 ? 1 : 0, (share / most) * room)) as [
      number,
      number,
    ];
    return (
      `<g><title>${escapeHtml(`${text}: real ${percent(bar.real)}, generated ${percent(bar.synthetic)}`)}</title>` +
      `<text x="${label - 6}" y="${y + 11}" text-anchor="end"${bar.of === "value" ? "" : ' font-style="italic"'}>${escapeHtml(cut(text, label - 8))}</text>` +
      `<rect x="${label}" y="${y + 1}" width="${a.toFixed(1)}" height="7" fill="${COLOURS.real}"/>` +
      `<rect x="${label}" y="${y + 8}" width="${b.toFixed(1)}" height="7" fill="${COLOURS.generated}"/>` +
      `<text x="${(label + Math.max(a, b) + 4).toFixed(1)}" y="${y + 12}" font-size="9" opacity="0.75">${percent(bar.real)}</text></g>`
    );
  });
  const more =
    left > 0 ? `<text x="${label}" y="${HEAD + shown.length * ROW + 11}" opacity="0.75">and ${left} more</text>` : "";
  const needed = HEAD + (shown.length + (left > 0 ? 1 : 0)) * ROW + 4;
  return { svg: lines.join("") + more, height: Math.max(height, needed) };
}

/** Room of a bar that stands by itself beside the bins. */
const APART = 50;

/** Bins as an area and an outline; values of their own and the gap stand apart, on a scale of their own, with their shares. */
function histogram({ facts, distribution, width, height }: DistributionPicture, bins: readonly Bar[]): Shape {
  const alone = distribution.bars.filter(({ of }) => of !== "bin");
  const [before, after] = [alone.filter(({ of }) => of === "value"), alone.filter(({ of }) => of !== "value")];
  const [top, bottom] = [HEAD + 10, height - FOOT];
  const [left, right] = [before.length * APART, width - after.length * APART];
  const scale =
    (most: number) =>
    (share: number): number =>
      bottom - (share / Math.max(most, 1e-9)) * (bottom - top);
  const up = scale(Math.max(...bins.flatMap(({ real, synthetic }) => [real, synthetic])));
  const ofAlone = scale(Math.max(0, ...alone.flatMap(({ real, synthetic }) => [real, synthetic])));
  const step = (right - left) / bins.length;
  const path = (of: "real" | "synthetic"): string =>
    `M${left} ${bottom}${bins
      .map((bar, i) => `V${up(bar[of]).toFixed(1)}H${(left + (i + 1) * step).toFixed(1)}`)
      .join("")}V${bottom}`;
  const single = (bar: Bar, at: number): string => {
    const text = labelOf(facts, bar, distribution.others);
    const bars = (
      [
        ["real", bar.real],
        ["generated", bar.synthetic],
      ] as const
    ).map(([of, share], i) => {
      const y = share > 0 ? Math.min(bottom - 1, ofAlone(share)) : bottom;
      return `<rect x="${at + 10 + i * 13}" y="${y.toFixed(1)}" width="13" height="${(bottom - y).toFixed(1)}" fill="${COLOURS[of]}"/>`;
    });
    const high = ofAlone(Math.max(bar.real, bar.synthetic));
    return (
      `<g><title>${escapeHtml(`${text}: real ${percent(bar.real)}, generated ${percent(bar.synthetic)}`)}</title>${bars.join("")}` +
      `<text x="${at + 23}" y="${(high - 2).toFixed(1)}" font-size="9" text-anchor="middle">${percent(bar.real)}</text>` +
      `<text x="${at + 23}" y="${bottom + 12}" text-anchor="middle"${bar.of === "value" ? "" : ' font-style="italic"'}>${escapeHtml(cut(text, APART))}</text></g>`
    );
  };
  const end = (value: number | undefined, x: number, anchor: string): string =>
    `<text x="${x}" y="${bottom + 12}" text-anchor="${anchor}">${escapeHtml(cut(valueText(writtenOf(facts), value ?? 0, DIGITS), (right - left) / 2))}</text>`;
  return {
    height,
    svg:
      before.map((bar, i) => single(bar, i * APART)).join("") +
      after.map((bar, i) => single(bar, right + i * APART)).join("") +
      `<path d="${path("real")}" fill="${COLOURS.real}" fill-opacity="0.3" stroke="${COLOURS.real}"/>` +
      `<path d="${path("synthetic")}" fill="none" stroke="${COLOURS.generated}" stroke-width="1.5"/>` +
      `<path d="M0 ${bottom}H${width}" stroke="currentColor" stroke-opacity="0.35"/>` +
      end(bins[0]?.from, left, "start") +
      end(bins.at(-1)?.to, right, "end"),
  };
}
