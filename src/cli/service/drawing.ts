/** Draws samples in a process of its own. */
import { fileURLToPath } from "node:url";
import { formatNumber, internal, problem, type RuntimeChoice } from "../../inner.ts";
import { createChild } from "./child.ts";
import type { Drawing, Drawn, Source } from "./draw.ts";
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
      const timer = setTimeout(() => child.kill(tooSlow(source, seconds)), Math.min(left, LONGEST));
      const reply = await child.ask({ source, drawing }).finally(() => clearTimeout(timer));
      if (reply.is === "drawn") return reply.drawn;
      if (reply.is === "refused") throw badRequest({ doing: reply.sentence });
      if (reply.is === "failed") report(reply.details);
      throw refusal(500, {
        doing: `drawing samples of ${source.name}`,
        expected: "a run that can be opened and drawn from",
        came: "an error, which the service has told where it runs",
      });
    },
    end: child.end,
  };
}

const tooSlow = ({ name }: Source, seconds: number): Error =>
  refusal(503, {
    doing: `drawing samples of ${name}`,
    expected: `an answer within ${formatNumber(seconds)} s`,
    came: "none by then",
    next: "Ask for fewer samples at once.",
  });
