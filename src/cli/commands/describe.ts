import { stat } from "node:fs/promises";
import { join } from "node:path";
import {
  augmentationText,
  type Config,
  type DataSet,
  type Estimate,
  estimate,
  formatNumber,
  formatPrior,
  frozenText,
  kindOf,
  priorOf,
  problem,
  shellWord,
  type TrainOptions,
  turnsText,
} from "../../inner.ts";
import { chosenData } from "../data/chosen.ts";
import { columnsText } from "../data/column-facts.ts";
import { printable } from "../data/folder-notices.ts";
import { asIfClustered } from "../data/grainy.ts";
import { openData } from "../data/open.ts";
import { standInForPublished } from "../data/published.ts";
import type { DataRequest, OpenedData } from "../data/request.ts";
import { withSchema, writeSchema } from "../data/schema-file.ts";
import { onOneRank } from "../distributed/job.ts";
import { exists, writeWhole } from "../files/writing.ts";
import { withCut } from "../pictures/cut.ts";
import { drawExamples } from "../pictures/examples.ts";
import { drawSeen, seenText } from "../pictures/seen.ts";
import { beginning, continuing } from "../run/classes.ts";
import { listCheckpoints } from "../run/folder.ts";
import { reopenData, requireSameData } from "../run/open-run.ts";
import { realExamples } from "../run/real-examples.ts";
import { type RunRecord, readRecord } from "../run/record.ts";
import { startAsked } from "../run/starting-point.ts";
import { deviceText, onChosenDevice } from "../terminal/device-flag.ts";
import { type Flags, flagName, optionsFrom } from "../terminal/flags.ts";
import { formatLayers } from "../terminal/layers.ts";
import type { Output } from "../terminal/output.ts";
import { durationText } from "../terminal/progress.ts";
import { textTable } from "../terminal/text-table.ts";

/**
 * `describe [data]|<run>`, and `train --dry-run`: what was read, what would be built, what it would cost. Trains nothing.
 * `schema`: the file for a schema of the table, if one is wanted.
 */
export async function describeCommand(
  argument: string | undefined,
  flags: Flags,
  output: Output,
  schema?: string,
): Promise<void> {
  const out = pictureFrom(flags);
  if (schema !== undefined) await requireNoSchema(schema);
  const folder = argument !== undefined && (await isRun(argument)) ? argument : undefined;
  const record = folder === undefined ? undefined : await readRecord(folder);
  const chosen = await withSchema(chosenData(argument, flags));
  const quietly = (): void => undefined; // what is left out is listed below
  const given = await givenFrom(flags, chosen.preset, quietly);
  refuseMixed(argument, record, { ...given, ...chosen.options }, flags);
  const opened = await (record ? reopenData(record, flags, quietly) : openToDescribe(chosen, given, out));
  if (record) requireSameData(record, opened.data, flags, `describing ${folder}`);
  const classed = await (record && folder !== undefined
    ? continuing(folder, record, opened.data, quietly)
    : beginning(opened, given, quietly));
  const { data, config } = classed;
  const notices = [...opened.notices, ...classed.notices];
  const [first] = folder === undefined ? [] : await listCheckpoints(folder);
  const step = first?.step ?? 0;
  const { cost, device, onBoth, texts } = await costOn(config, data, record !== undefined);
  if (schema !== undefined) await saveSchema(schema, opened);
  if (out !== undefined) await savePicture(String(out), opened, config);
  output.result(
    {
      data: {
        ...config.data,
        facts: Object.fromEntries(opened.facts),
        ...(opened.columns ? { table: opened.columns } : {}),
        skipped: opened.skipped,
        notices,
      },
      ...cost,
      steps: config.run.steps,
      device,
      ...onBoth,
      step,
      secondsLeft: secondsLeftOf(config, cost, step),
      config,
      ...(out === undefined ? {} : { sheet: out }),
      ...(schema === undefined ? {} : { schema }),
    },
    [
      describeData({ ...opened, notices }, config),
      ...(opened.columns ? [`${columnsText(opened.columns)}\n`] : []),
      formatLayers("G", cost.networks.generator),
      formatLayers("D", cost.networks.discriminator),
      describeCost(config, cost, step, { record, device: texts }),
      ...(out === undefined
        ? []
        : [`Real examples ${augments(config) ? `${seenText(config)} ` : ""}are in ${String(out)}.`]),
      ...(schema === undefined
        ? []
        : [`The schema is in ${schema}: change it, and train with --schema ${shellWord(schema)}.`]),
    ].join("\n"),
  );
}

/** The data themselves, or, where they would be downloaded for their shape alone, others of that shape. */
async function openToDescribe(
  chosen: DataRequest,
  given: Omit<TrainOptions, "data">,
  out: unknown,
): Promise<OpenedData> {
  const standIn = out === undefined ? await standInForPublished(chosen) : undefined;
  return standIn ? { ...standIn, data: await asIfClustered(standIn.data, given) } : openData(chosen, () => undefined);
}

