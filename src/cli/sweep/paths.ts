/** Where what is in the folder of a sweep. */
import { join } from "node:path";

export const sweepPaths = (folder: string) => ({
  plan: join(folder, "sweep.json"),
  /** Scores, the table and what it says. */
  results: join(folder, "results.json"),
  table: join(folder, "table.csv"),
  report: join(folder, "report.html"),
  runs: join(folder, "runs"),
  /** What runs say while they train. */
  logs: join(folder, "logs"),
});
