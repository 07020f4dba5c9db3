/** mlruns/: a run in the folders that MLflow's file store reads, one file for each metric, parameter and tag. */
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Config, MetricsLine } from "../../inner.ts";
import { append, makeFolder, writeWhole } from "../files/writing.ts";
import { version } from "../version.ts";
import { figuresOf } from "./figures.ts";
import { idOf, type Logged, settingsOf, timesOf } from "./log-options.ts";
import type { Sink } from "./sink.ts";

/** Codes of MLflow's RunStatus. */
const statuses = { running: 1, finished: 3, failed: 4, killed: 5 } as const;
type Status = keyof typeof statuses;

/** What MLflow takes as the value of a parameter. */
const LONGEST_VALUE = 6000;

/** JSON is YAML. */
const yaml = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join("");

/** A file in a folder that may not be there yet: names of metrics have slashes. */
async function writeIn(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  const path = join(folder, name);
  await makeFolder(join(path, ".."));
  await writeWhole(path, content);
}

const metricLine = (time: number, value: number, step: number): string => `${time} ${value} ${step}\n`;

/** Metrics are written anew when a run goes on, so that what came after the checkpoint is gone. */
export function mlflowLog(logged: Logged): Sink {
  const store = join(logged.folder, "mlruns");
  const folder = join(store, "0", idOf(logged, 32));
  const metrics = join(folder, "metrics");
  let begun = false;
  let status: Status = "running";
  const saveState = (): Promise<void> => writeIn(folder, "meta.yaml", runMeta(logged, store, status));
  return {
    event: async (event) => {
      if (event.type === "start") {
        await begin(logged, store, folder, event.config);
        await saveState();
        begun = true;
      }
      if (event.type === "recorded") {
        const now = Date.now();
        for (const [name, value] of figuresOf(event.line)) {
          const path = join(metrics, name);
          await makeFolder(join(path, ".."));
          await append(path, metricLine(now, value, event.step));
        }
      }
      if (event.type === "sheet") {
        const { step, picture, real } = event;
        await writeIn(folder, `artifacts/samples/step-${step}.png`, picture);
        if (real) await writeIn(folder, "artifacts/samples/real.png", real);
      }
      if (event.type === "end") status = event.reason === "finished" ? "finished" : "killed";
    },
    end: async (error) => {
      if (error !== undefined) status = "failed";
      if (begun) await saveState();
    },
  };
}

/** What says which run it is; `id` in the URIs is that of the folder. */
function runMeta(logged: Logged, store: string, status: Status): string {
  const id = idOf(logged, 32);
  return yaml({
    artifact_uri: pathToFileURL(resolve(store, "0", id, "artifacts")).href,
    end_time: status === "running" ? null : Date.now(),
    entry_point_name: "",
    experiment_id: "0",
    lifecycle_stage: "active",
    run_id: id,
    run_name: logged.name,
    run_uuid: id,
    source_name: "",
    source_type: 4,
    source_version: "",
    start_time: logged.created.getTime(),
    status: statuses[status],
    tags: [],
    user_id: "",
  });
}

async function begin({ name, created, before }: Logged, store: string, folder: string, config: Config): Promise<void> {
  await writeIn(
    store,
    "0/meta.yaml",
    yaml({
      artifact_location: pathToFileURL(resolve(store, "0")).href,
      creation_time: created.getTime(),
      experiment_id: "0",
      last_update_time: created.getTime(),
      lifecycle_stage: "active",
      name: "saddlepoint",
    }),
  );
  const tags = {
    "mlflow.runName": name,
    "mlflow.source.name": `saddlepoint ${version}`,
    "mlflow.source.type": "LOCAL",
  };
  for (const [key, value] of Object.entries(tags)) await writeIn(folder, `tags/${key}`, value);
  for (const [key, value] of settingsOf(config)) {
    await writeIn(folder, `params/${key}`, String(value).slice(0, LONGEST_VALUE));
  }
  await writeIn(folder, "artifacts/config.json", `${JSON.stringify(config, null, 2)}\n`);
  for (const [metric, lines] of earlierLines(before)) await writeIn(folder, `metrics/${metric}`, lines);
}

function earlierLines(before: readonly MetricsLine[]): ReadonlyMap<string, string> {
  const timeOf = timesOf(before, Date.now());
  const lines = new Map<string, string>();
  for (const line of before) {
    for (const [name, value] of figuresOf(line)) {
      lines.set(name, `${lines.get(name) ?? ""}${metricLine(timeOf(line), value, line.step)}`);
    }
  }
  return lines;
}
