// Our formats: a whole file of each, and what is changed in it beyond what can be changed in any file.
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { hostileNumber, jsonText, mutateBytes, mutateJson, mutateTree, withKeyTwice } from "./mutations.mjs";

/** IDX: 6 images of 4×4 bytes. */
function idx(shape = [6, 4, 4], size = shape.reduce((a, b) => a * b, 1)) {
  const bytes = Buffer.alloc(4 + 4 * shape.length + size);
  bytes.set([0, 0, 8, shape.length]);
  shape.forEach((length, axis) => bytes.writeUInt32BE(length, 4 + 4 * axis));
  for (let i = 4 + 4 * shape.length; i < bytes.length; i++) bytes[i] = (i * 37) % 256;
  return bytes;
}

/** What inflates to 64 MB and says that it is six small images, or as much as that; made once, if at all. */
let bombs;
const bombsMade = () =>
  (bombs ??= [
    [6, 4, 4],
    [2 ** 16, 32, 32],
  ].map((shape) => gzipSync(Buffer.concat([idx(shape, 0), Buffer.alloc(2 ** 26)]))));

function mutateIdx(random) {
  if (random.chance(0.01)) return random.pick(bombsMade());
  const bytes = idx();
  if (random.chance(0.7)) {
    if (random.chance(0.3)) bytes[random.integer(4)] = random.integer(256);
    else bytes.writeUInt32BE(hostileNumber(random, 33), 4 + 4 * random.integer(3));
  }
  const changed = random.chance(0.4) ? mutateBytes(random, bytes) : bytes;
  if (random.chance(0.6)) return changed;
  const packed = gzipSync(changed);
  return random.chance(0.4) ? mutateBytes(random, packed) : packed;
}

/** .npy: 12 rows of 3 float32. */
function npy(header, data, version = 1, length = header.length) {
  const start = Buffer.alloc(version === 1 ? 10 : 12);
  start.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  if (version === 1) start.writeUInt16LE(length & 0xffff, 8);
  else start.writeUInt32LE(length >>> 0, 8);
  return Buffer.concat([start, Buffer.from(header), data]);
}

const numbers = Buffer.from(Float32Array.from({ length: 36 }, (_, i) => Math.sin(i)).buffer);

function mutateNpy(random) {
  const descr = random.pick([
    "'<f4'",
    "'<f4'",
    "'>f4'",
    "'<f2'",
    "'|u1'",
    "'<i8'",
    "'<c8'",
    "'|O'",
    "'<U3'",
    "'constructor'",
    "'__proto__'",
    "''",
    "[('a', '<f4')]",
    "None",
    `'${"f".repeat(5000)}'`,
  ]);
  const order = random.pick(["False", "False", "True", "None", "0"]);
  const length = () =>
    random.pick([
      "12",
      "3",
      "36",
      "0",
      "-3",
      "1e3",
      "9".repeat(30),
      "9".repeat(400),
      "4294967296",
      "None",
      "(1,)",
      "36L",
      " ",
    ]);
  const shape = random.pick([
    "(12, 3)",
    "(12, 3)",
    "(3, 4, 3)",
    "(36,)",
    "()",
    "(",
    "12",
    `(${length()}, ${length()})`,
    `(${length()},)`,
    `(${"1, ".repeat(random.pick([5, 40, 3000]))})`,
  ]);
  const header = `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }${random.pick(["\n", "", " ".repeat(70_000), "'shape': (1,)", "\0"])}`;
  const data = random.chance(0.2)
    ? random.pick([
        Buffer.from(new Float32Array(36).fill(Number.NaN).buffer),
        Buffer.alloc(144),
        numbers.subarray(1),
        Buffer.alloc(144, 0x7f),
      ])
    : numbers;
  const says = random.chance(0.2) ? hostileNumber(random, 33) : undefined;
  const bytes = npy(header, data, random.pick([1, 1, 1, 2, 3, 0, 255]), says);
  return random.chance(0.2) ? mutateBytes(random, bytes) : bytes;
}

/** 40 rows with names and four kinds of numbers. */
const table = [
  ["height", "weight", "age", "share"],
  ...Array.from({ length: 40 }, (_, i) => [
    (1.6 + Math.sin(i) / 5).toFixed(3),
    String(60 + ((i * 7) % 23)),
    String(18 + i),
    `${(i * 13) % 17}`,
  ]),
];

const CELLS = [
  "",
  "NaN",
  "inf",
  "-inf",
  "1e400",
  "-1e308",
  "1e308",
  "0x10",
  "00097",
  "9007199254740993",
  "12.5%",
  "$1,234.00",
  "1,37",
  "null",
  "=1+1",
  '"',
  '"a',
  'a"b',
  '""""',
  "\0",
  "\x1b[31m",
  "\x7f",
  "\ud800",
  "<script>",
  "&",
  "é",
  "𝄞",
  "2019-02-30",
  "true",
  "x".repeat(1000),
  "9".repeat(5000),
];

