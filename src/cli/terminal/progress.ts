import { type Answers, formatNumber, type Progress, type RanksAtWork } from "../../inner.ts";
import { createLive } from "./live.ts";
import { createCurve, showsUnicode, sparkline } from "./sparkline.ts";
import { columnsOf, flowed, isLive, shortened, widthOf } from "./width.ts";

/** Shows how far a run is: a bar on a terminal, a line every few seconds elsewhere. Writes to standard error only. */
export interface ProgressView {
  /** `standing`: what is known of the samples, in a few words each. */
  readonly update: (progress: Progress, standing?: readonly string[]) => void;
  /** Ends the view at this step. */
  readonly stop: (step: number) => void;
}

/** `1 h 2 min`, `3 min 4 s`, `5 s`. */
export const durationText = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return "?";
  const s = Math.round(seconds);
  const [hours, minutes] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${s % 60} s` : `${s} s`;
};

const number = (value: number): string => value.toFixed(3);

const answers = ({ dLoss, gLoss, meanDReal, meanDFake }: Answers): readonly string[] => [
  `D loss ${number(dLoss)}`,
  `G loss ${number(gLoss)}`,
  `D(x) ${number(meanDReal)}`,
  `D(G(z)) ${number(meanDFake)}`,
];

const ranksParts = ({ count, examplesPerSecond, communication }: RanksAtWork): readonly string[] => [
  `${count} ranks`,
  `${Math.round(examplesPerSecond).toLocaleString("en")} examples/s`,
  `${Math.round(100 * communication)} % of the time in communication`,
];

/** `4 ranks, 51,200 examples/s, 12 % of the time in communication`. */
export const formatRanks = (ranks: RanksAtWork): string => ranksParts(ranks).join(", ");

/** What stands behind the rate. */
const details = (progress: Progress, standing: readonly string[]): readonly string[] => [
  ...answers(progress),
  ...standing,
  ...(progress.ranks ? ranksParts(progress.ranks) : []),
];

const rateText = (rate: number): string => `${rate >= 10 ? formatNumber(Math.round(rate)) : rate.toFixed(2)} steps/s`;

/** Seconds between lines where there is no terminal. */
const LINE_EVERY = 5;

/** Calls `write` at most every few seconds. */
function seldom(): (write: () => void) => void {
  let last = performance.now();
  return (write) => {
    if (performance.now() - last < 1000 * LINE_EVERY) return;
    last = performance.now();
    write();
  };
}

const BAR = 20;

/** How far something is, as wide as there is room beside what stands behind it; ASCII where there is nothing else. */
export function barLine(done: number, total: number, parts: readonly string[], width: number): string {
  const share = Math.min(1, Math.max(0, total > 0 ? done / total : 0));
  const head = `${Math.floor(100 * share)} %`;
  let line = head;
  for (const part of parts) {
    const longer = `${line}, ${part}`;
    if (columnsOf(longer) > width) break;
    line = longer;
  }
  const size = Math.min(BAR, width - columnsOf(line) - 1);
  if (size < 3) return shortened(line, width);
  const [full, empty] = showsUnicode() ? ["█", "░"] : ["#", "-"];
  const filled = Math.round(share * size);
  return `${full.repeat(filled)}${empty.repeat(size - filled)} ${line}`;
}

export interface ProgressOptions {
  /** What is trained: `ring`. */
  readonly subject: string;
  readonly total: number;
  readonly start: number;
}

export function createProgress(
  { subject, total, start }: ProgressOptions,
  terminal: NodeJS.WriteStream = process.stderr,
): ProgressView {
  let rate: number | undefined;
  const smooth = (recent: number): number => {
    rate = rate === undefined ? recent : 0.9 * rate + 0.1 * recent;
    return rate;
  };
  const of = formatNumber(total);
  const timeOf = (step: number, stepsPerSecond: number): readonly string[] => {
    const average = smooth(stepsPerSecond);
    return [rateText(average), `${durationText((total - step) / average)} left`];
  };
  if (!isLive(terminal)) {
    const write = seldom();
    return {
      update: (progress, standing = []) => {
        const { step, stepsPerSecond } = progress;
        const time = timeOf(step, stepsPerSecond);
        write(() => {
          const parts = [`step ${formatNumber(step)} of ${of}`, ...time, ...details(progress, standing)];
          terminal.write(`${subject}: ${parts.join(", ")}\n`);
        });
      },
      stop: () => undefined,
    };
  }
  const live = createLive(terminal);
  const [dLosses, gLosses] = [createCurve(), createCurve()];
  let below: readonly string[] = [];
  const draw = (step: number, time: readonly string[], now = false): void => {
    const width = widthOf(terminal) - 1;
    const line = barLine(step, total, [`${formatNumber(step)} of ${of}`, ...time], width);
    const curves = curvesLine(dLosses.values(), gLosses.values(), width);
    live.show([line, ...flowed(below, width), ...(curves === undefined ? [] : [curves])], now);
  };
  draw(start, [], true);
  let stopped = false;
  return {
    update: (progress, standing = []) => {
      dLosses.add(progress.dLoss);
      gLosses.add(progress.gLoss);
      below = details(progress, standing);
      draw(progress.step, timeOf(progress.step, progress.stepsPerSecond));
    },
    stop: (step) => {
      if (stopped) return;
      stopped = true;
      draw(step, [], true);
      live.end();
    },
  };
}

const CURVE = 24;
/** D's colour and G's, as in the lab and in reports: blue and orange, of the sixteen that every terminal has. */
const [BLUE, ORANGE, PLAIN] = ["\u001b[34m", "\u001b[33m", "\u001b[39m"];

/** Both losses since the beginning, side by side; nothing where they have hardly begun. */
function curvesLine(d: readonly number[], g: readonly number[], width: number): string | undefined {
  const room = Math.min(CURVE, Math.floor((width - "D loss   G loss ".length) / 2));
  if (d.length < 2 || room < 4) return undefined;
  // https://no-color.org
  const painted = (colour: string, text: string): string => (process.env.NO_COLOR ? text : `${colour}${text}${PLAIN}`);
  const unicode = showsUnicode();
  return `D loss ${painted(BLUE, sparkline(d, room, unicode))}  G loss ${painted(ORANGE, sparkline(g, room, unicode))}`;
}

/** Shows how many of something are done. */
export interface CountView {
  readonly update: (done: number) => void;
  readonly stop: () => void;
}

/** @param what the doing and its object: `["Decoding", "pictures"]`. */
export function createCountView(
  [doing, what]: readonly [doing: string, what: string],
  total: number,
  terminal: NodeJS.WriteStream = process.stderr,
): CountView {
  const count = (done: number): string => `${formatNumber(done)} of ${formatNumber(total)} ${what}`;
  if (!isLive(terminal)) {
    const write = seldom();
    return {
      update: (done) => write(() => terminal.write(`${doing}: ${count(done)}\n`)),
      stop: () => undefined,
    };
  }
  const live = createLive(terminal);
  const began = performance.now();
  let last = 0;
  const draw = (done: number, now = false): void => {
    last = done;
    const left = ((performance.now() - began) / 1000 / done) * (total - done);
    const time = done > 0 && done < total ? [`${durationText(left)} left`] : [];
    live.show([barLine(done, total, [count(done), ...time], widthOf(terminal) - 1)], now);
  };
  draw(0, true);
  return {
    update: (done) => draw(done),
    stop: () => {
      draw(last, true);
      live.end();
    },
  };
}

/** Shows several tasks one after the other, each with how far it is. */
export interface TaskView {
  readonly update: (what: string, done: number, of: number) => void;
  readonly stop: () => void;
}

export function createTaskView(terminal: NodeJS.WriteStream = process.stderr): TaskView {
  if (!isLive(terminal)) {
    const write = seldom();
    let said = "";
    return {
      update: (what, done, of) => {
        const say = (): void => {
          terminal.write(of > 1 ? `${what}: ${formatNumber(done)} of ${formatNumber(of)}\n` : `${what}: …\n`);
        };
        if (what === said) return write(say);
        said = what;
        say();
      },
      stop: () => undefined,
    };
  }
  const live = createLive(terminal);
  let draw = (_now: boolean): void => undefined;
  return {
    update: (what, done, of) => {
      draw = (now) => live.show([barLine(done, of, [what], widthOf(terminal) - 1)], now);
      draw(false);
    },
    stop: () => {
      draw(true);
      live.end();
    },
  };
}
