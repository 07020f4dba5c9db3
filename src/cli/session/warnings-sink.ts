import { formatNumber, type MetricsLine, type Warning } from "../../inner.ts";
import type { Sink } from "../logs/sink.ts";
import { warningsOfRun } from "../report/report.ts";
import type { Output } from "../terminal/output.ts";
import type { Session } from "./session.ts";

/** Reports in a row that give rise to a warning before it is said: games often begin with a D that is ahead for a while. */
const STANDING = 10;

/** Says while a run goes on what is the matter with it: each kind once, when it has stood for {@link STANDING} reports. */
export function warningsSink({ record, data, metrics }: Session, { say }: Output): Sink {
  const { config } = record;
  const lines: MetricsLine[] = [...metrics];
  const stood = new Map<Warning["kind"], number>();
  const modes = data.density?.modes?.centers.length;
  return {
    event: (event) => {
      if (event.type !== "recorded") return;
      lines.push(event.line);
      const warnings = warningsOfRun(config, lines, event.step, modes);
      for (const kind of [...stood.keys()]) {
        // What was said once is not said again in this session.
        if ((stood.get(kind) ?? 0) < STANDING && !warnings.some((warning) => warning.kind === kind)) stood.delete(kind);
      }
      for (const { kind, step, says, suggestion } of warnings) {
        const times = (stood.get(kind) ?? 0) + 1;
        stood.set(kind, times);
        if (times === STANDING) say(`Warning, step ${formatNumber(step)}: ${says} ${suggestion}`);
      }
    },
  };
}
