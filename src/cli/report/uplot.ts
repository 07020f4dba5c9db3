/** What draws curves in the reader's browser. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { readText } from "../data/reading.ts";

/** uPlot as it stands in a page. */
export interface Uplot {
  readonly script: string;
  readonly style: string;
}

const require = createRequire(import.meta.url);

export async function readUplot(): Promise<Uplot> {
  const folder = join(require.resolve("uplot"), "..");
  const [script, style] = await Promise.all([
    readText(join(folder, "uPlot.iife.min.js"), "installed"),
    readText(join(folder, "uPlot.min.css"), "installed"),
  ]);
  return { script, style };
}
