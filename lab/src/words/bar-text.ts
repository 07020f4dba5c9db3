/** A bar of a column of a mixed table, and a share of its rows, as people read them. */
import { formatNumber } from "#inner";
import type { Bar } from "../worker/bars.ts";
import type { TableWords } from "./messages.ts";

export function barText(bar: Bar, t: TableWords): string {
  switch (bar.kind) {
    case "value":
      return bar.text === "" ? t.empty : bar.text;
    case "range":
      return bar.from === bar.to ? bar.from : `${bar.from}–${bar.to}`;
    case "others":
      return t.others(formatNumber(bar.count));
    case "gap":
      return t.gap;
  }
}

/** 12 %, 3.4 %, < 0.1 %. */
export function percentText(share: number): string {
  if (Number.isNaN(share)) return "–";
  if (share > 0 && share < 0.001) return "< 0.1 %";
  return `${share < 0.0995 && share > 0 ? (100 * share).toFixed(1) : Math.round(100 * share)} %`;
}
