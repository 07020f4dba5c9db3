/** Rows of a mixed table under conditions, by what draws them for `saddlepoint sample --where`. */
import { csvRows, nothingMade, type RowSampler, rowText } from "#inner";
import type { DrawnRows, RowsWish } from "./protocol.ts";

/** Rows that the page shows. */
const SHOWN = 50;
const DOING = "drawing rows";

export async function drawTable({ rows, written }: RowSampler, { seed, count, where }: RowsWish): Promise<DrawnRows> {
  const wanted = Object.keys(where).length > 0 ? { where } : {};
  const { tables, notices } = await rows({ seed, count, ...wanted }, DOING);
  const writer = csvRows(written, { safe: true });
  const shown: string[][] = [];
  const parts: Uint8Array[] = [];
  let next = await tables.next();
  for (; !next.done; next = await tables.next()) {
    const some = { ...next.value, seed };
    for (let row = 0; row < some.table.rows && shown.length < SHOWN; row++) {
      shown.push(written.map((column) => rowText(column, some, row)));
    }
    parts.push(await writer.rows(some));
  }
  const tally = next.value;
  if (tally.made === 0) throw nothingMade(DOING, tally);
  parts.push(await writer.end());
  return { names: written.map(({ name }) => name), rows: shown, csv: whole(parts), tally, notices };
}

function whole(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
