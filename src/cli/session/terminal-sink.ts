import type { DataSet } from "../../inner.ts";
import type { Sink } from "../logs/sink.ts";
import type { Output } from "../terminal/output.ts";
import { createProgress, type ProgressView } from "../terminal/progress.ts";
import { createStanding } from "./standing.ts";
import { describeStart } from "./start-text.ts";

/** Says what begins, and shows how far it is. */
export function terminalSink(folder: string, data: DataSet, steps: number, { print }: Output): Sink {
  const standing = createStanding(data);
  let view: ProgressView | undefined;
  let step = 0;
  return {
    event: async (event) => {
      step = event.step;
      if (event.type === "start") {
        print(describeStart(event, folder));
        view = createProgress({ subject: data.name, total: steps, start: step });
      }
      if (event.type === "samples") await standing.take(event);
      if (event.type === "progress") view?.update(event, standing.parts());
      if (event.type === "end") view?.stop(step);
    },
    end: () => view?.stop(step),
  };
}
