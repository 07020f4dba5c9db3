// The benchmark's side of the conversation with a peer (peers/protocol.mjs says what is said).
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Of what a process wrote to standard error, this much is kept for its message. */
const KEPT = 2000;

/** A peer could not do what it was asked; the message is shown in its row. */
export class PeerFailure extends Error {}

/** The line of a process's last words that says most: the last one that names an error, else the last one. */
function lastWords(text) {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "";
}

/** Starts a peer's process. `patience`: seconds that one answer may take beyond the turn's own. */
export function converse({ command, args, cwd, env }, patience) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  let words = "";
  let waiting;
  let gone;
  const settle = (how, value) => {
    const asked = waiting;
    waiting = undefined;
    asked?.[how](value);
  };
  child.stderr.on("data", (chunk) => {
    words = (words + chunk).slice(-KEPT);
  });
  // A process that has ended takes no more words; its end is told by "close".
  child.stdin.on("error", () => undefined);
  child.on("error", (error) => {
    gone = `could not be started: ${error.message}`;
    settle("reject", new PeerFailure(gone));
  });
  child.on("close", (code, signal) => {
    const why = lastWords(words);
    gone ??= `ended by ${signal ?? `exit code ${code}`}${why ? `: ${why}` : ""}`;
    settle("reject", new PeerFailure(gone));
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    // Libraries greet on standard output.
    if (!line.startsWith("{")) return;
    const { failed, ...answer } = JSON.parse(line);
    if (failed === undefined) settle("resolve", answer);
    else settle("reject", new PeerFailure(failed));
  });

  // Between its turns a peer is stopped: threads that look for work, timers and collectors of one are nobody else's business.
  const rests = process.platform !== "win32";
  const signal = (name) => rests && gone === undefined && child.kill(name);
  return {
    ask: (message) => {
      signal("SIGCONT");
      const limit = patience + (message.seconds ?? 0);
      return new Promise((resolve, reject) => {
        if (gone !== undefined) return reject(new PeerFailure(gone));
        const timer = setTimeout(() => {
          gone = `no answer to "${message.do}" within ${limit} s`;
          child.kill("SIGKILL");
          settle("reject", new PeerFailure(gone));
        }, limit * 1000);
        const settled = (how) => (value) => {
          clearTimeout(timer);
          if (message.do !== "end") signal("SIGSTOP");
          how(value);
        };
        waiting = { resolve: settled(resolve), reject: settled(reject) };
        child.stdin.write(`${JSON.stringify(message)}\n`);
      });
    },
    kill: () => child.kill("SIGKILL"),
  };
}
