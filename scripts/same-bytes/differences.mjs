// Says in what two folders of results differ, if they do: which file, and in it the first tensor, line or pixel.
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import sharp from "sharp";

/** Tensors of a safetensors file by name, in its order, and its metadata. */
function tensorsOf(bytes) {
  const length = Number(bytes.readBigUInt64LE(0));
  const { __metadata__: metadata = {}, ...header } = JSON.parse(bytes.subarray(8, 8 + length).toString("utf8"));
  const tensors = Object.entries(header).map(
    ([
      name,
      {
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      const values = new Float32Array((to - from) / 4);
      new Uint8Array(values.buffer).set(bytes.subarray(8 + length + from, 8 + length + to));
      return [name, { shape: String(shape), values }];
    },
  );
  return { metadata, tensors: new Map(tensors) };
}

const sameBits = (a, b) => Buffer.compare(Buffer.from(a.buffer), Buffer.from(b.buffer)) === 0;

function differenceOfTensors(a, b) {
  if (String([...a.keys()].sort()) !== String([...b.keys()].sort()))
    return `tensors ${[...a.keys()]} and ${[...b.keys()]}`;
  for (const [name, { shape, values }] of a) {
    const other = b.get(name);
    if (shape !== other.shape) return `tensor ${name}: ${shape} and ${other.shape}`;
    if (sameBits(values, other.values)) continue;
    const apart = values.map((value, i) => Math.abs(value - other.values[i]));
    const many = apart.filter((distance) => distance !== 0).length;
    return `tensor ${name}: ${many} of ${values.length} values, by up to ${Math.max(...apart).toPrecision(3)}`;
  }
  return undefined;
}

/** Paths of what a value holds that another lacks or has otherwise. */
function pathsApart(a, b, path = "") {
  if (Object.is(a, b)) return [];
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return [path];
  return Object.keys(a).flatMap((key) => pathsApart(a[key], b[key], path ? `${path}.${key}` : key));
}

/** What stands beside the tensors. An option that is younger than the reference may be recorded, but nothing may be lost or changed. */
function differenceOfMetadata(a, b) {
  for (const key of Object.keys(a)) {
    // The checksum of a checkpoint is of the text too, and so are the fingerprints made of it.
    if (a[key] === b[key] || key === "sha256" || key === "run_fingerprint") continue;
    if (key !== "config") return `metadata ${key}: ${a[key]} and ${b[key]}`;
    const [before, now] = [JSON.parse(a.config), JSON.parse(b.config)];
    const lost = pathsApart(before, now);
    if (lost.length > 0) return `metadata config: ${lost.join(", ")}`;
  }
  return undefined;
}

function safetensors(a, b) {
  const [one, other] = [tensorsOf(a), tensorsOf(b)];
  const difference =
    differenceOfTensors(one.tensors, other.tensors) ?? differenceOfMetadata(one.metadata, other.metadata);
  return difference ? { difference } : { note: "the same state, with options recorded that are younger" };
}

async function pixels(a, b) {
  const [one, other] = await Promise.all(
    [a, b].map((file) => sharp(file, { pages: -1 }).raw().toBuffer({ resolveWithObject: true })),
  );
  const sizes = [one, other].map(({ info: { width, height, channels } }) => `${width}×${height}×${channels}`);
  if (sizes[0] !== sizes[1]) return { difference: `${sizes.join(" and ")} pixels` };
  const many = one.data.reduce((sum, value, i) => sum + (value === other.data[i] ? 0 : 1), 0);
  return many > 0 ? { difference: `${many} of ${one.data.length} values of pixels` } : { note: "the same pixels" };
}

function lines(a, b) {
  const [one, other] = [a, b].map((text) => text.toString("utf8").split("\n"));
  const at = one.findIndex((line, i) => line !== other[i]);
  if (at < 0) return { difference: `${one.length} and ${other.length} lines` };
  return { difference: `line ${at + 1}: ${short(one[at])} and ${short(other[at] ?? "none")}` };
}

function json(a, b) {
  const [one, other] = [JSON.parse(a), JSON.parse(b)];
  const apart = pathsApart(one, other);
  const younger = pathsApart(other, one).filter((path) => !apart.includes(path));
  if (apart.length === 0) return { note: `the same figures, and ${younger.join(", ")}` };
  const at = (value, path) => JSON.stringify(path.split(".").reduce((inner, key) => inner?.[key], value));
  return { difference: `${apart[0]}: ${short(at(one, apart[0]))} and ${short(at(other, apart[0]) ?? "none")}` };
}

const short = (text) => (text.length > 90 ? `${text.slice(0, 90)}…` : text);

const bytes = (a, b) => ({ difference: `${a.length} and ${b.length} bytes` });

const CHECKSUM = /sha256:[0-9a-f]{64}/g;

/** A model names the checkpoint that it was made of by its checksum, which options recorded there change. */
function models(a, b) {
  const [one, other] = [a, b].map((model) => model.toString("latin1").replaceAll(CHECKSUM, "sha256"));
  return one === other ? { note: "the same model, of a checkpoint with another checksum" } : bytes(a, b);
}

const comparisons = {
  ".onnx": models,
  ".safetensors": safetensors,
  ".png": pixels,
  ".webp": pixels,
  ".csv": lines,
  ".jsonl": lines,
  ".json": json,
};

/** Figures that a clock gave. */
const CLOCK = /^(seconds|stepsPerSecond|.*PerSecond|.*Seconds|communication.*)$/;

const withoutClock = (value) => JSON.stringify(value, (key, inner) => (CLOCK.test(key) ? undefined : inner));

async function read(path) {
  const file = await readFile(path);
  if (!path.endsWith("metrics.jsonl")) return file;
  const text = file.toString("utf8").trim().split("\n");
  return Buffer.from(text.map((line) => withoutClock(JSON.parse(line))).join("\n"));
}

/** Every file that is compared below a folder: what is written of the state and what is drawn from it. */
export async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** Where two folders of results differ, and what is to be noted where they do not. `files`: what is looked at. */
export async function compare(reference, here, files) {
  const [differences, notes] = [[], new Set()];
  for (const file of files) {
    const [a, b] = await Promise.all(
      [reference, here].map((folder) => read(join(folder, file)).catch(() => undefined)),
    );
    if (a === undefined || b === undefined) {
      differences.push(`${file}: only in ${a ? "the reference" : "this checkout"}`);
    } else if (!a.equals(b)) {
      const { difference, note } = await (comparisons[extname(file)] ?? bytes)(a, b);
      if (difference) differences.push(`${file}: ${difference}`);
      else notes.add(note);
    }
  }
  return { differences, notes: [...notes] };
}
