/** Commands as processes of their own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseJson } from "../../inner.ts";

const PROGRAM = fileURLToPath(new URL("../child.js", import.meta.url));

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The object of `--json`; `undefined` if there is none. */
  readonly result: unknown;
}

interface Watched {
  /** A file to which what it says is added. */
  readonly log: string;
  readonly signal: AbortSignal;
  /** Is told every line that it says. */
  readonly line: (text: string) => void;
}

/** Runs a command of this program with `--json`. When `signal` is aborted it is asked to stop, and waited for. */
export function runCommand(args: readonly string[], { log, signal, line }: Watched): Promise<Ended> {
  const child = spawn(process.execPath, [...process.execArgv, PROGRAM, ...args, "--json"], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error("internal: a child without output");
  const kept = createWriteStream(log, { flags: "a" });
  // What a run says is worth less than the run.
  kept.on("error", () => undefined);
  kept.write(`saddlepoint ${args.join(" ")}\n`);
  stderr.pipe(kept, { end: false });
  createInterface({ input: stderr }).on("line", line);
  let text = "";
  stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  const stop = (): void => {
    if (child.connected) child.disconnect();
  };
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  return new Promise<Ended>((done, fail) => {
    child.on("error", fail);
    // Not "close", which never comes to who has let go of the channel himself.
    const closed = Promise.all([stdout, stderr].map((stream) => once(stream, "close")));
    child.on("exit", (code, by) => {
      closed.then(() => done({ code, signal: by, result: resultIn(text) }), fail);
    });
  }).finally(() => {
    signal.removeEventListener("abort", stop);
    kept.end();
  });
}

function resultIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
