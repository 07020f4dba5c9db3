/** What listens to a run: the terminal, a file, a page, another tool. */
import type { MetricsLine, TrainingEvent } from "../../inner.ts";

/** What is made of a run's events while it goes on, for whoever keeps a record of it. */
export type RunEvent = TrainingEvent | Sheet | Recorded;

/** Samples as a picture; comes before the {@link Recorded} of its step. */
export interface Sheet {
  readonly type: "sheet";
  readonly step: number;
  /** A PNG file. */
  readonly picture: Uint8Array;
  /** The same of real examples, at step 0. */
  readonly real?: Uint8Array;
}

/** A line of the run's record: a report, with what was measured of the samples of its step. */
export interface Recorded {
  readonly type: "recorded";
  readonly step: number;
  readonly line: MetricsLine;
}

/** Anything that listens to a run. Both functions may be left out. */
export interface Sink {
  /** Takes the next event. The run goes on when this is done. */
  readonly event?: (event: RunEvent) => void | Promise<void>;
  /** Nothing more comes: after the last event, or after the error that ended the run. */
  readonly end?: (error?: unknown) => void | Promise<void>;
}

/**
 * Hands every event to every sink: one event after the other, to one sink after the other in the order of the list, so that a
 * sink finds on disk what those before it have written. They end in the opposite order, also where the first of them failed.
 */
export async function listen(events: AsyncIterable<RunEvent>, sinks: readonly Sink[]): Promise<void> {
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
