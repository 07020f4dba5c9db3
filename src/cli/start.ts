#!/usr/bin/env node
/** Starts the command line, or says in a sentence what it cannot do without. The library does without it. */
import { isProblem, problem } from "../inner.ts";

try {
  await import("./main.ts");
} catch (cause) {
  const message = cause instanceof Error ? cause.message : String(cause);
  // Not installed, or installed without its part for this machine.
  if (!/\bsharp\b/.test(message) || isProblem(cause)) throw cause;
  const { message: sentence } = problem({
    doing: "starting the command line",
    expected: "the package sharp, which reads and draws pictures",
    came: "an installation without it for this machine",
    next: "Install saddlepoint without --omit=optional; the library alone needs no more than it has.",
  });
  process.stderr.write(`saddlepoint: ${sentence}\n`);
  process.exitCode = 2;
}
