/** A process that answers orders; it is started when one comes, and again after it was ended. */
import { type ChildProcess, fork } from "node:child_process";
import { internal } from "../../inner.ts";
import type { Order, Reply } from "./messages.ts";

interface Child {
  /** Rejects where the process ends before it answers. */
  readonly ask: (order: Omit<Order, "id">) => Promise<Reply>;
  /** Ends it in the middle of what it does: who waits gets the error. The next order starts another. */
  readonly kill: (error: Error) => void;
  /** Ends it, with nobody who waits. */
  readonly end: () => void;
}

interface Waiting {
  readonly take: (reply: Reply) => void;
  readonly fail: (error: unknown) => void;
}

export function createChild(program: string, args: readonly string[]): Child {
  let child: ChildProcess | undefined;
  let [next, ended] = [0, false];
  const waiting = new Map<number, Waiting>();
  const failAll = (error: Error): void => {
    for (const { fail } of waiting.values()) fail(error);
    waiting.clear();
  };

  function start(): ChildProcess {
    const started = fork(program, args, { serialization: "advanced", stdio: ["ignore", "ignore", "inherit", "ipc"] });
    // A program that has nothing else to do may end.
    started.unref();
    started.on("message", (reply: Reply) => waiting.get(reply.id)?.take(reply));
    const gone = (why: string): void => {
      // One that was ended has nobody left who waits for it.
      if (child !== started) return;
      child = undefined;
      failAll(internal(`the process that draws samples ended (${why})`));
    };
    started.on("error", ({ message }) => gone(message));
    started.on("exit", (code, signal) => gone(signal ?? `code ${code}`));
    return started;
  }

  return {
    ask: (order) => {
      const id = next++;
      return new Promise<Reply>((take, fail) => {
        if (ended) return fail(internal("an order after the end"));
        waiting.set(id, { take, fail });
        child ??= start();
        child.channel?.ref();
        child.send({ id, ...order } satisfies Order, (error) => {
          if (error) fail(error);
        });
      }).finally(() => {
        waiting.delete(id);
        if (waiting.size === 0) child?.channel?.unref();
      });
    },
    kill: (error) => {
      const killed = child;
      child = undefined;
      failAll(error);
      killed?.kill("SIGKILL");
    },
    end: () => {
      ended = true;
      child?.disconnect();
      child = undefined;
    },
  };
}
