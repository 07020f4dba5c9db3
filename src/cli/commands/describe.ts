import { stat } from "node:fs/promises";
import { join } from "node:path";
import {
  type Config,
  type DataSet,
  type Estimate,
  estimate,
  formatNumber,
  formatPrior,
  kindOf,
  priorOf,
  problem,
  refuseIdle,
  resolveConfig,
} from "../../inner.ts";
import { chosenData } from "../data/chosen.ts";
import { printable } from "../data/folder-notices.ts";
import { openData } from "../data/open.ts";
import type { OpenedData } from "../data/request.ts";
import { writeWhole } from "../files/writing.ts";
import { drawExamples } from "../pictures/examples.ts";
import { listCheckpoints } from "../run/folder.ts";
import { reopenData, requireSameData } from "../run/open-run.ts";
import { realExamples } from "../run/real-examples.ts";
import { type RunRecord, readRecord } from "../run/record.ts";
import { type Flags, flagName, optionsFrom } from "../terminal/flags.ts";
import { formatLayers } from "../terminal/layers.ts";
import type { Output } from "../terminal/output.ts";
import { durationText } from "../terminal/progress.ts";
import { textTable } from "../terminal/text-table.ts";

/** `describe [data]|<run>`, and `train --dry-run`: what was read, what would be built, what it would cost. Trains nothing. */
export async function describeCommand(argument: string | undefined, flags: Flags, output: Output): Promise<void> {
  const out = pictureFrom(flags);
  const folder = argument !== undefined && (await isRun(argument)) ? argument : undefined;
  const record = folder === undefined ? undefined : await readRecord(folder);
  const chosen = chosenData(argument, flags);
  const given = { ...optionsFrom(flags), ...(chosen.preset === undefined ? {} : { preset: chosen.preset }) };
  refuseMixed(argument, record, { ...given, ...chosen.options }, flags);
  const quietly = (): void => undefined; // what is left out is listed below
  const opened = record ? await reopenData(record, flags, quietly) : await openData(chosen, quietly);
  if (record) requireSameData(record, opened.data, flags, `describing ${folder}`);
  const config = record?.config ?? resolveConfig(opened.data, given);
  const notices = [...opened.notices, ...(record ? [] : refuseIdle(given, config))];
  const [first] = folder === undefined ? [] : await listCheckpoints(folder);
  const step = first?.step ?? 0;
  const cost = await estimate(config, opened.data);
  if (out !== undefined) {
    const real = await realExamples(opened.data, config.seed, config.run.samples);
    await writeWhole(
      String(out),
      await drawExamples(opened.data, kindOf(opened.data) === "images" ? real : new Float32Array(), real),
    );
  }
  const secondsLeft = (config.run.steps - step) * cost.secondsPerStep;
  output.result(
    {
      data: {
        ...config.data,
        facts: Object.fromEntries(opened.facts),
        skipped: opened.skipped,
        notices,
      },
      ...cost,
      steps: config.run.steps,
      step,
      secondsLeft,
      config,
      ...(out === undefined ? {} : { sheet: out }),
    },
    [
      describeData({ ...opened, notices }, config),
      formatLayers("G", cost.networks.generator),
      formatLayers("D", cost.networks.discriminator),
      describeCost(config, cost, step, secondsLeft, record),
      ...(out === undefined ? [] : [`Real examples are in ${String(out)}.`]),
    ].join("\n"),
  );
}

/** The file for a sheet of real examples, if one is wanted. */
function pictureFrom({ out }: Flags): unknown {
  if (out === undefined || /\.png$/i.test(String(out))) return out;
  throw problem({ doing: "describing", expected: "--out with a name that ends in .png", came: String(out) });
}

/** Refuses options beside a run, and where data have moved beside data. */
function refuseMixed(argument: string | undefined, record: RunRecord | undefined, given: object, flags: Flags): void {
  if (record && Object.keys(given).length > 0) {
    throw problem({
      doing: `describing ${argument}`,
      expected: "no options, as a run has its own",
      came: Object.keys(given)
        .map((key) => flagName(key))
        .join(", "),
      next: "Leave them out, or describe the data.",
    });
  }
  if (!record && flags.data !== undefined) {
    throw problem({ doing: "reading option --data", expected: "a run folder with it", came: String(argument) });
  }
}

const isRun = (path: string): Promise<boolean> =>
  stat(join(path, "config.json")).then(
    () => true,
    () => false,
  );

const countText = ({ count }: DataSet): string =>
  Number.isFinite(count) ? `${formatNumber(count)} examples` : "drawn afresh, without end";

function describeData({ data, facts, notices, skipped }: OpenedData, config: Config): string {
  const values =
    kindOf(data) === "images" ? "values from −1 to 1" : data.columns ? "scaled to deviation 1" : "as they are";
  const rows = [
    ["Data", `${data.name}: ${countText(data)}`],
    ...(data.heldOut ? [["Held out", `${formatNumber(data.heldOut.count)} examples, never trained on`]] : []),
    ["Example", `${data.shape.join("×")}, ${values}`],
    ...facts.map(([what, value]) => [what, value]),
    ["Fingerprint", config.data.fingerprint],
    ...notices.map((notice) => ["Note", notice]),
    ...(skipped.length > 0 ? [["Left out", `${formatNumber(skipped.length)} files`]] : []),
    ...skipped.map(({ name, reason }) => ["", `${printable(name)}: ${reason}`]),
  ];
  return `${textTable(rows, [false, false])}\n`;
}

function describeCost(config: Config, cost: Estimate, step: number, secondsLeft: number, record?: RunRecord): string {
  const { bytes, secondsPerStep, measured, flopsPerStep, secondsToStart } = cost;
  const megabytes = (value: number): string => `${(value / 1e6).toPrecision(3)} MB`;
  const { steps } = config.run;
  const rows = [
    ["Game", `${config.loss}, z ~ ${formatPrior(priorOf(config))}, minibatch ${config.batch}, seed ${config.seed}`],
    [
      "Memory",
      `${megabytes(bytes.state)} for parameters, moments, gradients and minibatches; about ${megabytes(bytes.activations)} for values in between`,
    ],
    [
      "Step",
      `${(flopsPerStep / 1e9).toPrecision(3)} GFLOP, ${(1000 * secondsPerStep).toPrecision(3)} ms (median of ${measured} on this machine)`,
    ],
    ["Start", `${secondsToStart.toPrecision(2)} s`],
    [
      "Time",
      step >= steps
        ? `none left: the run is at step ${formatNumber(step)} of ${formatNumber(steps)}`
        : `about ${durationText(secondsLeft)} for ${formatNumber(steps - step)} steps`,
    ],
    ...(record ? [["Run", `begun ${record.created}, at step ${formatNumber(step)} of ${formatNumber(steps)}`]] : []),
  ];
  return `${textTable(rows, [false, false])}\n`;
}
