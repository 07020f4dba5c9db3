/** Kinds of files that people bring, known by their first bytes and by their endings, and the way on for those not read. */
import { gunzipSync, constants as zlib } from "node:zlib";

/** So much of a file tells its kind (a tar file says it at byte 257). */
export const HEAD_BYTES = 4096;

export interface FileKind {
  /** As in "a Parquet file". */
  readonly name: string;
  /** Without the dot, in lower case. */
  readonly endings: readonly string[];
  /** Whether a file that begins so is of this kind. Left out where only the ending tells. */
  readonly begins?: (head: Uint8Array) => boolean;
  /** `read`: decoded in a folder; `not read`: a picture that has to be converted. */
  readonly picture?: "read" | "not read";
  /** What to do instead of giving it as data, as a sentence. */
  readonly next?: string;
}

/** Bytes of the brands that are looked at. */
const MOST_BRANDS = 64;

const bytesAt =
  (at: number, ...bytes: readonly number[]) =>
  (head: Uint8Array): boolean =>
    bytes.every((byte, i) => head[at + i] === byte);
const textAt = (at: number, text: string) => bytesAt(at, ...[...text].map((character) => character.charCodeAt(0)));
const any =
  (...tests: readonly ((head: Uint8Array) => boolean)[]) =>
  (head: Uint8Array): boolean =>
    tests.some((test) => test(head));
const all =
  (...tests: readonly ((head: Uint8Array) => boolean)[]) =>
  (head: Uint8Array): boolean =>
    tests.every((test) => test(head));

/** The brands in the first box (`ftyp`) of the ISO base media file format, its own first. */
const brand = (...names: readonly string[]) =>
  all(textAt(4, "ftyp"), (head) => names.some((name) => contains(name)(head.subarray(8, 8 + MOST_BRANDS))));

const textOf = (head: Uint8Array): string => new TextDecoder().decode(head).replace(/^\ufeff/, "");
/** XML from its first element on. */
const withoutProlog = (text: string): string =>
  text
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<[?!][^>[]*(?:\[[^\]]*\])?[^>]*>/g, "")
    .trimStart();
const contains = (part: string) => (head: Uint8Array) => new TextDecoder("latin1").decode(head).includes(part);
/** A name below a local header of a zip file. */
const zipWith = (part: string) => all(textAt(0, "PK\x03\x04"), contains(part));

const ONE_PICTURE = "Give the folder that it lies in, with more pictures.";
const toCsv = (read: string): string => `Save it as CSV, e.g. pd.${read}("FILE").to_csv("data.csv", index=False).`;
const toNpy = (read: string): string => `Save the array that counts as .npy, e.g. np.save("data.npy", ${read}).`;
const CONVERT = "Convert it to PNG or JPEG, and give the folder.";
const UNPACK = "Unpack it, and give the folder or the file that was in it.";
const WEIGHTS = "These are weights, no data to train on.";

