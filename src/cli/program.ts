/** Which commands there are, with their flags and their help. */
import { Command } from "commander";
import { builtInData, featureRanges, imageLayouts, presets } from "../inner.ts";
import { describeCommand } from "./commands/describe.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { exportCommand } from "./commands/export.ts";
import { featuresCommand } from "./commands/features.ts";
import { figureLossesCommand } from "./commands/figure-losses.ts";
import { figure1Command } from "./commands/figure1.ts";
import { initCommand } from "./commands/init.ts";
import { labCommand } from "./commands/lab.ts";
import { projectCommand } from "./commands/project.ts";
import { resumeCommand } from "./commands/resume.ts";
import { runsCommand } from "./commands/runs.ts";
import { sampleCommand } from "./commands/sample.ts";
import { serveCommand } from "./commands/serve.ts";
import { sweepCommand } from "./commands/sweep.ts";
import { theoryCommand } from "./commands/theory.ts";
import { trainCommand } from "./commands/train.ts";
import { weightsCommand } from "./commands/weights.ts";
import { publishedData } from "./data/published.ts";
import { checkRankFlags, onRanks } from "./distributed/ranks.ts";
import { logNames, logsAsked } from "./logs/log-to.ts";
import { addSweepFlags } from "./sweep/flags.ts";
import {
  addDataFlags,
  addDeviceFlag,
  addFromFlags,
  addLogFlag,
  addMovedFlags,
  addOptionFlags,
  addPlaceFlags,
  addRankFlags,
  type Flags,
} from "./terminal/flags.ts";
import { metricsHelp } from "./terminal/metrics-help.ts";
import { createOutput, type Output } from "./terminal/output.ts";
import { addRuntimeFlag, takeRuntime } from "./terminal/runtime-flag.ts";
import { fitted, widthOf } from "./terminal/width.ts";
import { version } from "./version.ts";

type Report = (error: unknown, rank?: number) => number;

/** What commands on several ranks are given besides. */
interface Surroundings {
  /** Lets the runtime's remarks be heard by this output. */
  readonly heardBy: (output: Pick<Output, "say">) => void;
  readonly report: Report;
}

const listed = (known: readonly { readonly name: string; readonly help: string }[]): string => {
  const width = Math.max(...known.map(({ name }) => name.length));
  return known.map(({ name, help }) => `  ${name.padEnd(width)}  ${help}`).join("\n");
};

const namesHelp = (): string => {
  const data = listed([...builtInData, ...publishedData]);
  const named = listed(Object.entries(presets).map(([name, { help }]) => ({ name, help })));
  return `\nData by name:\n${data}\n\nPresets:\n${named}\n\nDefaults stand in brackets. Some follow from the data or from other options; config.json has all that a run used.`;
};

const JSON_HELP = "one JSON object on standard output, everything else on standard error";

/**
 * The program with all its commands.
 * @param report says what went wrong, on which rank if it is one of several, and returns the exit code.
 */
export function createProgram(report: Report): Command {
  const program = new Command("saddlepoint")
    .description("Train generative adversarial networks, and see how far they are from what the theory promises.")
    .version(version)
    .helpCommand(false)
    .showHelpAfterError(false)
    .configureHelp({ showGlobalOptions: true, minWidthToWrap: 16 });

  addRuntimeFlag(program);
  const heardBy = (output: Pick<Output, "say">): void => takeRuntime(program.opts<Flags>().runtime, output);
  program.hook("preAction", () => heardBy(createOutput(false)));
  const surroundings: Surroundings = { heardBy, report };
  declareTrain(program, surroundings);
  declareDescribe(program);
  declareResume(program, surroundings);
  declareSample(program);
  declareProject(program);
  declareEvaluate(program);
  declareFeatures(program);
  declareExport(program);
  declareWeights(program);
  declareTheory(program);
  declareFigure1(program);
  declareFigureLosses(program);
  declareSweep(program);
  declareRuns(program);
  declareLab(program);
  declareServe(program);
  declareInit(program);
  // Errors are reported in one place, in main.ts.
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      outputError: () => undefined,
      writeOut: (text) => void process.stdout.write(fitted(text, widthOf(process.stdout))),
    });
  }
  return program;
}

