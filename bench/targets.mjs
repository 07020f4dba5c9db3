// What the project wants to reach against its peers, beside what a run has measured.
import { javaScriptFamilies } from "./peers.mjs";
import { digits, median, pairedRatio } from "./statistics.mjs";
import { fastest } from "./table.mjs";

const toys = { pytorch: 5, javaScript: 12, wasm: 3 };
const perceptrons = { pytorch: 1.2, javaScript: 6, peak: 65 };
const convolutions = { pytorch: 1.2, javaScript: 12, peak: 50 };

/** Ratios are at least these; `peak` is in percent. The same for all: starts and memory. */
const targets = {
  W1: toys,
  W1b: toys,
  W2: perceptrons,
  W2b: perceptrons,
  W2c: perceptrons,
  W3: convolutions,
  W4: convolutions,
  W5: convolutions,
  S: { pytorch: 1.2, javaScript: 4, peak: 50 },
};
const START = 2;
const MEMORY = { pytorch: 0.6, javaScript: 1 };

const columns = ["workload", "figure", "target", "reached", ""];

/** A row per target that the run can tell of; `families` names each peer's family. */
export function targetsOf(measured, families, peak) {
  const rows = measured.flatMap(({ name, flops, results }) => {
    const of = (...wanted) => fastest(results, ({ peer }) => wanted.includes(families[peer]));
    const [native, wasm] = [of("saddlepoint native"), of("saddlepoint wasm")];
    const [torch, scripts] = [of("PyTorch"), of(...javaScriptFamilies)];
    if (!native) return [];
    const ratio = (theirs, ours) => theirs && ours && pairedRatio(theirs.millisecondsPerStep, ours.millisecondsPerStep);
    const wanted = targets[name];
    const speed = flops / median(native.millisecondsPerStep) / 1e6;
    const least = (figure, target, reached, unit) =>
      target && reached ? [[name, figure, `≥ ${target}${unit}`, `${digits(reached)}${unit}`, reached >= target]] : [];
    const most = (figure, target, reached) =>
      reached ? [[name, figure, `≤ ${target}×`, `${digits(reached)}×`, reached <= target]] : [];
    return [
      ...least("speed against PyTorch", wanted.pytorch, ratio(torch, native), "×"),
      ...least(`speed against ${scripts?.peer}`, wanted.javaScript, ratio(scripts, native), "×"),
      ...least(`wasm against ${scripts?.peer}`, wanted.wasm, ratio(scripts, wasm), "×"),
      ...least("of the machine's peak", wanted.peak, (100 * speed) / peak, " %"),
      ...least("start against PyTorch", START, torch && torch.startSeconds / native.startSeconds, "×"),
      ...most("memory against PyTorch", MEMORY.pytorch, torch && native.peakBytes / torch.peakBytes),
      ...most(`memory against ${scripts?.peer}`, MEMORY.javaScript, scripts && native.peakBytes / scripts.peakBytes),
    ];
  });
  return {
    columns,
    rows: rows.map((row) => row.map((cell) => (typeof cell === "boolean" ? (cell ? "met" : "missed") : cell))),
  };
}
