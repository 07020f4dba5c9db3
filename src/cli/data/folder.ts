/** A folder of pictures as data. */
import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import { counted, exampleData, formatNumber, labelsOf, problem } from "../../inner.ts";
import { flagName } from "../terminal/flags.ts";
import { createCountView } from "../terminal/progress.ts";
import { arrayToName, openArrayIn } from "./array-folder.ts";
import { cacheFolder } from "./cache-folder.ts";
import { mostCut } from "./cut-pictures.ts";
import { folderLabels } from "./folder-labels.ts";
import { FORMATS, few, folderNotices, kindsOf, pictureAdvice } from "./folder-notices.ts";
import { type Form, formOf, sidesOf, sidesText } from "./form.ts";
import { buildCache, findCache, type ImageCache, imageReader } from "./image-cache.ts";
import { type Header, readHeader } from "./image-decode.ts";
import { type ImageFile, listImages, otherKind, reasonOf } from "./image-files.ts";
import { fitFact } from "./proportions.ts";
import { type DataRequest, type OpenedData, refuseOthers, type Skipped } from "./request.ts";

/** Sizes that are chosen by themselves. Larger ones take long enough to be asked for. */
const SIZES = [64, 32, 28] as const;
/** Headers that are read to choose size and channels; a folder is seldom of two kinds. */
const LOOKED_AT = 1000;

export async function openFolder(request: DataRequest, say: (line: string) => void): Promise<OpenedData> {
  const { argument, options } = request;
  refuseOthers(argument, options, [
    "size",
    "fit",
    "grey",
    "alpha",
    "mirror",
    "background",
    "range",
    "followLinks",
    "holdout",
  ]);
  if (options.alpha && options.grey) throw greyAndClear(argument);
  const { files, others, present, skipped } = await listImages(argument, options.followLinks ?? false);
  if (files.length === 0) {
    return (await openArrayIn(request, present)) ?? Promise.reject(await noPictures(argument, others, skipped));
  }
  const headers = await readHeaders(files);
  const { form, why } = chooseForm(headers, options);
  const cache = await cached(request, files, form, say);
  const { count, digest } = cache.entry;
  const left = [...skipped, ...cache.entry.skipped].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (count === 0) throw noneDecoded(argument, files.length, left);
  const { channels } = form;
  const sides = sidesOf(form);
  const gone = new Set(cache.entry.skipped.map(({ name }) => name));
  const found = await folderLabels(
    argument,
    files.filter(({ name }) => !gone.has(name)),
    present,
  );
  const source = {
    name: basename(resolve(argument)),
    shape: [channels, sides.height, sides.width],
    count,
    fingerprint: `${count}×${channels}×${sides.height}×${sides.width} sha256:${digest}`,
    ...(found.labels ? { y: labelsOf(found.labels.labels) } : {}),
    write: imageReader(cache),
  };
  const holdoutClasses = request.holdOutLast ? undefined : found.labels?.labels.numbers;
  const { holdout = 0 } = options;
  return {
    data: exampleData(source, { ...options, holdoutClasses }),
    source: resolve(argument),
    cut: mostCut(headers, form),
    facts: factsOf({ cache, headers, why }, options),
    notices: [
      ...folderNotices({ entry: cache.entry, options, others: without(others, found.read), left }),
      ...found.notices,
      ...(holdout > 0 && holdoutClasses
        ? [`Of every class its share is held out, ${counted(holdout, "picture")} in all, instead of the last ones.`]
        : []),
    ],
    ...(found.labels ? { labels: found.labels } : {}),
    skipped: left,
  };
}

/** What was passed over, without files of labels, which were read. */
function without(others: ReadonlyMap<string, number>, read: readonly string[]): ReadonlyMap<string, number> {
  const kinds = new Map(others);
  for (const file of read) {
    const kind = otherKind(file);
    kinds.set(kind, (kinds.get(kind) ?? 1) - 1);
    if (kinds.get(kind) === 0) kinds.delete(kind);
  }
  return kinds;
}

interface ReadFolder {
  readonly cache: ImageCache;
  readonly headers: readonly Header[];
  readonly why: string;
}

/** What `describe` shows of a folder. */
function factsOf(
  { cache: { entry, path }, headers, why }: ReadFolder,
  { mirror, holdout = 0 }: DataRequest["options"],
): OpenedData["facts"] {
  const { count, form } = entry;
  return [
    ["Pictures", `${formatNumber(count)} (${formatsOf(headers)})`],
    ["Their sizes", sizesOf(headers)],
    ["Read as", `${sidesText(sidesOf(form))} pixels, ${COLOURS[form.channels]}; ${why}`],
    ["Fit", fitFact(entry)],
    ...(mirror ? [["Mirrored", `${formatNumber(2 * (count - holdout))} examples`] as const] : []),
    ["Decoded in", path],
  ];
}

