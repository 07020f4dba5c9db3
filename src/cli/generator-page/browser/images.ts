/** Images: a grid of samples, and the way between two of them. */
import { find, oneAtATime, penOf } from "./elements.ts";
import type { PageFacts } from "./facts.ts";
import type { Draw } from "./model.ts";
import { between } from "./random.ts";
import type { View } from "./view.ts";

/** Numbers of z that have a slider. */
const SLIDERS = 4;
const GAP = 2;

export function imagesView({ shape, prior }: PageFacts, draw: Draw): View {
  const [channels = 1, height = 1, width = 1] = shape;
  const size = channels * height * width;
  const inRow = width <= 32 ? 6 : width <= 64 ? 4 : 3;
  const count = inRow * inRow;
  const grid = find("samples", HTMLDivElement);
  grid.style.setProperty("--in-row", String(inRow));
  let z = new Float32Array(count * prior.latent);

  const canvases = Array.from({ length: count }, (_, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(canvasOf(width, height));
    button.addEventListener("click", () => choose(i));
    grid.append(button);
    return button.firstElementChild as HTMLCanvasElement;
  });

  /** Paints channels × height × width bytes. */
  const paint = (canvas: HTMLCanvasElement, bytes: ArrayLike<number>): void => {
    const area = width * height;
    const image = new ImageData(width, height);
    for (let i = 0; i < area; i++) {
      for (let c = 0; c < 3; c++) image.data[4 * i + c] = bytes[(channels === 3 ? c * area : 0) + i] ?? 0;
      image.data[4 * i + 3] = 255;
    }
    penOf(canvas).putImageData(image, 0, 0);
  };

  // The way between two chosen samples, and single numbers of z on it.
  const middle = find("between", HTMLCanvasElement);
  Object.assign(middle, { width, height });
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
  let [a, b] = [0, count - 1];
  let here = new Float32Array(prior.latent);
  const showHere = oneAtATime(async () => paint(middle, await draw(here)));

  const walk = (): void => {
    const of = (sample: number): Float32Array => z.subarray(sample * prior.latent, (sample + 1) * prior.latent);
    here = Float32Array.from(between(prior.kind, of(a), of(b), Number(way.value)));
    sliders.forEach((slider, i) => {
      slider.value = String(here[i]);
    });
    void showHere();
  };
  way.addEventListener("input", walk);

  /** The sample becomes the end of the way, and the end before it the start. */
  const choose = (sample: number): void => {
    if (sample !== b) [a, b] = [b, sample];
    mark();
    walk();
  };
  const mark = (): void => {
    canvases.forEach((canvas, i) => {
      const button = canvas.parentElement as HTMLButtonElement;
      const end = i === a ? "A" : i === b ? "B" : "";
      button.dataset.end = end;
      button.ariaPressed = String(end !== "");
      button.ariaLabel = `Sample ${i + 1}${end && `, end ${end} of the way`}`;
    });
  };
  mark();

  return {
    count,
    // Ten images of 28×28, or the same number of pixels.
    block: Math.max(1, Math.min(count, Math.floor(8192 / (width * height)))),
    show: (from, values) => {
      for (let i = 0; i * size < values.length; i++) {
        const canvas = canvases[from + i];
        if (canvas) paint(canvas, values.subarray(i * size, (i + 1) * size));
      }
    },
    done: (drawn) => {
      z = Float32Array.from(drawn);
      walk();
    },
    save: () => {
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
    },
    ending: ".png",
  };
}

const canvasOf = (width: number, height: number): HTMLCanvasElement =>
  Object.assign(document.createElement("canvas"), { width, height });
