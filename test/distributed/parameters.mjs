// Trains as one rank of mpirun by the library alone, and writes what each rank has come to. Run by test/distributed.test.ts.
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { joinMpi } from "../../dist/cli/library.js";
import { algorithm1, builtIn, createMachine, gameOf, learningOf, resolveConfig } from "../../dist/index.js";

const mpi = await joinMpi();
const data = builtIn("ring");
const config = resolveConfig(data, { widths: [16], batch: 16, dropout: 0.2 });
const machine = await createMachine({
  game: gameOf(config),
  switchAt: Number.POSITIVE_INFINITY,
  data,
  seed: 1,
  generator: learningOf(config.generator),
  discriminator: learningOf(config.discriminator),
  average: config.average,
  threads: 1,
  diverged: (step) => new Error(`diverged at step ${step}`),
  ranks: { collective: mpi, stopping: () => false, took: () => undefined },
});
for await (const _ of algorithm1(machine, { first: 1, last: 200, dSteps: 1, updates: "alternating" }));
const { generator, discriminator } = machine;
const hash = createHash("sha256");
for (const { parameters, moments } of [generator, discriminator]) {
  for (const { data: values } of [parameters, ...moments.values()]) hash.update(values);
}
await writeFile(`rank-${mpi.rank}`, hash.digest("hex"));
await machine.release();
await mpi.leave();
