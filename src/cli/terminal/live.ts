/** Lines at the end of what a terminal shows that are written again and again, such as progress. */
import { columnsOf, shortened, widthOf } from "./width.ts";

export interface Live {
  /** Shows these lines in place of those before; `now`: also if that was a moment ago. */
  readonly show: (lines: readonly string[], now?: boolean) => void;
  /** Leaves the lines that are shown, or, with `clear`, none of them. */
  readonly end: (clear?: boolean) => void;
}

/** Milliseconds between two pictures. */
const EVERY = 100;
const [HIDE_CURSOR, SHOW_CURSOR] = ["\u001b[?25l", "\u001b[?25h"];

/** What is shown now, by the stream that it is on. */
const shownOn = new Map<NodeJS.WriteStream, { readonly erase: () => string; readonly redraw: () => string }>();

export function createLive(terminal: NodeJS.WriteStream): Live {
  let lines: readonly string[] = [];
  let last = Number.NEGATIVE_INFINITY;
  const erase = (): string => {
    if (lines.length === 0) return "";
    // A terminal that has become narrower has broken them.
    const rows = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(columnsOf(line) / widthOf(terminal))), 0);
    return `\r${rows > 1 ? `\u001b[${rows - 1}A` : ""}\u001b[J`;
  };
  const showCursor = (): void => void terminal.write(SHOW_CURSOR);
  const entry = { erase, redraw: () => lines.join("\n") };
  return {
    show: (next, now = false) => {
      if (!now && performance.now() - last < EVERY) return;
      last = performance.now();
      const begins = !shownOn.has(terminal);
      if (begins) {
        shownOn.set(terminal, entry);
        process.once("exit", showCursor);
      }
      const gone = erase();
      // A line as long as the terminal is wide would leave the cursor in two places at once.
      lines = next.map((line) => shortened(line, widthOf(terminal) - 1));
      terminal.write(`${begins ? HIDE_CURSOR : ""}${gone}${entry.redraw()}`);
    },
    end: (clear = false) => {
      if (!shownOn.has(terminal)) return;
      shownOn.delete(terminal);
      process.off("exit", showCursor);
      terminal.write(`${clear ? erase() : "\n"}${SHOW_CURSOR}`);
    },
  };
}

/** Writes a text above what is shown on either of the process's streams. */
export function writeAbove(stream: NodeJS.WriteStream, text: string): void {
  const live = [...shownOn].filter(([on]) => on.isTTY === true && stream.isTTY === true);
  for (const [on, { erase }] of live) on.write(erase());
  stream.write(text);
  for (const [on, { redraw }] of live) on.write(redraw());
}
