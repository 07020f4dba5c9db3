/** CSV as it is written (RFC 4180): the one place where cells become a line. */

export interface CsvStyle {
  /** What stands between fields: a comma, but a semicolon where commas are decimal marks, or a tab. */
  readonly separator: "," | ";" | "\t";
  /**
   * Text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, a tab or a line break at its start) is prefixed by an
   * apostrophe (OWASP, CSV injection). Numbers are never touched.
   */
  readonly safe: boolean;
}

const FORMULA = /^[=+\-@\t\r\n]/;

/** What text becomes so that no spreadsheet takes it for a formula. */
export const safeText = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** A cell of text. One that looks like a formula is quoted in any case. */
export function textCell(text: string, { separator, safe }: CsvStyle): string {
  const content = safe ? safeText(text) : text;
  return FORMULA.test(text) || /["\r\n\t]/.test(text) || text.includes(separator) || text.trim() !== text
    ? `"${content.replaceAll('"', '""')}"`
    : content;
}

/** A cell that holds a number in some form. */
export const numberCell = (text: string, { separator }: CsvStyle): string =>
  text.includes(separator) ? `"${text}"` : text;

export const csvLines = (lines: readonly (readonly string[])[], { separator }: CsvStyle): string =>
  `${lines.map((cells) => cells.join(separator)).join("\n")}\n`;
