/** Numbers become pictures. Nothing is computed here but where a pixel goes. */
import sharp from "sharp";
import {
  type AnswerField,
  areCells,
  type DataSet,
  type Density,
  kindOf,
  overChequers,
  type Shape,
  windowAround,
} from "../../inner.ts";
import { bytesOf, toByte } from "../data/pixels.ts";
import { answerCurve, D_COLOUR, fieldPicture } from "./answers.ts";
import { COLOURS } from "./colours.ts";
import { mixedTableSvg } from "./mixed-table.ts";
import { tableSvg } from "./table.ts";

/**
 * A picture of examples of the data's kind: a sheet of images, a scatter matrix of a table of numbers, the distributions of the
 * columns of a mixed one, points over real ones, or a histogram over p_data.
 *
 * @param inRow images in a row.
 * @param field D's answers, which points are drawn over.
 */
export async function drawExamples(
  data: ExampleKind,
  values: Float32Array,
  real: Float32Array,
  { inRow, field }: { readonly inRow?: number | undefined; readonly field?: AnswerField | undefined } = {},
): Promise<Buffer> {
  const { shape, density, columns } = data;
  if (kindOf(data) === "images") return imageSheet(shape, values, inRow);
  const picture = columns
    ? areCells(columns)
      ? mixedTableSvg(data, values, real)
      : tableSvg(columns, values, real)
    : shape[0] === 1
      ? histogramSvg(density, values, real, field)
      : pointsSvg(density, values, real, field !== undefined);
  const drawn = Buffer.from(picture);
  if (!field || shape[0] === 1) return sharp(drawn).png().toBuffer();
  const beneath = await fieldPicture(field, SIZE);
  return sharp(beneath)
    .composite([{ input: drawn }])
    .png()
    .toBuffer();
}

/** An SVG as PNG, twice as fine as its own pixels. */
export const svgToPng = (picture: string): Promise<Buffer> =>
  sharp(Buffer.from(picture), { density: 144 }).png({ compressionLevel: 9 }).toBuffer();

export type ExampleKind = Pick<DataSet, "kind" | "shape" | "density" | "columns" | "rules">;

const GAP = 2;

/** Images in rows, values in [−1, 1], enlarged to a handy size without smoothing; transparent ones over chequers. */
export async function imageSheet(shape: Shape, values: Float32Array, inRow?: number): Promise<Buffer> {
  const [channels = 1, height = 1, width = 1] = shape;
  const count = values.length / (channels * height * width);
  const columns = inRow ?? Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const sheetWidth = columns * (width + GAP) + GAP;
  const sheetHeight = rows * (height + GAP) + GAP;
  // Grey is shown as RGB, so that the gaps need no case of their own.
  const pixels = new Uint8Array(sheetWidth * sheetHeight * 3).fill(255);
  for (let i = 0; i < count; i++) {
    const left = GAP + (i % columns) * (width + GAP);
    const top = GAP + Math.floor(i / columns) * (height + GAP);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let c = 0; c < 3; c++) {
          const at = (channel: number): number =>
            toByte(values[((i * channels + channel) * height + y) * width + x] ?? 0);
          const byte = at(channels >= 3 ? c : 0);
          pixels[((top + y) * sheetWidth + left + x) * 3 + c] =
            channels === 4 ? overChequers(byte, at(3), [x, y], width) : byte;
        }
      }
    }
  }
  const scale = Math.max(1, Math.round(560 / sheetWidth));
  return sharp(pixels, { raw: { width: sheetWidth, height: sheetHeight, channels: 3 } })
    .resize(sheetWidth * scale, sheetHeight * scale, { kernel: "nearest" })
    .png()
    .toBuffer();
}

/** One image as it is, value by value, with its transparency. */
export async function imagePng(shape: Shape, values: Float32Array): Promise<Buffer> {
  const [channels = 1, height = 1, width = 1] = shape;
  const pixels = bytesOf(shape, values);
  const colours = channels === 3 || channels === 4;
  return sharp(pixels, { raw: { width, height, channels: colours ? channels : 1 } })
    .toColourspace(colours ? "srgb" : "b-w")
    .png()
    .toBuffer();
}

const SIZE = 560;
const MARGIN = 12;

interface Scale {
  readonly x: (value: number) => string;
  readonly y: (value: number) => string;
}

function scales(low: readonly [number, number], high: readonly [number, number]): Scale {
  const place = (value: number, axis: 0 | 1) => ((value - low[axis]) / (high[axis] - low[axis])) * (SIZE - 2 * MARGIN);
  return {
    x: (value) => (MARGIN + place(value, 0)).toFixed(1),
    y: (value) => (SIZE - MARGIN - place(value, 1)).toFixed(1),
  };
}

