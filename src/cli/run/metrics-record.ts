/** metrics.jsonl: a line for every report of a run. */
import { formatNumber, type MetricsLine, parseMetricsLine } from "../../inner.ts";
import { readLines } from "../data/reading.ts";
import { append, exists, writeWhole } from "../files/writing.ts";
import { runPaths } from "./paths.ts";

/**
 * The lines of metrics.jsonl. One that is none is left out; but for a last one, which a kill may have cut off, `say` is told how
 * many there are.
 */
export async function readMetrics(
  folder: string,
  say: (line: string) => void = () => undefined,
): Promise<MetricsLine[]> {
  const path = runPaths(folder).metrics;
  const lines: MetricsLine[] = [];
  let [damaged, last] = [0, false];
  if (!(await exists(path))) return lines;
  for await (const text of readLines(path, "lines")) {
    const line = parseMetricsLine(text);
    last = line === undefined;
    if (line) lines.push(line);
    else damaged++;
  }
  if (last) damaged--;
  if (damaged > 0) {
    say(
      `${formatNumber(damaged)} ${damaged === 1 ? "line" : "lines"} of ${path} cannot be read and ${damaged === 1 ? "is" : "are"} left out.`,
    );
  }
  return lines;
}

export const appendMetrics = (folder: string, line: MetricsLine): Promise<void> =>
  append(runPaths(folder).metrics, `${JSON.stringify(line)}\n`);

export const saveMetrics = (folder: string, lines: readonly MetricsLine[]): Promise<void> =>
  writeWhole(runPaths(folder).metrics, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
