/**
 * How long a step takes on the processor, on the graphics card, and by PyTorch on CUDA where it is installed: the benchmark's workloads
 * from points to pictures of 64 pixels, in turns, as tables in Markdown, in at most five minutes. For a machine with a card on which
 * the package is built (docs/gpu.md). Nothing else has to be installed.
 *
 *     node scripts/gpu-table.mjs [workload …]
 */
import { cardFound } from "../bench/card.mjs";
import { peersFor } from "../bench/peers.mjs";
import { playRounds } from "../bench/rounds.mjs";
import { digits } from "../bench/statistics.mjs";
import { asMarkdown, tableOf } from "../bench/table.mjs";
import { flopsOf, workloads } from "../bench/workloads.mjs";

/** Of one answer beyond its turn, in seconds: a card compiles shaders when it first plays a workload. */
const patience = 40;
const [rounds, seconds] = [5, 1];
/** Nobody is asked for anything after this time, so that the last answer is there within five minutes. */
const until = 1000 * (290 - patience - seconds);

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in workloads));
if (unknown !== undefined) {
  console.error(`${unknown} is none of ${Object.keys(workloads).join(", ")}.`);
  process.exit(2);
}
const card = cardFound();
if (card.missing) {
  console.error(card.missing);
  process.exit(2);
}

const peers = peersFor([], { card }).filter(({ card: onCard, family }) => onCard || family === "saddlepoint native");
const ours = ({ peer }) => peer.startsWith("saddlepoint");
for (const name of asked.length > 0 ? asked : Object.keys(workloads)) {
  const workload = workloads[name];
  const results = await playRounds(workload, peers, { rounds, seconds, patience, until });
  const scale = workload.sample ? workload.sample / workload.piece : 1;
  for (const result of results) result.millisecondsPerStep = result.millisecondsPerStep?.map((time) => time * scale);
  const flops = flopsOf(workload);
  console.log(
    `**${name}**: ${workload.title}, ${digits(flops / 1e9)} GFLOP a ${workload.sample ? "sample" : "step"}.\n`,
  );
  console.log(`${asMarkdown(tableOf(results, { ours, flops, peak: 0 }))}\n`);
}
