import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { formatNumber, isProblem, kindOf, shellWord } from "../../inner.ts";
import { type Lying, lyingIn } from "../data/lying-here.ts";
import { listCheckpoints } from "../run/folder.ts";
import { looksLikeRun, readRecord } from "../run/record.ts";
import type { Output } from "../terminal/output.ts";
import { textTable } from "../terminal/text-table.ts";
import { columnsOf, widthOf, wrapped } from "../terminal/width.ts";
import { version } from "../version.ts";

/** Of each sort so many are shown. */
const MOST_SHOWN = 5;

/** `saddlepoint` alone: what lies here, and what to do next. */
export async function welcomeCommand({ result }: Output): Promise<void> {
  const [data, runs] = [await lyingIn("."), await runsHere()];
  const found = [...shown(data.map(dataLine), "more to train on"), ...shown(runs, "more runs: npx saddlepoint runs")];
  const text = [
    `saddlepoint ${version} trains GANs on pictures, tables and points, and measures how far they are from what the theory promises.`,
    found.length > 0 ? `Here lie:\n${table(found)}` : "There is nothing here to train on, and no run.",
    `Without data:\n${table(WITHOUT_DATA)}`,
    ...(data.length > 0 ? [] : [`With your own:\n${table(OWN_DATA)}`]),
    "npx saddlepoint --help lists all commands.",
  ];
  result({ version, data, runs: runs.map(([folder]) => folder) }, text.join("\n\n"));
}

const WITHOUT_DATA = [
  ["npx saddlepoint train ring", "eight Gaussians: half a minute"],
  ["npx saddlepoint lab", "a page on which a GAN can be watched and played"],
  ["npx saddlepoint init my-gan", "a project: a training script, and a page with its generator"],
];
const OWN_DATA = [
  ["npx saddlepoint train pictures/", "a folder of pictures"],
  ["npx saddlepoint train people.csv", "a table"],
];

/** A line of what is found: what it is called, what it is, and what to do with it. */
type Line = readonly [path: string, what: string, next: string];

const dataLine = ({ path, what }: Lying): Line => [path, what, `npx saddlepoint train ${shellWord(path)}`];

const shown = (lines: readonly Line[], more: string): readonly Line[] => [
  ...lines.slice(0, MOST_SHOWN),
  ...(lines.length > MOST_SHOWN ? [[`… ${formatNumber(lines.length - MOST_SHOWN)} ${more}`, "", ""] as const] : []),
];

/** Columns of a terminal from which on there is room beside a command. */
const ROOM_BESIDE = 60;

/** Lines in columns; where the terminal is too narrow for them, each command has a line of its own. */
function table(rows: readonly (readonly string[])[]): string {
  const width = widthOf(process.stdout);
  const wide = indented(textTable(rows, [], Number.POSITIVE_INFINITY));
  if (wide.split("\n").every((line) => columnsOf(line) <= width)) return wide;
  const isCommand = (cell = ""): boolean => cell.startsWith("npx ");
  if (rows.every(([first]) => isCommand(first)) && width >= ROOM_BESIDE)
    return indented(textTable(rows, [], width - 2));
  return rows
    .flatMap((cells) => {
      const said = wrapped(cells.filter((cell) => cell !== "" && !isCommand(cell)).join(": "), width - 4);
      const commands = cells.filter(isCommand);
      return isCommand(cells[0])
        ? [...commands, ...said.map((line) => `  ${line}`)]
        : [...said, ...commands.map((command) => `  ${command}`)];
    })
    .map((line) => `  ${line}`)
    .join("\n");
}

const indented = (text: string): string => text.replace(/^/gm, "  ").replace(/ +$/gm, "");

/** Runs in `runs`, and in the folder itself. */
async function runsHere(): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const place of ["runs", "."]) {
    const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    for (const name of names.sort()) {
      const line = await runLine(place === "." ? name : join(place, name));
      if (line) lines.push(line);
    }
  }
  return lines;
}

/** A run that can be gone on with, or drawn from; undefined for what is none, or cannot be read. */
async function runLine(folder: string): Promise<Line | undefined> {
  if (!(await looksLikeRun(folder))) return undefined;
  try {
    const { config } = await readRecord(folder);
    const [newest] = await listCheckpoints(folder);
    const { steps } = config.run;
    const word = shellWord(folder);
    const ending = kindOf(config.data) === "images" || kindOf(config.data) === "points" ? "png" : "csv";
    const what = `a run of ${config.data.name}, ${formatNumber(newest?.step ?? 0)} of ${formatNumber(steps)} steps`;
    const done = newest !== undefined && newest.step >= steps;
    return [folder, what, `npx saddlepoint ${done ? `sample ${word} --out samples.${ending}` : `resume ${word}`}`];
  } catch (error) {
    if (!isProblem(error)) throw error;
    return undefined;
  }
}
