/** How far a sweep is: on a terminal a bar of all runs and one of each that trains; elsewhere a line when a run is done. */
import { createLive, writeAbove } from "../terminal/live.ts";
import { barLine } from "../terminal/progress.ts";
import { fitted, isLive, widthOf } from "../terminal/width.ts";

export interface SweepView {
  readonly begin: (run: string, steps: number) => void;
  readonly at: (run: string, step: number) => void;
  /** `says` what it came to. */
  readonly end: (run: string, says: string) => void;
  readonly stop: () => void;
}

export function createSweepView(total: number, done: number, terminal: NodeJS.WriteStream = process.stderr): SweepView {
  let ended = done;
  const count = (): string => `${ended} of ${total}`;
  if (!isLive(terminal)) {
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
  const live = createLive(terminal);
  const running = new Map<string, { readonly steps: number; step: number }>();
  const draw = (now = false): void => {
    const width = widthOf(terminal) - 1;
    const runs = [...running].map(([run, { step, steps }]) => barLine(step, steps, [run], width));
    live.show([barLine(ended, total, [`${count()} runs`], width), ...runs], now);
  };
  draw(true);
  return {
    begin: (run, steps) => {
      running.set(run, { steps, step: 0 });
      draw();
    },
    at: (run, step) => {
      const found = running.get(run);
      if (found) found.step = step;
      draw();
    },
    end: (run, says) => {
      ended++;
      running.delete(run);
      writeAbove(terminal, `${fitted(`${run}: ${says}`, widthOf(terminal))}\n`);
      draw(true);
    },
    stop: () => live.end(true),
  };
}