/** What is asked of a run that would begin. */
const givenFrom = async (flags: Flags, preset: string | undefined, say: (line: string) => void) => ({
  ...optionsFrom(flags),
  ...(preset === undefined ? {} : { preset }),
  ...(await startAsked(flags, onOneRank, say)),
});

async function savePicture(path: string, { data, cut = [] }: OpenedData, config: Config): Promise<void> {
  const real = await realExamples(data, config.seed, config.run.samples);
  const picture = augments(config)
    ? await drawSeen(data, config, real)
    : await drawExamples(data, kindOf(data) === "images" ? real : new Float32Array(), real);
  await writeWhole(path, cut.length > 0 ? await withCut(picture, cut) : picture);
}

/** Whether D sees something else than the examples themselves. */
const augments = ({ augment, data }: Config): boolean => augment.length > 0 && kindOf(data) !== "mixed";

/** The file for a sheet of real examples, if one is wanted. */
function pictureFrom({ out }: Flags): unknown {
  if (out === undefined || /\.png$/i.test(String(out))) return out;
  throw problem({ doing: "describing", expected: "--out with a name that ends in .png", came: String(out) });
}

/** A schema that somebody has changed is not overwritten. */
async function requireNoSchema(path: string): Promise<void> {
  if (!(await exists(path))) return;
  throw problem({
    doing: `writing schema ${path}`,
    expected: "a path at which there is nothing",
    came: "a file",
    next: `Delete it, or name another; train --schema ${shellWord(path)} takes it.`,
  });
}

async function saveSchema(path: string, { schema, source }: OpenedData): Promise<void> {
  if (schema) return writeSchema(path, schema);
  throw problem({
    doing: `writing schema ${path}`,
    expected: "a table of columns of any kind",
    came: source,
    next: "Leave --schema out.",
  });
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

/** What the numbers of an example are. */
function valuesText(data: DataSet): string {
  if (kindOf(data) === "images") return "values from −1 to 1";
  if (!data.columns) return "as they are";
  return data.columns.every(({ kind }) => kind === undefined || kind === "number")
    ? "scaled to deviation 1"
    : "cells of columns";
}

function describeData({ data, facts, notices, skipped }: OpenedData, config: Config): string {
  const values = valuesText(data);
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

/**
 * What a run costs where it is to be computed, and what is said of that. A run that exists may have been computed where there is a
 * card, and be looked at where there is none.
 */
async function costOn(config: Config, data: DataSet, exists: boolean) {
  const asked: Config =
    exists && config.run.device !== "cpu" ? { ...config, run: { ...config.run, device: "auto" } } : config;
  const { device, reason, measured, config: chosen } = await onChosenDevice(asked, data, 1);
  const onCard = await deviceText(chosen);
  const { cpu, webgpu } = measured ?? {};
  return {
    cost: measured?.[device] ?? (await estimate(config, data, { device })),
    device: onCard ?? device,
    onBoth: cpu && webgpu ? { secondsPerStepOn: { cpu: cpu.secondsPerStep, webgpu: webgpu.secondsPerStep } } : {},
    texts: [onCard, reason],
  };
}

const secondsLeftOf = ({ run }: Config, { secondsPerStep }: Estimate, step: number): number =>
  (run.steps - step) * secondsPerStep;

function describeCost(
  config: Config,
  cost: Estimate,
  step: number,
  { record, device }: { readonly record: RunRecord | undefined; readonly device: readonly (string | undefined)[] },
): string {
  const { bytes, secondsPerStep, measured, flopsPerStep, secondsToStart } = cost;
  const megabytes = (value: number): string => `${(value / 1e6).toPrecision(3)} MB`;
  const { run, accumulate } = config;
  const { steps } = run;
  const still = frozenText(config);
  const seen = augmentationText(config);
  const rows = [
    [
      "Game",
      `${config.loss}, z ~ ${formatPrior(priorOf(config))}, minibatch ${config.batch}${accumulate > 1 ? `, ${formatNumber(accumulate)} of them to an update` : ""}, ${turnsText(config)}, seed ${config.seed}`,
    ],
    ...(seen === undefined ? [] : [["Augmented", seen]]),
    [
      "Memory",
      `${megabytes(bytes.state)} for parameters, moments, gradients and minibatches; about ${megabytes(bytes.activations)} for values in between`,
    ],
    [
      "Step",
      `${(flopsPerStep / 1e9).toPrecision(3)} GFLOP, ${(1000 * secondsPerStep).toPrecision(3)} ms (median of ${measured} on this machine)`,
    ],
    ...(still === undefined ? [] : [["Frozen", still]]),
    ...device.flatMap((text) => (text === undefined ? [] : [["Device", text]])),
    ["Start", `${secondsToStart.toPrecision(2)} s`],
    [
      "Time",
      step >= steps
        ? `none left: the run is at step ${formatNumber(step)} of ${formatNumber(steps)}`
        : `about ${durationText(secondsLeftOf(config, cost, step))} for ${formatNumber(steps - step)} steps`,
    ],
    ...(record ? [["Run", `begun ${record.created}, at step ${formatNumber(step)} of ${formatNumber(steps)}`]] : []),
  ];
  return `${textTable(rows, [false, false])}\n`;
}