function mutateCsv(random) {
  const rows = table.map((row) => [...row]);
  for (let i = random.integer(4); i >= 0; i--) {
    const row = random.integer(random.chance(0.4) ? 1 : rows.length);
    const column = random.integer(4);
    switch (random.integer(9)) {
      case 0:
        for (const other of rows.slice(1)) other[column] = random.pick(CELLS);
        break;
      case 1:
        rows[row].push(random.pick(CELLS));
        break;
      case 2:
        rows[row].splice(column, 1);
        break;
      case 3:
        rows.splice(row, 1);
        break;
      case 4:
        rows.splice(row, 0, rows[row]);
        break;
      case 5:
        if (random.chance(0.1)) rows[row][column] = random.pick(["x", "1", '"', ",", "\0"]).repeat(2 ** 20);
        else for (const other of rows) other.push(...new Array(50).fill(other[0]));
        break;
      default:
        rows[row][column] = random.pick(CELLS);
    }
  }
  const separator = random.pick([",", ",", ",", ";", "\t", "|", " ", "\0"]);
  const end = random.pick(["\n", "\n", "\r\n", "\r", "\n\n", "\n# a comment\n"]);
  const text = `${random.pick(["", "", "", "\ufeff", "# a comment\n", "\n"])}${rows.map((row) => row.join(separator)).join(end)}${end}`;
  const bytes = Buffer.from(text, random.pick(["utf8", "utf8", "utf8", "utf16le", "latin1"]));
  return random.chance(0.15) ? mutateBytes(random, bytes) : bytes;
}

/** A safetensors file with this header text before these values; `length` is what it says of its header. */
function safetensors(header, values, length = BigInt(header.length)) {
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(length);
  return Buffer.concat([start, header, values]);
}

/** With the checksum that a file with this content must have: who changes a file on purpose can do that too. */
function sealed(bytes) {
  const at = bytes.indexOf('"sha256":"') + '"sha256":"'.length;
  const whole = Buffer.from(bytes);
  if (at < 10 || !/^[0-9a-f]{64}$/.test(whole.toString("latin1", at, at + 64))) return bytes;
  whole.fill("0", at, at + 64);
  whole.write(createHash("sha256").update(whole).digest("hex"), at);
  return whole;
}

function mutateCheckpoint(random, bytes) {
  if (random.chance(0.15)) return mutateBytes(random, bytes);
  const start = 8 + Number(bytes.readBigUInt64LE());
  const values = bytes.subarray(start);
  const header = JSON.parse(bytes.toString("utf8", 8, start));
  const entries = Object.keys(header).filter((name) => name !== "__metadata__");
  for (let i = random.integer(3); i >= 0; i--) {
    const entry = header[random.pick(entries)];
    const change = random.integer(8);
    if (typeof entry !== "object" || entry === null) mutateTree(random, header);
    else if (change === 0) for (const name of entries) header[name] = { ...entry };
    else if (change === 1) entry.data_offsets = [0, values.length];
    else if (change === 2)
      entry.shape = random.pick([
        [-1, -8],
        [2 ** 31, 2 ** 31],
        [1e300],
        [0],
        [],
        [8.5],
        ["8"],
        new Array(1000).fill(1),
      ]);
    else if (change === 3) entry.dtype = random.pick(["F16", "F64", "BF16", "I64", "BOOL", 32, null, ["F32"]]);
    else mutateTree(random, header);
  }
  const text = jsonText(header);
  const json = Buffer.from(random.chance(0.1) ? withKeyTwice(random, text) : text);
  const says = random.chance(0.1)
    ? random.pick([0n, 1n, 7n, BigInt(json.length + 1), 100_000_001n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n])
    : undefined;
  const file = safetensors(json, random.chance(0.1) ? mutateBytes(random, values) : values, says);
  return random.chance(0.7) ? sealed(file) : file;
}

const LINES = [
  "",
  "null",
  "[]",
  "{}",
  "0",
  "{",
  "\0",
  " ".repeat(2 ** 21),
  '{"step":-5}',
  '{"step":"abc"}',
  "[".repeat(10_000),
];

function mutateMetrics(random, bytes) {
  if (random.chance(0.15)) return mutateBytes(random, bytes);
  const lines = bytes.toString().trim().split("\n").map(Buffer.from);
  for (let i = random.integer(3); i >= 0; i--) {
    const at = random.integer(lines.length);
    switch (random.integer(8)) {
      case 0:
        lines.splice(at, random.integer(2), Buffer.from(random.pick(LINES)));
        break;
      case 1:
        lines.splice(at, 0, lines[at]);
        break;
      case 2:
        lines.reverse();
        break;
      case 3:
        lines[at] = mutateBytes(random, lines[at]);
        break;
      default:
        // What was changed before may be no JSON any more.
        lines[at] = changedLine(random, lines[at]);
    }
  }
  return Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")]));
}

function changedLine(random, line) {
  try {
    return mutateJson(random, line);
  } catch {
    return mutateBytes(random, line);
  }
}

/** `place`: of a file of a run; the others are data. `mutate` is given the whole file of a run. */
export const formats = [
  { name: "idx", file: "images-idx3-ubyte", mutate: mutateIdx },
  { name: "npy", file: "rows.npy", mutate: mutateNpy },
  { name: "csv", file: "table.csv", mutate: mutateCsv },
  { name: "safetensors", place: "checkpoints/step-40.safetensors", mutate: mutateCheckpoint },
  { name: "config", place: "config.json", mutate: mutateJson },
  { name: "metrics", place: "metrics.jsonl", mutate: mutateMetrics },
  { name: "evaluation", place: "evaluation.json", mutate: mutateJson },
  { name: "theory", place: "theory.json", mutate: mutateJson },
  { name: "scores", place: "scores.json", mutate: mutateJson },
];
