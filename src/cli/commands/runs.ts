import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { formatNumber, isProblem, problem } from "../../inner.ts";
import { writeWhole } from "../files/writing.ts";
import { runsPage } from "../report/runs.ts";
import type { ShownRun } from "../report/runs-columns.ts";
import { readEvaluation } from "../run/evaluation-record.ts";
import { listCheckpoints } from "../run/folder.ts";
import { readMetrics } from "../run/metrics-record.ts";
import { looksLikeRun, type RunRecord, readRecord } from "../run/record.ts";
import { fileFlag } from "../terminal/file-flag.ts";
import type { Flags } from "../terminal/flags.ts";
import type { Output } from "../terminal/output.ts";
import { textTable } from "../terminal/text-table.ts";

/** A row of the table, and of `--json`. */
interface RunRow {
  readonly run: string;
  readonly data: string;
  readonly loss: string;
  readonly seed: number;
  readonly step: number;
  readonly steps: number;
  readonly seconds: number | null;
  readonly meanDReal: number | null;
  readonly meanDFake: number | null;
  readonly modes: number | null;
  readonly modesOf: number | null;
  readonly highQuality: number | null;
  readonly jsd: number | null;
  /** `jsd` is a lower bound. */
  readonly jsdAtLeast: boolean;
  readonly created: string;
}

/** `runs [dir]`, and `runs [dir] --out runs.html` */
export async function runsCommand(dir: string, flags: Flags, output: Output): Promise<void> {
  const out = fileFlag(flags, "out", ".html", `listing runs in ${dir}`);
  const rows = await rowsOf(dir, output.say);
  if (out === undefined) {
    const { heading, right } = COLUMNS;
    output.result(
      { runs: rows },
      rows.length > 0
        ? textTable([heading, ...rows.map(cellsOf)], right)
        : `No runs in ${dir}. saddlepoint train ring makes one.`,
    );
    return;
  }
  if (rows.length === 0) {
    throw problem({
      doing: `writing ${out}`,
      expected: `runs in ${dir}`,
      came: "none",
      next: "saddlepoint train ring makes one.",
    });
  }
  const newestFirst = [...rows].sort((a, b) => b.created.localeCompare(a.created));
  const shown = await Promise.all(newestFirst.map(shownRun));
  const page = await runsPage(dir, shown, out, output.say);
  await writeWhole(out, page);
  const bytes = Buffer.byteLength(page);
  output.result(
    { runs: newestFirst, out, bytes },
    `${rows.length === 1 ? "One run" : `${rows.length} runs`} of ${dir} ${rows.length === 1 ? "is" : "are"} in ${out} (${formatNumber(bytes)} bytes).`,
  );
}

/** What the page shows of a run. */
async function shownRun(row: RunRow): Promise<ShownRun> {
  const { config } = await readRecord(row.run);
  const metrics = await readMetrics(row.run);
  const figures = {
    data: row.data,
    loss: row.loss,
    seed: row.seed,
    step: row.step,
    of: row.steps,
    seconds: row.seconds,
    "D(x)": row.meanDReal,
    "D(G(z))": row.meanDFake,
    modes: row.modes,
    "HQ %": row.highQuality === null ? null : 100 * row.highQuality,
    JSD: row.jsd,
    "energy distance": metrics.findLast((line) => line.energyDistance !== undefined)?.energyDistance ?? null,
    quality: metrics.findLast((line) => line.quality !== undefined)?.quality ?? null,
    begun: begunText(row),
  };
  const texts = {
    ...(row.modes === null ? {} : { modes: `${row.modes}/${row.modesOf}` }),
    ...(row.jsdAtLeast && row.jsd !== null ? { JSD: `≥ ${row.jsd.toFixed(4)}` } : {}),
  };
  return { folder: row.run, config, metrics, figures, texts };
}

const begunText = ({ created }: RunRow): string => created.slice(0, 16).replace("T", " ");

/** The runs in a folder; what looks like one and cannot be read is named by `say`. */
async function rowsOf(dir: string, say: Output["say"]): Promise<RunRow[]> {
  const names = await readdir(dir).catch(() => undefined);
  if (!names && dir !== "runs") {
    throw problem({
      doing: `listing runs in ${dir}`,
      expected: "a folder",
      came: "nothing that can be read",
      next: "Check the path.",
    });
  }
  const rows: RunRow[] = [];
  for (const name of (names ?? []).sort()) {
    const folder = join(dir, name);
    try {
      rows.push(await rowOf(folder, await readRecord(folder), say));
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (await looksLikeRun(folder)) say(`Left out: ${error.message}`);
    }
  }
  return rows;
}

async function rowOf(folder: string, { config, created }: RunRecord, say: Output["say"]): Promise<RunRow> {
  const last = (await readMetrics(folder, say)).at(-1);
  const [newest] = await listCheckpoints(folder);
  const step = newest?.step ?? 0;
  const found = await readEvaluation(folder).catch((error: unknown) => {
    if (!isProblem(error)) throw error;
    say(error.message);
    return undefined;
  });
  const evaluation = found?.step === step ? found : undefined;
  return {
    run: folder,
    data: config.data.name,
    loss: config.loss,
    seed: config.seed,
    step,
    steps: config.run.steps,
    seconds: last?.seconds ?? null,
    meanDReal: evaluation?.meanDReal ?? last?.meanDReal ?? null,
    meanDFake: evaluation?.meanDFake ?? last?.meanDFake ?? null,
    modes: evaluation?.modes ?? null,
    modesOf: evaluation?.modesOf ?? null,
    highQuality: evaluation?.highQuality ?? null,
    jsd: evaluation?.jsd ?? null,
    jsdAtLeast: evaluation?.jsdAtLeast === true,
    created,
  };
}

const HEADING = [
  "run",
  "data",
  "loss",
  "seed",
  "step",
  "of",
  "seconds",
  "D(x)",
  "D(G(z))",
  "modes",
  "HQ %",
  "JSD",
  "begun",
];
const COLUMNS = {
  heading: HEADING,
  /** Numbers stand to the right. */
  right: HEADING.map((_, column) => column >= 3 && column < HEADING.length - 1),
} as const;

function cellsOf(row: RunRow): string[] {
  const figure = (value: number | null, digits: number): string => (value === null ? "–" : value.toFixed(digits));
  return [
    row.run,
    row.data,
    row.loss,
    String(row.seed),
    formatNumber(row.step),
    formatNumber(row.steps),
    figure(row.seconds, 0),
    figure(row.meanDReal, 3),
    figure(row.meanDFake, 3),
    row.modes === null ? "–" : `${row.modes}/${row.modesOf}`,
    figure(row.highQuality === null ? null : 100 * row.highQuality, 1),
    `${row.jsdAtLeast ? "≥ " : ""}${figure(row.jsd, 4)}`,
    begunText(row),
  ];
}
