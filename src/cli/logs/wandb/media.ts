/** Pictures of an offline run: files whose names have step and checksum, and what a row says of them. */
import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readBytes } from "../../data/reading.ts";
import { makeFolder, writeWhole } from "../../files/writing.ts";
import type { Values } from "./records.ts";

const INSIDE = "media/images";

/** A picture that lies in the folder. */
export interface Picture {
  readonly step: number;
  /** In the folder's `files/`. */
  readonly path: string;
  /** What a row has of it, by name. */
  readonly values: Values;
}

/** What a picture is of. */
export type Subject = "sheet" | "real";

function describe(subject: Subject, step: number, png: Uint8Array): Picture {
  const sha256 = createHash("sha256").update(png).digest("hex");
  const path = `${INSIDE}/${subject}_${step}_${sha256.slice(0, 20)}.png`;
  // The sides stand in the first chunk of a PNG file.
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const image = { _type: "image-file", sha256, size: png.length, path, format: "png", width, height };
  return { step, path, values: { [`samples/${subject}`]: image } };
}

export async function savePicture(folder: string, subject: Subject, step: number, png: Uint8Array): Promise<Picture> {
  const picture = describe(subject, step, png);
  await makeFolder(join(folder, "files", INSIDE));
  await writeWhole(join(folder, "files", picture.path), png);
  return picture;
}

/** Those of earlier sessions up to the step that a run goes on from; from step 0 on everything comes again. */
export async function earlierPictures(folder: string, upTo: number): Promise<readonly Picture[]> {
  const inside = join(folder, "files", INSIDE);
  const pictures: Picture[] = [];
  if (upTo === 0) return pictures;
  for (const name of await readdir(inside).catch(() => [])) {
    const [, subject, step] = /^(sheet|real)_(\d+)_[0-9a-f]{20}\.png$/.exec(name) ?? [];
    if (subject === undefined || Number(step) > upTo) continue;
    pictures.push(describe(subject as Subject, Number(step), await readBytes(join(inside, name), "picture")));
  }
  return pictures;
}
