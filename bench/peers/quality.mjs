// This project's side of bench/quality.mjs: a preset's recipe, played in turns by the machine that trains.
// node bench/peers/quality.mjs [threads]
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  algorithm1,
  assemble,
  codesOf,
  createSampler,
  gameOf,
  noise,
  presets,
  resolveConfig,
  runtimeInUse,
  viewOf,
  withClasses,
} from "#inner";
import { openData } from "../../dist/cli/library.js";
import { uniformNumbers } from "../numbers.mjs";
import { QUALITY_SEEDS, startRange } from "../quality/recipe.mjs";
import { serve } from "./protocol.mjs";

const threads = Number(process.argv[2] ?? 2);
const sizeOf = (shape) => shape.reduce((product, length) => product * length, 1);

let prepared;
let playing;

/** The recipe on its data; what it takes to find classes is measured, as the peer is given them. */
async function read({ preset, dataDir, seed, steps }) {
  const { data: name, options } = presets[preset];
  const { data: examples } = await openData({ argument: name, options: {}, places: { dataDir } }, () => undefined);
  const given = { ...options, seed, steps, threads };
  const began = performance.now();
  const data = await withClasses(examples, given);
  return { data, given, classSeconds: (performance.now() - began) / 1000 };
}

/** A machine at its start. */
async function begin({ data, given }, steps) {
  const config = resolveConfig(data, { ...given, steps });
  const machine = await assemble(config, data);
  const { dSteps, gSteps, updates } = config;
  return { config, machine, step: 0, rounds: algorithm1(machine, { first: 1, last: steps, dSteps, gSteps, updates }) };
}

async function playStep(run) {
  for (;;) {
    const { value, done } = await run.rounds.next();
    if (done) throw new Error("the run has no more steps");
    if (value.did === "round" && value.player !== "D") return ++run.step;
  }
}

/** Losses of two rounds from given numbers: the first has a penalty, and each later one follows from the gradients before it. */
async function checked({ config, machine }) {
  for (const [player, seed] of [
    [machine.generator, QUALITY_SEEDS.generator],
    [machine.discriminator, QUALITY_SEEDS.discriminator],
  ]) {
    player.network.parameters.forEach(({ name, shape }, i) => {
      const entry = player.layout.entries.find((candidate) => candidate.name === name);
      viewOf(player.parameters.data, entry).set(uniformNumbers(seed + i, sizeOf(shape), ...startRange(shape)));
    });
  }
  const { code } = config.data.y;
  const classes = (i) => Array.from({ length: config.batch }, (_, k) => (k + i) % code.counts.length);
  let drawn = 0;
  const give = () => {
    machine.z.data.set(uniformNumbers(QUALITY_SEEDS.noise + drawn, machine.z.data.length, -1, 1));
    machine.x.data.set(uniformNumbers(QUALITY_SEEDS.examples + drawn, machine.x.data.length, -1, 1));
    machine.y.data.set(codesOf(code, classes(drawn)));
    drawn++;
  };
  const losses = [];
  for (const step of [1, 2]) {
    give();
    await machine.discriminatorGradient(step);
    const d = machine.discriminatorStep(step);
    losses.push(d.loss(), d.penalty());
    d.update(step);
    give();
    await machine.generatorGradient(step);
    const g = machine.generatorStep(step);
    losses.push(g.loss());
    g.update(step);
  }
  return losses;
}

/** What the peer is given: the recipe, its classes, the weights that ours begins from, and z and y of the samples. */
async function write({ folder, samples }) {
  const { data, given } = prepared;
  const { config, machine } = await begin(prepared, given.steps);
  const { code } = config.data.y;
  const floats = (name, values) => writeFileSync(join(folder, name), Buffer.from(Float32Array.from(values).buffer));
  for (const [name, { network, layout, parameters }] of [
    ["generator", machine.generator],
    ["discriminator", machine.discriminator],
  ]) {
    const parts = network.parameters.map(({ name: title }) =>
      viewOf(
        parameters.data,
        layout.entries.find((entry) => entry.name === title),
      ),
    );
    floats(
      `${name}.bin`,
      parts.flatMap((part) => [...part]),
    );
  }
  const own = new Float32Array(config.data.y.shape[0]);
  const numbers = Int32Array.from({ length: data.count }, (_, i) => {
    data.y.write(i, own, 0);
    return own.subarray(0, code.counts.length).indexOf(1);
  });
  writeFileSync(join(folder, "classes.bin"), Buffer.from(numbers.buffer));
  floats(
    "codes.bin",
    codesOf(
      code,
      code.counts.map((_, i) => i),
    ),
  );
  floats("z.bin", await noise(gameOf(config).prior, config.seed, samples, "evaluation"));
  floats("y.bin", codesOf(code, inShares(code.counts, samples)));
  const { generator, discriminator, ...rest } = config;
  const shapes = (player) => player.network.parameters.map(({ name, shape }) => ({ name, shape }));
  writeFileSync(
    join(folder, "recipe.json"),
    JSON.stringify({
      ...rest,
      player: generator,
      classCount: code.counts.length,
      yWidth: config.data.y.shape[0],
      shapes: { generator: shapes(machine.generator), discriminator: shapes(machine.discriminator) },
    }),
  );
  await machine.release();
  return {};
}

/** So many class numbers as the data have them, in the order of the classes. */
function inShares(counts, samples) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const ends = [];
  counts.reduce((sum, count) => {
    ends.push(sum + count);
    return sum + count;
  }, 0);
  return Array.from({ length: samples }, (_, i) => ends.findIndex((end) => ((i + 0.5) * total) / samples < end));
}

/** 10,000 images of the moving average, as float32 in [−1, 1]. */
async function sample({ folder, file }) {
  const { config, machine } = playing;
  const game = gameOf(config);
  const sampler = await createSampler({ ...game, seed: config.seed, batch: 100, threads });
  const floats = (name) => {
    const bytes = readFileSync(join(folder, name));
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  };
  const images = await sampler.sample(machine.average.data, new Float32Array(), floats("z.bin"), floats("y.bin"));
  await sampler.release();
  writeFileSync(join(folder, file), Buffer.from(images.buffer, images.byteOffset, images.byteLength));
  return {};
}

async function train({ seconds, until }) {
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  while (playing.step < until && elapsed() < seconds) await playStep(playing);
  return { step: playing.step, seconds: elapsed() };
}

const runtime = await runtimeInUse();
await serve({
  prepare: async (workload) => {
    prepared = await read(workload);
    const first = await begin(prepared, workload.steps);
    const losses = await checked(first);
    await first.machine.release();
    return { losses, versions: { node: process.version, [runtime.name]: runtime.version } };
  },
  further: {
    facts: async () => ({ classSeconds: prepared.classSeconds }),
    write,
    begin: async ({ steps }) => {
      await playing?.machine.release();
      playing = await begin(prepared, steps);
      return {};
    },
    train,
    sample,
  },
});
