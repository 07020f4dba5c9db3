import { resolveConfig, runtimeName, runtimeVersion, train } from "../../index.ts";
import { openData } from "../data-argument.ts";
import { type Flags, flagName, optionsFrom } from "../flags.ts";
import type { Output } from "../output.ts";
import { chooseFolder, createRun, lock, type RunRecord } from "../run-folder.ts";
import { runSession } from "../session.ts";
import { version } from "../version.ts";

/** `train <data>` */
export async function trainCommand(argument: string, flags: Flags, output: Output): Promise<void> {
  const { data, source } = await openData(argument);
  const given = optionsFrom(flags);
  const config = resolveConfig(data, given, flagName);
  // "train-images-idx3-ubyte.gz" is a run called train-images-idx3-ubyte.
  const folder = await chooseFolder(flags.out as string | undefined, data.name.replace(/\.gz$/, ""));
  const record: RunRecord = {
    saddlepoint: version,
    runtime: `${runtimeName} ${runtimeVersion}`,
    node: process.version,
    created: new Date().toISOString(),
    source,
    config,
  };
  await runSession(
    {
      folder,
      record,
      data,
      metrics: [],
      prepare: async () => {
        await createRun(folder, record);
        return lock(folder);
      },
      events: (signal) => train({ data, ...given, signal }),
    },
    output,
  );
}
