/** Files that the user gives, as sources of data. */
import { decodeText } from "#inner";
import type { Source } from "../worker/protocol.ts";

const MOST_TEXT = 64e6;
/** MNIST is 47 MB, CIFAR-10 as bytes 154 MB. */
const MOST_ARRAY = 512e6;
const PICTURE = /\.(png|jpe?g|webp|gif|bmp|avif)$/i;

export type GivenFile = "table" | "picture" | "array" | "checkpoint" | "onnx" | "other";

export function kindOf({ name }: { readonly name: string }): GivenFile {
  if (/\.(csv|tsv|txt|json|jsonl|ndjson|parquet|pq)$/i.test(name)) return "table";
  if (/\.safetensors$/i.test(name)) return "checkpoint";
  if (/\.onnx$/i.test(name)) return "onnx";
  // MNIST's files end in what they hold, or in .gz.
  if (/\.(npy|idx|gz)$|idx\d|ubyte/i.test(name)) return "array";
  return PICTURE.test(name) ? "picture" : "other";
}

function refuseLarger({ name, size }: File, most: number): void {
  if (size <= most) return;
  throw new Error(`Reading ${name}: expected at most ${most / 1e6} MB, but got ${Math.round(size / 1e6)} MB.`);
}

/** An IDX or .npy file, which the worker reads: the page stays free. */
export async function arraySource(file: File): Promise<Source> {
  refuseLarger(file, MOST_ARRAY);
  return { kind: "array", name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

export async function tableSource(file: File): Promise<Source> {
  refuseLarger(file, MOST_TEXT);
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (/\.(parquet|pq)$/i.test(file.name)) return { kind: "table", name: file.name, bytes };
  const { text, notices } = decodeText(file.name, bytes);
  return { kind: "table", name: file.name, text, notices };
}

/** Pictures scaled to squares of `side` pixels, the middle cut out, as bytes N×channels×height×width. */
export async function pictureSource(files: readonly File[], side: number, grey: boolean): Promise<Source> {
  const channels = grey ? 1 : 3;
  const plane = side * side;
  const bytes = new Uint8Array(files.length * channels * plane);
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser has no canvas to scale pictures with.");
  context.imageSmoothingQuality = "high";
  for (const [i, file] of files.entries()) {
    const bitmap = await createImageBitmap(file).catch(() => {
      throw new Error(`Reading ${file.name}: expected a picture, but got something this browser cannot decode.`);
    });
    const edge = Math.min(bitmap.width, bitmap.height);
    // What shows through transparent pixels.
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, side, side);
    const [left, top] = [(bitmap.width - edge) / 2, (bitmap.height - edge) / 2];
    context.drawImage(bitmap, left, top, edge, edge, 0, 0, side, side);
    bitmap.close();
    const { data } = context.getImageData(0, 0, side, side);
    for (let at = 0; at < plane; at++) {
      const [r = 0, g = 0, b = 0] = data.subarray(4 * at, 4 * at + 3);
      const first = i * channels * plane + at;
      if (grey) bytes[first] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
      else [r, g, b].forEach((value, channel) => (bytes[first + channel * plane] = value));
    }
  }
  const name = files.length === 1 ? (files[0]?.name ?? "picture") : `${files.length} pictures`;
  return { kind: "images", name, shape: [channels, side, side], bytes };
}

/** Gives bytes to the user as a file. */
export function save(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The click has begun the download by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