function declareTrain(program: Command, { heardBy, report }: Surroundings): void {
  const train = program
    .command("train")
    .description("train a GAN to the end")
    .argument("[data]", "a name (below), a folder of images, or a file: CSV, .npy, .npz, IDX (.gz or not)")
    .option("--preset <NAME>", "settings of a known experiment (below), and its data where none are named")
    .option("--out <DIR>", "the run folder (default: runs/<data>, or runs/<preset>)")
    .option("--dry-run", "train nothing: say what was read, what would be built and what it would cost")
    .option("--json", JSON_HELP)
    .addHelpText("after", namesHelp());
  addDataFlags(train);
  addOptionFlags(train);
  addFromFlags(train);
  addLogFlag(train, logNames, "none");
  addRankFlags(train);
  train.action(
    run((data: string | undefined, { dryRun, out, distributed, rankTimeout, ...flags }: Flags, output) => {
      const ranks = { distributed, rankTimeout };
      checkRankFlags(ranks);
      logsAsked(flags);
      return dryRun === true
        ? describeCommand(data, flags, output)
        : onRanks(ranks, output, report, (job, ofRank) => {
            heardBy(ofRank);
            return trainCommand(data, { ...flags, out }, ofRank, job);
          });
    }),
  );
}

function declareDescribe(program: Command): void {
  const describe = program
    .command("describe")
    .description("say what data hold, what would be built for them, and what a run would cost")
    .argument("[data]", "data as for train, or a run folder")
    .option("--preset <NAME>", "as for train")
    .option("--out <FILE>", "a .png file for a sheet of real examples")
    .option("--json", JSON_HELP);
  describe.option("--data <PATH>", "where a run's data are now, if they have moved");
  addDataFlags(describe);
  addOptionFlags(describe);
  addFromFlags(describe);
  // What train reads the columns by is written here.
  describe.action(
    run((data: string | undefined, { schema, ...flags }: Flags, output) =>
      describeCommand(data, flags, output, schema === undefined ? undefined : String(schema)),
    ),
  );
}

function declareResume(program: Command, { heardBy, report }: Surroundings): void {
  const resume = program
    .command("resume")
    .description("go on with a run, bit for bit as if it had never stopped")
    .argument("<run>", "the run folder")
    .option("--json", JSON_HELP)
    .addHelpText("after", "\nOptions under Game and Players must be those of the run; the others may change.");
  addMovedFlags(resume);
  addOptionFlags(resume);
  addLogFlag(resume, logNames, "as before; none ends it");
  addRankFlags(resume);
  resume.action(
    run((folder: string, { distributed, rankTimeout, ...flags }: Flags, output) =>
      onRanks({ distributed, rankTimeout }, output, report, (job, ofRank) => {
        heardBy(ofRank);
        return resumeCommand(folder, flags, ofRank, job);
      }),
    ),
  );
}

/** A flag that may be given several times. */
const severalTimes = (given: string, before: readonly string[] = []): readonly string[] => [...before, given];

