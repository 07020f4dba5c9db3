/** Steps per second over about the last second of playing. */
export interface Pace {
  readonly begin: (step: number) => void;
  readonly end: (step: number) => void;
  /** Playing has stopped: what comes is a new measurement. */
  readonly stop: () => void;
  readonly rate: () => number;
}

const WINDOW = 1000;

export function createPace(): Pace {
  /** Ends of advances, the first of them the start of the window. */
  let marks: { readonly at: number; readonly step: number }[] = [];
  return {
    begin: (step) => {
      const last = marks.at(-1);
      const now = performance.now();
      // After a pause, or a step by hand.
      if (!last || last.step !== step || now - last.at > WINDOW) marks = [{ at: now, step }];
    },
    end: (step) => {
      const now = performance.now();
      marks.push({ at: now, step });
      while (marks.length > 2 && now - (marks[1]?.at ?? now) > WINDOW) marks.shift();
    },
    stop: () => {
      marks = [];
    },
    rate: () => {
      const [first, last] = [marks[0], marks.at(-1)];
      if (!first || !last || last.at <= first.at) return 0;
      return (1000 * (last.step - first.step)) / (last.at - first.at);
    },
  };
}
