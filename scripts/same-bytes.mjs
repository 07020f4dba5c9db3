// Proves that a change of structure has changed no result: builds a commit and the working tree, trains the same with both, and
// compares what they leave, byte by byte: checkpoints, samples, figures, exports. It knows nothing but the command line.
//
//   node scripts/same-bytes.mjs [--from COMMIT] [--quick] [--only TEXT] [--resume] [--keep]
//
// --from     the commit to compare with (default: REFERENCE). Builds of commits, and what they trained, are kept under
//            bench/.cache/builds
// --quick    a few short trainings, in less than a minute
// --only     trainings with this text in their names
// --resume   runs that the commit began are resumed here, and must become what this checkout's own runs are; they are sampled,
//            measured and opened in the lab
// --keep     what was trained stays where the last line says
//
// Exit code: 0 nothing differs, 1 something does. Of commits of before FILES_AS_NOW only data that are drawn by a formula are
// compared, and only states and samples: tables were read otherwise then, pictures drawn otherwise, and fewer figures taken.
import { execFile, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { buildCommit, buildHere, checkout } from "./same-bytes/builds.mjs";
import { compare, filesIn } from "./same-bytes/differences.mjs";
import { trainings, writeTable } from "./same-bytes/trainings.mjs";

/** The commit of before the seams and rooms. */
const REFERENCE = "57f67b4";
/** From here on files are read, figures taken and pictures drawn as now. */
const FILES_AS_NOW = "57f67b4";

const run = promisify(execFile);

/** mpirun wants to be told that root may use it. */
const environment = { ...process.env, OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" };

/** Starts a build's command line. Old builds know no --runtime, but every build knows the condition. */
async function saddlepoint({ program }, { ranks, wasm }, cwd, args) {
  const node = [process.execPath, ...(wasm ? ["--conditions=ort-wasm"] : []), program, ...args.map(String)];
  const [command, ...rest] = ranks ? ["mpirun", "--oversubscribe", "-n", String(ranks), ...node] : node;
  const { stdout } = await run(command, rest, { cwd, env: environment, maxBuffer: 1 << 28 }).catch((error) => {
    throw new Error(`saddlepoint ${args.join(" ")} failed in ${cwd}:\n${error.stdout}${error.stderr}`);
  });
  return stdout;
}

/** What is done with a run besides training it; `undefined` as output: standard output is the result. */
function uses({ images, scores, theory, isUsed = true }, isFull) {
  if (!isUsed) return [];
  const rows = images ? "rows.npy" : "rows.csv";
  return [
    [rows, ["sample", "run", "--count", 40, "--seed", 5, "--out", rows]],
    ["generator.onnx", ["export", "run", "--out", "generator.onnx"]],
    ["weights.safetensors", ["weights", "run", "--player", "both", "--out", "weights.safetensors"]],
    ...(isFull ? [["evaluation.json", ["evaluate", "run", "--json"]]] : []),
    ...(isFull && scores ? [["scores.json", ["evaluate", "run", "--metric", ...scores, "--json"]]] : []),
    ...(isFull && theory ? [["theory.json", ["theory", "run", "--examples", 1000, "--json"]]] : []),
  ];
}

const argumentsOf = ({ train, ranks }, steps) => [
  ...train.map((value, i) => (steps && train[i - 1] === "--steps" ? steps : value)),
  "--report-every",
  20,
  ...(ranks ? ["--threads", 1] : []),
];

/** Trains in a folder and leaves there what is compared. */
async function trainIn(folder, build, training, isFull) {
  await mkdir(folder, { recursive: true });
  await writeTable(join(folder, "people.csv"));
  const scaled = training.scaled && build.isHere ? ["--encode", "scaled"] : [];
  await saddlepoint(build, training, folder, ["train", ...argumentsOf(training), ...scaled, "--out", "run"]);
  // One process is enough for what follows, and all that some of it takes.
  for (const [file, args] of uses(training, isFull)) {
    const stdout = await saddlepoint(build, { ...training, ranks: undefined }, folder, args);
    if (args.includes("--json")) await writeFile(join(folder, file), stdout);
  }
}

/** The reference's results: those of last time, if nothing has changed that they depend on. */
async function referenceResults(build, training, isFull, work) {
  const recipe = JSON.stringify([
    process.version,
    argumentsOf(training),
    uses(training, isFull),
    training.wasm,
    training.ranks,
  ]);
  const key = createHash("sha256").update(recipe).digest("hex").slice(0, 16);
  const kept = join(build.folder, "results", key);
  const known = await filesIn(kept).catch(() => []);
  if (known.length === 0) {
    const fresh = join(work, "reference", key);
    await trainIn(fresh, build, training, isFull);
    await mkdir(join(build.folder, "results"), { recursive: true });
    await cp(fresh, `${kept}-${process.pid}`, { recursive: true });
    await rename(`${kept}-${process.pid}`, kept).catch(() => rm(`${kept}-${process.pid}`, { recursive: true }));
  }
  return kept;
}

/** What of a folder of results is compared. The page and config.json say when a run was made. */
const isCompared = (isFull) => (file) =>
  isFull
    ? !/^(people\.csv|run\/(config\.json|report\.html|.*\.pid))$/.test(file)
    : /^run\/(checkpoints\/.*|samples\/.*\.csv)$|^rows\./.test(file);

const folderName = (name) => name.replaceAll(/[^\w]+/g, "-");

async function compareTraining(training, reference, here, isFull, work) {
  const folder = join(work, folderName(training.name));
  const [before] = await Promise.all([
    referenceResults(reference, training, isFull, work),
    trainIn(folder, here, training, isFull),
  ]);
  const files = [...new Set([...(await filesIn(before)), ...(await filesIn(folder))])]
    .filter(isCompared(isFull))
    .sort();
  const { differences, notes } = await compare(before, folder, files);
  return { differences, said: [`${files.length} files`, ...notes].join("; ") };
}

/** Asks the lab for a run, as its page does. Returns what was not answered with 200. */
async function openInLab(build, folder, step) {
  const lab = spawn(process.execPath, [build.program, "lab", "run", "--port", "0"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    const address = await new Promise((found, fail) => {
      let said = "";
      lab.stdout.on("data", (chunk) => {
        said += chunk;
        const [url] = /http:\/\/\S+:\d+\//.exec(said) ?? [];
        if (url) found(url);
      });
      lab.on("close", () => fail(new Error(`the lab ended: ${said}`)));
    });
    const files = ["index.json", "config.json", "metrics.jsonl", `checkpoints/step-${step}.safetensors`];
    const paths = ["", ...files.map((file) => `run/${file}`)];
    const statuses = await Promise.all(paths.map(async (path) => (await fetch(new URL(path, address))).status));
    return paths.flatMap((path, i) => (statuses[i] === 200 ? [] : [`the lab answers /${path} with ${statuses[i]}`]));
  } finally {
    lab.kill();
  }
}

/** Resumes a run that the reference began, and compares it with one that this checkout made alone. */
async function resumeTraining(training, reference, here, work) {
  const steps = training.train[training.train.indexOf("--steps") + 1];
  const [whole, folder] = ["whole", "resumed"].map((part) => join(work, `${folderName(training.name)}-${part}`));
  await mkdir(folder, { recursive: true });
  await writeTable(join(folder, "people.csv"));
  await Promise.all([
    trainIn(whole, here, training, false),
    saddlepoint(reference, training, folder, ["train", ...argumentsOf(training, steps / 2), "--out", "run"]),
  ]);
  const rest = ["resume", "run", "--steps", steps, ...(training.ranks ? ["--threads", 1] : [])];
  await saddlepoint(here, training, folder, rest);
  for (const [file, args] of uses(training, true)) {
    const stdout = await saddlepoint(here, { ...training, ranks: undefined }, folder, args);
    if (args.includes("--json")) await writeFile(join(folder, file), stdout);
  }
  const files = [`run/checkpoints/step-${steps}.safetensors`, `run/samples/step-${steps}.csv`, "rows.csv", "rows.npy"];
  const there = new Set(await filesIn(whole));
  const compared = [...files.filter((file) => there.has(file)), "generator.onnx", "weights.safetensors"];
  const { differences, notes } = await compare(whole, folder, compared);
  const unanswered = await openInLab(here, folder, steps);
  const said = ["resumed, sampled, measured, opened in the lab", ...notes].join("; ");
  return { differences: [...differences, ...unanswered], said };
}

/** Whether a commit is at least as young as another. */
const includes = (commit, ancestor) =>
  spawnSync("git", ["merge-base", "--is-ancestor", ancestor, commit], { cwd: checkout }).status === 0;

async function main(args) {
  const { values } = parseArgs({
    args,
    options: {
      from: { type: "string", default: REFERENCE },
      quick: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      resume: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
    },
  });
  const began = performance.now();
  const [reference, here] = [await buildCommit(values.from), await buildHere({ lab: values.resume })];
  const isFull = includes(reference.commit, FILES_AS_NOW);
  const mpirun = spawnSync("mpirun", ["--version"]).status === 0;
  const work = await mkdtemp(join(tmpdir(), "same-bytes-"));
  const listed = await trainings({ isQuick: values.quick, mpirun, onlyDrawn: !isFull });
  const chosen = listed.filter(({ name, resumed }) => name.includes(values.only) && (resumed || !values.resume));
  console.log(`${reference.name} and ${here.name}, ${((performance.now() - began) / 1000).toFixed(0)} s to build`);
  let differing = 0;
  for (const training of chosen) {
    const { name, skipped } = training;
    if (skipped) {
      console.log(`skipped  ${name}: ${skipped}`);
      continue;
    }
    const since = performance.now();
    const { differences, said } = values.resume
      ? await resumeTraining(training, reference, here, work)
      : await compareTraining(training, reference, here, isFull, work);
    const seconds = `${((performance.now() - since) / 1000).toFixed(0)} s`;
    if (differences.length === 0) console.log(`same     ${name} (${said}; ${seconds})`);
    else console.log(`DIFFERS  ${name}\n${differences.map((difference) => `         ${difference}`).join("\n")}`);
    differing += differences.length > 0 ? 1 : 0;
  }
  const total = `${((performance.now() - began) / 1000).toFixed(0)} s in all`;
  console.log(
    differing > 0 ? `${differing} of ${chosen.length} trainings differ; ${total}` : `nothing differs; ${total}`,
  );
  if (values.keep) console.log(`kept in ${work}`);
  else await rm(work, { recursive: true, force: true });
  process.exitCode = differing > 0 ? 1 : 0;
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 2;
});
