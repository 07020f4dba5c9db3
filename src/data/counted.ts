/** Numbers in sentences. */

/** 1000000 as 1,000,000; small and fractional numbers as they are. */
export const formatNumber = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toLocaleString("en-US") : String(value);

/** How often a second: 16,312 and 118 whole, 9.47 and 0.0312 in three digits. */
export const formatRate = (rate: number): string =>
  rate >= 10 ? formatNumber(Math.round(rate)) : String(Number(rate.toPrecision(3)));

/** `1 row`, `2,500 rows`. */
export const counted = (number: number, what: string): string =>
  `${formatNumber(number)} ${what}${number === 1 ? "" : "s"}`;
