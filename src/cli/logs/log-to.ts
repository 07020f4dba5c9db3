/** The tools that a run can be logged for. Another one is a row here, and its file. */
import { nearest, problem, type RunOptions } from "../../inner.ts";
import { isWritten } from "../run/thinning.ts";
import type { Flags } from "../terminal/flags.ts";
import { csvLog } from "./csv-log.ts";
import type { Logged, LogOptions } from "./log-options.ts";
import { mlflowLog } from "./mlflow-log.ts";
import type { Sink } from "./sink.ts";
import { tensorboardLog } from "./tensorboard/tensorboard-log.ts";
import { wandbLog } from "./wandb/wandb-log.ts";

const logs = { tensorboard: tensorboardLog, csv: csvLog, wandb: wandbLog, mlflow: mlflowLog } as const satisfies Record<
  string,
  (logged: Logged) => Sink
>;

/** A tool, or a format that many read. */
export type LogName = keyof typeof logs;

export const logNames = Object.keys(logs) as readonly LogName[];

const isLogName = (name: string): name is LogName => Object.hasOwn(logs, name);

/** `tensorboard,csv` as names, `none` as no name; each once. Errors: a name that is none of {@link logNames}. */
export function parseLogNames(text: string): readonly LogName[] {
  if (text === "none") return [];
  const names = [...new Set(text.split(",").map((name) => name.trim()))];
  return names.map((name) => {
    if (isLogName(name)) return name;
    const close = nearest(name, [...logNames]);
    throw problem({
      doing: "reading option --log",
      expected: `${logNames.join(", ")}, with commas between, or none`,
      came: name === "" ? "an empty name" : name,
      ...(close === undefined ? {} : { next: `Did you mean ${close}?` }),
    });
  });
}

/** The tools that a command is asked to log for; `undefined` where nothing is said of them. */
export const logsAsked = ({ log }: Flags): readonly LogName[] | undefined =>
  log === undefined ? undefined : parseLogNames(String(log));

/**
 * A sink that writes a run into a folder, in the form that a tool reads: figures, sheets of samples, the configuration. It takes
 * the events that `recorded` makes, and sends nothing anywhere.
 */
export function logTo(
  name: LogName,
  { folder, name: title = "run", created = new Date(), before = [] }: LogOptions,
): Sink {
  return withFewerSheets(logs[name]({ folder, name: title, created, before }));
}

/** A run of very many sheets hands on every second one, later every fourth, as it keeps them. */
function withFewerSheets({ event: take, end }: Sink): Sink {
  let run: RunOptions | undefined;
  return {
    event: async (event) => {
      if (event.type === "start") run = event.config.run;
      const { type, step } = event;
      const passes =
        type !== "sheet" || !run || step === run.steps || isWritten(step, run.sampleEvery, run.keepSamples);
      if (passes) await take?.(event);
    },
    ...(end ? { end } : {}),
  };
}
