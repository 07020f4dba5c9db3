import { resolveConfig, runtimeName, runtimeVersion, train } from "../../index.ts";
import { chosenData } from "../data/chosen.ts";
import { openData } from "../data/open.ts";
import { type Flags, flagName, optionsFrom } from "../flags.ts";
import type { Output } from "../output.ts";
import { chooseFolder, createRun, lock, type RunRecord } from "../run-folder.ts";
import { runSession } from "../session.ts";
import { version } from "../version.ts";

/** `train [data]` */
export async function trainCommand(argument: string | undefined, flags: Flags, output: Output): Promise<void> {
  const { preset, ...request } = chosenData(argument, flags);
  const given = { ...optionsFrom(flags), ...(preset === undefined ? {} : { preset }) };
  const { data, source } = await openData(request, output.say);
  const config = resolveConfig(data, given, flagName);
  // "train-images-idx3-ubyte.gz" is a run called train-images-idx3-ubyte.
  const folder = await chooseFolder(flags.out as string | undefined, preset ?? data.name.replace(/\.gz$/, ""));
  const record: RunRecord = {
    saddlepoint: version,
    runtime: `${runtimeName} ${runtimeVersion}`,
    node: process.version,
    created: new Date().toISOString(),
    ...(preset === undefined ? {} : { preset }),
    source,
    dataOptions: request.options,
    places: request.places,
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