/** @param clear lets through what is beneath. */
const svg = (body: string, clear = false): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" viewBox="0 0 ${SIZE} ${SIZE}">` +
  `${clear ? "" : `<rect width="${SIZE}" height="${SIZE}" fill="white"/>`}${body}</svg>`;

/** Real points beneath, generated ones above; the window is that of the data with a margin, the same at every step. */
function pointsSvg(density: Density | undefined, generated: Float32Array, real: Float32Array, clear: boolean): string {
  const [low, high] = windowOf(density, real.length > 0 ? real : generated);
  const { x, y } = scales(low, high);
  const dots = (values: Float32Array, colour: string, radius: number, opacity: number): string => {
    let path = "";
    for (let i = 0; i + 1 < values.length; i += 2) {
      const [a = 0, b = 0] = [values[i], values[i + 1]];
      if (a < low[0] || a > high[0] || b < low[1] || b > high[1]) continue;
      path += `<circle cx="${x(a)}" cy="${y(b)}" r="${radius}"/>`;
    }
    return `<g fill="${colour}" fill-opacity="${opacity}">${path}</g>`;
  };
  return svg(
    `<g stroke="${clear ? "#ffffff" : "#dddddd"}"><path d="M${x(0)} 0V${SIZE}"/><path d="M0 ${y(0)}H${SIZE}"/></g>` +
      dots(real, COLOURS.real, 3, 0.35) +
      dots(generated, COLOURS.generated, 1.8, clear ? 0.85 : 0.6),
    clear,
  );
}

/** The window of what is known of the data, or of real points that stand for it. */
function windowOf(density: Density | undefined, real: Float32Array): [[number, number], [number, number]] {
  const bound = (axis: 0 | 1, pick: "low" | "high"): number =>
    real.filter((_, i) => i % 2 === axis).reduce((a, b) => (pick === "low" ? Math.min(a, b) : Math.max(a, b)));
  const { low, high } = windowAround(
    density ?? { dimension: 2, low: [bound(0, "low"), bound(1, "low")], high: [bound(0, "high"), bound(1, "high")] },
  );
  return [
    [low[0] ?? 0, low[1] ?? 0],
    [high[0] ?? 1, high[1] ?? 1],
  ];
}

const BARS = 80;

/** One dimension: p_data as an area (or real data as bars), generated data as an outline of bars. */
function histogramSvg(
  density: Density | undefined,
  generated: Float32Array,
  real: Float32Array,
  field?: AnswerField,
): string {
  const shown = real.length > 0 ? real : generated;
  const around = windowAround(
    density ?? {
      dimension: 1,
      low: [shown.reduce((a, b) => Math.min(a, b))],
      high: [shown.reduce((a, b) => Math.max(a, b))],
    },
  );
  const [low = 0, high = 1] = [around.low[0], around.high[0]];
  const width = (high - low) / BARS;
  const heights = (values: Float32Array): number[] => {
    const bars = new Array<number>(BARS).fill(0);
    for (const value of values) {
      const bar = Math.floor((value - low) / width);
      if (bar >= 0 && bar < BARS) bars[bar] = (bars[bar] ?? 0) + 1 / (values.length * width);
    }
    return bars;
  };
  const [realBars, generatedBars] = [heights(real), heights(generated)];
  const curve = density
    ? Array.from({ length: 401 }, (_, i) => low + (i / 400) * (high - low)).map((x) => [x, density.at([x])] as const)
    : [];
  const top = 1.1 * Math.max(...realBars, ...generatedBars, ...curve.map(([, p]) => p));
  const { x, y } = scales([low, 0], [high, top]);
  const steps = (bars: readonly number[]): string =>
    bars.map((bar, i) => `L${x(low + i * width)} ${y(bar)}L${x(low + (i + 1) * width)} ${y(bar)}`).join("");
  const outline = (points: string): string => `M${x(low)} ${y(0)}${points}L${x(high)} ${y(0)}`;
  const answers = field
    ? answerCurve(field).map(([a, share], i) => `${i === 0 ? "M" : "L"}${x(a)} ${y(share * top)}`)
    : [];
  const truth = density ? curve.map(([a, p]) => `L${x(a)} ${y(p)}`).join("") : steps(realBars);
  return svg(
    `<path d="${outline(truth)}" fill="${COLOURS.real}" fill-opacity="0.3" stroke="${COLOURS.real}" stroke-width="2"/>` +
      `<path d="${outline(steps(generatedBars))}" fill="none" stroke="${COLOURS.generated}" stroke-width="2"/>` +
      (field
        ? `<path d="${answers.join("")}" fill="none" stroke="${D_COLOUR}" stroke-width="1.5" stroke-dasharray="7 5"/>`
        : "") +
      `<path d="M${x(low)} ${y(0)}H${x(high)}" stroke="${COLOURS.line}"/>`,
  );
}
