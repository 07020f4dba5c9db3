/** Charts as SVG: axes with names and units, lines that differ in colour and in dashes (readable in grey), a legend above. */
import { scaleLinear, scaleLog } from "d3-scale";
import { escapeHtml } from "../html.ts";

export interface Line {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly colour: string;
  /** SVG dashes; absent for a solid line. */
  readonly dash?: string;
  readonly width?: number;
  /** Fill down to the axis. */
  readonly area?: boolean;
  /** Against the axis on the right. */
  readonly right?: boolean;
}

interface Axis {
  /** With the unit. */
  readonly label: string;
  readonly domain: readonly [low: number, high: number];
  readonly logarithmic?: boolean;
}

export interface Chart {
  readonly title: string;
  /** A second, smaller line below the title. */
  readonly note?: string;
  readonly width: number;
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly right?: Axis;
  readonly lines: readonly Line[];
  /** Vertical bars from low to high at x: intervals. */
  readonly bars?: readonly {
    readonly x: number;
    readonly low: number;
    readonly high: number;
    readonly colour: string;
  }[];
}

const FONT = "font-family=\"'DejaVu Sans', 'Helvetica Neue', Arial, sans-serif\"";
export const INK = "#222222";
const RULE = "#e3e3e8";
/** Room for the numbers and the name of an axis. */
export const LEFT = 74;
export const RIGHT = 62;
/** So few points are marked, or a single one would not be seen. */
const MARKED = 16;
/** As far as a mark reaches beyond its place. */
const EDGE = 4;
/** Width of a letter at 12 pixels, about. */
const LETTER = 6.7;

const scaleOf = ({ domain, logarithmic }: Axis, range: readonly [number, number]) =>
  logarithmic ? scaleLog(domain, range).clamp(true) : scaleLinear(domain, range);

/** Ticks of a logarithmic axis: powers of ten, or every so many of them. */
function ticksOf(axis: Axis, scale: ReturnType<typeof scaleOf>, count: number): number[] {
  if (!axis.logarithmic) return scale.ticks(count);
  const [low, high] = axis.domain.map((value) => Math.log10(value)) as [number, number];
  const every = Math.max(1, Math.ceil((high - low) / count));
  const first = Math.ceil(low / every - 1e-9) * every;
  return Array.from(
    { length: Math.max(0, Math.floor((high - first) / every + 1e-9) + 1) },
    (_, i) => 10 ** (first + i * every),
  );
}

const SUPERSCRIPT: Readonly<Record<string, string>> = {
  "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
}; // biome-ignore format: a table

/** A number with so many digits, and a true minus. */
export const numberText = (value: number, digits: number): string =>
  String(Number(value.toPrecision(digits))).replaceAll("-", "−");

function tickText(value: number, axis: Axis): string {
  if (axis.logarithmic) {
    const power = String(Math.round(Math.log10(value)));
    return `10${[...power].map((digit) => SUPERSCRIPT[digit] ?? digit).join("")}`;
  }
  return numberText(value, 6);
}

