/** wandb/: an offline run, as `wandb sync` takes it; nothing is sent by itself. */
import { join } from "node:path";
import type { Config, MetricsLine } from "../../../inner.ts";
import { append, makeFolder, writeWhole } from "../../files/writing.ts";
import { version } from "../../version.ts";
import { figuresOf } from "../figures.ts";
import { idOf, type Logged, timesOf } from "../log-options.ts";
import type { Sink } from "../sink.ts";
import { createBlocks } from "./blocks.ts";
import { earlierPictures, type Picture, savePicture } from "./media.ts";
import { type Content, encodeRecord, exit, files, header, history, run, summary, type Values } from "./records.ts";

const EXIT_CODES = { finished: 0, failed: 1, aborted: 255 } as const;

/**
 * One file for the whole run: where it goes on the file is written anew up to the checkpoint, since W&B takes back no step that it
 * was given.
 */
export function wandbLog(logged: Logged): Sink {
  const id = idOf(logged, 8);
  const folder = join(logged.folder, "wandb", `offline-run-${stamp(logged.created)}-${id}`);
  const path = join(folder, `run-${id}.wandb`);
  const write = createWriter();
  /** W&B has one row for a step: a sheet waits for the figures of its step, if some come. */
  let waiting: readonly Picture[] = [];
  let ended: keyof typeof EXIT_CODES = "failed";
  let seconds = logged.before.at(-1)?.seconds ?? 0;
  const addRow = async (step: number, values: Values): Promise<void> => {
    const shown = waiting;
    waiting = [];
    await append(path, write(row(step, { ...values, ...valuesOf(shown) }, { time: Date.now(), seconds })));
  };
  let begun = false;
  return {
    event: async (event) => {
      if (event.type === "start") {
        await makeFolder(folder);
        const pictures = await earlierPictures(folder, event.step);
        await writeWhole(
          path,
          write([...beginning(logged, id, event.config), ...earlierRows(logged.before, pictures)]),
        );
        begun = true;
      }
      if (event.type === "sheet") {
        const { step, picture, real } = event;
        waiting = [
          await savePicture(folder, "sheet", step, picture),
          ...(real ? [await savePicture(folder, "real", step, real)] : []),
        ];
        await append(path, write(waiting.map((saved) => files(saved.path))));
      }
      if (event.type === "recorded") {
        seconds = event.line.seconds;
        await addRow(event.step, figuresByName(event.line));
      }
      if (event.type === "samples" && waiting.length > 0) await addRow(event.step, {});
      if (event.type === "end") ended = event.reason;
    },
    end: async (error) => {
      if (begun) await append(path, write([exit(EXIT_CODES[error === undefined ? ended : "failed"], seconds)]));
    },
  };
}

/** `20260131_235959`, in UTC. */
const stamp = (time: Date): string => time.toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "_");

/** Numbers the records of a file, in order, and frames them. */
function createWriter(): (contents: readonly Content[]) => Uint8Array {
  const blocks = createBlocks();
  let count = 0;
  return (contents) =>
    Buffer.concat(
      contents.map((content) => {
        count++;
        return blocks.add(encodeRecord(count, content));
      }),
    );
}

const beginning = ({ name, created }: Logged, id: string, config: Config): Content[] => [
  header(`saddlepoint ${version}`),
  run({ id, name, created, config: { ...config } }),
];

const figuresByName = (line: MetricsLine): Values => Object.fromEntries(figuresOf(line));

const valuesOf = (pictures: readonly Picture[]): Values => Object.assign({}, ...pictures.map(({ values }) => values));

/** A row of the history, and what it makes of the summary. */
function row(
  step: number,
  values: Values,
  { time, seconds }: { readonly time: number; readonly seconds: number },
): Content[] {
  const all = { ...values, _timestamp: time / 1000, _runtime: seconds, _step: step };
  return [history(step, all), summary(all)];
}

/** Rows of earlier sessions, with their pictures. */
function earlierRows(before: readonly MetricsLine[], pictures: readonly Picture[]): Content[] {
  const timeOf = timesOf(before, Date.now());
  const lines = new Map(before.map((line) => [line.step, line]));
  const steps = [...new Set([...lines.keys(), ...pictures.map(({ step }) => step)])].sort((a, b) => a - b);
  let last: Pick<MetricsLine, "seconds"> = { seconds: 0 };
  return steps.flatMap((step) => {
    const line = lines.get(step);
    last = line ?? last;
    const shown = pictures.filter((picture) => picture.step === step);
    const values = { ...(line ? figuresByName(line) : {}), ...valuesOf(shown) };
    return [
      ...shown.map(({ path }) => files(path)),
      ...row(step, values, { time: timeOf(last), seconds: last.seconds }),
    ];
  });
}
