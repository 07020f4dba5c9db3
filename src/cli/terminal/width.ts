/** How wide a terminal is, and texts that fit it. What goes to a file or a pipe is as long as it likes. */
import { stripVTControlCharacters } from "node:util";

/** Of terminals that do not tell. */
const USUAL = 80;

export const isLive = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && process.env.TERM !== "dumb";

/** Columns of a terminal; without end where it is none. */
export const widthOf = (stream: NodeJS.WriteStream): number =>
  stream.isTTY === true ? stream.columns || USUAL : Number.POSITIVE_INFINITY;

/** Letters of Chinese, Japanese and Korean, and emoji, that take two columns. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u;

/** Columns that a text takes in one line. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of stripVTControlCharacters(text)) columns += WIDE.test(character) ? 2 : 1;
  return columns;
}

/** The beginning of a text that takes at most so many columns, and what is left. */
function cutAt(text: string, width: number): readonly [string, string] {
  let [end, columns] = [0, 0];
  for (const character of text) {
    columns += columnsOf(character);
    if (columns > width && end > 0) break;
    end += character.length;
  }
  return [text.slice(0, end), text.slice(end)];
}

/** A text in one line, shortened with … where it is too long. */
export const shortened = (text: string, width: number): string =>
  columnsOf(text) <= width ? text : `${cutAt(text, width - 1)[0]}…`;

/** A text of one line in several that fit; words that do not are parted. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (columnsOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    let rest = word;
    while (columnsOf(rest) > width) {
      const [head, tail] = cutAt(rest, width);
      lines.push(head);
      rest = tail;
    }
    line = rest;
  }
  return [...lines, line];
}

/** A command that somebody will copy: to the end of its line. */
const COMMAND = /(?:npx )?\bsaddlepoint [a-z]+ .*$/;

/** What stands in front of a text in columns, such as an option's name in front of its help. */
const LABEL = /^ *\S+(?: \S+)*? {2,}(?=\S)/;

/** Every line of a text in lines that fit, with the indent that it has, or below the text beside a label. A command is not parted where it fits a line of its own. */
export function fitted(text: string, width: number): string {
  if (!Number.isFinite(width)) return text;
  return text
    .split("\n")
    .flatMap((line) => {
      if (columnsOf(line) <= width) return [line];
      const indent = /^ */.exec(line)?.[0] ?? "";
      const label = LABEL.exec(line)?.[0] ?? "";
      if (label !== "" && columnsOf(label) <= width / 2) {
        const below = " ".repeat(columnsOf(label));
        const [first = "", ...more] = wrapped(line.slice(label.length), width - columnsOf(label));
        return [label + first, ...more.map((part) => below + part)];
      }
      const room = Math.max(10, width - indent.length);
      const command = COMMAND.exec(line)?.[0] ?? "";
      const whole = command !== "" && columnsOf(command) <= room ? [command] : [];
      const before = line.slice(indent.length, line.length - (whole[0]?.length ?? 0)).trimEnd();
      return [...(before === "" ? [] : wrapped(before, room)), ...whole].map((part) => indent + part);
    })
    .join("\n");
}

/** Parts with commas between them, in lines that fit; no part is parted that fits a line. */
export function flowed(parts: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const [i, part] of parts.entries()) {
    const piece = i < parts.length - 1 ? `${part},` : part;
    const last = lines.at(-1);
    if (last !== undefined && columnsOf(last) + 1 + columnsOf(piece) <= width)
      lines[lines.length - 1] = `${last} ${piece}`;
    else lines.push(shortened(piece, width));
  }
  return lines;
}
