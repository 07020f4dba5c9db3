/** The theory's figures as SVG. Everything drawn here was computed elsewhere. */
import {
  type DensityReading,
  type Distance,
  errorText,
  type FigurePanel,
  formatNumber,
  type Measured,
  measuredText,
} from "../../inner.ts";
import { escapeHtml } from "../html.ts";
import { D_COLOUR } from "./answers.ts";
import { chartGroup, domainOf, LEFT, type Line, numberText, RIGHT, svgPage } from "./chart.ts";
import { COLOURS } from "./colours.ts";
import { FIELD, type Field, fieldGroup, HATCHING } from "./field.ts";

const BEST_COLOUR = "#222222";

/** x of every cell of a 1-D reading, with a value. */
function along({ grid }: DensityReading, values: Float64Array): [number, number][] {
  const [low = 0] = grid.low;
  const width = ((grid.high[0] ?? 1) - low) / (grid.bins[0] ?? 1);
  return Array.from(values, (value, i) => [low + (i + 0.5) * width, value]);
}

/** D* where it matters: far out both densities are too small for their ratio to be looked at. */
function knownOptimal({ data, generated, optimal }: DensityReading): Float64Array {
  const peak = data.reduce((a, b) => Math.max(a, b), 0);
  return optimal.map((value, i) => ((data[i] ?? 0) + (generated[i] ?? 0) > 1e-4 * peak ? value : Number.NaN));
}

/** p_data, p_g, D and D* over x: densities against the left axis, probabilities against the right. */
function densityLines(reading: DensityReading): Line[] {
  const { data, generated, discriminator } = reading;
  const shown = knownOptimal(reading);
  return [
    { label: "p_data", points: along(reading, data), colour: COLOURS.real, area: true, dash: "2 3" },
    { label: "p_g", points: along(reading, generated), colour: COLOURS.generated },
    ...(discriminator
      ? [{ label: "D", points: along(reading, discriminator), colour: D_COLOUR, dash: "8 4", right: true }]
      : []),
    { label: "D*", points: along(reading, shown), colour: BEST_COLOUR, width: 1.2, dash: "1 3", right: true },
  ];
}

const ARROWS = 92;

/** A panel of the paper's figure: the chart, and beneath it z → x as arrows on the same axis of x. */
function densityPanel(reading: DensityReading, title: string, note: string, width = 520, height = 380): string {
  const [low = 0] = reading.grid.low;
  const [high = 1] = reading.grid.high;
  const top = 1.15 * Math.max(...reading.data, ...reading.generated.filter(Number.isFinite));
  const { arrows } = reading;
  const chartHeight = arrows.length > 0 ? height - ARROWS : height;
  const chart = chartGroup({
    title,
    note,
    width,
    height: chartHeight,
    x: { label: "x", domain: [low, high] },
    y: { label: "density", domain: [0, Math.min(top, 3 * Math.max(...reading.data))] },
    right: { label: "D(x), probability", domain: [0, 1.0001] },
    lines: densityLines(reading),
  });
  if (arrows.length === 0) return chart;
  const [left, right] = [LEFT, width - RIGHT];
  const x = (value: number): number => left + ((value - low) / (high - low)) * (right - left);
  const [first, last] = [arrows[0]?.[0] ?? -1, arrows.at(-1)?.[0] ?? 1];
  // The axis of z is stretched over the same width.
  const z = (value: number): number => left + 20 + ((value - first) / (last - first)) * (right - left - 40);
  const [above, below] = [chartHeight + 14, height - 22];
  const lines = arrows
    .filter(([, to]) => to >= low && to <= high)
    .map(
      ([from, to]) =>
        `<path d="M${z(from).toFixed(1)} ${below}L${x(to).toFixed(1)} ${above + 3}" stroke="#555" stroke-width="1" marker-end="url(#arrow)"/>`,
    );
  const label = (y: number, text: string): string =>
    `<text x="${left - 10}" y="${y + 4}" font-size="12" text-anchor="end" fill="#222">${escapeHtml(text)}</text>`;
  return (
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L8 4L0 8Z" fill="#555"/></marker></defs>` +
    `${chart}<path d="M${left} ${above}H${right}M${left} ${below}H${right}" stroke="#222"/>${lines.join("")}` +
    label(above, "G(z)") +
    label(below, "z") +
    `<text x="${z(first)}" y="${below + 15}" font-size="11" text-anchor="middle" fill="#222">${numberText(first, 2)}</text>` +
    `<text x="${z(last)}" y="${below + 15}" font-size="11" text-anchor="middle" fill="#222">${numberText(last, 2)}</text>`
  );
}

/** The largest distance with its error, or as the lower bound that it is; `equals` stands before it otherwise. */
export function distanceText({ largest, error, atLeast }: Distance, equals = ""): string {
  if (atLeast) return `at least ${largest.toFixed(3)}`;
  return `${equals} ${largest.toFixed(4)} ± ${errorText(error)}`.trim();
}

/** The four panels, two by two. */
export function figure1Svg(panels: readonly FigurePanel[]): string {
  const [width, height] = [520, 400];
  return svgPage(
    2 * width + 20,
    2 * height + 20,
    panels.map(({ letter, caption, step, reading }, i) => {
      const { distance, jsd } = reading;
      const apart = distance ? `max |D − D*| ${distanceText(distance, "=")}, ` : "";
      const note = `step ${step}; ${apart}JSD ${measuredText(jsd)}`;
      return {
        x: (i % 2) * (width + 20),
        y: Math.floor(i / 2) * (height + 20),
        svg: densityPanel(reading, `(${letter}) ${caption}`, note, width, height),
      };
    }),
  );
}

