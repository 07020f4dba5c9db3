import type { Sink } from "../logs/sink.ts";
import { appendMetrics } from "../run/metrics-record.ts";

/** Writes metrics.jsonl. */
export const metricsSink = (folder: string): Sink => ({
  event: async (event) => {
    if (event.type === "recorded") await appendMetrics(folder, event.line);
  },
});
