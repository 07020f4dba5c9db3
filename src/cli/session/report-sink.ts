import { isProblem } from "../../inner.ts";
import type { Sink } from "../logs/sink.ts";
import { writeReport } from "../report/report.ts";
import { saveStop } from "../run/evaluation-record.ts";

/** Writes report.html with every checkpoint. */
export const reportSink = (folder: string, requireHeld: () => Promise<void>): Sink => ({
  event: async (event) => {
    if (event.type === "checkpoint") await writeReport(folder);
  },
  end: async (error) => {
    // A number that is not finite, a full disk: the report shall say so, if it can still be written.
    if (!isProblem(error)) return;
    await requireHeld()
      .then(() => saveStop(folder, error.message))
      .then(() => writeReport(folder))
      .catch(() => undefined);
  },
});
