/** Where what is in a run folder. */
import { join } from "node:path";

export const runPaths = (folder: string) => ({
  config: join(folder, "config.json"),
  metrics: join(folder, "metrics.jsonl"),
  checkpoints: join(folder, "checkpoints"),
  samples: join(folder, "samples"),
  progress: join(folder, "samples", "progress.webp"),
  evaluation: join(folder, "evaluation.json"),
  stopped: join(folder, "stopped.json"),
  theoryRecord: join(folder, "theory.json"),
  /** Pictures of the theory's readings. */
  theory: join(folder, "theory"),
  scores: join(folder, "scores.json"),
  /** What rows of a table are worth. */
  quality: join(folder, "quality.json"),
  /** Pictures of scores. */
  evaluations: join(folder, "evaluation"),
  report: join(folder, "report.html"),
  /** What is written for other tools. */
  logs: join(folder, "logs"),
});
