import { SingleBar } from "cli-progress";
import type { Answers, Progress, RanksAtWork } from "../../inner.ts";

/** Shows how far a run is: a bar on a terminal, a line every few seconds elsewhere. Writes to standard error only. */
export interface ProgressView {
  readonly update: (progress: Progress) => void;
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

const answers = ({ dLoss, gLoss, meanDReal, meanDFake }: Answers): string =>
  `D loss ${number(dLoss)}, G loss ${number(gLoss)}, D(x) ${number(meanDReal)}, D(G(z)) ${number(meanDFake)}`;

/** `4 ranks, 51,200 examples/s, 12 % of the time in communication`. */
export const formatRanks = ({ count, examplesPerSecond, communication }: RanksAtWork): string =>
  `${count} ranks, ${Math.round(examplesPerSecond).toLocaleString("en")} examples/s, ` +
  `${Math.round(100 * communication)} % of the time in communication`;

/** What stands behind the rate. */
const detail = (progress: Answers & Pick<Progress, "ranks">): string =>
  progress.ranks ? `${answers(progress)}, ${formatRanks(progress.ranks)}` : answers(progress);

const rateText = (rate: number): string => (rate >= 10 ? rate.toFixed(0) : rate.toFixed(2));

/** Seconds between lines where there is no terminal. */
const LINE_EVERY = 5;

export function createProgress(
  total: number,
  start: number,
  terminal: NodeJS.WriteStream = process.stderr,
): ProgressView {
  let rate: number | undefined;
  const smooth = (recent: number): number => {
    rate = rate === undefined ? recent : 0.9 * rate + 0.1 * recent;
    return rate;
  };
  if (!terminal.isTTY) {
    let last = performance.now();
    return {
      update: ({ step, stepsPerSecond, ...rest }) => {
        const average = smooth(stepsPerSecond);
        if (performance.now() - last < 1000 * LINE_EVERY) return;
        last = performance.now();
        const left = durationText((total - step) / average);
        terminal.write(`step ${step} of ${total}, ${rateText(average)} steps/s, ${left} left, ${detail(rest)}\n`);
      },
      stop: () => undefined,
    };
  }
  const bar = new SingleBar({
    format: "{bar} {percentage}% {value}/{total} | {rate} steps/s | {left} left | {answers}",
    stream: terminal,
    barsize: 20,
    hideCursor: true,
    forceRedraw: true,
  });
  bar.start(total, start, { rate: "–", left: "–", answers: "" });
  let stopped = false;
  return {
    update: ({ step, stepsPerSecond, ...rest }) => {
      const average = smooth(stepsPerSecond);
      const left = durationText((total - step) / average);
      bar.update(step, { rate: rateText(average), left, answers: detail(rest) });
    },
    stop: (step) => {
      if (stopped) return;
      stopped = true;
      bar.update(step);
      bar.stop();
    },
  };
}

/** Shows how many of something are done. */
export interface CountView {
  readonly update: (done: number) => void;
  readonly stop: () => void;
}

export function createCountView(what: string, total: number, terminal: NodeJS.WriteStream = process.stderr): CountView {
  if (!terminal.isTTY) {
    let last = performance.now();
    return {
      update: (done) => {
        if (performance.now() - last < 1000 * LINE_EVERY) return;
        last = performance.now();
        terminal.write(`${done} of ${total} ${what}\n`);
      },
      stop: () => undefined,
    };
  }
  const bar = new SingleBar({
    format: `{bar} {percentage}% {value}/{total} ${what}, {eta} s left`,
    stream: terminal,
    barsize: 20,
    hideCursor: true,
  });
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}

/** Shows several tasks one after the other, each with how far it is. */
export interface TaskView {
  readonly update: (what: string, done: number, of: number) => void;
  readonly stop: () => void;
}

export function createTaskView(terminal: NodeJS.WriteStream = process.stderr): TaskView {
  if (!terminal.isTTY) {
    let last = performance.now();
    let said = "";
    return {
      update: (what, done, of) => {
        if (what === said && performance.now() - last < 1000 * LINE_EVERY) return;
        last = performance.now();
        said = what;
        terminal.write(of > 1 ? `${what}: ${done} of ${of}\n` : `${what}\n`);
      },
      stop: () => undefined,
    };
  }
  const bar = new SingleBar({ format: "{bar} {percentage}% {what}", stream: terminal, barsize: 20, hideCursor: true });
  let started = false;
  return {
    update: (what, done, of) => {
      if (started) bar.setTotal(of);
      else bar.start(of, 0, { what });
      started = true;
      bar.update(done, { what });
    },
    stop: () => {
      if (started) bar.stop();
    },
  };
}
