/** config.json: the configuration of a run and where it came from. */
import { stat } from "node:fs/promises";
import { z } from "zod";
import { type Config, checkConfig, dataOptions, type GivenDataOptions, problem, shellWord } from "../../inner.ts";
import { exists, writeWhole } from "../files/writing.ts";
import type { DataPlaces } from "../terminal/flags.ts";
import { readKept } from "./kept-record.ts";
import { runPaths } from "./paths.ts";
import { isUnbegun } from "./unbegun.ts";

export interface RunRecord {
  readonly saddlepoint: string;
  readonly runtime: string;
  readonly node: string;
  readonly created: string;
  /** What it was begun on; early runs do not say. */
  readonly machine?: string;
  /** The preset whose options took the place of defaults, if there was one. */
  readonly preset?: string;
  /** The data as they were given on the command line: a name, or an absolute path. */
  readonly source: string;
  /** How they were read. */
  readonly dataOptions: GivenDataOptions;
  /** What was guessed, left out or changed when they were read, a sentence each. */
  readonly notices?: readonly string[];
  /** Other tools that the run is logged for. */
  readonly log?: readonly string[];
  /** Where files were kept, as absolute paths. */
  readonly places: DataPlaces;
  readonly config: Config;
}

const optional = Object.fromEntries(
  Object.entries(dataOptions).map(([key, { schema }]) => [key, schema.exactOptional()]),
);

/** Early runs knew of built-in data and image files only: they have neither data options nor places. */
const schema = z.looseObject({
  saddlepoint: z.string(),
  runtime: z.string(),
  node: z.string(),
  created: z.string(),
  machine: z.string().exactOptional(),
  preset: z.string().exactOptional(),
  source: z.string(),
  dataOptions: z
    .strictObject(optional)
    .default({})
    .transform((given) => given as GivenDataOptions),
  notices: z.array(z.string()).exactOptional(),
  log: z.array(z.string()).exactOptional(),
  places: z
    .looseObject({
      dataDir: z.string().exactOptional(),
      cacheDir: z.string().exactOptional(),
      downloadFrom: z.string().exactOptional(),
    })
    .default({}),
  config: z.looseObject({}),
});

export const saveRecord = (folder: string, record: RunRecord): Promise<void> =>
  writeWhole(runPaths(folder).config, `${JSON.stringify(record, null, 2)}\n`);

export async function readRecord(folder: string): Promise<RunRecord> {
  const doing = `opening run ${folder}`;
  if (!(await isFolder(folder))) {
    throw problem({
      doing,
      expected: "the folder of a run",
      came: (await exists(folder)) ? "a file" : "nothing at that path",
      next: "saddlepoint runs lists the runs under ./runs.",
    });
  }
  const record = await readKept(runPaths(folder).config, {
    schema,
    what: "a config.json written by saddlepoint",
    doing,
    next: "Put back the one that was written.",
  });
  if (!record) {
    throw problem(
      (await isUnbegun(folder))
        ? {
            doing,
            expected: "a config.json in it",
            came: "what a run leaves that was ended before it began",
            next: `Begin it anew: saddlepoint train … --out ${shellWord(folder)}`,
          }
        : { doing, expected: "a config.json in it", came: "none: this is not a run", next: "Check the path." },
    );
  }
  return { ...record, config: checkConfig(record.config, doing) };
}

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Whether a folder has what only runs have, so that it is worth saying why it cannot be read as one. */
export const looksLikeRun = async (folder: string): Promise<boolean> =>
  (await exists(runPaths(folder).config)) || (await exists(runPaths(folder).metrics));
