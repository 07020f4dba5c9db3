/** A canvas that is as wide as its place, sharp on every screen, and drawn anew when something has changed. */
import { type Palette, paletteAt } from "./palette.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Painter {
  /** In CSS pixels; the canvas has room for what stands around the plot too. */
  readonly heightFor: (width: number, context: CanvasRenderingContext2D) => number;
  /** Draws over paper, in CSS pixels. */
  readonly draw: (context: CanvasRenderingContext2D, size: Size, palette: Palette) => void;
}

export interface Surface {
  /** With the next frame of the screen, however often it is asked for. */
  readonly redraw: () => void;
  /** What is shown, as PNG, twice as fine as CSS pixels. */
  readonly picture: () => Promise<Blob>;
  readonly close: () => void;
}

const FINENESS = 2;

/** Draws at once; `scale` is pixels per CSS pixel. */
function paint(canvas: HTMLCanvasElement, painter: Painter, palette: Palette, width: number, scale: number): number {
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const height = Math.round(painter.heightFor(width, context));
  const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, width, height);
  painter.draw(context, { width, height }, palette);
  return height;
}

export function createSurface(canvas: HTMLCanvasElement, painter: Painter): Surface {
  let pending = 0;
  let width = 0;
  let height = 0;
  let palette: Palette | undefined;

  const draw = (): void => {
    pending = 0;
    if (width === 0) return;
    palette ??= paletteAt(canvas);
    const drawn = paint(canvas, painter, palette, width, devicePixelRatio);
    if (drawn === height) return;
    height = drawn;
    canvas.style.height = `${height}px`;
  };
  const redraw = (): void => {
    pending ||= requestAnimationFrame(draw);
  };
  const recolour = (): void => {
    palette = undefined;
    redraw();
  };
  const resized = new ResizeObserver(() => {
    if (canvas.clientWidth === width) return;
    width = canvas.clientWidth;
    // At once, so that no frame shows the old picture stretched.
    cancelAnimationFrame(pending);
    draw();
  });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const attribute = new MutationObserver(recolour);
  canvas.style.display = "block";
  canvas.style.width = "100%";
  resized.observe(canvas);
  dark.addEventListener("change", recolour);
  attribute.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });

  return {
    redraw,
    picture: () => {
      const copy = document.createElement("canvas");
      paint(copy, painter, paletteAt(canvas), width || 640, FINENESS);
      return new Promise((done, fail) => {
        copy.toBlob((blob) => {
          if (blob) done(blob);
          else fail(new Error("The browser could not make a picture of the plot."));
        }, "image/png");
      });
    },
    close: () => {
      cancelAnimationFrame(pending);
      resized.disconnect();
      attribute.disconnect();
      dark.removeEventListener("change", recolour);
    },
  };
}
