/** Numbers as they stand in sentences, in any language. */
import type { Jsd } from "./saying.ts";

const SUPERSCRIPTS: Readonly<Record<string, string>> = Object.fromEntries(
  [..."-0123456789"].map((c, i) => [c, [..."⁻⁰¹²³⁴⁵⁶⁷⁸⁹"][i] ?? c]),
);
export const powerOfTen = (exponent: number): string =>
  `10${[...String(exponent)].map((c) => SUPERSCRIPTS[c]).join("")}`;

/** At most two digits that count; millions and more by powers of ten. */
export function rough(value: number): string {
  const [digits, exponent] = value.toExponential(1).split("e");
  if (!(Math.abs(value) >= 1e6) || exponent === undefined) return String(Number(value.toPrecision(2)));
  return `${Number(digits)}·${powerOfTen(Number(exponent))}`;
}
export const signed = (value: number): string => (value < 0 ? `−${rough(-value)}` : rough(value));
export const whole = (share: number): string => (share < 0.01 ? rough(100 * share) : String(Math.round(100 * share)));

/** 0.50, but 0.002 and 0.998: near the ends the third digit counts. */
export function answer(value: number): string {
  if (value < 0.0005 && value >= 0) return "< 0.001";
  if (value > 0.9995 && value <= 1) return "> 0.999";
  return value.toFixed(value < 0.01 || value > 0.99 ? 3 : 2).replace("-", "−");
}
/** As in "D(x) = 0.98", "D(x) > 0.999". */
export const is = (value: number): string => {
  const text = answer(value);
  return /^[<>]/.test(text) ? text : `= ${text}`;
};

/** An estimate may come out below 0; what it estimates may not. */
export const nats = ({ value, error, atLeast }: Jsd): string => {
  const at = Math.max(0, value);
  if (atLeast) return `≥ ${at.toFixed(3)}`;
  return `${at >= 0.01 ? at.toFixed(3) : at === 0 ? "0" : Number(at.toPrecision(1))} ± ${Number(error.toPrecision(1))}`;
};
