/** Rows in the formats that files have, part after part: what is written needs never be in memory at once. */
import type { WrittenRows, WrittenSource } from "./written-columns.ts";

const encoder = new TextEncoder();
const encodeText = (text: string): Uint8Array => encoder.encode(text);

/** Writes rows in one format. */
export interface RowWriter {
  /** The bytes of some rows. */
  readonly rows: (rows: WrittenRows) => Uint8Array | Promise<Uint8Array>;
  /** What follows the last rows. */
  readonly end: () => Uint8Array | Promise<Uint8Array>;
}

interface RowFormatOptions {
  /** Text that a spreadsheet would take for a formula is made harmless, where the format is one for spreadsheets. */
  readonly safe: boolean;
}

export type RowFormat = (columns: readonly WrittenSource[], options: RowFormatOptions) => RowWriter;

/** A writer of text. */
export function textWriter(
  rows: (rows: WrittenRows, first: boolean) => string,
  end: (empty: boolean) => string,
): RowWriter {
  let first = true;
  return {
    rows: (some) => {
      const text = rows(some, first);
      first = false;
      return encodeText(text);
    },
    end: () => encodeText(end(first)),
  };
}
