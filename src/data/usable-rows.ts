/** Rows of a typed table that are learned from: not those with an infinite number, an outlier or, where that is asked for, a gap. */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { counted, formatNumber } from "./counted.ts";
import type { GapRule } from "./gaps.ts";
import { listed } from "./listed.ts";
import { outliersOf } from "./outliers.ts";
import { isNominal, type TypedColumn, type TypedTable } from "./typed-table.ts";

export interface UsableRows {
  readonly table: TypedTable;
  /** What was left out or filled in, a sentence each. */
  readonly notices: readonly string[];
}

interface Choices {
  readonly nan?: GapRule;
  readonly outliers?: "drop" | "keep";
}

/** Leaves rows out. Throws, with the columns that are to blame, where none is left. */
export function usableRows(
  doing: string,
  table: TypedTable,
  placeOf: (row: number) => string,
  { nan, outliers = "drop" }: Choices,
): UsableRows {
  const left = new Uint8Array(table.rows);
  const notices = [
    ...withoutInfinite(table, left, placeOf),
    ...(outliers === "drop" ? withoutOutliers(table, left, placeOf) : []),
    ...(nan === "drop" ? withoutGaps(table, left) : []),
  ];
  const kept = left.reduce((count, out) => count - out, table.rows);
  if (kept === 0) {
    throw problem({
      doing,
      expected: "a row that can be learned from",
      came: `${counted(table.rows, "row")}, all with ${nan === "drop" ? `gaps (${gapsText(table)})` : "infinite numbers"}`,
      next:
        nan === "drop"
          ? `Without ${option("nan", "drop")} gaps are learned; ${option("columns")} names columns to take.`
          : `Leave columns out by ${option("leaveOut")}.`,
    });
  }
  const rest = kept === table.rows ? table : onlyRows(table, left, kept);
  const filled = nan === "mean" ? withMeans(rest) : { table: rest, notices: [] };
  return {
    table: filled.table,
    notices: [...notices, ...filled.notices, ...(nan === undefined ? gapNotice(rest) : [])],
  };
}

/** Gaps by column: `a 12, b 3`, most first. */
function gapsText({ columns }: TypedTable): string {
  const found = columns
    .map(({ name, values }) => ({ name, gaps: values.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0) }))
    .filter(({ gaps }) => gaps > 0)
    .sort((a, b) => b.gaps - a.gaps);
  return listed(found.map(({ name, gaps }) => `${name} ${formatNumber(gaps)}`));
}

function gapNotice(table: TypedTable): readonly string[] {
  const gaps = gapsText(table);
  return gaps === ""
    ? []
    : [
        `Gaps are learned as gaps (${gaps}); ${option("nan", "drop")} leaves their rows out, ${option("missing")} names what counts as one.`,
      ];
}

/** An infinite number is no number, and no gap. */
function withoutInfinite(table: TypedTable, left: Uint8Array, placeOf: (row: number) => string): readonly string[] {
  const places: string[] = [];
  for (const { name, values } of table.columns) {
    values.forEach((value, row) => {
      if (Number.isFinite(value) || Number.isNaN(value) || left[row] === 1) return;
      left[row] = 1;
      places.push(`${name} in ${placeOf(row)}`);
    });
  }
  const [is, has] = places.length === 1 ? ["is", "it has"] : ["are", "they have"];
  return places.length === 0
    ? []
    : [
        `${counted(places.length, "row")} ${is} left out, as ${has} an infinite number (${listed(places, 3)}); ${option("leaveOut")} can leave out the column.`,
      ];
}

function withoutOutliers(table: TypedTable, left: Uint8Array, placeOf: (row: number) => string): readonly string[] {
  const says: string[] = [];
  const out = new Set<number>();
  for (const column of table.columns) {
    if (column.kind !== "number" && column.kind !== "integer") continue;
    const rows = usable(column, left);
    for (const { row: at, value, times } of outliersOf(rows.map((row) => column.values[row] as number))) {
      const row = rows[at] as number;
      out.add(row);
      says.push(
        `${column.name} is ${value} in ${placeOf(row)}, ${Number(times.toPrecision(2))} times as far from the middle as the rest`,
      );
    }
  }
  for (const row of out) left[row] = 1;
  const [are, outliers, them] = out.size === 1 ? ["is", "an outlier", "it"] : ["are", "outliers", "them"];
  return out.size === 0
    ? []
    : [
        `${counted(out.size, "row")} ${are} left out for ${outliers}: ${listed(says, 3)}; ${option("outliers", "keep")} trains on ${them}.`,
      ];
}

/** Rows with a value that are not left out. */
const usable = ({ values }: TypedColumn, left: Uint8Array): Float64Array =>
  Float64Array.from(values.keys()).filter((row) => left[row] === 0 && !Number.isNaN(values[row]));

function withoutGaps(table: TypedTable, left: Uint8Array): readonly string[] {
  let gaps = 0;
  for (let row = 0; row < table.rows; row++) {
    if (left[row] === 1 || !table.columns.some(({ values }) => Number.isNaN(values[row]))) continue;
    left[row] = 1;
    gaps++;
  }
  return gaps === 0
    ? []
    : [
        `${formatNumber(gaps)} of ${counted(table.rows, "row")} ${gaps === 1 ? "is" : "are"} left out (${option("nan", "drop")}), as values are missing: ${gapsText(table)}.`,
      ];
}

function onlyRows(table: TypedTable, left: Uint8Array, kept: number): TypedTable {
  const columns = table.columns.map((column) => {
    const values = column.values.filter((_, row) => left[row] === 0);
    return column.kind === "category" ? seenLevels({ ...column, values }) : { ...column, values };
  });
  return { columns, rows: kept };
}

/** Without levels that only rows had that are left out. */
function seenLevels(column: TypedColumn): TypedColumn {
  const { levels = [], values } = column;
  const places = new Float64Array(levels.length).fill(Number.NaN);
  for (const level of values) if (!Number.isNaN(level)) places[level] = 0;
  let next = 0;
  const seen = levels.filter((_, level) => {
    if (Number.isNaN(places[level])) return false;
    places[level] = next++;
    return true;
  });
  return seen.length === levels.length
    ? column
    : { ...column, levels: seen, values: values.map((level) => places[level] ?? Number.NaN) };
}

/** The mean in the place of gaps in numbers and dates; of words there is none, and their gaps stay. */
function withMeans(table: TypedTable): UsableRows {
  const filled: string[] = [];
  const columns = table.columns.map((column) => {
    const { values, kind } = column;
    const gaps = values.filter(Number.isNaN).length;
    if (gaps === 0 || isNominal(column) || gaps === values.length) return column;
    const sum = values.reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0);
    const exact = sum / (values.length - gaps);
    const mean = kind === "number" ? exact : Math.round(exact);
    filled.push(`${column.name} ${formatNumber(gaps)}`);
    const { gap: _, ...rest } = column;
    return { ...rest, values: values.map((value) => (Number.isNaN(value) ? mean : value)) };
  });
  const still = gapNotice({ ...table, columns });
  return {
    table: { ...table, columns },
    notices: [
      ...(filled.length === 0
        ? []
        : [`The mean of the column takes the place of its gaps (${option("nan", "mean")}): ${listed(filled)}.`]),
      ...still,
    ],
  };
}
