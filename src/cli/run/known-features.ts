/** Models that make features, remembered by name for all runs of this user. */
import { join } from "node:path";
import envPaths from "env-paths";
import { z } from "zod";
import { featureRanges, imageLayouts } from "../../inner.ts";
import { makeFolder, writeWhole } from "../files/writing.ts";
import { readKept } from "./kept-record.ts";

/** A model, where it lies, and how it is fed. */
export interface KnownFeatures {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** SHA-256 of the file: figures of another one could not be compared. */
  readonly checksum: string;
  readonly range: (typeof featureRanges)[number];
  readonly layout: (typeof imageLayouts)[number];
  readonly output: string;
  readonly dimension: number;
  /** What was found when it was checked, a sentence each. */
  readonly found: readonly string[];
}

const known = z.strictObject({
  name: z.string(),
  path: z.string(),
  checksum: z.string(),
  range: z.enum(featureRanges),
  layout: z.enum(imageLayouts),
  output: z.string(),
  dimension: z.int().positive(),
  found: z.array(z.string()),
});

const schema: z.ZodType<{ readonly models: readonly KnownFeatures[] }> = z.strictObject({ models: z.array(known) });

/** The file that has them: settings, not something that could be made anew like the files of the cache. */
const fileOfFeatures = (): string => join(envPaths("saddlepoint", { suffix: "" }).config, "features.json");

/** All that are remembered, in the order of their names. */
export async function readKnownFeatures(): Promise<readonly KnownFeatures[]> {
  const found = await readKept(fileOfFeatures(), { schema, what: "a list of feature extractors" });
  return found?.models ?? [];
}

/** Remembers one; another of the same name makes way. Returns where the list is. */
export async function rememberFeatures(model: KnownFeatures): Promise<string> {
  const others = (await readKnownFeatures()).filter(({ name }) => name !== model.name);
  return save([...others, model]);
}

/** Forgets one. The file of the model stays where it is. */
export async function forgetFeatures(name: string): Promise<string> {
  return save((await readKnownFeatures()).filter((model) => model.name !== name));
}

async function save(models: readonly KnownFeatures[]): Promise<string> {
  const path = fileOfFeatures();
  await makeFolder(join(path, ".."));
  const sorted = models.toSorted((a, b) => a.name.localeCompare(b.name, "en"));
  await writeWhole(path, `${JSON.stringify({ models: sorted }, null, 2)}\n`);
  return path;
}