/** p_data, p_g, D and D* of a state: over x in one dimension, as fields in two. */
export function densitySvg(reading: DensityReading, step: number): string {
  const { grid, distance } = reading;
  const at = `step ${formatNumber(step)}`;
  const apart = distance ? `max |D − D*| ${distanceText(distance, "=")}` : "D's answers are scores";
  if (grid.bins.length === 1) {
    const panel = densityPanel(reading, "p_data, p_g, D and D*", `${at}; ${apart}`, 640, 440);
    return svgPage(640, 440, [{ x: 0, y: 0, svg: panel }]);
  }
  const fields: [string, Float64Array | null, Field["kind"]][] = [
    ["p_data, density", reading.data, "density"],
    [`p_g, density, ${at}`, reading.generated, "density"],
    ["D(x), probability that x is real", reading.discriminator, "probability"],
    ["D* = p_data/(p_data + p_g)", knownOptimal(reading), "probability"],
  ];
  const shown = fields.flatMap(([title, values, kind]) => (values ? [{ title, grid, values, kind }] : []));
  const note = `${apart}. Shades of densities go by their root; hatched: next to nothing of either density.`;
  const height = Math.ceil(shown.length / 2) * FIELD.height;
  return svgPage(2 * FIELD.width, height + 24, [
    ...shown.map((field, i) => ({
      x: (i % 2) * FIELD.width,
      y: Math.floor(i / 2) * FIELD.height,
      svg: fieldGroup(field),
    })),
    { x: 0, y: height, svg: `${HATCHING}<text x="12" y="12" font-size="12" fill="#555">${escapeHtml(note)}</text>` },
  ]);
}

/** V over time with the line −log 4. */
export function valueSvg(
  points: readonly (readonly [step: number, value: number])[],
  fresh: readonly (readonly [number, number])[],
): string {
  const equilibrium = -Math.log(4);
  const values = [...points, ...fresh].map(([, value]) => value);
  const last = Math.max(...points.map(([step]) => step), ...fresh.map(([step]) => step), 1);
  return svgPage(640, 340, [
    {
      x: 0,
      y: 0,
      svg: chartGroup({
        title: "Value of the game",
        note: "V(D, G) falls to −log 4 as p_g becomes p_data; a fresh D comes up to C(G) at most",
        width: 640,
        height: 340,
        x: { label: "step", domain: [0, 1.02 * last] },
        y: { label: "nats", domain: domainOf([...values, equilibrium], 0.1) },
        lines: [
          { label: "V(D, G), the run's D", points, colour: D_COLOUR },
          ...(fresh.length > 0
            ? [{ label: "a fresh D (C(G) from below)", points: fresh, colour: "#009E73", dash: "6 3" }]
            : []),
          {
            label: "−log 4",
            points: [
              [0, equilibrium],
              [last, equilibrium],
            ],
            colour: BEST_COLOUR,
            dash: "2 3",
            width: 1.2,
          },
        ],
      }),
    },
  ]);
}

export interface JsdPoint {
  readonly step: number;
  /** By the density, with its error; `null` where none is known. */
  readonly measured: Measured | null;
  /** The bound that a fresh D proves, with its interval. */
  readonly bound: { readonly value: number; readonly low: number; readonly high: number } | null;
}

/** JSD over time, with intervals and the line log 2. */
export function jsdSvg(points: readonly JsdPoint[]): string {
  const measured = points.flatMap(({ step, measured: m }) => (m ? [[step, m.value] as const] : []));
  const bounds = points.flatMap(({ step, bound }) => (bound ? [[step, bound.value] as const] : []));
  const last = Math.max(...points.map(({ step }) => step), 1);
  const bars = points.flatMap(({ step, measured: m, bound }) => [
    // Of a lower bound nothing is known above it.
    ...(m
      ? [{ x: step, low: m.value - (m.atLeast ? 0 : m.error), high: m.value + m.error, colour: COLOURS.generated }]
      : []),
    ...(bound ? [{ x: step, low: bound.low, high: bound.high, colour: "#009E73" }] : []),
  ]);
  return svgPage(640, 340, [
    {
      x: 0,
      y: 0,
      svg: chartGroup({
        title: "Jensen–Shannon divergence of p_data and p_g",
        note: "0 where they are equal, log 2 = 0.693 where they share nothing",
        width: 640,
        height: 340,
        x: { label: "step", domain: [0, 1.02 * last] },
        y: { label: "nats", domain: domainOf([0, ...bars.flatMap(({ low, high }) => [low, high])], 0.02) },
        bars,
        lines: [
          ...(measured.length > 0
            ? [{ label: "JSD, from the densities", points: measured, colour: COLOURS.generated }]
            : []),
          ...(bounds.length > 0
            ? [{ label: "lower bound by a fresh D (95 %)", points: bounds, colour: "#009E73", dash: "6 3" }]
            : []),
          {
            label: "",
            points: [
              [0, 0],
              [last, 0],
            ],
            colour: BEST_COLOUR,
            width: 1,
            dash: "2 3",
          },
        ],
      }),
    },
  ]);
}
