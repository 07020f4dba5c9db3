/** Values of a file that knows types (JSON, Parquet) as records: their types are kept, and nothing is guessed of them. */
import { dateText } from "./date-form.ts";
import type { FieldColumn, StatedKind } from "./records.ts";

/** What a date is written like, where the file has moments and no text. */
export interface MomentForm {
  /** Days without a time. */
  readonly day?: boolean;
  /** Times of the day without a date. */
  readonly time?: boolean;
  /** They are of UTC. */
  readonly zone?: boolean;
}

function kindOfCell(cell: unknown): StatedKind | undefined {
  if (cell === null || cell === undefined || (typeof cell === "number" && Number.isNaN(cell))) return undefined;
  if (typeof cell === "number" || typeof cell === "bigint") return "number";
  if (typeof cell === "boolean") return "boolean";
  if (typeof cell === "string") return "text";
  return cell instanceof Date ? "date" : "nested";
}

/** A column of values. Of several types in one column nothing is stated: it is found out as in text. */
export function cellColumn(
  name: string,
  cells: readonly unknown[],
  { moments = {}, unnamed = false }: { readonly moments?: MomentForm; readonly unnamed?: boolean } = {},
): FieldColumn {
  const kinds = new Set<StatedKind>();
  for (const cell of cells) {
    const kind = kindOfCell(cell);
    if (kind) kinds.add(kind);
  }
  const stated = kinds.has("nested") ? "nested" : kinds.size === 1 ? [...kinds][0] : undefined;
  const pattern = stated === "date" ? momentPattern(cells, moments) : "YYYY-MM-DDTHH:mm:ss.SSSZ";
  const text = (cell: unknown): string | undefined => {
    if (kindOfCell(cell) === undefined) return undefined;
    if (cell instanceof Date)
      return Number.isNaN(cell.getTime())
        ? undefined
        : dateText({ pattern, resolution: "millisecond" }, cell.getTime());
    return typeof cell === "object" ? JSON.stringify(cell, bigints) : String(cell);
  };
  return { name, field: (row) => text(cells[row]), ...(stated ? { stated } : {}), ...(unnamed ? { unnamed } : {}) };
}

const bigints = (_: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);

/** No finer than the moments are. */
function momentPattern(cells: readonly unknown[], { day, time, zone }: MomentForm): string {
  if (day) return "YYYY-MM-DD";
  const fine = cells.some((cell) => cell instanceof Date && cell.getTime() % 1000 !== 0);
  const clock = fine ? "HH:mm:ss.SSS" : "HH:mm:ss";
  return time ? clock : `YYYY-MM-DD${zone ? "T" : " "}${clock}${zone ? "Z" : ""}`;
}
