/** Whether a table fits into memory, by a look at its bytes: while it is taken apart every field is a text of its own. */
import { getHeapStatistics } from "node:v8";
import { formatNumber, problem } from "../../inner.ts";

/** Bytes of a line. 100,000 columns of 40 letters have as many, and what is longer is no table but for a lost line break. */
const LONGEST_LINE = 2 ** 22;

/** Bytes of memory for a field, and for a row besides: measured, with a fifth to spare. */
const [PER_FIELD, PER_ROW] = [75, 720];

const [LF, CR] = [0x0a, 0x0d];
/** What may stand between fields. */
const SEPARATORS = [",", ";", "\t", "|"].map((separator) => separator.charCodeAt(0));

/** `memory`: bytes that JavaScript may take. */
export function requireRoom(doing: string, bytes: Uint8Array, memory = getHeapStatistics().heap_size_limit): void {
  const counts = new Float64Array(256);
  let [longest, from] = [0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    counts[byte] = (counts[byte] as number) + 1;
    if (byte !== LF && byte !== CR) continue;
    longest = Math.max(longest, at - from);
    from = at + 1;
  }
  longest = Math.max(longest, bytes.length - from);
  if (longest > LONGEST_LINE) {
    throw problem({
      doing,
      expected: `lines of at most ${formatNumber(LONGEST_LINE)} bytes`,
      came: `one of ${formatNumber(longest)}`,
      next: "Write each row on a line of its own.",
    });
  }
  const count = (byte: number): number => counts[byte] as number;
  const rows = Math.max(count(LF), count(CR)) + 1;
  // Which one it is, is not known yet; there are hardly more of the others.
  const fields = rows + Math.max(...SEPARATORS.map(count));
  requireMemory(doing, bytes, { rows, fields, what: "lines" }, memory);
}

const [COMMA, BRACE, BRACKET] = [",", "{", "["].map((sign) => sign.charCodeAt(0)) as [number, number, number];

/** The same for rows in JSON, on one line or many: parsed, a value takes no more than a field does. */
export function requireJsonRoom(doing: string, bytes: Uint8Array, memory = getHeapStatistics().heap_size_limit): void {
  let [fields, rows] = [1, 0];
  for (const byte of bytes) {
    if (byte === COMMA) fields++;
    else if (byte === BRACE || byte === BRACKET) rows++;
  }
  requireMemory(doing, bytes, { rows, fields: fields + rows, what: "rows" }, memory);
}

/** Fields that there is room for. */
export const mostFields = (memory = getHeapStatistics().heap_size_limit): number => Math.floor(memory / PER_FIELD);

interface Counted {
  readonly rows: number;
  readonly fields: number;
  readonly what: "lines" | "rows";
}

function requireMemory(doing: string, bytes: Uint8Array, { rows, fields, what }: Counted, memory: number): void {
  const needed = 2 * bytes.length + PER_FIELD * fields + PER_ROW * rows;
  if (needed <= memory) return;
  const megabytes = Math.ceil(needed / 2 ** 20);
  throw problem({
    doing,
    expected: `a table that fits into the ${formatNumber(Math.round(memory / 2 ** 20))} MB that JavaScript may take`,
    came: `${formatNumber(rows)} ${what} of ${formatNumber(fields)} fields together, about ${formatNumber(megabytes)} MB`,
    next: `Give a part of its rows, save them as a .npy file, or start it by node --max-old-space-size=${megabytes}.`,
  });
}
