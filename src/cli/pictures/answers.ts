/** D's answers under the points that it judges: bands of colour in the plane, a curve on the line. Nothing is computed here but where a pixel goes. */
import sharp from "sharp";
import type { AnswerField } from "../../inner.ts";

type Rgb = readonly [number, number, number];

/** D takes it for generated, cannot tell, takes it for real: paler than the dots of the same colours, which lie on them. */
const GENERATED: Rgb = [241, 200, 170];
const NEITHER: Rgb = [250, 250, 250];
const REAL: Rgb = [163, 203, 230];
/** Shades from one end to the other: as bands they show where D's answer changes, and they take less room in a file. */
const BANDS = 20;

/** Answers as shares of a scale on which 1/2 is undecided: scores have no fixed scale, so that it reaches as far as theirs. */
function sharesOf({ answers, probability }: AnswerField): Float32Array {
  if (probability) return answers;
  const most = answers.reduce((far, score) => Math.max(far, Math.abs(score)), 0) || 1;
  return answers.map((score) => 0.5 + score / (2 * most));
}

function shadeOf(share: number): Rgb {
  const [end, part] = share < 0.5 ? [GENERATED, 1 - 2 * share] : [REAL, 2 * share - 1];
  return NEITHER.map((from, i) => Math.round(from + part * ((end[i] ?? 0) - from))) as unknown as Rgb;
}

/** A picture of the plane, `side` pixels wide and high, x₁ to the right and x₂ upwards; between the answers it is linear. */
export function fieldPicture(field: AnswerField, side: number): Promise<Buffer> {
  const [across = 1, up = 1] = field.grid.bins;
  const shares = sharesOf(field);
  const pixels = new Uint8Array(3 * side * side);
  const place = (pixel: number, bins: number): readonly [number, number] => {
    const at = Math.min(bins - 1, Math.max(0, ((pixel + 0.5) / side) * bins - 0.5));
    const below = Math.min(bins - 2, Math.floor(at));
    return [below, at - below];
  };
  const shades = Array.from({ length: BANDS }, (_, i) => shadeOf((i + 0.5) / BANDS));
  for (let row = 0; row < side; row++) {
    const [j, v] = place(side - 1 - row, up);
    for (let column = 0; column < side; column++) {
      const [i, u] = place(column, across);
      const at = (a: number, b: number): number => shares[a * up + b] ?? 0.5;
      const share =
        (1 - u) * ((1 - v) * at(i, j) + v * at(i, j + 1)) + u * ((1 - v) * at(i + 1, j) + v * at(i + 1, j + 1));
      const shade = shades[Math.min(BANDS - 1, Math.max(0, Math.floor(share * BANDS)))] ?? NEITHER;
      pixels.set(shade, 3 * (row * side + column));
    }
  }
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
}

/** D's answers on the line: x and a share of the picture's height. */
export function answerCurve(field: AnswerField): (readonly [x: number, share: number])[] {
  const { low, high, bins } = field.grid;
  const [from = 0, to = 1, count = 1] = [low[0], high[0], bins[0]];
  return Array.from(sharesOf(field), (share, i) => [from + ((i + 0.5) / count) * (to - from), share]);
}

/** Of D where both players have lines. */
export const D_COLOUR = "#7B3294";

/** Says in HTML what the colours are; `dimension` of the points. */
export const answersLegend = (dimension: number): string =>
  dimension === 1
    ? `<span class="mark" style="color:${D_COLOUR}">– –</span> D(x), from 0 below to 1 above`
    : `beneath: <span class="shade" style="background:rgb(${REAL.join()})"></span> D takes it for real <span class="shade" style="background:rgb(${GENERATED.join()})"></span> for generated`;
