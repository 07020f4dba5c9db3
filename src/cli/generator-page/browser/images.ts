/** Images: a grid of samples, and the way between two of them. */
import { overChequers } from "../../../inner.ts";
import type { ClassChoice } from "./classes.ts";
import { find, oneAtATime, penOf } from "./elements.ts";
import type { PageFacts } from "./facts.ts";
import { onLanguage, words } from "./language.ts";
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

/** Where z is, and what it is asked to be. */
interface Place {
  readonly z: Float32Array;
  readonly given?: Float32Array;
}

export function imagesView({ shape, prior }: PageFacts, draw: Draw, choice?: ClassChoice): View {
  const sizes = sizesOf(shape);
  const { channels, height, width, inRow } = sizes;
  const size = channels * height * width;
  const usual = inRow * inRow;
  let z = new Float32Array(usual * prior.latent);
  let given: Float32Array | undefined;
  let classesOf: Float32Array | undefined;
  let canvases: readonly HTMLCanvasElement[] = [];
  const placeOf = (sample: number): Place => {
    const own = (all: Float32Array): Float32Array => {
      const width = all.length / canvases.length;
      return all.subarray(sample * width, (sample + 1) * width);
    };
    return { z: own(z), ...(given ? { given: own(given) } : {}) };
  };
  const way = createWay(prior, sizes, draw, placeOf);

  let [a, b] = [0, usual - 1];
  const markEnds = (): void => mark(canvases, (classesOf && choice?.names(classesOf)) ?? [], a, b);
  /** The sample becomes the end of the way, and the end before it the start. */
  const choose = (sample: number): void => {
    if (sample !== b) [a, b] = [b, sample];
    markEnds();
    way.walk(a, b);
  };
  way.onMove(() => way.walk(a, b));
  onLanguage(markEnds);

  return {
    unit: "samples",
    count: () => choice?.count(usual) ?? usual,
    // Ten images of 28×28, or the same number of pixels.
    block: Math.max(1, Math.min(usual, Math.floor(8192 / (width * height)))),
    ...(choice ? { given: choice.given } : {}),
    begin: (wanted, _, asked) => {
      if (wanted !== canvases.length) {
        canvases = createGrid(sizes, wanted, choose);
        [a, b] = [0, wanted - 1];
        z = new Float32Array(wanted * prior.latent);
        given = asked;
      }
      classesOf = asked;
      markEnds();
    },
    show: (from, values) => {
      for (let i = 0; i * size < values.length; i++) {
        const canvas = canvases[from + i];
        if (canvas) paint(sizes, canvas, values.subarray(i * size, (i + 1) * size));
      }
    },
    done: (drawn, asked) => {
      z = Float32Array.from(drawn);
      given = asked && Float32Array.from(asked);
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
  grid.replaceChildren();
  return Array.from({ length: count }, (_, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(canvasOf(width, height));
    button.addEventListener("click", () => choose(i));
    grid.append(button);
    return button.firstElementChild as HTMLCanvasElement;
  });
}

/** Shows which samples are the ends of the way; says their classes, where there are some. */
function mark(canvases: readonly HTMLCanvasElement[], names: readonly string[], a: number, b: number): void {
  canvases.forEach((canvas, i) => {
    const button = canvas.parentElement as HTMLButtonElement;
    const end = i === a ? "A" : i === b ? "B" : "";
    button.dataset.end = end;
    button.ariaPressed = String(end !== "");
    const name = names[i];
    if (name !== undefined) button.title = name;
    button.ariaLabel = words().sample(i + 1, name, end);
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

/** The way between two chosen samples, from class to class as well, and single numbers of z on it. */
function createWay(prior: PageFacts["prior"], sizes: Sizes, draw: Draw, of: (sample: number) => Place): Way {
  const middle = find("between", HTMLCanvasElement);
  Object.assign(middle, { width: sizes.width, height: sizes.height });
  const way = find("way", HTMLInputElement);
  const limit = prior.kind === "normal" ? 3 : prior.halfWidth;
  const sliders = Array.from({ length: Math.min(SLIDERS, prior.latent) }, (_, i) => {
    const label = document.createElement("label");
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", min: -limit, max: limit, step: limit / 100 });
    slider.addEventListener("input", () => {
      here.z[i] = Number(slider.value);
      void showHere();
    });
    label.append(`z${i + 1} `, slider);
    find("numbers", HTMLDivElement).append(label);
    return slider;
  });
  let here: Place = { z: new Float32Array(prior.latent) };
  const showHere = oneAtATime(async () => paint(sizes, middle, await draw(here.z, here.given)));
  return {
    walk: (a, b) => {
      const [from, to, t] = [of(a), of(b), Number(way.value)];
      here = {
        z: Float32Array.from(between(prior.kind, from.z, to.z, t)),
        ...(from.given && to.given ? { given: mixed(from.given, to.given, t) } : {}),
      };
      sliders.forEach((slider, i) => {
        slider.value = String(here.z[i]);
      });
      void showHere();
    },
    onMove: (then) => way.addEventListener("input", then),
  };
}

/** So much of the one, and the rest of the other. */
const mixed = (a: Float32Array, b: Float32Array, t: number): Float32Array =>
  a.map((weight, i) => (1 - t) * weight + t * (b[i] ?? 0));

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
  return new Promise((done, fail) => sheet.toBlob((png) => (png ? done(png) : fail(new Error(words().noPng)))));
}

const canvasOf = (width: number, height: number): HTMLCanvasElement =>
  Object.assign(document.createElement("canvas"), { width, height });
