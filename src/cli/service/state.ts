/** What a service has while it serves. */
import type { DrawingProcess } from "./drawing.ts";
import type { ServiceLimits } from "./limits.ts";
import type { DescribedRun } from "./openapi.ts";
import type { Queue } from "./queue.ts";
import { refusal } from "./refusal.ts";

export interface ServiceState {
  readonly runs: readonly DescribedRun[];
  readonly limits: ServiceLimits;
  readonly process: DrawingProcess;
  readonly queue: Queue;
  /** Whether pages of elsewhere may ask. */
  readonly acrossOrigins: boolean;
  /** Whether nothing more is answered. */
  ends: boolean;
}

/** Throws 503 where the service ends. */
export function requireGoing({ ends }: ServiceState): void {
  if (!ends) return;
  const parts = { doing: "answering a request", expected: "a service that goes on", came: "one that ends" };
  throw refusal(503, parts, { Connection: "close" });
}
