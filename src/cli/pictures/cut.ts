/** Pictures as they came, with what is cut off of them in the dark: beneath a sheet of what is left. */
import sharp, { type OverlayOptions } from "sharp";
import { type CutPicture, keptArea } from "../data/cut-pictures.ts";

/** Height of a picture, what stands between them, and that of a line of text. */
const [HEIGHT, GAP, LINE] = [110, 8, 26];

/** A sheet of images, and beneath it the pictures of which most is lost. */
export async function withCut(sheet: Buffer, cut: readonly CutPicture[]): Promise<Buffer> {
  const { width: across } = await sharp(sheet).metadata();
  const width = Math.max(across, 560);
  const layers: OverlayOptions[] = [{ input: sheet, left: 0, top: 0 }];
  const { height: down } = await sharp(sheet).metadata();
  const said = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${LINE}"><text x="${GAP}" y="18" font-family="'DejaVu Sans', Arial, sans-serif" font-size="14">Before the cut (what is lost is dark), those that lose most:</text></svg>`;
  layers.push({ input: Buffer.from(said), left: 0, top: down });
  let [left, top] = [GAP, down + LINE];
  for (const picture of cut) {
    const drawn = await drawCut(picture, width - 2 * GAP);
    if (left > GAP && left + drawn.info.width + GAP > width) [left, top] = [GAP, top + HEIGHT + GAP];
    layers.push({ input: drawn.data, left, top });
    left += drawn.info.width + GAP;
  }
  return sharp({ create: { width, height: top + HEIGHT + GAP, channels: 3, background: "white" } })
    .composite(layers)
    .png()
    .toBuffer();
}

/** One picture, at most so wide, with all that is not kept in the dark. */
async function drawCut({ path, sides, made }: CutPicture, most: number) {
  const scale = Math.min(HEIGHT / sides.height, most / sides.width);
  const side = (pixels: number): number => Math.max(1, Math.round(scale * pixels));
  const [width, height] = [side(sides.width), side(sides.height)];
  const kept = keptArea({ width, height }, made);
  const { data } = await sharp(path, { pages: 1 })
    .autoOrient()
    .flatten({ background: "white" })
    .toColourspace("srgb")
    .resize(width, height, { fit: "fill" })
    .png()
    .toBuffer({ resolveWithObject: true });
  const dark = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><path fill-rule="evenodd" fill="black" fill-opacity="0.7" d="M0 0H${width}V${height}H0ZM${kept.left} ${kept.top}h${kept.width}v${kept.height}h${-kept.width}Z"/><rect x="${kept.left}" y="${kept.top}" width="${kept.width}" height="${kept.height}" fill="none" stroke="white" stroke-width="2"/></svg>`;
  return sharp(data)
    .composite([{ input: Buffer.from(dark) }])
    .png()
    .toBuffer({ resolveWithObject: true });
}
