/**
 * What stands beside a GAN for tables in every report: what costs next to nothing. A quality that one of these has too is no praise
 * for the GAN. A baseline is added by a row here, and a file for its function.
 */
import type { Baseline } from "./baseline.ts";
import { bootstrap } from "./bootstrap.ts";
import { copula } from "./copula.ts";
import { independent } from "./independent.ts";
import { trees } from "./trees.ts";

export const baselines = { independent, copula, bootstrap, trees } satisfies Record<string, Baseline>;
export type BaselineName = keyof typeof baselines;
export const baselineNames = Object.keys(baselines) as readonly BaselineName[];