interface Place {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Rows of a legend, as many as its labels need. */
function legendOf(
  lines: readonly Line[],
  width: number,
): { svg: (top: number, left: number) => string; height: number } {
  const shown = lines.filter(({ label }) => label !== "");
  const placed: { line: Line; x: number; row: number }[] = [];
  let [x, row] = [0, 0];
  for (const line of shown) {
    const length = 34 + line.label.length * LETTER + 14;
    if (x > 0 && x + length > width) [x, row] = [0, row + 1];
    placed.push({ line, x, row });
    x += length;
  }
  return {
    height: shown.length === 0 ? 0 : 18 * (row + 1),
    svg: (top, left) =>
      placed
        .map(({ line, x: at, row: on }) => {
          const y = top + 18 * on + 9;
          return (
            `<path d="M${left + at} ${y}h28" stroke="${line.colour}" stroke-width="${line.width ?? 2}"${dashed(line)} fill="none"/>` +
            `<text x="${left + at + 34}" y="${y + 4}" font-size="12" fill="${INK}">${escapeHtml(line.label)}</text>`
          );
        })
        .join(""),
  };
}

const dashed = ({ dash }: Line): string => (dash === undefined ? "" : ` stroke-dasharray="${dash}"`);

/** A chart as a group of SVG elements of the chart's size, its corner at (0, 0). */
export function chartGroup(chart: Chart): string {
  const { width, height, x, y, right, lines } = chart;
  const legend = legendOf(lines, width - 24);
  const head = 22 + (chart.note === undefined ? 0 : 17);
  const place: Place = {
    left: LEFT,
    right: width - (right ? RIGHT : 16),
    top: head + legend.height + 10,
    bottom: height - 44,
  };
  const across = scaleOf(x, [place.left, place.right]);
  const up = scaleOf(y, [place.bottom, place.top]);
  const upRight = right && scaleOf(right, [place.bottom, place.top]);
  const parts: string[] = [
    `<text x="12" y="16" font-size="14" font-weight="600" fill="${INK}">${escapeHtml(chart.title)}</text>`,
  ];
  if (chart.note !== undefined) {
    parts.push(`<text x="12" y="34" font-size="12" fill="#555">${escapeHtml(chart.note)}</text>`);
  }
  parts.push(legend.svg(head, 12));

  for (const tick of ticksOf(x, across, Math.max(3, Math.floor((place.right - place.left) / 80)))) {
    const at = across(tick).toFixed(1);
    parts.push(
      `<path d="M${at} ${place.top}V${place.bottom}" stroke="${RULE}"/>` +
        `<text x="${at}" y="${place.bottom + 16}" font-size="11" text-anchor="middle" fill="${INK}">${tickText(tick, x)}</text>`,
    );
  }
  const rows = Math.max(3, Math.floor((place.bottom - place.top) / 45));
  for (const tick of ticksOf(y, up, rows)) {
    const at = up(tick);
    parts.push(
      `<path d="M${place.left} ${at.toFixed(1)}H${place.right}" stroke="${RULE}"/>` +
        `<text x="${place.left - 6}" y="${(at + 4).toFixed(1)}" font-size="11" text-anchor="end" fill="${INK}">${tickText(tick, y)}</text>`,
    );
  }
  if (right && upRight) {
    for (const tick of ticksOf(right, upRight, rows)) {
      parts.push(
        `<text x="${place.right + 6}" y="${(upRight(tick) + 4).toFixed(1)}" font-size="11" fill="${INK}">${tickText(tick, right)}</text>`,
      );
    }
    parts.push(sideways(right.label, width - 16, (place.top + place.bottom) / 2, 90));
  }
  parts.push(
    `<path d="M${place.left} ${place.top}V${place.bottom}H${place.right}${right ? `V${place.top}` : ""}" stroke="#777" fill="none"/>`,
    `<text x="${(place.left + place.right) / 2}" y="${place.bottom + 34}" font-size="12" text-anchor="middle" fill="${INK}">${escapeHtml(x.label)}</text>`,
    sideways(y.label, 14, (place.top + place.bottom) / 2, -90),
  );

  // Marks and bars on the edge are seen whole.
  const inside = `clip-${Math.round(width)}-${Math.round(height)}-${Math.round(place.top)}-${right ? 1 : 0}`;
  parts.push(
    `<clipPath id="${inside}"><rect x="${place.left - EDGE}" y="${place.top - EDGE}" width="${place.right - place.left + 2 * EDGE}" height="${place.bottom - place.top + 2 * EDGE}"/></clipPath><g clip-path="url(#${inside})">`,
  );
  for (const { x: at, low, high, colour } of chart.bars ?? []) {
    const [middle, from, to] = [across(at), up(low), up(high)];
    parts.push(
      `<path d="M${middle} ${from}V${to}M${middle - 3} ${from}h6M${middle - 3} ${to}h6" stroke="${colour}" stroke-width="1.5"/>`,
    );
  }
  for (const line of lines) parts.push(lineSvg(line, across, line.right && upRight ? upRight : up, place));
  parts.push("</g>");
  return parts.join("");
}

function lineSvg(line: Line, across: (x: number) => number, up: (y: number) => number, { bottom }: Place): string {
  // A gap where a value is missing.
  let path = "";
  let drawing = false;
  let [first, last] = [0, 0];
  for (const [x, y] of line.points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      drawing = false;
      continue;
    }
    const [px, py] = [across(x), up(y)];
    if (!drawing && path === "") first = px;
    last = px;
    path += `${drawing ? "L" : "M"}${px.toFixed(1)} ${py.toFixed(1)}`;
    drawing = true;
  }
  if (path === "") return "";
  const area = line.area
    ? `<path d="${path}L${last.toFixed(1)} ${bottom}L${first.toFixed(1)} ${bottom}Z" fill="${line.colour}" fill-opacity="0.18"/>`
    : "";
  const marks =
    line.points.length <= MARKED && line.label !== "" && !line.area
      ? line.points
          .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
          .map(
            ([x, y]) => `<circle cx="${across(x).toFixed(1)}" cy="${up(y).toFixed(1)}" r="3" fill="${line.colour}"/>`,
          )
          .join("")
      : "";
  return `${area}${marks}<path d="${path}" fill="none" stroke="${line.colour}" stroke-width="${line.width ?? 2}"${dashed(line)} stroke-linejoin="round"/>`;
}

export const sideways = (text: string, x: number, y: number, angle: number): string =>
  `<text transform="translate(${x} ${y}) rotate(${angle})" font-size="12" text-anchor="middle" fill="${INK}">${escapeHtml(text)}</text>`;

/** Groups side by side, as one picture on white. */
export function svgPage(
  width: number,
  height: number,
  groups: readonly { readonly x: number; readonly y: number; readonly svg: string }[],
): string {
  const body = groups.map(({ x, y, svg }) => `<g transform="translate(${x} ${y})">${svg}</g>`).join("\n");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${FONT}>` +
    `<rect width="${width}" height="${height}" fill="white"/>${body}</svg>\n`
  );
}

/** Lowest and highest of some values with a margin; never empty, and at least `span` wide, so that noise is not magnified. */
export function domainOf(values: readonly number[], span = 0, margin = 0.06): [number, number] {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (high - low < span) return [(low + high - span) / 2, (low + high + span) / 2];
  if (!(high > low)) return finite.length === 0 ? [0, 1] : [low - 0.5, low + 0.5];
  return [low - margin * (high - low), high + margin * (high - low)];
}
