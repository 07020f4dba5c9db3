/** Draws samples in a process of its own. */
import { fileURLToPath } from "node:url";
import { formatNumber, internal, problem, type RuntimeChoice } from "../../inner.ts";
import { createChild } from "./child.ts";
import type { Drawing, Drawn, Source } from "./draw.ts";
import type { Reply } from "./messages.ts";
import { badRequest, refusal } from "./refusal.ts";

export interface DrawingProcess {
  /** Opens a run and returns its step; throws where it cannot be opened. */
  readonly open: (source: Source) => Promise<number>;
  /** Throws 400 where the run has nothing of the kind, 503 where it takes too long, 500 where something breaks. */
  readonly draw: (source: Source, drawing: Drawing, time: TimeLimit) => Promise<Drawn>;
  readonly end: () => void;
}

/** Seconds that an answer may take, and when they are over, by `performance.now()`. */
interface TimeLimit {
  readonly of: number;
  readonly until: number;
}

/** Milliseconds that a timer can wait. */
const LONGEST = 2 ** 31 - 1;

/** Compiled: beside this file there is none in TypeScript that Node could start. */
const PROGRAM = fileURLToPath(new URL("./process.js", import.meta.url));

/**
 * @param report takes what a bug of ours leaves, for who runs the service: never for who asks.
 * @param runtime which one computes there.
 */
export function createDrawingProcess(report: (text: string) => void, runtime: RuntimeChoice): DrawingProcess {
  const child = createChild(PROGRAM, [runtime]);
  return {
    open: async (source) => {
      const reply = await child.ask({ source });
      if (reply.is === "open") return reply.step;
      if (reply.is === "refused") throw problem({ doing: reply.sentence });
      throw internal(reply.is === "failed" ? reply.details : `${reply.is} instead of open`);
    },
    draw: async (source, drawing, { of: seconds, until }) => {
      const left = until - performance.now();
      if (left <= 0) throw tooSlow(source, seconds);
      const slow = tooSlow(source, seconds);
      // A process that starts and opens is let be, however long that takes: ended, it would begin anew with the next request, for ever.
      const opened = await within(left, slow, child.ask({ source }));
      if (opened.is !== "open") throw broken(source, opened, report);
      const timer = setTimeout(() => child.kill(slow), atMost(until - performance.now()));
      const reply = await child.ask({ source, drawing }).finally(() => clearTimeout(timer));
      if (reply.is === "drawn") return reply.drawn;
      if (reply.is === "refused") throw badRequest({ doing: reply.sentence });
      throw broken(source, reply, report);
    },
    end: child.end,
  };
}

/** What is wrong goes to `report`. */
function broken({ name }: Source, reply: Reply, report: (text: string) => void): Error {
  report(reply.is === "failed" ? reply.details : reply.is === "refused" ? reply.sentence : `${reply.is} out of turn`);
  return refusal(500, {
    doing: `drawing samples of ${name}`,
    expected: "a run that can be opened and drawn from",
    came: "an error, which the service has told where it runs",
  });
}

const atMost = (milliseconds: number): number => Math.max(0, Math.min(milliseconds, LONGEST));

/** What a promise gives, or the error where that takes longer than so many milliseconds. */
async function within<T>(milliseconds: number, error: Error, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(error), atMost(milliseconds));
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const tooSlow = ({ name }: Source, seconds: number): Error =>
  refusal(503, {
    doing: `drawing samples of ${name}`,
    expected: `an answer within ${formatNumber(seconds)} s`,
    came: "none by then",
    next: "Ask for fewer samples at once.",
  });
