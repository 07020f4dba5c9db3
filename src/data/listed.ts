import { formatNumber } from "./counted.ts";

/** Names one after the other; of many the first ones, and how many more there are. */
export function listed(names: readonly string[], most = 6): string {
  if (names.length <= most + 1) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${formatNumber(names.length - most)} more`;
}
