// Trains as one rank of mpirun by the library alone, and writes what each rank has come to. Run by test/distributed.test.ts.
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { joinMpi } from "../../dist/cli/library.js";
import { algorithm1, builtIn, resolveConfig } from "../../dist/inner.js";
import { assemble } from "../../dist/training/assemble.js";

const mpi = await joinMpi();
const data = builtIn("ring");
const config = resolveConfig(data, { widths: [16], batch: 16, dropout: 0.2 });
const ranks = { collective: mpi, stopping: () => false, took: () => undefined };
const machine = await assemble(config, data, undefined, undefined, ranks);
for await (const _ of algorithm1(machine, { first: 1, last: 200, dSteps: 1, gSteps: 1, updates: "alternating" }));
const { generator, discriminator } = machine;
const hash = createHash("sha256");
for (const { parameters, moments } of [generator, discriminator]) {
  for (const { data: values } of [parameters, ...moments.values()]) hash.update(values);
}
await writeFile(`rank-${mpi.rank}`, hash.digest("hex"));
await machine.release();
await mpi.leave();
