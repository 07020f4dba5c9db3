import { formatNumber } from "../data/counted.ts";
import type { Config } from "./config.ts";

/** Who moves how often in a round, in a few words. */
export function turnsText({ dSteps, gSteps }: Pick<Config, "dSteps" | "gSteps">): string {
  const ofD = `${formatNumber(dSteps)} D step${dSteps === 1 ? "" : "s"}`;
  return gSteps === 1 ? `${ofD} per G step` : `${ofD} and ${formatNumber(gSteps)} G steps per round`;
}
