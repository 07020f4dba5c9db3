/**
 * The process that draws for a service, apart from the one that answers: the native runtime holds a thread while it computes, and what
 * takes too long, or breaks, is ended with its process.
 */
import { isProblem } from "../../inner.ts";
import { takeRuntime } from "../terminal/runtime-flag.ts";
import { type OpenRun, openRun } from "./draw.ts";
import type { Order, Reply } from "./messages.ts";

const open = new Map<string, Promise<OpenRun>>();

/** A run stays open; one that could not be opened is tried again. */
function opened(source: Order["source"]): Promise<OpenRun> {
  const known = open.get(source.folder);
  if (known) return known;
  const opening = openRun(source);
  open.set(source.folder, opening);
  opening.catch(() => open.delete(source.folder));
  return opening;
}

async function reply({ id, source, drawing }: Order): Promise<Reply> {
  let isOpen = false;
  try {
    const run = await opened(source);
    isOpen = true;
    if (!drawing) return { id, is: "open", step: run.step };
    return { id, is: "drawn", drawn: await run.draw(drawing) };
  } catch (error) {
    // That a run cannot be opened is not for the asker to mend.
    if (isProblem(error) && (isOpen || !drawing)) return { id, is: "refused", sentence: error.message };
    const details = isProblem(error) ? error.message : error instanceof Error ? error.stack : String(error);
    return { id, is: "failed", details: details ?? String(error) };
  }
}

takeRuntime(process.argv[2], { say: (sentence) => void process.stderr.write(`${sentence}\n`) });

// An interrupt at the terminal is for every process there: this one ends with the service, which lets requests end.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
process.on("disconnect", () => process.exit());
process.on("message", (order: Order) => {
  void reply(order).then((message) => process.send?.(message));
});