function declareSample(program: Command): void {
  const sample = program
    .command("sample")
    .description("draw new examples from a run's generator")
    .argument("<run>", "the run folder")
    .requiredOption(
      "--out <FILE>",
      "a .png, .csv or .npy file (images: bytes, N×H×W×C), or a folder/ for single images; .gif or .webp with --interpolate and --video, which writes .mp4 too; tables: .json, .jsonl and .parquet too",
    )
    .option("--count <N>", "how many (default: 64 images, 2,500 points or rows, with --like as many as are given)")
    .option(
      "--where <CONDITIONS>",
      'tables: rows of a kind alone, e.g. sex=Female,age>60,country=DE|FR,"speed is missing"',
      severalTimes,
    )
    .option("--like <FILE>", "tables: rows of which empty fields are filled; with --count they come over and over")
    .option("--balance <COLUMN>", "tables: every value of a column equally often")
    .option(
      "--rule <RULE>",
      "tables: rows that break it are drawn again, e.g. start<=end, or --rule several times",
      severalTimes,
    )
    .option("--seed <N>", "of the noise (default: the run's)")
    .option("--step <N>", "a kept checkpoint (default: the newest)")
    .option("--round [yes|no]", "tables: with the decimals of the data (default: as the run was told)")
    .option("--safe-csv [yes|no]", "text that a spreadsheet would take for a formula gets an apostrophe (default: yes)")
    .option("--interpolate <A,B>", "from the noise of one seed to that of another; one seed alone with several classes")
    .option(
      "--frames <N>",
      "with --interpolate and --video: how many (default: 10 in a strip, 48 in an animation, 20 a keyframe in a video)",
    )
    .option(
      "--class <NAME,…|all>",
      "runs with classes: of these alone, by name, or by number where no name is that (--class 1 is the class called 1, if there is one); all: a row of each on a sheet; with --interpolate from each to the next",
    )
    .option(
      "--truncation <PSI>",
      "images, points: z nearer to its middle, or w to its mean where there is a mapping network, from 1, which changes nothing, to 0",
    )
    .option("--z <FILE>", "images, points: draw from the z of a .npy file, as project writes it")
    .option("--w <FILE>", "the same from w, of a generator with a mapping network")
    .option(
      "--direction <N>",
      "images, points: set z, or w where there is a mapping network, along this principal component, from 1 on, with --strength",
    )
    .option("--strength <X>", "with --direction: where to, in deviations of z; 0 is the middle")
    .option("--video", "images, points: a loop through z, to a .webp, .gif or .mp4 file (which takes ffmpeg)")
    .option("--keyframes <N>", "with --video: samples that it passes through (default: 6)")
    .option("--fps <X>", "with --video: frames a second (default: 25)")
    .option(
      "--directions [N]",
      "images: strips along the first N principal components of w, or of G's first layer where z is not mapped (default: 8)",
    )
    .option("--nearest [K]", "images: each sample beside its K nearest training pictures (default: 5)")
    .option("--features <NAME|FILE>", "with --nearest: by the features of this model instead of by pixels")
    .option("--json", JSON_HELP)
    .action(run((folder: string, flags: Flags, output) => sampleCommand(folder, flags, output)));
  addDeviceFlag(sample);
  addMovedFlags(sample);
}

function declareProject(program: Command): void {
  const project = program
    .command("project")
    .description("find the z of a picture of your own: what a run's generator makes that is nearest to it")
    .argument("<picture>", "a picture file; it is made of the size and channels of the run's")
    .argument("<run>", "the run folder")
    .option("--out <DIR>", "where z.npy, comparison.png and path.webp go (default: projected-<picture>)")
    .option("--starts <N>", "from how many samples descent begins (default: 8)")
    .option("--candidates <N>", "samples of which these are the nearest (default: 512)")
    .option("--steps <N>", "of Adam on z, the generator frozen (default: 300)")
    .option("--seed <N>", "of the samples (default: the run's)")
    .option("--step <N>", "a kept checkpoint (default: the newest)")
    .option("--features <NAME|FILE>", "a model, as for evaluate: its distances are told too")
    .option("--animation <webp|gif>", "what the way there is written as (default: webp)")
    .option("--json", JSON_HELP)
    .action((picture: string, folder: string, flags: Flags) =>
      projectCommand(picture, folder, flags, createOutput(flags.json === true)),
    );
  addMovedFlags(project);
}

function declareEvaluate(program: Command): void {
  const evaluate = program
    .command("evaluate")
    .description("measure how good the samples are and how far D is from 1/2")
    .argument("<run>", "the run folder")
    .option("--metric <LIST>", "other scores, below, with commas between")
    .option("--samples <N>", "samples (default: 2,500 for the mode protocol, 26,000 for stacked digits, else 10,000)")
    .option("--step <N>", "a kept checkpoint (default: the newest), or all of them (with --metric)")
    .option(
      "--features <NAME|FILE>",
      "a model that makes features of images, as saddlepoint features remembers it, or an ONNX file, or pixels: their principal components (default for 28×28 grey: our digit classifier)",
    )
    .option("--features-range <NAME>", `pixels that a file takes: ${featureRanges.join(", ")} (default: unit)`)
    .option("--features-layout <NAME>", `axes of a file's input, where they are open: ${imageLayouts.join(", ")}`)
    .option("--features-output <NAME>", "the output that holds the features (default: features, or the first)")
    .option("--target <COLUMN>", "for --metric quality: what models predict (default: the last category of few values)")
    .option("--truncation <PSI>", "for --metric of images and points: measure samples drawn with it, as sample has it")
    .option("--threads <N>", "for --metric (default: 1)")
    .option("--json", JSON_HELP)
    .addHelpText("after", metricsHelp())
    .action(run((folder: string, flags: Flags, output) => evaluateCommand(folder, flags, output)));
  addDeviceFlag(evaluate);
  addMovedFlags(evaluate);
}

