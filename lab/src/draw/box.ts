/** The part of a canvas that holds the data, and where a value lies in it. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

export const toLeft = ({ left, width, x: [low, high] }: Box, value: number): number =>
  left + ((value - low) / (high - low)) * width;

export const toTop = ({ top, height, y: [low, high] }: Box, value: number): number =>
  top + ((high - value) / (high - low)) * height;

/** The values at a place on the canvas. */
export const fromPlace = (box: Box, left: number, top: number): [x: number, y: number] => [
  box.x[0] + ((left - box.left) / box.width) * (box.x[1] - box.x[0]),
  box.y[1] - ((top - box.top) / box.height) * (box.y[1] - box.y[0]),
];

/** What is drawn stays within the box. */
export function within(context: CanvasRenderingContext2D, box: Box, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  draw();
  context.restore();
}

/** Lines through a place, as far as the box goes. */
export function drawCross(
  context: CanvasRenderingContext2D,
  box: Box,
  { x, y }: { readonly x: number; readonly y: number | null },
  colour: string,
): void {
  within(context, box, () => {
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.beginPath();
    const left = toLeft(box, x);
    context.moveTo(left, box.top);
    context.lineTo(left, box.top + box.height);
    if (y !== null) {
      const top = toTop(box, y);
      context.moveTo(box.left, top);
      context.lineTo(box.left + box.width, top);
    }
    context.stroke();
  });
}
