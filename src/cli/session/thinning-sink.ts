import type { RunOptions } from "../../inner.ts";
import { thinSamples } from "../run/folder.ts";
import type { Sink } from "./sink.ts";

/** Keeps samples/ from growing for ever. @param best the steps that are the best so far, and stay. */
export const thinningSink = (folder: string, run: RunOptions, best: () => readonly number[]): Sink => ({
  event: async (event) => {
    if (event.type === "samples") await thinSamples(folder, event.step, run, best());
  },
});
