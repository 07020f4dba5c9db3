/** Which rows of a table are held out: a part of the whole, because tables come sorted by date, by class or by place. */
import { takenRows } from "./some-rows.ts";
import type { TypedTable } from "./typed-table.ts";

/** A number of 32 bits that tells nothing of `row`: the finaliser of MurmurHash3. Different rows have different ones. */
function mixed(row: number): number {
  let bits = row;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/**
 * Whether a row is one of the `holdout` of `rows`. The number of the row alone decides: a run that is resumed holds out the same ones,
 * and where more are held out the same are among them.
 */
export function heldOutRows(rows: number, holdout: number): (row: number) => boolean {
  if (holdout <= 0 || holdout >= rows) return () => holdout > 0;
  const order = Uint32Array.from({ length: rows }, (_, row) => mixed(row + 1));
  const last = order.toSorted()[holdout - 1] as number;
  return (row) => (order[row] as number) <= last;
}

/** The same rows with those to hold out at the end, each part in the order of the table. */
export function heldOutLast(table: TypedTable, holdout: number): TypedTable {
  if (holdout <= 0 || holdout >= table.rows) return table;
  const isHeld = heldOutRows(table.rows, holdout);
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  return takenRows(table, [...rows.filter((row) => !isHeld(row)), ...rows.filter(isHeld)]);
}