/** The first that fits is the kind: more special ones stand before more general ones. */
export const kinds: readonly FileKind[] = [
  { name: "PNG", endings: ["png"], begins: bytesAt(0, 0x89, 0x50, 0x4e, 0x47), picture: "read", next: ONE_PICTURE },
  {
    name: "JPEG",
    endings: ["jpg", "jpeg", "jpe"],
    begins: bytesAt(0, 0xff, 0xd8, 0xff),
    picture: "read",
    next: ONE_PICTURE,
  },
  { name: "GIF", endings: ["gif"], begins: textAt(0, "GIF8"), picture: "read", next: ONE_PICTURE },
  {
    name: "WebP",
    endings: ["webp"],
    begins: all(textAt(0, "RIFF"), textAt(8, "WEBP")),
    picture: "read",
    next: ONE_PICTURE,
  },
  { name: "AVIF", endings: ["avif"], begins: brand("avif", "avis"), picture: "read", next: ONE_PICTURE },
  {
    name: "TIFF",
    endings: ["tif", "tiff"],
    begins: any(bytesAt(0, 0x49, 0x49, 0x2a, 0), bytesAt(0, 0x4d, 0x4d, 0, 0x2a), bytesAt(0, 0x49, 0x49, 0x2b, 0)),
    picture: "read",
    next: ONE_PICTURE,
  },
  {
    name: "HEIC",
    endings: ["heic", "heif", "hif"],
    begins: brand("heic", "heix", "heim", "heis", "hevc", "mif1", "msf1"),
    picture: "not read",
    next: CONVERT,
  },
  {
    name: "BMP",
    endings: ["bmp", "dib"],
    begins: all(textAt(0, "BM"), bytesAt(6, 0, 0, 0, 0)),
    picture: "not read",
    next: CONVERT,
  },
  {
    name: "JPEG XL",
    endings: ["jxl"],
    begins: any(bytesAt(0, 0xff, 0x0a), all(bytesAt(0, 0, 0, 0, 0x0c), textAt(4, "JXL "))),
    picture: "not read",
    next: CONVERT,
  },
  {
    name: "JPEG 2000",
    endings: ["jp2", "j2k", "jpf", "jpx"],
    begins: any(all(bytesAt(0, 0, 0, 0, 0x0c), textAt(4, "jP  ")), bytesAt(0, 0xff, 0x4f, 0xff, 0x51)),
    picture: "not read",
    next: CONVERT,
  },
  {
    name: "Netpbm",
    endings: ["ppm", "pgm", "pbm", "pnm", "pam"],
    begins: (head) => /^P[1-6]\s+[\d#]/.test(textOf(head.subarray(0, 8))),
    picture: "not read",
    next: CONVERT,
  },
  { name: "Photoshop", endings: ["psd", "psb"], begins: textAt(0, "8BPS"), picture: "not read", next: CONVERT },
  { name: "OpenEXR", endings: ["exr"], begins: bytesAt(0, 0x76, 0x2f, 0x31, 0x01), picture: "not read", next: CONVERT },
  { name: "Radiance HDR", endings: ["hdr"], begins: textAt(0, "#?RADIANCE"), picture: "not read", next: CONVERT },
  { name: "icon", endings: ["ico", "cur"], begins: bytesAt(0, 0, 0, 1, 0), picture: "not read", next: CONVERT },
  { name: "Targa", endings: ["tga"], picture: "not read", next: CONVERT },
  {
    name: "camera raw",
    endings: ["dng", "cr2", "cr3", "nef", "arw", "orf", "rw2", "raf"],
    picture: "not read",
    next: CONVERT,
  },
  {
    name: "SVG",
    endings: ["svg", "svgz"],
    begins: (head) => /^<(?:\w+:)?svg[\s>]/i.test(withoutProlog(textOf(head))),
    picture: "not read",
    next: CONVERT,
  },
  { name: "PDF", endings: ["pdf"], begins: textAt(0, "%PDF"), picture: "not read", next: CONVERT },
  { name: "PostScript", endings: ["ps", "eps", "ai"], begins: textAt(0, "%!PS"), picture: "not read", next: CONVERT },
  {
    name: "DICOM",
    endings: ["dcm", "dicom"],
    begins: textAt(128, "DICM"),
    picture: "not read",
    next: toNpy("np.stack([pydicom.dcmread(path).pixel_array for path in paths])"),
  },
  {
    name: "NIfTI",
    endings: ["nii"],
    begins: any(textAt(344, "n+1\0"), textAt(344, "ni1\0")),
    next: toNpy('nibabel.load("FILE").get_fdata()'),
  },
  { name: "NumPy", endings: ["npy"], begins: bytesAt(0, 0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59) },
  { name: "NumPy archive", endings: ["npz"], begins: zipWith(".npy") },
  {
    name: "Parquet",
    endings: ["parquet", "pq"],
    begins: textAt(0, "PAR1"),
  },
  {
    name: "Feather (Arrow)",
    endings: ["feather", "arrow", "ipc"],
    begins: any(textAt(0, "ARROW1"), textAt(0, "FEA1")),
    next: toCsv("read_feather"),
  },
  {
    name: "Excel",
    endings: ["xlsx", "xlsm"],
    begins: any(zipWith("xl/"), zipWith("[Content_Types].xml")),
    next: "Save the sheet as CSV.",
  },
  {
    name: "OpenDocument sheet",
    endings: ["ods"],
    begins: zipWith("opendocument.spreadsheet"),
    next: "Save the sheet as CSV.",
  },
  {
    name: "old Excel",
    endings: ["xls"],
    begins: bytesAt(0, 0xd0, 0xcf, 0x11, 0xe0),
    next: "Save the sheet as CSV.",
  },
  {
    name: "PyTorch",
    endings: ["pt", "pth", "ckpt"],
    begins: zipWith("data.pkl"),
    next: `It holds pickled Python objects, which are never opened. ${toNpy("tensor.numpy()")}`,
  },
  { name: "zip", endings: ["zip"], begins: any(textAt(0, "PK\x03\x04"), textAt(0, "PK\x05\x06")), next: UNPACK },
  {
    name: "HDF5",
    endings: ["h5", "hdf5", "hdf", "he5"],
    begins: bytesAt(0, 0x89, 0x48, 0x44, 0x46),
    next: toNpy('h5py.File("FILE")["NAME"][:]'),
  },
  {
    name: "MATLAB",
    endings: ["mat"],
    begins: textAt(0, "MATLAB "),
    next: toNpy('scipy.io.loadmat("FILE")["NAME"]'),
  },
  {
    name: "pickle",
    endings: ["pkl", "pickle", "joblib"],
    begins: all(bytesAt(0, 0x80), (head) => (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5),
    next: `It is never opened, as it can run any program. ${toNpy("array")}`,
  },
  {
    name: "SQLite",
    endings: ["sqlite", "sqlite3", "db"],
    begins: textAt(0, "SQLite format 3"),
    next: toCsv("read_sql"),
  },
  { name: "TFRecord", endings: ["tfrecord", "tfrecords"], next: toNpy("array") },
  { name: "Avro", endings: ["avro"], begins: textAt(0, "Obj\x01"), next: "Save it as CSV." },
  { name: "ORC", endings: ["orc"], begins: textAt(0, "ORC"), next: toCsv("read_orc") },
  { name: "Stata", endings: ["dta"], begins: textAt(0, "<stata_dta>"), next: toCsv("read_stata") },
  { name: "SPSS", endings: ["sav"], begins: textAt(0, "$FL2"), next: toCsv("read_spss") },
  {
    name: "R",
    endings: ["rds", "rdata", "rda"],
    next: "Save it as CSV, e.g. write.csv(x, 'data.csv', row.names = FALSE).",
  },
  { name: "safetensors", endings: ["safetensors"], next: WEIGHTS },
  { name: "ONNX", endings: ["onnx"], next: WEIGHTS },
  { name: "tar", endings: ["tar", "tgz"], begins: textAt(257, "ustar"), next: UNPACK },
  { name: "7z", endings: ["7z"], begins: bytesAt(0, 0x37, 0x7a, 0xbc, 0xaf), next: UNPACK },
  { name: "RAR", endings: ["rar"], begins: textAt(0, "Rar!"), next: UNPACK },
  { name: "xz", endings: ["xz"], begins: bytesAt(0, 0xfd, 0x37, 0x7a, 0x58), next: UNPACK },
  { name: "bzip2", endings: ["bz2"], begins: textAt(0, "BZh"), next: UNPACK },
  { name: "Zstandard", endings: ["zst"], begins: bytesAt(0, 0x28, 0xb5, 0x2f, 0xfd), next: UNPACK },
  { name: "gzip", endings: ["gz"], begins: bytesAt(0, 0x1f, 0x8b), next: UNPACK },
  { name: "WAV", endings: ["wav"], begins: all(textAt(0, "RIFF"), textAt(8, "WAVE")), next: toNpy("spectrograms") },
  {
    name: "sound",
    endings: ["mp3", "flac", "ogg", "m4a", "aac"],
    begins: any(textAt(0, "ID3"), textAt(0, "fLaC"), textAt(0, "OggS")),
    next: toNpy("spectrograms"),
  },
  {
    name: "video",
    endings: ["mp4", "m4v", "mov", "avi", "mkv", "webm"],
    begins: any(textAt(4, "ftyp"), all(textAt(0, "RIFF"), textAt(8, "AVI ")), bytesAt(0, 0x1a, 0x45, 0xdf, 0xa3)),
    next: "Save its frames as PNG or JPEG, and give the folder.",
  },
  {
    name: "IDX",
    endings: ["idx", "idx3-ubyte", "idx1-ubyte"],
    begins: (head) =>
      head[0] === 0 &&
      head[1] === 0 &&
      (head[2] ?? 0) >= 8 &&
      (head[2] ?? 0) <= 14 &&
      (head[3] ?? 0) >= 1 &&
      (head[3] ?? 0) <= 8,
  },
  {
    name: "JSON lines",
    endings: ["jsonl", "ndjson"],
  },
  {
    name: "JSON",
    endings: ["json", "geojson"],
    begins: (head) => /^\s*[[{]\s*["[{\]}\d-]/.test(textOf(head)),
    next: toCsv("read_json"),
  },
  {
    name: "HTML",
    endings: ["html", "htm"],
    begins: (head) => /^\s*<(?:!doctype html|html)/i.test(textOf(head)),
    next: "Perhaps a download went wrong: it is a web page.",
  },
  { name: "XML", endings: ["xml"], begins: (head) => /^\s*<\?xml/.test(textOf(head)), next: toCsv("read_xml") },
  { name: "YAML", endings: ["yaml", "yml"] },
  { name: "Python", endings: ["py", "ipynb"] },
];

const kindNamed = new Map(kinds.flatMap((kind) => kind.endings.map((ending) => [ending, kind] as const)));

/** `a/b.PNG` → `png`; empty for a name without one. */
export const endingOf = (name: string): string => /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";

export const kindByEnding = (name: string): FileKind | undefined => kindNamed.get(endingOf(name));

export const kindByHead = (head: Uint8Array): FileKind | undefined => kinds.find(({ begins }) => begins?.(head));

/** Text has no control characters but those of lines, tabs and pages. */
export function isText(head: Uint8Array): boolean {
  if (head.length === 0) return false;
  if (bytesAt(0, 0xff, 0xfe)(head) || bytesAt(0, 0xfe, 0xff)(head)) return true; // UTF-16
  return head.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 12 || byte === 13);
}

/** The first bytes of what is in a gzip file; empty if it is damaged. */
export function insideGzip(head: Uint8Array): Uint8Array {
  try {
    // The head of the file is no whole gzip file: what can be had of it is enough.
    return new Uint8Array(
      gunzipSync(head, { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: 64 * 1024 * 1024 }),
    ).subarray(0, HEAD_BYTES);
  } catch {
    return new Uint8Array();
  }
}
