/** How closely pairs of columns go together, as a triangle of cells. */
import { escapeHtml } from "../html.ts";

export interface HeatMap {
  readonly title: string;
  /** What the darkest cell stands for, and the palest. */
  readonly from: string;
  readonly to: string;
  readonly names: readonly string[];
  readonly colour: string;
  /** From 0 to 1, of the columns a and b with a < b; NaN where it is not defined. */
  readonly strength: (a: number, b: number) => number;
  /** Says it of a pair. */
  readonly says: (a: number, b: number) => string;
  readonly width: number;
}

const [HEAD, FOOT] = [24, 22];
/** Letters of a name that are shown beside its row. */
const NAMED = 14;
const LETTER = 5.6;
/** Cells below this height leave no room for names; they tell them when pointed at. */
const LEAST_NAMED = 9;

const cut = (name: string): string => (name.length > NAMED ? `${name.slice(0, NAMED - 1)}…` : name);

/** The map as an SVG element of its own. */
export function heatMapSvg({ title, from, to, names, colour, strength, says, width }: HeatMap): string {
  const count = names.length;
  const label = Math.min(NAMED, Math.max(...names.map(({ length }) => length))) * LETTER + 6;
  const cell = Math.min(28, (width - label) / Math.max(1, count - 1));
  const named = cell >= LEAST_NAMED;
  const side = cell * (count - 1);
  // Below each column its number, which stands before the name of the row too.
  const height = HEAD + side + FOOT + 24;
  const rows = names.slice(1).map((name, row) => {
    const b = row + 1;
    const y = HEAD + row * cell;
    const cells = names.slice(0, b).map((_, a) => {
      const value = strength(a, b);
      const fill = Number.isNaN(value)
        ? `fill="none" stroke="currentColor" stroke-opacity="0.2" stroke-dasharray="1 2"`
        : `fill="${colour}" fill-opacity="${Math.min(1, Math.max(0, value)).toFixed(3)}"`;
      return `<rect x="${(label + a * cell).toFixed(1)}" y="${y.toFixed(1)}" width="${(cell - 0.5).toFixed(1)}" height="${(cell - 0.5).toFixed(1)}" ${fill}><title>${escapeHtml(says(a, b))}</title></rect>`;
    });
    const text = named
      ? `<text x="${(label - 4).toFixed(1)}" y="${(y + cell / 2 + 3.5).toFixed(1)}" text-anchor="end">${escapeHtml(cut(name))}</text>`
      : "";
    return text + cells.join("");
  });
  const below = named
    ? names.slice(0, -1).map((name, a) => {
        const [x, y] = [label + (a + 0.5) * cell + 3, HEAD + side + 4];
        return `<text transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(-90)" text-anchor="end">${escapeHtml(cut(name))}</text>`;
      })
    : [];
  const room = named ? NAMED * LETTER : 0;
  const total = height + room;
  const [keyX, keyY] = [label, total - 16];
  const key = [0, 0.25, 0.5, 0.75, 1].map(
    (part, i) =>
      `<rect x="${keyX + 34 + i * 16}" y="${keyY}" width="16" height="10" fill="${colour}" fill-opacity="${part}"/>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${Math.ceil(total)}" viewBox="0 0 ${width} ${Math.ceil(total)}" role="img" font-family="sans-serif" font-size="10" fill="currentColor">` +
    `<title>${escapeHtml(title)}</title><desc>${escapeHtml(`Each cell is a pair of columns, from ${from} (pale) to ${to} (full colour).`)}</desc>` +
    `<text y="13" font-size="13" font-weight="600">${escapeHtml(title)}</text>${rows.join("")}${below.join("")}` +
    `<text x="${keyX + 30}" y="${keyY + 9}" text-anchor="end">${escapeHtml(from)}</text>${key.join("")}` +
    `<rect x="${keyX + 34}" y="${keyY}" width="80" height="10" fill="none" stroke="currentColor" stroke-opacity="0.4"/>` +
    `<text x="${keyX + 118}" y="${keyY + 9}">${escapeHtml(to)}</text></svg>`
  );
}
