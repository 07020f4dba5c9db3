/** What was measured over the steps: bounded in memory, whole over the run. */
import type { Frame, Reading } from "../worker/protocol.ts";

const FRAME_SERIES = [
  "dLoss",
  "gLoss",
  "penalty",
  "value",
  "meanDReal",
  "meanDFake",
  "dGradientNorm",
  "gGradientNorm",
  "minimaxNorm",
  "nonSaturatingNorm",
] as const;
const READING_SERIES = [
  "jsd",
  "jsdError",
  "distance",
  "modes",
  "modesOf",
  "highQuality",
  "energyDistance",
  "energyDistanceOfReal",
  "shapes",
  "pairs",
  "strongPairs",
] as const;

type FrameSeries = (typeof FRAME_SERIES)[number];
type ReadingSeries = (typeof READING_SERIES)[number];
export type SeriesName = FrameSeries | ReadingSeries;
export const seriesNames: readonly SeriesName[] = [...FRAME_SERIES, ...READING_SERIES];

/** `null` is a gap. */
export type Cell = number | null;
/** Steps, ascending, then one column for each name that was asked for. */
type Columns = readonly [steps: readonly number[], ...columns: (readonly Cell[])[]];

export interface History {
  /** A second frame of the same step takes the place of the first: D may move alone, which ends no round. */
  readonly add: (frame: Pick<Frame, "step" | "measures" | "lossNorms">) => void;
  readonly addReading: (reading: Reading) => void;
  /** Forgets everything after this step: the game went back, or starts again (−1). */
  readonly cutAfter: (step: number) => void;
  readonly has: (name: SeriesName) => boolean;
  /** First and last step, if there are any. */
  readonly span: () => readonly [first: number, last: number] | null;
  readonly columns: (names: readonly SeriesName[]) => Columns;
  /** Everything, line by line; gaps are empty fields. */
  readonly csv: () => string;
}

/** Lines by step, ascending. */
interface Table<Name extends string> {
  readonly steps: () => readonly number[];
  readonly column: (name: Name) => readonly Cell[];
  readonly put: (step: number, line: Partial<Record<Name, number | undefined>>) => void;
  readonly cutAfter: (step: number) => void;
}

const cellOf = (value: number | undefined): Cell => (value !== undefined && Number.isFinite(value) ? value : null);

/** Which lines stay, so that those of the older three quarters lie evenly, at most `most` / 2 of them. */
function thinned(steps: readonly number[], most: number): number[] {
  const recent = steps.length - Math.floor(most / 4);
  for (let apart = 2; ; apart *= 2) {
    let last = Number.NEGATIVE_INFINITY;
    const older: number[] = [];
    for (let i = 0; i < recent; i++) {
      const step = steps[i] as number;
      if (step - last < apart) continue;
      older.push(i);
      last = step;
    }
    if (older.length <= most / 2) return [...older, ...Array.from(steps.slice(recent), (_, i) => recent + i)];
  }
}

function createTable<Name extends string>(names: readonly Name[], most: number): Table<Name> {
  let steps: number[] = [];
  const columns = new Map<Name, Cell[]>(names.map((name) => [name, []]));
  const cut = (length: number): void => {
    steps.length = length;
    for (const column of columns.values()) column.length = length;
  };
  const cutAfter = (step: number): void => {
    const from = steps.findIndex((at) => at > step);
    if (from >= 0) cut(from);
  };
  return {
    steps: () => steps,
    column: (name) => columns.get(name) ?? [],
    cutAfter,
    put: (step, line) => {
      if ((steps.at(-1) ?? -1) >= step) cutAfter(step - 1);
      if (steps.length >= most) {
        const stay = thinned(steps, most);
        steps = stay.map((i) => steps[i] as number);
        for (const [name, column] of columns)
          columns.set(
            name,
            stay.map((i) => column[i] ?? null),
          );
      }
      steps.push(step);
      for (const [name, column] of columns) column.push(cellOf(line[name]));
    },
  };
}

/** `column` of lines at `from`, as it stands at `to`; both ascend. */
function aligned(column: readonly Cell[], from: readonly number[], to: readonly number[]): Cell[] {
  let at = 0;
  return to.map((step) => {
    while (at < from.length && (from[at] as number) < step) at++;
    return from[at] === step ? (column[at] ?? null) : null;
  });
}

/**
 * @param most lines that are kept of frames, and of readings. When they are full, the older part is thinned to an even spacing
 * that doubles as often as it must: the newest quarter keeps every frame, and no part of the run is lost.
 */
export function createHistory(most = 2000): History {
  const frames = createTable(FRAME_SERIES, most);
  const readings = createTable(READING_SERIES, most);
  const isOfFrames = (name: SeriesName): name is FrameSeries => (FRAME_SERIES as readonly string[]).includes(name);
  const columnOf = (name: SeriesName): readonly Cell[] =>
    isOfFrames(name) ? frames.column(name) : readings.column(name);
  const stepsFor = (names: readonly SeriesName[]): number[] => {
    const tables = [...(names.some(isOfFrames) ? [frames] : []), ...(names.every(isOfFrames) ? [] : [readings])];
    const [first = [], second] = tables.map((table) => table.steps());
    return second ? [...new Set([...first, ...second])].sort((a, b) => a - b) : [...first];
  };
  const columns = (names: readonly SeriesName[]): Columns => {
    const steps = stepsFor(names);
    return [
      steps,
      ...names.map((name) => {
        const own = isOfFrames(name) ? frames.steps() : readings.steps();
        return aligned(columnOf(name), own, steps);
      }),
    ];
  };
  return {
    add: ({ step, measures, lossNorms }) =>
      frames.put(step, {
        ...measures,
        minimaxNorm: lossNorms?.minimax,
        nonSaturatingNorm: lossNorms?.nonSaturating,
      }),
    addReading: ({ step, jsd, distance, modes, rows, sampleDistance, realDistance }) =>
      readings.put(step, {
        jsd: jsd?.value,
        jsdError: jsd?.error,
        distance: distance?.largest,
        modes: modes?.found,
        modesOf: modes?.of,
        highQuality: modes?.highQuality,
        energyDistance: sampleDistance,
        energyDistanceOfReal: realDistance,
        shapes: rows?.shapes,
        pairs: rows?.pairs,
        strongPairs: rows?.strongPairs,
      }),
    cutAfter: (step) => {
      frames.cutAfter(step);
      readings.cutAfter(step);
    },
    has: (name) => columnOf(name).some((cell) => cell !== null),
    span: () => {
      const steps = stepsFor(seriesNames);
      const [first, last] = [steps[0], steps.at(-1)];
      return first === undefined || last === undefined ? null : [first, last];
    },
    columns,
    csv: () => {
      const [steps, ...values] = columns(seriesNames);
      const lines = steps.map((step, i) => [step, ...values.map((column) => column[i] ?? "")].join(","));
      return `${[["step", ...seriesNames].join(","), ...lines].join("\n")}\n`;
    },
  };
}
