/** Images: a grid of samples, and the way between two of them. */
import { overChequers } from "../../../inner.ts";
import { find, oneAtATime, penOf } from "./elements.ts";
import type { PageFacts } from "./facts.ts";
import type { Draw } from "./model.ts";
import { between } from "./random.ts";
import type { View } from "./view.ts";

/** Numbers of z that have a slider. */
const SLIDERS = 4;
const GAP = 2;

/** The sides of the images, and how many stand side by side. */
interface Sizes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly inRow: number;
}

function sizesOf([channels = 1, height = 1, width = 1]: readonly number[]): Sizes {
  return { channels, height, width, inRow: width <= 32 ? 6 : width <= 64 ? 4 : 3 };
}

export function imagesView({ shape, prior }: PageFacts, draw: Draw): View {
  const sizes = sizesOf(shape);
  const { channels, height, width, inRow } = sizes;
  const size = channels * height * width;
  const count = inRow * inRow;
  let z = new Float32Array(count * prior.latent);
  const way = createWay(prior, sizes, draw, (sample) => z.subarray(sample * prior.latent, (sample + 1) * prior.latent));

  let [a, b] = [0, count - 1];
  /** The sample becomes the end of the way, and the end before it the start. */
  const choose = (sample: number): void => {
    if (sample !== b) [a, b] = [b, sample];
    mark(canvases, a, b);
    way.walk(a, b);
  };
  const canvases = createGrid(sizes, count, choose);
  way.onMove(() => way.walk(a, b));
  mark(canvases, a, b);

  return {
    unit: "samples",
    count: () => count,
    // Ten images of 28×28, or the same number of pixels.
    block: Math.max(1, Math.min(count, Math.floor(8192 / (width * height)))),
    show: (from, values) => {
      for (let i = 0; i * size < values.length; i++) {
        const canvas = canvases[from + i];
        if (canvas) paint(sizes, canvas, values.subarray(i * size, (i + 1) * size));
      }
    },
    done: (drawn) => {
      z = Float32Array.from(drawn);
      way.walk(a, b);
    },
    save: () => savedSheet(sizes, canvases),
    ending: ".png",
  };
}

/** The grid of samples, each a button. */
function createGrid(
  { inRow, width, height }: Sizes,
  count: number,
  choose: (sample: number) => void,
): readonly HTMLCanvasElement[] {
  const grid = find("samples", HTMLDivElement);
  grid.style.setProperty("--in-row", String(inRow));
  return Array.from({ length: count }, (_, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(canvasOf(width, height));
    button.addEventListener("click", () => choose(i));
    grid.append(button);
    return button.firstElementChild as HTMLCanvasElement;
  });
}

/** Shows which samples are the ends of the way. */
function mark(canvases: readonly HTMLCanvasElement[], a: number, b: number): void {
  canvases.forEach((canvas, i) => {
    const button = canvas.parentElement as HTMLButtonElement;
    const end = i === a ? "A" : i === b ? "B" : "";
    button.dataset.end = end;
    button.ariaPressed = String(end !== "");
    button.ariaLabel = `Sample ${i + 1}${end && `, end ${end} of the way`}`;
  });
}

/** Paints channels × height × width bytes, transparent ones over chequers. */
function paint({ channels, width, height }: Sizes, canvas: HTMLCanvasElement, bytes: ArrayLike<number>): void {
  const area = width * height;
  const image = new ImageData(width, height);
  for (let i = 0; i < area; i++) {
    const place = [i % width, Math.floor(i / width)] as const;
    for (let c = 0; c < 3; c++) {
      const byte = bytes[(channels >= 3 ? c * area : 0) + i] ?? 0;
      image.data[4 * i + c] = channels === 4 ? overChequers(byte, bytes[3 * area + i] ?? 0, place, width) : byte;
    }
    image.data[4 * i + 3] = 255;
  }
  penOf(canvas).putImageData(image, 0, 0);
}

interface Way {
  /** Shows where the slider is between two samples. */
  readonly walk: (a: number, b: number) => void;
  /** Calls back when the slider is moved. */
  readonly onMove: (then: () => void) => void;
}

/** The way between two chosen samples, and single numbers of z on it. */
function createWay(prior: PageFacts["prior"], sizes: Sizes, draw: Draw, of: (sample: number) => Float32Array): Way {
  const middle = find("between", HTMLCanvasElement);
  Object.assign(middle, { width: sizes.width, height: sizes.height });
  const way = find("way", HTMLInputElement);
  const limit = prior.kind === "normal" ? 3 : prior.halfWidth;
  const sliders = Array.from({ length: Math.min(SLIDERS, prior.latent) }, (_, i) => {
    const label = document.createElement("label");
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", min: -limit, max: limit, step: limit / 100 });
    slider.addEventListener("input", () => {
      here[i] = Number(slider.value);
      void showHere();
    });
    label.append(`z${i + 1} `, slider);
    find("numbers", HTMLDivElement).append(label);
    return slider;
  });
  let here = new Float32Array(prior.latent);
  const showHere = oneAtATime(async () => paint(sizes, middle, await draw(here)));
  return {
    walk: (a, b) => {
      here = Float32Array.from(between(prior.kind, of(a), of(b), Number(way.value)));
      sliders.forEach((slider, i) => {
        slider.value = String(here[i]);
      });
      void showHere();
    },
    onMove: (then) => way.addEventListener("input", then),
  };
}

/** All samples as one PNG. */
function savedSheet({ inRow, width, height }: Sizes, canvases: readonly HTMLCanvasElement[]): Promise<Blob> {
  const [w, h] = [inRow * (width + GAP) + GAP, inRow * (height + GAP) + GAP];
  const scale = Math.max(1, Math.round(560 / w));
  const sheet = canvasOf(w * scale, h * scale);
  const pen = penOf(sheet);
  pen.imageSmoothingEnabled = false;
  pen.fillStyle = "white";
  pen.fillRect(0, 0, sheet.width, sheet.height);
  canvases.forEach((canvas, i) => {
    const [column, row] = [i % inRow, Math.floor(i / inRow)];
    const [left, top] = [GAP + column * (width + GAP), GAP + row * (height + GAP)];
    pen.drawImage(canvas, left * scale, top * scale, width * scale, height * scale);
  });
  return new Promise((done, fail) =>
    sheet.toBlob((png) => (png ? done(png) : fail(new Error("this browser writes no PNG")))),
  );
}

const canvasOf = (width: number, height: number): HTMLCanvasElement =>
  Object.assign(document.createElement("canvas"), { width, height });