async function cached(
  { argument, options, places }: DataRequest,
  files: readonly ImageFile[],
  form: Form,
  say: (line: string) => void,
): Promise<ImageCache> {
  const { place, notice } = await cacheFolder(places.cacheDir);
  const identity = JSON.stringify([resolve(argument), form, options.followLinks ?? false]);
  const key = createHash("sha256").update(identity).digest("hex").slice(0, 24);
  const found = await findCache(place, key, files, form);
  if (found) return found;
  if (notice !== undefined) say(notice);
  say(`Decoding ${counted(files.length, "picture")} (once; kept in ${place})`);
  const view = createCountView(["Decoding", "pictures"], files.length);
  try {
    return await buildCache(place, key, files, form, view.update);
  } finally {
    view.stop();
  }
}

interface ReadHeader extends Header {
  readonly path: string;
}

/** Headers of at most {@link LOOKED_AT} files, evenly chosen; unreadable ones are left for decoding to report. */
async function readHeaders(files: readonly ImageFile[]): Promise<readonly ReadHeader[]> {
  const every = Math.max(1, files.length / LOOKED_AT);
  const chosen = files.filter((_, i) => Math.floor(i / every) !== Math.floor((i - 1) / every));
  const headers: ReadHeader[] = [];
  for (let from = 0; from < chosen.length; from += 16) {
    const read = chosen.slice(from, from + 16).map(({ path }) =>
      readHeader(path).then(
        (header) => ({ ...header, path }),
        (error: unknown) => reasonOf(error),
      ),
    );
    for (const header of await Promise.all(read)) if (typeof header !== "string") headers.push(header);
  }
  return headers;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const COLOURS = { 1: "grey", 3: "colour", 4: "colour and transparency" } as const;

/** What every picture is made into, and why. */
function chooseForm(headers: readonly Header[], options: DataRequest["options"]): { form: Form; why: string } {
  const { alpha = false, background = "#ffffff" } = options;
  const short = median(headers.map(({ width, height }) => Math.min(width, height)));
  const fitting = SIZES.find((size) => size <= short) ?? Math.min(...SIZES);
  const grey = !alpha && (options.grey ?? (headers.length > 0 && headers.every((header) => header.grey)));
  const { fit = "cover", range } = options;
  const form = formOf(alpha ? 4 : grey ? 1 : 3, options.size ?? fitting, fit, { background, range });
  const sized = options.size === undefined ? `${flagName("size")} chooses another size` : "";
  const coloured = options.grey === undefined && grey ? "all are grey" : "";
  return {
    form,
    why: [sized, coloured, alpha ? `${background} where nothing is seen` : `${background} behind transparent pixels`]
      .filter(Boolean)
      .join("; "),
  };
}

function formatsOf(headers: readonly Header[]): string {
  const formats = [...new Set(headers.map(({ format }) => format))].sort();
  return formats.join(", ");
}

function sizesOf(headers: readonly Header[]): string {
  const sizes = new Set(headers.map(({ width, height }) => `${width}×${height}`));
  if (sizes.size <= 3) return [...sizes].join(", ");
  const [widths, heights] = [headers.map(({ width }) => width), headers.map(({ height }) => height)];
  const range = (values: readonly number[]): string => `${Math.min(...values)} to ${Math.max(...values)}`;
  return `${range(widths)} wide, ${range(heights)} high, median of the shorter side ${median(
    headers.map(({ width, height }) => Math.min(width, height)),
  )}`;
}

const noneDecoded = (argument: string, files: number, left: readonly Skipped[]): Error =>
  problem({
    doing: `reading data ${argument}`,
    expected: "pictures that can be decoded",
    came: `${counted(files, "file")}, none of which can be: ${few(left)}`,
    next: "Check the files.",
  });

const greyAndClear = (argument: string): Error =>
  problem({
    doing: `reading data ${argument}`,
    expected: `colour, for ${flagName("alpha")}`,
    came: flagName("grey"),
    next: "Leave one of them out.",
  });

async function noPictures(
  argument: string,
  others: ReadonlyMap<string, number>,
  skipped: readonly Skipped[],
): Promise<Error> {
  const kinds = [
    ...kindsOf(others),
    ...(skipped.length > 0 ? [`${formatNumber(skipped.length)} left out: ${few(skipped)}`] : []),
  ];
  return problem({
    doing: `reading data ${argument}`,
    expected: `a folder with ${FORMATS} files`,
    came: kinds.length === 0 ? "an empty folder" : `one with other files: ${kinds.join(", ")}`,
    next: pictureAdvice(others) ?? (await arrayToName(argument)) ?? "Check the path.",
  });
}
