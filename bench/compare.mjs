// Times a training step in this project and in its peers, interleaved, and prints a table per workload: npm run bench -- --help.
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { buildCommit } from "../scripts/same-bytes/builds.mjs";
import { cardFound } from "./card.mjs";
import { guard, pairs } from "./guard.mjs";
import { labTable, playToy } from "./lab-play.mjs";
import { lastRelease } from "./last-release.mjs";
import { readOptions } from "./options.mjs";
import { writeIntoPage } from "./page.mjs";
import { startPeak } from "./peak.mjs";
import { earlierPeers, peersFor } from "./peers.mjs";
import { playRounds } from "./rounds.mjs";
import { setup } from "./setup.mjs";
import { digits, pairedRatio } from "./statistics.mjs";
import { asMarkdown, asText, tableOf } from "./table.mjs";
import { targetsOf } from "./targets.mjs";
import { flopsOf, workloads } from "./workloads.mjs";

/** What was measured where: every figure is of this machine and these versions, and of what else ran on it. */
function machine() {
  const [{ model = "unknown processor" } = {}] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const [load = 0] = loadavg();
  return `${model.trim()}, ${availableParallelism()} cores, ${memory}, ${process.platform}; load before the run ${load.toFixed(1)}`;
}

const peakText = ({ gflops, side, threads }) =>
  `${digits(gflops)} GFLOP/s, a product of ${side}² matrices on ${threads} thread${threads > 1 ? "s" : ""}`;

const versionsOf = (measured) => ({
  ...Object.assign({}, ...measured.flatMap(({ results }) => results.map(({ versions }) => versions ?? {}))),
});

/** One line that is overwritten on a terminal, nothing elsewhere. */
function say(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`);
}

/**
 * This project and those that were asked for; or this project and a commit of it, each of its peers followed by what it was then, so that
 * the turns of the two are next to each other.
 */
async function takingPart({ against, peers, python, device }) {
  const card = device === undefined ? undefined : cardFound();
  if (against === undefined) return peersFor(peers, { pythonPath: python, card });
  const earlier = earlierPeers(await buildCommit(against));
  const own = peersFor([]).filter(({ ours }) => ours);
  return own.flatMap((peer, i) => [peer, earlier[i]]);
}

/** How many times longer a step takes than at the commit, for each of the project's own peers. */
function ratiosTo(results) {
  return pairs(results).map(([{ millisecondsPerStep: now = [] }, { peer, millisecondsPerStep: then = [] }]) => {
    const ratio = pairedRatio(now, then);
    return Number.isNaN(ratio) ? `${peer}: not measured` : `${ratio.toFixed(3)} times ${peer}`;
  });
}

async function measure(options) {
  const peers = await takingPart(options);
  const threads = [1, 2].filter((count) => count <= availableParallelism());
  const peak = startPeak(threads, options.patience);
  const measured = [];
  const cards = peers.filter(({ card }) => card).map(({ name }) => name);
  try {
    for (const name of options.workloads) {
      const workload = workloads[name];
      const results = await playRounds(workload, peers, { ...options, say, between: peak.measure });
      say("");
      // Figures of sampling are for all its images, however many a turn had time for.
      const scale = workload.sample ? workload.sample / workload.piece : 1;
      for (const result of results) {
        result.millisecondsPerStep = result.millisecondsPerStep?.map((milliseconds) => milliseconds * scale);
      }
      const { title } = workload;
      const flops = flopsOf(workload);
      measured.push({ name, title, flops, results });
      const ours = ({ peer }) => peer.startsWith("saddlepoint");
      const onCard = ({ peer }) => cards.includes(peer);
      console.log(`\n${name}, ${title}: ${digits(flops / 1e9)} GFLOP a ${workload.sample ? "sample" : "step"}\n`);
      console.log(asText(tableOf(results, { ours, onCard, flops, peak: peak.best.gflops })));
      if (options.against !== undefined) console.log(`\nA step takes\n${ratiosTo(results).join("\n")}`);
    }
  } finally {
    peak.stop();
  }
  return {
    peak: peak.best,
    measured,
    cards,
    families: Object.fromEntries(peers.map(({ name, family }) => [name, family])),
  };
}

function markdown({ machine: where, command, versions, peak, measured, cards, families, lab }) {
  const ours = ({ peer }) => peer.startsWith("saddlepoint");
  const onCard = ({ peer }) => cards.includes(peer);
  const sections = measured.map(({ name, title, flops, results }) => {
    const table = asMarkdown(tableOf(results, { ours, onCard, flops, peak: peak.gflops }));
    return `### ${name}: ${title}\n\n${digits(flops / 1e9)} GFLOP.\n\n${table}`;
  });
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `\`${command}\`\n\n${where}. Peak: ${peakText(peak)}. Versions: ${list.join(", ")}.`,
    ...sections,
    ...(lab ? [`### The lab\n\n${asMarkdown(labTable(lab))}`] : []),
    `### Targets\n\n${asMarkdown(targetsOf(measured, families, peak.gflops))}`,
  ].join("\n\n");
}

/** What the guard compares with. */
const releaseOf = ({ against }) => (against === undefined ? lastRelease() : { name: against, commit: against });

async function main(args) {
  const asked = readOptions(args, Object.keys(workloads));
  if (!asked) return;
  const release = asked.guard ? releaseOf(asked) : undefined;
  const options = release ? { ...asked, against: release.commit } : asked;
  if (options.setup) {
    const problems = setup();
    for (const problem of problems) console.error(problem);
    process.exitCode = problems.length > 0 ? 1 : 0;
    return;
  }
  const where = machine();
  console.log(`${where}; ${options.rounds} rounds of ${options.seconds} s`);
  const results = await measure(options);
  const versions = versionsOf(results.measured);
  const lab = options.device ? await playToy(options) : undefined;
  const shown = args
    .filter((arg) => arg !== "--docs")
    .map((arg) => (/[\s()]/.test(arg) ? `"${arg}"` : arg))
    .join(" ");
  const record = { machine: where, command: `npm run bench${shown ? ` -- ${shown}` : ""}`, versions, ...results, lab };
  if (lab) console.log(`\n${asText(labTable(lab))}`);
  console.log(`\npeak: ${peakText(results.peak)}\n`);
  if (release) {
    const { sentences, exitCode } = guard(results.measured, { release: release.name, allowed: options.allowed });
    console.log(sentences.join("\n"));
    process.exitCode = exitCode;
  }
  if (!options.against) console.log(asText(targetsOf(results.measured, results.families, results.peak.gflops)));
  if (options.json) writeFileSync(options.json, `${JSON.stringify(record, null, 2)}\n`);
  if (options.markdown) writeFileSync(options.markdown, `${markdown(record)}\n`);
  if (options.docs) writeIntoPage("table", markdown(record));
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 2;
});
