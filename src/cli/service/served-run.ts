/** What a service knows of a run: all that it says of it, and all that requests are read by. */
import { basename, resolve } from "node:path";
import {
  type DataKind,
  gameOf,
  kindOf,
  problem,
  sizeOf,
  type WrittenSource,
  wholeColumns,
  writtenColumns,
} from "../../inner.ts";
import { usualCount } from "../run/asked-samples.ts";
import { readRecord } from "../run/record.ts";
import { type Format, formatsOf } from "./format.ts";

export interface ServedRun {
  /** The last name of its path: what requests call it. */
  readonly name: string;
  /** An absolute path. */
  readonly folder: string;
  readonly kind: DataKind;
  /** What it was trained on. */
  readonly data: string;
  /** Of one example. */
  readonly shape: readonly number[];
  /** Numbers of one example. */
  readonly size: number;
  /** Of the run: what is taken where a request has none. */
  readonly seed: number;
  /** Where a request says nothing. */
  readonly count: number;
  /** The first is what a request gets that does not choose. */
  readonly formats: readonly Format[];
  /** Of a generator that is told classes: how many, and their names where they have some. */
  readonly classes?: { readonly count: number; readonly names?: readonly string[] };
  /** Columns of a table, in the order of the data. */
  readonly columns?: readonly WrittenSource[];
}

async function servedRun(given: string): Promise<ServedRun> {
  const folder = resolve(given);
  const { config } = await readRecord(given);
  const { data } = config;
  const kind = kindOf(data);
  const told = gameOf(config).generator.condition !== undefined ? data.y?.code : undefined;
  const names = told?.of === "labels" ? data.y?.classes : undefined;
  return {
    name: basename(folder),
    folder,
    kind,
    data: data.name,
    shape: data.shape,
    size: data.columns?.length ?? sizeOf(data.shape),
    seed: config.seed,
    count: usualCount(data),
    formats: formatsOf(kind),
    ...(told ? { classes: { count: told.counts.length, ...(names ? { names } : {}) } } : {}),
    ...(data.columns ? { columns: writtenColumns(wholeColumns(data.columns, data.rules), data) } : {}),
  };
}

/** Reads the records of run folders; throws where one is none, and where two have the same name. */
export async function servedRuns(folders: readonly string[]): Promise<readonly ServedRun[]> {
  const doing = "serving runs";
  if (folders.length === 0) throw problem({ doing, expected: "a run folder", came: "none" });
  const runs: ServedRun[] = [];
  for (const folder of folders) {
    const run = await servedRun(folder);
    const other = runs.find(({ name }) => name === run.name);
    if (other) {
      throw problem({
        doing,
        expected: "run folders of different names, as requests name them by these",
        came: `${other.folder} and ${run.folder}`,
        next: "Rename one of them, or serve it from a port of its own.",
      });
    }
    runs.push(run);
  }
  return runs;
}
