// Results of a workload as rows of a table, as text and as Markdown.
import { digits, median, pairedRatio, quantile } from "./statistics.mjs";

const columns = [
  "peer",
  "ms/step",
  "quartiles",
  "this project is",
  "GFLOP/s",
  "of peak",
  "start to first step, s",
  "peak memory, MB",
];

const milliseconds = ({ millisecondsPerStep: times }) => times ?? [];

/** The one with the shortest median among those that pass; undefined if none has been timed. */
export function fastest(results, passes = () => true) {
  const timed = results.filter((result) => !result.failed && milliseconds(result).length > 0 && passes(result));
  return timed.toSorted((a, b) => median(milliseconds(a)) - median(milliseconds(b)))[0];
}

/** How many times as long a peer takes as this project's fastest: "2.4× faster" or "1.3× slower". */
function ratioOf(result, ours) {
  if (!ours || result === ours) return "";
  const ratio = pairedRatio(milliseconds(result), milliseconds(ours));
  return ratio >= 1 ? `${digits(ratio)}× faster` : `${digits(1 / ratio)}× slower`;
}

/**
 * A workload's table: what cannot be told is "–", a peer that is missing or failed says so over the rest of its row. `peak` is in
 * GFLOP/s, `flops` those of one step; it is the processor's, and says nothing of what is `onCard`.
 */
export function tableOf(results, { ours, flops, peak, onCard = () => false }) {
  const best = fastest(results, ours);
  const rows = results.map((result) => {
    if (result.missing) return [result.peer, `missing: ${result.missing}`];
    if (result.failed) return [result.peer, `failed: ${result.failed}`];
    const times = milliseconds(result);
    const middle = median(times);
    const speed = flops / middle / 1e6;
    return [
      result.peer,
      digits(middle),
      `${digits(quantile(times, 0.25))}–${digits(quantile(times, 0.75))}`,
      ratioOf(result, best),
      digits(speed),
      peak && !onCard(result) ? `${digits((100 * speed) / peak, 2)} %` : "–",
      digits(result.startSeconds),
      digits(result.peakBytes / 1e6),
    ];
  });
  return { columns, rows };
}

/** Aligned columns; a message takes the rest of its line. */
export function asText({ columns: names, rows }) {
  const whole = rows.filter((row) => row.length === names.length);
  const widths = names.map((name, i) => {
    const cells = i === 0 ? rows : whole;
    return Math.max(name.length, ...cells.map((row) => row[i].length));
  });
  const line = (row) =>
    row
      .map((cell, i) => (i === 0 || row.length < names.length ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join("  ")
      .trimEnd();
  return [names, ...rows].map(line).join("\n");
}

const escaped = (cell) => cell.replaceAll("|", "\\|");

export function asMarkdown({ columns: names, rows }) {
  const line = (row) => {
    const full = [...row, ...names.slice(row.length).map(() => "")];
    return `| ${full.map(escaped).join(" | ")} |`;
  };
  return [line(names), `|---|${"---:|".repeat(names.length - 1)}`, ...rows.map(line)].join("\n");
}
