// What a run's quality over its time comes to.
import { digits } from "../statistics.mjs";

/**
 * Minutes until FID was at most `target`: between two marks, in proportion to the logarithm of FID. `curve`: marks of `seconds` and `fid`, in
 * order. Undefined where it never was.
 */
export function minutesTo(curve, target) {
  const at = curve.findIndex(({ fid }) => fid <= target);
  if (at < 0) return undefined;
  const [before, first] = [curve[at - 1], curve[at]];
  if (!before) return first.seconds / 60;
  const share = Math.log(before.fid / target) / Math.log(before.fid / first.fid);
  return (before.seconds + share * (first.seconds - before.seconds)) / 60;
}

/** Minutes and FID of both at each mark, and then how long each took to reach the target. */
export function qualityTable(runs, target) {
  const columns = ["of the steps", ...runs.flatMap(({ name, steps }) => [`${name}, ${steps} steps: minutes`, "FID"])];
  const marks = runs[0]?.curve.length ?? 0;
  const rows = Array.from({ length: marks }, (_, i) => [
    `${digits((100 * (i + 1)) / marks)} %`,
    ...runs.flatMap(({ curve }) => [digits(curve[i].seconds / 60), digits(curve[i].fid)]),
  ]);
  const reached = runs.flatMap(({ curve }) => {
    const minutes = minutesTo(curve, target);
    return [minutes === undefined ? "never" : digits(minutes), `≤ ${target}`];
  });
  return { columns, rows: [...rows, ["minutes to the stated FID", ...reached]] };
}
