// A sink is an object with two functions: here one that keeps the best state of a run, beside one that writes event files.
import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtIn, train } from "saddlepoint";
import { listen, logTo, recorded, type Sink } from "saddlepoint/node";

/** Remembers the checkpoint whose samples were nearest to the data. */
function best(): Sink & { readonly found: () => { step: number; distance: number; bytes: Uint8Array } | undefined } {
  let kept: { step: number; distance: number; bytes: Uint8Array } | undefined;
  let distance = Number.POSITIVE_INFINITY;
  return {
    found: () => kept,
    event: (event) => {
      if (event.type === "recorded") distance = event.line.energyDistance ?? distance;
      // A checkpoint comes after what was recorded of its step.
      if (event.type === "checkpoint" && distance < (kept?.distance ?? Number.POSITIVE_INFINITY)) {
        kept = { step: event.step, distance, bytes: event.bytes };
      }
    },
    end: (error) => console.log(error === undefined ? "over" : "over, by an error"),
  };
}

const data = builtIn("ring");
const folder = join(tmpdir(), `saddlepoint-example-${process.pid}`);
const keeper = best();
const every = { reportEvery: 250, sampleEvery: 250, checkpointEvery: 250 };
const events = train({ data, steps: 1500, samples: 500, ...every });
await listen(recorded(events, { data }), [keeper, logTo("tensorboard", { folder, name: "ring" })]);

const found = keeper.found();
const files = await readdir(join(folder, "tensorboard"));
await rm(folder, { recursive: true });
console.log(`best after step ${found?.step}: ${found?.distance.toFixed(4)}; ${files.join(", ")}`);
if (!found || found.bytes.length < 1000 || !(found.distance < 0.5)) throw new Error("no good state was kept");
if (files.length !== 1) throw new Error("no event file was written");
