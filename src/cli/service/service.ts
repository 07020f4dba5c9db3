/** A service that draws samples of runs, as a function that answers requests: for a server of one's own, and for `saddlepoint serve`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RuntimeChoice } from "../../inner.ts";
import { answer, sendError, setHeaders } from "./answer.ts";
import { createDrawingProcess } from "./drawing.ts";
import { type ServiceLimits, usualLimits } from "./limits.ts";
import type { DescribedRun } from "./openapi.ts";
import { createQueue } from "./queue.ts";
import { servedRuns } from "./served-run.ts";
import type { ServiceState } from "./state.ts";

/** How a service serves. */
export interface SampleServiceOptions {
  /** A kept checkpoint of every run; the newest by default. What is served stays the same while a run goes on. */
  readonly step?: number;
  /** What one request may ask for, and how many may wait. */
  readonly limits?: Partial<ServiceLimits>;
  /** Pages of this origin, or of all (`*`), may read answers; none of elsewhere unless given. */
  readonly allowOrigin?: string;
  /** What computes; `"auto"` by default: the native runtime where it loads. */
  readonly runtime?: RuntimeChoice;
  /** Takes what a bug leaves, a stack trace among it, which no answer has. Default: `console.error`. */
  readonly report?: (text: string) => void;
}

/** A service that is ready to answer. */
export interface SampleService {
  /** What is served, and at which step. */
  readonly runs: readonly { readonly name: string; readonly kind: string; readonly step: number }[];
  /** Answers a request. `url` is taken from its first slash on: under a path of a server, without that path. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Answers what has come, refuses what comes (503), and ends the process that draws. */
  readonly close: () => Promise<void>;
}

/**
 * Opens runs to draw samples of them by HTTP: `createServer((await createSampleService("runs/ring")).handler)`. `GET /samples`, or
 * `/runs/NAME/samples` of several runs, takes what `/openapi.json` describes. Samples are drawn one request after the other, in a
 * process of its own. The same seed gives the bytes of `saddlepoint sample`.
 *
 * @param folders a run folder, or several of different names.
 * @throws where one is no run, has no such checkpoint, or cannot be opened.
 */
export async function createSampleService(
  folders: string | readonly string[],
  options: SampleServiceOptions = {},
): Promise<SampleService> {
  const { step, allowOrigin, runtime = "auto", report = console.error } = options;
  const limits = { ...usualLimits, ...options.limits };
  const process = createDrawingProcess(report, runtime);
  try {
    const runs: DescribedRun[] = [];
    for (const run of await servedRuns(typeof folders === "string" ? [folders] : folders)) {
      const found = await process.open({ ...run, ...(step === undefined ? {} : { step }) });
      runs.push({ run, step: found });
    }
    const state: ServiceState = {
      runs,
      limits,
      process,
      queue: createQueue(limits.waiting),
      acrossOrigins: allowOrigin !== undefined,
      ends: false,
    };
    return {
      runs: runs.map(({ run: { name, kind }, step: at }) => ({ name, kind, step: at })),
      handler: async (request, response) => {
        setHeaders(response, allowOrigin);
        try {
          await answer(state, request, response);
        } catch (error) {
          sendError(response, error, report);
        }
      },
      close: async () => {
        state.ends = true;
        await state.queue.idle();
        process.end();
      },
    };
  } catch (error) {
    process.end();
    throw error;
  }
}