function declareFeatures(program: Command): void {
  program
    .command("features")
    .description("check a model that makes features of images, and remember it by name; without options: list them")
    .option("--from <FILE>", "an ONNX file")
    .option("--name <NAME>", "with --from: what to call it (default: as the file)")
    .option(
      "--range <NAME>",
      `with --from: pixels that a model of floats takes: ${featureRanges.join(", ")}; one of uint8 takes bytes`,
    )
    .option("--layout <NAME>", `with --from: axes of its input, where they are open: ${imageLayouts.join(", ")}`)
    .option("--output <NAME>", "with --from: the output that holds the features (default: features, or the first)")
    .option("--remove <NAME>", "forget one; its file stays")
    .option("--json", JSON_HELP)
    .action((flags: Flags) => featuresCommand(flags, createOutput(flags.json === true)));
}

function declareExport(program: Command): void {
  program
    .command("export")
    .description("write a run's generator as an ONNX file or as a page that draws samples, and check it")
    .argument("<run>", "the run folder")
    .option("--out <FILE>", "a .onnx file")
    .option("--html <FILE>", "a .html file that draws new samples in any browser, without a network")
    .option("--float", "images as numbers from −1 to 1 instead of bytes")
    .option("--noise <NAME>", "what the file takes as z: prior (as trained), unit (U(0, 1)) or normal", "prior")
    .option("--step <N>", "a kept checkpoint (default: the newest)")
    .option("--json", JSON_HELP)
    .action(run((folder: string, flags: Flags, output) => exportCommand(folder, flags, output)));
}

function declareWeights(program: Command): void {
  program
    .command("weights")
    .description("write the weights of a run's networks as a safetensors file")
    .argument("<run>", "the run folder")
    .requiredOption("--out <FILE>", "a .safetensors file")
    .option("--player <NAME>", "G (its moving average, if it has one), D or both", "G")
    .option("--step <N>", "a kept checkpoint (default: the newest)")
    .option("--json", JSON_HELP)
    .action(run((folder: string, flags: Flags, output) => weightsCommand(folder, flags, output)));
}

function declareTheory(program: Command): void {
  const theory = program
    .command("theory")
    .description("measure how far a run is from the equilibrium that the paper proves")
    .argument("<run>", "the run folder")
    .option("--step <N>", "a kept checkpoint (default: the newest)")
    .option("--examples <N>", "real and generated examples for a fresh D (default: 20,000, or as many as there are)")
    .option("--json", JSON_HELP)
    .action(run((folder: string, flags: Flags, output) => theoryCommand(folder, flags, output)));
  addDeviceFlag(theory);
  addMovedFlags(theory);
}

function declareFigure1(program: Command): void {
  const figure = program
    .command("figure1")
    .description("train a game in one dimension and draw the paper's Figure 1 from its states")
    .option("--out <DIR>", "where figure1.svg and figure1.png go")
    .option("--data <NAME>", "normal, two-normals or uniform (default: normal)")
    .option("--steps <N>", "of the run (default: 15,000)")
    .option("--seed <N>", "(default: 1)")
    .option("--json", JSON_HELP)
    .action((flags: Flags) => figure1Command(flags, createOutput(flags.json === true)));
  addDeviceFlag(figure);
}

