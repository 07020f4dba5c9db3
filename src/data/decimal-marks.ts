/** Which mark stands before the decimals of a column. */
import type { Separator } from "./delimited.ts";
import type { ColumnFields, DecimalMark } from "./number-column.ts";

/** The mark before decimals in each column. Where it cannot be told from a column itself, it is that of most others. */
export function marksOf(
  columns: readonly ColumnFields[],
  separator: Separator,
  decimal: "auto" | DecimalMark,
): readonly DecimalMark[] {
  if (decimal !== "auto") return columns.map(() => decimal);
  const own = columns.map(({ fits, filled }): DecimalMark | undefined => {
    if (fits.point === fits.comma || Math.max(fits.point, fits.comma) < filled / 2) return undefined;
    return fits.point > fits.comma ? "point" : "comma";
  });
  const votes = (mark: DecimalMark): number => own.filter((one) => one === mark).length;
  const [points, commas] = [votes("point"), votes("comma")];
  // 1,234 alone: semicolons are chosen where commas are decimal marks.
  const equal = separator === "semicolon" && !columns.some(({ points: some }) => some) ? "comma" : "point";
  const usual = points === commas ? equal : points > commas ? "point" : "comma";
  return own.map((mark) => mark ?? usual);
}
