// Draws docs/images/ring.webp: the ring while it is learned, with D as a field. The argument is the file to write.
// It is what a run's progress.webp shows, at one pace and small enough for the README.
import { writeFile } from "node:fs/promises";
import sharp from "sharp";
import { builtIn, realExamples, train } from "#inner";
import { animate } from "../dist/cli/pictures/animation.js";
import { drawExamples } from "../dist/cli/pictures/examples.js";

const [target = "docs/images/ring.webp"] = process.argv.slice(2);
const [SIDE, SHOWN] = [400, 800];
const options = { seed: 1, steps: 6000, decaySteps: 25_000, sampleEvery: 125, samples: SHOWN };

const data = builtIn("ring");
const real = await realExamples(data, 1, SHOWN);
const frames = [];
for await (const event of train({ data, ...options })) {
  if (event.type !== "samples") continue;
  const frame = await drawExamples(data, event.values, real, { field: event.field });
  frames.push(await sharp(frame).resize(SIDE).png().toBuffer());
}
await writeFile(target, await animate(frames, { format: "webp", quality: 60 }));
process.stdout.write(`${frames.length} frames in ${target}\n`);
