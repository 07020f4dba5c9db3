/** What listens to a run: the terminal, a file, a page. Another logger is a file of this room and a line in carry-out.ts. */
import type { TrainingEvent } from "../../inner.ts";

export interface Sink {
  /** Takes the next event. The run goes on when this is done. */
  readonly event?: (event: TrainingEvent) => void | Promise<void>;
  /** Nothing more comes: after the last event, or after the error that ended the run. */
  readonly end?: (error?: unknown) => void | Promise<void>;
}

/**
 * Hands every event to every sink: one event after the other, to one sink after the other in the order of the list, so that a
 * sink finds on disk what those before it have written. They end in the opposite order, also where the first of them failed.
 */
export async function listen(events: AsyncIterable<TrainingEvent>, sinks: readonly Sink[]): Promise<void> {
  let failure: unknown;
  try {
    for await (const event of events) {
      for (const sink of sinks) await sink.event?.(event);
    }
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    for (const sink of sinks.toReversed()) await sink.end?.(failure);
  }
}
