// Draws docs/images/ring.webp: the ring while it is learned, with D as a field. The argument is the file to write.
// Behind the points lies D(x), blue where it takes x for real, orange where for generated, pale at 1/2, where it cannot tell.
import { writeFile } from "node:fs/promises";
import sharp from "sharp";
import {
  builtIn,
  createJudge,
  decodeCheckpoint,
  gameOf,
  parametersOf,
  realExamples,
  resolveConfig,
  train,
} from "#inner";
import { animate } from "../dist/cli/pictures/animation.js";

const [target = "docs/images/ring.webp"] = process.argv.slice(2);
const [SIDE, CELLS, HALF, SHOWN] = [400, 80, 1.5, 800];
const options = {
  seed: 1,
  ...{ steps: 6000, decaySteps: 25_000, checkpointEvery: 125, sampleEvery: 125, samples: SHOWN },
};

const data = builtIn("ring");
const { discriminator } = gameOf(resolveConfig(data, options));
const judge = await createJudge(discriminator, 256, 1);
const real = await realExamples(data, 1, SHOWN);
const place = (value) => (((value + HALF) * SIDE) / (2 * HALF)).toFixed(1);
const lattice = Float32Array.from({ length: 2 * CELLS * CELLS }, (_, i) => {
  const [cell, axis] = [i >> 1, i % 2];
  const at = axis === 0 ? cell % CELLS : Math.floor(cell / CELLS);
  return (((at + 0.5) / CELLS) * 2 - 1) * HALF;
});

/** From pale at 1/2 to blue at 1 and to orange at 0. */
const shade = (answer) => {
  const far = Math.min(1, Math.abs(2 * answer - 1));
  const towards = answer > 0.5 ? [120, 170, 225] : [240, 170, 120];
  return `rgb(${towards.map((end) => Math.round(250 + (end - 250) * far)).join()})`;
};

const dots = (values, colour, radius, opacity) => {
  const circles = [];
  for (let i = 0; i < values.length; i += 2) {
    circles.push(`<circle cx="${place(values[i])}" cy="${place(-values[i + 1])}" r="${radius}"/>`);
  }
  return `<g fill="${colour}" fill-opacity="${opacity}">${circles.join("")}</g>`;
};

async function frame(checkpoint, generated) {
  const logits = await judge.answers(parametersOf(checkpoint, discriminator), lattice);
  const w = SIDE / CELLS;
  const field = Array.from(logits, (logit, cell) => {
    const [x, y] = [(cell % CELLS) * w, SIDE - w - Math.floor(cell / CELLS) * w];
    return `<rect x="${x}" y="${y}" width="${w}" height="${w}" fill="${shade(1 / (1 + Math.exp(-logit)))}"/>`;
  });
  const points = dots(real, "#1f5fa8", 2.6, 0.45) + dots(generated, "#c2410c", 1.8, 0.75);
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><g shape-rendering="crispEdges">${field.join("")}</g>${points}</svg>`;
  return sharp(Buffer.from(picture)).png().toBuffer();
}

const frames = [];
let samples;
for await (const event of train({ data, ...options })) {
  if (event.type === "samples") samples = event.values;
  if (event.type === "checkpoint" && samples)
    frames.push(await frame(await decodeCheckpoint("it", event.bytes), samples));
}
await judge.release();
await writeFile(target, await animate(frames, { format: "webp", quality: 60 }));
process.stdout.write(`${frames.length} frames in ${target}\n`);
