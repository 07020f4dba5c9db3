/** How far a sweep is: on a terminal a bar of all runs and one of each that trains; elsewhere a line when a run is done. */
import { MultiBar, type SingleBar } from "cli-progress";

export interface SweepView {
  readonly begin: (run: string, steps: number) => void;
  readonly at: (run: string, step: number) => void;
  /** `says` what it came to. */
  readonly end: (run: string, says: string) => void;
  readonly stop: () => void;
}

/** Characters of a run's name beside its bar. */
const WIDTH = 40;

export function createSweepView(total: number, done: number, terminal: NodeJS.WriteStream = process.stderr): SweepView {
  let ended = done;
  const count = (): string => `${ended} of ${total}`;
  if (!terminal.isTTY) {
    return {
      begin: () => undefined,
      at: () => undefined,
      end: (run, says) => {
        ended++;
        terminal.write(`${count()}: ${run}: ${says}\n`);
      },
      stop: () => undefined,
    };
  }
  const bars = new MultiBar({
    format: "{bar} {percentage}% {name}",
    stream: terminal,
    barsize: 20,
    hideCursor: true,
    clearOnComplete: true,
  });
  const all = bars.create(total, done, { name: `${count()} runs` });
  const running = new Map<string, SingleBar>();
  return {
    begin: (run, steps) => {
      running.set(run, bars.create(steps, 0, { name: run.slice(0, WIDTH) }));
    },
    at: (run, step) => running.get(run)?.update(step),
    end: (run, says) => {
      ended++;
      const bar = running.get(run);
      if (bar) bars.remove(bar);
      running.delete(run);
      all.update(ended, { name: `${count()} runs` });
      bars.log(`${run}: ${says}\n`);
    },
    stop: () => bars.stop(),
  };
}