function declareFigureLosses(program: Command): void {
  const losses = program
    .command("figure-losses")
    .description("draw both losses of G, and the gradients of two runs that differ in nothing else")
    .option("--out <DIR>", "where losses.svg, losses.png and losses.json go")
    .option("--data <DATA>", "data as for train (default: glyphs)")
    .option("--steps <N>", "of each run (default: 200)")
    .option("--d-steps <N>", "D steps per G step; many put D ahead of G (default: 5)")
    .option("--seed <N>", "(default: 1)")
    .option("--json", JSON_HELP)
    .action((flags: Flags) => figureLossesCommand(flags, createOutput(flags.json === true)));
  addPlaceFlags(losses);
}

function declareRuns(program: Command): void {
  program
    .command("runs")
    .description("list runs")
    .argument("[dir]", "the folder that holds them", "runs")
    .option("--out <FILE>", "a .html file that shows them with their samples over training")
    .option("--json", JSON_HELP)
    .action(run((dir: string, flags: Flags, output) => runsCommand(dir, flags, output)));
}

function declareSweep(program: Command): void {
  const sweep = program
    .command("sweep")
    .description(
      "train many settings over several seeds, as many runs at a time as there is room for, and say which is best",
    )
    .argument("[data]", "data as for train, a sweep.json that says all of it, or the folder of a sweep to go on with")
    .option("--preset <NAME>", "as for train")
    .option("--out <DIR>", "the folder of the sweep (default: sweeps/<data>, or sweeps/<preset>)")
    .option("--json", JSON_HELP);
  addSweepFlags(sweep);
  addLogFlag(sweep, logNames, "none, or what runs have that go on");
  sweep.action(
    run((data: string | undefined, flags: Flags, output) =>
      sweepCommand(data, flags, output, [`--runtime=${String(program.opts<Flags>().runtime)}`]),
    ),
  );
}

function declareLab(program: Command): void {
  program
    .command("lab")
    .description("serve a page on which a GAN can be played, read and compared, and a run watched; or copy it")
    .argument("[run]", "a run folder that the page shows, also while it trains")
    .option("--port <N>", "(default: 8642, or a free one after it)")
    .option("--host <HOST>", "a name or an address of this machine (default: 127.0.0.1, which only it can reach)")
    .option("--out <DIR>", "copy the page there instead, for any web server: a new or empty folder")
    .option("--json", JSON_HELP)
    .action(run((folder: string | undefined, flags: Flags, output) => labCommand(folder, flags, output)));
}

function declareServe(program: Command): void {
  program
    .command("serve")
    .description("serve samples of runs by HTTP: JSON, CSV and PNG, described by OpenAPI")
    .argument("<run...>", "run folders; of several each is asked for by its name")
    .option("--port <N>", "(default: 8643, or a free one after it)")
    .option("--host <HOST>", "a name or an address of this machine (default: 127.0.0.1, which only it can reach)")
    .option("--step <N>", "a kept checkpoint (default: the newest)")
    .option("--max-count <N>", "samples of an answer (default: 10,000)")
    .option("--max-body <N>", "bytes of a request's body (default: 65,536)")
    .option("--max-waiting <N>", "requests that wait while one is answered (default: 16)")
    .option("--timeout <S>", "seconds in which a request is answered, waiting included (default: 30)")
    .option("--allow-origin <ORIGIN>", "pages of this origin may read answers, e.g. http://localhost:5173, or *")
    .option("--json", JSON_HELP)
    .action((folders: readonly string[], flags: Flags) =>
      serveCommand(folders, { ...flags, runtime: program.opts<Flags>().runtime }, createOutput(flags.json === true)),
    );
}

function declareInit(program: Command): void {
  program
    .command("init")
    .description("make a project: a training script, a page that uses the exported generator, tests")
    .argument("[dir]", "a new or empty folder", ".")
    .option("--json", JSON_HELP)
    .action(run((folder: string, _: Flags, output) => initCommand(folder, output)));
}

/** Calls a command's function with its argument, flags and output. */
function run<A extends string | undefined>(action: (argument: A, flags: Flags, output: Output) => Promise<void>) {
  return (argument: A, flags: Flags): Promise<void> => action(argument, flags, createOutput(flags.json === true));
}
