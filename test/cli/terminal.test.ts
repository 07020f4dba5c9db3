/** What the command line shows in terminals of several widths: in a pseudo-terminal that python3 opens. */
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { command, inFolder, TINY } from "./command.ts";

/** Runs a program in a terminal of so many columns, and prints what it wrote. */
const IN_TERMINAL = `
import fcntl, os, pty, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 40, int(sys.argv[1]), 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
while True:
    try:
        some = os.read(terminal, 65536)
    except OSError:
        break
    if not some:
        break
    sys.stdout.buffer.write(some)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

const python = (...args: readonly string[]) =>
  new Promise<{ readonly code: number; readonly text: string }>((done) => {
    const env = { ...process.env, LC_ALL: "C.UTF-8", TERM: "xterm", NO_COLOR: "" };
    execFile("python3", ["-c", ...args], { env, maxBuffer: 1e8 }, (error, text) =>
      done({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, text }),
    );
  });

const thereIs = python("import os, pty; os.waitstatus_to_exitcode(0); os.close(pty.openpty()[0])").then(
  ({ code }) => code === 0,
);

/** The lines that a terminal has shown at any time, as they were written. */
const linesOf = (text: string): readonly string[] =>
  text
    .split(/\r?\n|\r/)
    .map((line) => stripVTControlCharacters(line))
    .filter((line) => line !== "");

/** East Asian letters are not among them. */
const longest = (lines: readonly string[]): number => Math.max(...lines.map((line) => [...line].length));

describe.concurrent("in a terminal", () => {
  it.for([80, 60, 40])(
    "of %i columns every line of train, evaluate, describe and runs fits",
    async (columns, context) => {
      if (!(await thereIs)) context.skip("python3 with pseudo-terminals is not there");
      await inFolder(async (cwd) => {
        const shown = async (...args: string[]) => {
          const program = [process.execPath, resolve("dist/cli/start.js"), ...args];
          const at = `import os; os.chdir(${JSON.stringify(cwd)})\n${IN_TERMINAL}`;
          const { code, text } = await python(at, String(columns), ...program);
          expect([args[0], code, longest(linesOf(text)) <= columns]).toEqual([args[0], 0, true]);
          return linesOf(text).join("\n");
        };
        const trained = await shown("train", "ring", "--out", "runs/r", "--steps", "3000", ...TINY);
        expect(trained).toMatch(/100 %, 3,000 of 3,000/);
        expect(trained.replaceAll("\n", " ")).toMatch(/D\(x\) 0\.\d+, +D\(G\(z\)\) 0\.\d+/);
        expect(trained).toMatch(/D loss [▁▂▃▄▅▆▇█]+ {2}G loss [▁▂▃▄▅▆▇█]+/);
        expect(await shown("evaluate", "runs/r")).toContain("Jensen–Shannon");
        expect(await shown("describe", "runs/r")).toContain("none left");
        expect(await shown("runs")).toMatch(/JSD/);
        expect(await shown()).toContain("train ring");
        expect(await shown("evaluate", "--help")).toContain("--metric");
      });
    },
  );
});

describe.concurrent("in a pipe", () => {
  it("nothing is broken or cut, and progress is in lines of their own", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--out", "runs/r", "--steps", "20", ...TINY);
      const { stdout } = await command(cwd, "runs");
      expect(stdout.trimEnd().split("\n")).toHaveLength(2);
      const { stderr } = await command(cwd, "theory", "runs/r", "--examples", "400");
      expect(stderr).toMatch(/^p_g from samples: …\n/);
      expect(stderr).toBe(stripVTControlCharacters(stderr));
    }));
});
