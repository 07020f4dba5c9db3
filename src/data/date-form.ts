/** How dates and times of a column are written. What is read in a form is written in it again. */

/** The finest part of time that a column tells. */
export type DateResolution = "day" | "hour" | "minute" | "second" | "millisecond";

/**
 * A form, as letters that stand for digits: `YYYY-MM-DD`, `DD.MM.YYYY HH:mm`, `YYYY-MM-DDTHH:mm:ssZ`. YYYY year, MM month, DD day,
 * HH hour, mm minute, ss second, SSS millisecond; everything else stands for itself. Times without a zone are taken for UTC.
 */
export interface DateForm {
  readonly pattern: string;
  readonly resolution: DateResolution;
}
