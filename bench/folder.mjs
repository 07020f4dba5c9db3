// Training on a folder of pictures against the bare step: what reading, reporting, samples and checkpoints cost.
// npm run build && node bench/folder.mjs [pictures] [steps] [maps]. Blocks of both alternate in one process; their ratio counts. With a number
// of feature maps it is a dcgan of so many, else the networks that such pictures get by default.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveConfig, train } from "saddlepoint";
import { openData } from "saddlepoint/node";
import sharp from "sharp";
import { algorithm1, withClasses } from "#inner";
import { onOneRank } from "../dist/cli/distributed/job.js";
import { createRun } from "../dist/cli/run/new-run.js";
import { runSession } from "../dist/cli/session/carry-out.js";
import { assemble } from "../dist/training/assemble.js";

const [pictures = 2000, steps = 500, maps] = process.argv.slice(2).map(Number);
const SIDE = 32;
const megabytes = () => Math.round(process.memoryUsage().rss / 1e6);
const place = mkdtempSync(join(tmpdir(), "saddlepoint-bench-"));
try {
  console.log(
    `${pictures} pictures of ${SIDE}×${SIDE} pixels, ${steps} steps of ${maps ? `a dcgan of ${maps} maps` : "the networks by default"}`,
  );
  for (let i = 0; i < pictures; i++) {
    const folder = join(place, "pictures", String(i % 100));
    if (i < 100) mkdirSync(folder, { recursive: true });
    const pixels = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, p) => (p * (i + 1) * 31) % 256);
    await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
      .png({ compressionLevel: 1 })
      .toFile(join(folder, `${i}.png`));
  }
  console.log(`before decoding      ${megabytes()} MB`);
  const request = { argument: join(place, "pictures"), options: {}, places: { cacheDir: join(place, "cache") } };
  const timed = async () => {
    const began = performance.now();
    const { data } = await openData(request, () => undefined);
    return { data, seconds: ((performance.now() - began) / 1000).toFixed(1) };
  };
  const first = await timed();
  console.log(`first opening        ${first.seconds} s, then ${megabytes()} MB`);
  const { data, seconds } = await timed();
  console.log(`second opening       ${seconds} s`);
  if (steps > 0) await compare(data);
  const peak = Math.round(process.resourceUsage().maxRSS / 1e3);
  console.log(`peak memory          ${peak} MB`);
} finally {
  rmSync(place, { recursive: true, force: true });
}

async function compare(opened) {
  const options = { steps, ...(maps ? { network: "dcgan", channels: maps } : {}) };
  const data = await withClasses(opened, options);
  const config = resolveConfig(data, options);
  const bare = await assemble(config, data);
  await bare.drawExamples();
  const reading = bare.drawExamples;
  // The bare step has its minibatch already.
  const machine = { ...bare, drawExamples: () => undefined };
  let played = 0;
  const bareBlock = async (count) => {
    const rounds = { ...config, first: played + 1, last: played + count };
    const began = performance.now();
    for await (const { step } of algorithm1(machine, rounds)) played = step;
    return performance.now() - began;
  };
  const folder = join(place, "run");
  const record = {
    saddlepoint: "",
    runtime: "",
    node: "",
    created: "",
    source: "",
    dataOptions: {},
    places: {},
    config,
  };
  let [full, alone, since] = [0, 0, 0];
  async function* events(signal) {
    for await (const event of train({ data, ...options, signal })) {
      yield event;
      if (event.type === "start") await bareBlock(2);
      if (event.type === "checkpoint" && event.step === 0) since = performance.now();
      // All that happened since the last block was over: steps, reading, progress, reports, samples, checkpoints.
      if (event.type !== "report" || event.step === steps) continue;
      full += performance.now() - since;
      alone += await bareBlock(config.run.reportEvery);
      since = performance.now();
    }
  }
  const quiet = { json: true, print: () => undefined, say: () => undefined, result: () => undefined };
  await runSession(
    {
      folder,
      record,
      data,
      job: onOneRank,
      metrics: [],
      events,
      prepare: () => createRun(folder, record),
    },
    quiet,
  );
  const began = performance.now();
  for (let i = 0; i < 200; i++) await reading();
  const minibatch = (performance.now() - began) / 200;
  await bare.release();
  const counted = Math.floor((steps - 1) / config.run.reportEvery) * config.run.reportEvery;
  console.log(`bare step            ${(alone / counted).toFixed(1)} ms`);
  console.log(
    `with everything      ${(full / counted).toFixed(1)} ms: ${((100 * alone) / full).toFixed(1)} % of its rate`,
  );
  console.log(`reading a minibatch  ${minibatch.toFixed(2)} ms`);
}
