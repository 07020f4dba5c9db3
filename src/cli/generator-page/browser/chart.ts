/** Charts of generated numbers on a canvas. */
import { significantDigits } from "../../../inner.ts";
import { penOf } from "./elements.ts";
import type { PageColumn } from "./facts.ts";
import { words } from "./language.ts";

const LEFT = 56;
const BOTTOM = 34;
const TOP = 8;
const RIGHT = 12;
const BARS = 60;

interface Surface {
  readonly pen: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly colour: (name: string) => string;
}

interface Dots {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

interface Layers {
  readonly real: Dots | undefined;
  readonly generated: Dots | undefined;
  /** Both axes have one scale: those of points. */
  readonly square: boolean;
}

/** A dot for every row: real ones larger and below. */
export function scatter(canvas: HTMLCanvasElement, across: PageColumn, up: PageColumn, layers: Layers): void {
  const surface = prepare(canvas);
  const side = Math.min(surface.width, surface.height);
  const { pen, width, height, colour } = layers.square ? { ...surface, width: side, height: side } : surface;
  frame({ pen, width, height, colour }, across, up.name, endsOf(up));
  const dots = ({ x, y }: Dots, name: string, radius: number): void => {
    pen.fillStyle = colour(name);
    // Where many lie on each other the darkest still differ.
    pen.globalAlpha = Math.max(0.3, Math.min(0.8, 1000 / x.length));
    for (let i = 0; i < x.length; i++) {
      const [column, row] = [share(x[i] ?? 0, across), share(y[i] ?? 0, up)];
      if (column < 0 || column > 1 || row < 0 || row > 1) continue;
      pen.beginPath();
      pen.arc(LEFT + column * width, TOP + (1 - row) * height, radius, 0, 2 * Math.PI);
      pen.fill();
    }
  };
  if (layers.real) dots(layers.real, "--accent", 2.4);
  if (layers.generated) dots(layers.generated, "--generated", 1.8);
  pen.globalAlpha = 1;
}

/** How the values of one column are spread: bars with an area of 1, those of real examples behind them. */
export function histogram(
  canvas: HTMLCanvasElement,
  column: PageColumn,
  values: ArrayLike<number>,
  real: ArrayLike<number>,
): void {
  const surface = prepare(canvas);
  const { pen, width, height, colour } = surface;
  const [drawn, known] = [barsOf(column, values), barsOf(column, real)];
  const top = 1.1 * Math.max(...drawn, ...known);
  frame(surface, column, words().density, ["0", figure(top, top)]);
  const outline = (bars: readonly number[], name: string): void => {
    pen.beginPath();
    pen.moveTo(LEFT, TOP + height);
    bars.forEach((bar, i) => {
      const y = TOP + (1 - bar / top) * height;
      pen.lineTo(LEFT + (i / BARS) * width, y);
      pen.lineTo(LEFT + ((i + 1) / BARS) * width, y);
    });
    pen.lineTo(LEFT + width, TOP + height);
    pen.strokeStyle = pen.fillStyle = colour(name);
    pen.globalAlpha = 0.3;
    pen.fill();
    pen.globalAlpha = 1;
    pen.lineWidth = 1.5;
    pen.stroke();
  };
  if (real.length > 0) outline(known, "--accent");
  outline(drawn, "--generated");
}

function barsOf(column: PageColumn, values: ArrayLike<number>): readonly number[] {
  const bars = new Array<number>(BARS).fill(0);
  const wide = (column.high - column.low) / BARS;
  for (let i = 0; i < values.length; i++) {
    const bar = Math.floor(share(values[i] ?? 0, column) * BARS);
    if (bar >= 0 && bar < BARS) bars[bar] = (bars[bar] ?? 0) + 1 / (values.length * wide);
  }
  return bars;
}

const share = (value: number, { low, high }: PageColumn): number => (value - low) / (high - low);

/** Three digits, and as many more as it takes to tell numbers of this span apart. */
const figure = (value: number, span: number): string =>
  String(Number(value.toPrecision(significantDigits(value, span, 3))));

const endsOf = ({ low, high }: PageColumn): readonly [string, string] => [
  figure(low, high - low),
  figure(high, high - low),
];

/** A clean canvas in the pixels of the screen. */
function prepare(canvas: HTMLCanvasElement): Surface {
  const ratio = window.devicePixelRatio;
  const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
  Object.assign(canvas, { width: Math.round(wide * ratio), height: Math.round(high * ratio) });
  const pen = penOf(canvas);
  pen.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  return {
    pen,
    width: Math.max(1, wide - LEFT - RIGHT),
    height: Math.max(1, high - TOP - BOTTOM),
    colour: (name) => style.getPropertyValue(name),
  };
}

/** The frame, with the ends of both ranges and the names between them. */
function frame(
  { pen, width, height, colour }: Surface,
  across: PageColumn,
  up: string,
  [low, high]: readonly [string, string],
): void {
  pen.strokeStyle = colour("--rule");
  pen.strokeRect(LEFT + 0.5, TOP + 0.5, width, height);
  pen.fillStyle = colour("--faint");
  pen.font = "12px system-ui, sans-serif";
  const text = (content: string, x: number, y: number, align: CanvasTextAlign, most: number): void => {
    pen.textAlign = align;
    pen.fillText(content, x, y, most);
  };
  const below = TOP + height + 16;
  const [from, to] = endsOf(across);
  text(from, LEFT, below, "left", width / 3);
  text(to, LEFT + width, below, "right", width / 3);
  text(across.name, LEFT + width / 2, below + 12, "center", width);
  text(high, LEFT - 6, TOP + 10, "right", LEFT - 8);
  text(low, LEFT - 6, TOP + height, "right", LEFT - 8);
  pen.save();
  pen.translate(LEFT - 38, TOP + height / 2);
  pen.rotate(-Math.PI / 2);
  text(up, 0, 0, "center", height);
  pen.restore();
}
