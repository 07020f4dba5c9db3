/** The sheets of samples that a run leaves over training, joined into animations. */
import sharp from "sharp";
import { type Config, kindOf } from "../../inner.ts";
import { readBytes } from "../data/reading.ts";
import { writeWhole } from "../files/writing.ts";
import { listSamples } from "../run/folder.ts";
import { runPaths } from "../run/paths.ts";
import { animate } from "./animation.ts";
import { evenly } from "./evenly.ts";

/** Frames of progress.webp: a run shall not wait for it at its end. */
const MOST_FRAMES = 48;

/** Frames and pixels across of a small animation, of which many stand on one page. */
const SMALL = { frames: 24, width: 320, quality: 85 } as const;

/** Writes the samples over training as an animation. The run is safe by then, so whatever goes wrong is only said. */
export async function saveProgress(folder: string, { data }: Config, say: (line: string) => void): Promise<void> {
  const { progress } = runPaths(folder);
  try {
    const frames = await framesOf(folder, MOST_FRAMES);
    if (frames.length < 2) return;
    // Without loss, 48 sheets of pictures in colour take 26 s and 11 MB; points take 1 s and half a megabyte.
    const fidelity = kindOf(data) === "images" ? { quality: 90 } : {};
    await writeWhole(progress, await animate(frames, { format: "webp", ...fidelity }));
  } catch (error) {
    say(`The samples were not joined into ${progress}: ${(error as Error).message}`);
  }
}

interface SmallAnimation {
  readonly moving: Buffer;
  /** The last frame, for readers who want nothing to move. */
  readonly still: Buffer;
  readonly width: number;
  readonly height: number;
}

/** A small animation of a run's sheets; none where there are none. */
export async function smallAnimation(folder: string): Promise<SmallAnimation | undefined> {
  const frames = await framesOf(folder, SMALL.frames, SMALL.width);
  const last = frames.at(-1);
  if (!last) return undefined;
  const { quality } = SMALL;
  const { width, height } = await sharp(last).metadata();
  const still = await sharp(last).webp({ quality }).toBuffer();
  // sharp joins two pictures or more.
  const moving = frames.length > 1 ? await animate(frames, { format: "webp", quality }) : still;
  return { moving, still, width, height };
}

/** Sheets in the size of the last one: a run that went on with other options has sheets of several sizes. */
async function framesOf(folder: string, most: number, mostWide = Number.POSITIVE_INFINITY): Promise<Buffer[]> {
  const sheets = evenly(await listSamples(folder), most);
  const last = sheets.at(-1);
  if (!last) return [];
  const { width, height } = await sharp(await readBytes(last.path, "picture")).metadata();
  const scale = Math.min(1, mostWide / width);
  const size = { width: Math.round(scale * width), height: Math.max(1, Math.round(scale * height)) };
  const frames: Buffer[] = [];
  for (const { path } of sheets) {
    const picture = sharp(await readBytes(path, "picture")).resize({ ...size, fit: "contain", background: "white" });
    frames.push(await picture.png().toBuffer());
  }
  return frames;
}
