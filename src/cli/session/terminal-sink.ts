import type { Sink } from "../logs/sink.ts";
import type { Output } from "../terminal/output.ts";
import { createProgress, type ProgressView } from "../terminal/progress.ts";
import { describeStart } from "./start-text.ts";

/** Says what begins, and shows how far it is. */
export function terminalSink(folder: string, steps: number, { print }: Output): Sink {
  let view: ProgressView | undefined;
  let step = 0;
  return {
    event: (event) => {
      step = event.step;
      if (event.type === "start") {
        print(describeStart(event, folder));
        view = createProgress(steps, step);
      }
      if (event.type === "progress") view?.update(event);
      if (event.type === "end") view?.stop(step);
    },
    end: () => view?.stop(step),
  };
}
